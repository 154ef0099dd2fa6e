"""Code objects made by hand: what the interpreter survives, cpjit survives."""

from __future__ import annotations

import opcode
import random
import textwrap

import pytest
from running import Run


def instruction(name: str, argument: int = 0) -> bytes:
    return bytes((opcode.opmap[name], argument))


# Each ends well at once; what follows never runs.
AFTERWARDS = {
    "jump_beyond_the_end": instruction("JUMP_FORWARD", 200),
    "jump_before_the_beginning": instruction("JUMP_BACKWARD", 200),
    "far_jump": instruction("EXTENDED_ARG", 255) * 3 + instruction("JUMP_FORWARD", 255),
    "prefix_at_the_end": instruction("EXTENDED_ARG", 1),
    "call_cut_off": instruction("PRECALL"),
    "names_cut_off": instruction("KW_NAMES"),
    "caches_cut_off": instruction("CALL"),
}
BEGINNING = instruction("RESUME") + instruction("LOAD_CONST", 0) + instruction("RETURN_VALUE")


@pytest.mark.interpreter
@pytest.mark.parametrize("name", AFTERWARDS)
def test_what_is_malformed_stays_in_the_interpreter(run: Run, name: str) -> None:
    program = f"""
        import cpjit
        code = (lambda: 12).__code__.replace(
            co_code={(BEGINNING + AFTERWARDS[name])!r}, co_consts=(12,))
        function = type(lambda: 0)(code, {{}})
        cpjit.enable(threshold=1)
        assert [function() for _ in range(5)] == [12] * 5
        """
    done = run("-c", textwrap.dedent(program))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.interpreter
def test_noise_behind_the_end_harms_nobody(run: Run) -> None:
    """Random bytes where nothing ever runs."""
    generator = random.Random(311)
    noise = [generator.randbytes(2 * generator.randrange(1, 40)) for _ in range(300)]
    program = f"""
        import cpjit
        cpjit.enable(threshold=1)
        for noise in {noise!r}:
            code = (lambda: 12).__code__.replace(co_code={BEGINNING!r} + noise, co_consts=(12,))
            function = type(lambda: 0)(code, {{}})
            assert [function() for _ in range(3)] == [12] * 3
        """
    done = run("-c", textwrap.dedent(program))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.interpreter
def test_noise_for_a_table_of_lines_harms_nobody(run: Run) -> None:
    """Lines of loops are read from it; what the table says is not what runs."""
    done = run(
        "-c",
        """if True:
        import random
        import cpjit
        from cpjit import _cpjit
        cpjit.enable(threshold=1)
        def loop(n):
            total = 0
            for i in range(n):
                total += i
                total ^= 3
            return total
        noise = random.Random(1)
        tables = [b"", b"\\x80", b"\\xf0" * 9, b"\\xff" * 40, b"\\xe8" + b"\\x7f" * 99]
        tables += [noise.randbytes(noise.randrange(90)) for _ in range(300)]
        right = loop(100)
        for table in tables:
            code = loop.__code__.replace(co_linetable=table)
            assert type(loop)(code, globals())(100) == right
            assert _cpjit.entered(code)
        print("well")
        """,
    )
    assert (done.stdout, done.stderr) == ("well\n", "")
