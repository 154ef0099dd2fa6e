"""What cpjit costs: see __main__.py."""
