"""The snippets of table.py, by what they are about; operands.py makes them in variants."""
