"""`python -m cpjit`: run a program with the JIT switched on."""

from cpjit._command import main

main()
