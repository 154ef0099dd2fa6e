"""The version of cpjit, read by the package and by its build alike."""

__version__ = "0.1.0"
