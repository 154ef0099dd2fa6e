"""What a server of many workers takes that are forked from one process."""
