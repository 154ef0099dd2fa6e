"""Measures programs under any set of interpreters, and compares what they compute."""
