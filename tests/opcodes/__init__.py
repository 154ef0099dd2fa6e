"""The proof that every opcode runs as machine code: snippets for each (table.py) and what runs
them (runner.py)."""
