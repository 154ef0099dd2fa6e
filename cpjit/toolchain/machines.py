"""The machines that stencils can be made for, by the first word of the target."""

from __future__ import annotations

from collections.abc import Mapping

from .aarch64 import AArch64
from .machine import Machine
from .x86_64 import X86_64

MACHINES: Mapping[str, Machine] = {machine.name: machine for machine in (X86_64(), AArch64())}
