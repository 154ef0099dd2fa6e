"""Tests of the build-time toolchain."""
