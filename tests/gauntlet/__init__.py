"""What shows that cpjit can be trusted; __main__.py has the command."""
