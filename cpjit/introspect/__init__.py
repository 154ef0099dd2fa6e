"""Seeing what the JIT does."""
