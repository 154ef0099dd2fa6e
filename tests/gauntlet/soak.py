"""A soak: a server under load for half an hour: `python -m tests.gauntlet soak`.

An HTTP server on a real framework, unmodified, answers a client in another process over the
loopback interface; every answer is checked. A second server, without cpjit, gets its turns in
between, so that the throughput of both is measured under the same conditions. It passes if no
answer was wrong and none was missing, if memory and files of the server level off after a warm-up,
and if a second of the server's CPU time answers at least as many requests as without cpjit.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import IO, Any

from .environments import FOLDER, Environment, Preparing

REQUIREMENTS = ("aiohttp==3.14.5",)
PROGRAMS = Path(__file__).with_name("soaking")
TURNS = (4.0, 1.0)
"""Seconds for the server with cpjit, and for the one without."""
MORE = 4 << 20
"""As many bytes more may be resident at the end than after the warm-up: what was measured without
cpjit varies by half of it."""

BRIEFLY = 0.8
"""How much of the other's throughput is enough in the short form, mostly warm-up and noise."""


def main(words: list[str]) -> int:
    given = parse(words)
    try:
        environment = Environment(given.folder / "soak", REQUIREMENTS)
    except Preparing as error:
        print(f"the environment can't be prepared: {error}")
        return 1
    logs = [given.folder / "soak" / f"{name}.log" for name in ("cpjit", "plain")]
    with logs[0].open("w") as first, logs[1].open("w") as second:
        options = {"CPJIT": "1", "CPJIT_STATS_FILE": "/dev/null"}
        if given.threshold:
            options["CPJIT_THRESHOLD"] = given.threshold
        servers = [
            start_server(environment, first, options),
            start_server(environment, second, {"CPJIT": "0"}),
        ]
        ports = [server.stdout.readline().strip() for server in servers if server.stdout]
        places = [f"{port}:{share}" for port, share in zip(ports, TURNS, strict=True)]
        client = subprocess.Popen(
            [environment.python, PROGRAMS / "client.py", str(given.minutes * 60), *places],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": "", "CPJIT": "0"},
            text=True,
        )
        turns: tuple[list[dict[str, Any]], ...] = ([], [])
        assert client.stdout is not None
        for line in client.stdout:
            told = json.loads(line)
            turns[told["server"]].append(told)
            if told["server"] == 1 and len(turns[1]) % 12 == 0:
                report(turns)
        status = client.wait()
        ends = [stop(server) for server in servers]
    least = BRIEFLY if given.short else 1.0
    wrong = judge(turns, status, ends, [log.read_text() for log in logs], least)
    if all(turns):
        report(turns)
    for text in wrong:
        print(text)
    print("gauntlet failed: soak" if wrong else f"gauntlet passed: {given.minutes:g} minutes")
    return 1 if wrong else 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet soak", description=__doc__)
    parser.add_argument("--minutes", type=float, metavar="N", help="how long (30; 1 if short)")
    parser.add_argument("--threshold", default="", metavar="N", help="compile at the Nth call")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where packages are installed")
    parser.add_argument("--short", action="store_true", help="one minute, for every change")
    given = parser.parse_args(words)
    given.minutes = given.minutes or (1.0 if given.short else 30.0)
    return given


def start_server(
    environment: Environment, log: IO[str], variables: dict[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [environment.python, PROGRAMS / "server.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, "PYTHONPATH": "", "PYTHONHASHSEED": "0", **variables},
        text=True,
    )


def stop(server: subprocess.Popen[str]) -> int:
    """Close its standard input, which ends it; its exit status."""
    try:
        server.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    return server.returncode


def throughput(turns: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Requests a second, and for each second of the server's CPU time; after the warm-up."""
    turns = turns[len(turns) // 5 :]
    requests = sum(turn["requests"] for turn in turns)
    return requests / sum(t["seconds"] for t in turns), requests / sum(t["cpu"] for t in turns)


def levels(turns: Sequence[dict[str, Any]], what: str) -> tuple[float, float]:
    """After the warm-up, and at the end."""
    fifth = max(1, len(turns) // 5)
    first, last = turns[fifth : 2 * fifth] or turns, turns[-fifth:]
    return median(turn[what] for turn in first), median(turn[what] for turn in last)


def report(turns: Sequence[Sequence[dict[str, Any]]]) -> None:
    seconds = sum(turn["seconds"] for both in turns for turn in both)
    requests = sum(turn["requests"] for turn in turns[0])
    (by_clock, by_cpu), (plain_by_clock, plain_by_cpu) = map(throughput, turns)
    first, last = levels(turns[0], "resident")
    end = turns[0][-1]
    share = "" if end.get("share") is None else f", {end['share']:.0%} of the time"
    print(
        f"{seconds / 60:5.1f} min: {requests} requests, {by_clock:.0f} a second"
        f" ({by_clock / plain_by_clock:.2f} times as many), {by_cpu:.0f} for a second of CPU time"
        f" ({by_cpu / plain_by_cpu:.2f}), {first / 1e6:.1f} -> {last / 1e6:.1f} MB resident;"
        f" {end.get('functions', 0)} functions compiled{share}",
        flush=True,
    )


def judge(
    turns: Sequence[Sequence[dict[str, Any]]],
    status: int,
    ends: Sequence[int],
    logs: Sequence[str],
    least: float,
) -> list[str]:
    """What is not as promised."""
    wrong = []
    if status:
        wrong.append(f"the client ended with status {status}: an answer was wrong or missing")
    for name, end, log in zip(("with cpjit", "without cpjit"), ends, logs, strict=True):
        if end or log:
            wrong.append(f"the server {name} ended with status {end} and said: {log[-2000:]}")
    if not all(turns):
        return [*wrong, "nothing was measured"]
    if not turns[0][-1].get("functions"):
        wrong.append("no machine code ran")
    first, last = levels(turns[0], "resident")
    if last > first + MORE:
        wrong.append(f"memory grows: {first / 1e6:.1f} -> {last / 1e6:.1f} MB")
    first, last = levels(turns[0], "files")
    if last > first:
        wrong.append(f"open files become more: {first:.0f} -> {last:.0f}")
    by_cpu, plain_by_cpu = throughput(turns[0])[1], throughput(turns[1])[1]
    if by_cpu < plain_by_cpu * least:
        wrong.append(f"throughput is {by_cpu / plain_by_cpu:.2f} times that without cpjit")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
