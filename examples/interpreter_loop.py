"""A small stack machine, running a program that counts steps of the Collatz sequence.

Usage: python interpreter_loop.py [limit]
"""

import sys

PUSH, LOAD, STORE, ADD, MULTIPLY, HALVE, ODD, LESS, JUMP, JUMP_IF_FALSE, STOP = range(11)

Instruction = tuple[int, int]

# The variables of the program below.
START, VALUE, STEPS, LIMIT = range(4)

# start = 1; steps = 0
# while start < limit:
#     value = start
#     while 1 < value:
#         value = value * 3 + 1 if value is odd else value // 2
#         steps = steps + 1
#     start = start + 1
COLLATZ: list[Instruction] = [
    (PUSH, 1),
    (STORE, START),
    (PUSH, 0),
    (STORE, STEPS),
    (LOAD, START),  # 4: the outer loop
    (LOAD, LIMIT),
    (LESS, 0),
    (JUMP_IF_FALSE, 36),
    (LOAD, START),
    (STORE, VALUE),
    (PUSH, 1),  # 10: the inner loop
    (LOAD, VALUE),
    (LESS, 0),
    (JUMP_IF_FALSE, 31),
    (LOAD, VALUE),
    (ODD, 0),
    (JUMP_IF_FALSE, 23),
    (LOAD, VALUE),
    (PUSH, 3),
    (MULTIPLY, 0),
    (PUSH, 1),
    (ADD, 0),
    (JUMP, 25),
    (LOAD, VALUE),  # 23: if it is even
    (HALVE, 0),
    (STORE, VALUE),  # 25
    (LOAD, STEPS),
    (PUSH, 1),
    (ADD, 0),
    (STORE, STEPS),
    (JUMP, 10),
    (LOAD, START),  # 31: after the inner loop
    (PUSH, 1),
    (ADD, 0),
    (STORE, START),
    (JUMP, 4),
    (STOP, 0),  # 36
]


def execute(program: list[Instruction], variables: list[int]) -> int:
    """Run a program; how many instructions that took."""
    stack: list[int] = []
    executed = 0
    position = 0
    while True:
        operation, operand = program[position]
        position += 1
        executed += 1
        if operation == LOAD:
            stack.append(variables[operand])
        elif operation == PUSH:
            stack.append(operand)
        elif operation == STORE:
            variables[operand] = stack.pop()
        elif operation == ADD:
            right = stack.pop()
            stack.append(stack.pop() + right)
        elif operation == MULTIPLY:
            right = stack.pop()
            stack.append(stack.pop() * right)
        elif operation == HALVE:
            stack.append(stack.pop() // 2)
        elif operation == ODD:
            stack.append(stack.pop() % 2)
        elif operation == LESS:
            right = stack.pop()
            stack.append(1 if stack.pop() < right else 0)
        elif operation == JUMP:
            position = operand
        elif operation == JUMP_IF_FALSE:
            if not stack.pop():
                position = operand
        else:
            return executed


def main(limit: int = 8_000) -> None:
    variables = [0, 0, 0, limit]
    executed = execute(COLLATZ, variables)
    print(f"Collatz below {limit}: {variables[STEPS]} steps, {executed} instructions")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
