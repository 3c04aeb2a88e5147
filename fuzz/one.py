"""One target in its own process: `python -m fuzz.one TARGET SECONDS`; no second: it grows."""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from fuzz.__main__ import FINDINGS

MIB = 1 << 20
SECONDS_A_MIB = 3.0  # of processor time; what is smaller than a mebibyte has as long
WATCHED = 4.0  # how much slower code may be that atheris watches
MOST_MEMORY = 2048  # MiB
LONGEST = 64 << 10  # bytes of an input that atheris makes
_BLOWN_UP = 6  # seeds of a target


class Target(Protocol):
    """A file of `fuzz/targets`.

    It may have READS, how often it reads an input (once), and GROWS, False when its input is no
    text of which there may be a mebibyte.
    """

    def seeds(self) -> Iterable[bytes]:
        """Inputs to begin with."""

    def take(self, data: bytes) -> None:
        """Bear an input, whatever it is."""


class TooSlowError(Exception):
    """An input that took longer than three seconds for a mebibyte."""


def timed(module: Target, data: bytes, slower: float = 1.0) -> None:
    """Feed the target; raises TooSlowError as well as what the target raises."""
    begun = time.process_time()
    module.take(data)
    took = time.process_time() - begun
    allowed = SECONDS_A_MIB * slower * getattr(module, "READS", 1)
    if took > allowed * max(1.0, len(data) / MIB):
        raise TooSlowError(f"{took:.1f} s for {len(data):,} bytes")


def blown_up(seeds: Iterable[bytes]) -> Iterable[bytes]:
    """Some seeds repeated to a mebibyte: whole, by their lines, and by a part in the middle."""
    chosen = sorted({seed for seed in seeds if seed.strip()}, key=len)
    for seed in chosen[:: max(1, len(chosen) // _BLOWN_UP)]:
        third = len(seed) // 3
        for head, part, tail in (
            (b"", seed, b""),
            (seed[:third], seed[third : 2 * third] or b" ", seed[2 * third :]),
            (seed[: third + 1], seed[third : third + 1] or b" ", seed[third + 1 :]),
        ):
            yield head + part * ((MIB - len(seed)) // len(part)) + tail


def guarded(name: str, module: Target, slower: float = 1.0) -> Callable[[bytes], None]:
    """What feeds the target and keeps what it does not bear."""

    def taken(data: bytes) -> None:
        try:
            timed(module, data, slower)
        except BaseException:
            FINDINGS.mkdir(exist_ok=True)
            kept = FINDINGS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"kept: {kept}, {len(data):,} bytes that begin {data[:200]!r}", flush=True)
            raise

    return taken


def grow(name: str) -> None:
    """Feed seeds of a mebibyte to the code as it is, since one that is watched is slower."""
    module = cast("Target", import_module(f"fuzz.targets.{name}"))
    take, count = guarded(name, module), 0
    if getattr(module, "GROWS", True):
        for data in blown_up(module.seeds()):
            take(data)
            count += 1
    print(f"fed: {count}", flush=True)


def fuzz(name: str, seconds: float) -> None:
    """Feed the seeds, and what atheris makes of them while it watches."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["ftpolicy"]):
        module = cast("Target", import_module(f"fuzz.targets.{name}"))
    FINDINGS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for seed in module.seeds():
            (Path(folder) / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
        options = [
            *(f"-max_total_time={max(1, int(seconds))}", "-timeout=60", "-print_final_stats=1"),
            *(f"-rss_limit_mb={MOST_MEMORY}", f"-max_len={LONGEST}", "-verbosity=0"),
            f"-artifact_prefix={FINDINGS}/{name}-",
        ]
        atheris.Setup([sys.argv[0], *options, folder], guarded(name, module, WATCHED))
        atheris.Fuzz()


def main() -> None:
    name, seconds = sys.argv[1], float(sys.argv[2])
    if seconds:
        fuzz(name, seconds)
    else:
        grow(name)


if __name__ == "__main__":
    main()
