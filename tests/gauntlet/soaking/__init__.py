"""What the soak runs in an environment of its own: a server, and a client that loads it. Neither
imports anything of this project."""
