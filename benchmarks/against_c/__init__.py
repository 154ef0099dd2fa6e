"""One loop in Python and in C: see __main__.py."""
