"""The targets of `fuzz/run` bear their seeds here, and the runner says what it found."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from fuzz import one
from fuzz.__main__ import main, names

ROOT = Path(__file__).resolve().parents[2]


def made(take: Callable[[bytes], object]) -> one.Target:
    module = ModuleType("target")
    vars(module)["take"] = take
    return cast("one.Target", module)


@pytest.mark.parametrize("name", names())
def test_a_target_bears_its_seeds(name: str) -> None:
    target = import_module(f"fuzz.targets.{name}")
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds[:: max(1, len(seeds) // 4)]:
        target.take(seed)
        target.take(seed[: len(seed) // 2])
        target.take(seed[len(seed) // 3 :] + b"\xff\0" + seed)


def test_what_a_target_does_not_bear_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = made(lambda data: 1 // len(data))
    monkeypatch.setattr(one, "FINDINGS", tmp_path / "findings")
    take = one.guarded("nothing", target)
    take(b"a")
    with pytest.raises(ZeroDivisionError):
        take(b"")
    (kept,) = (tmp_path / "findings").iterdir()
    assert kept.read_bytes() == b""
    assert capsys.readouterr().out == f"kept: {kept}, 0 bytes that begin b''\n"


def test_what_takes_too_long_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 3.1, 10.0, 12.9, 20.0, 26.1, 30.0, 36.1))
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    target = made(lambda _: None)
    with pytest.raises(one.TooSlowError, match=r"^3\.1 s for 1 bytes$"):
        one.timed(target, b"a")
    one.timed(target, b"a")
    with pytest.raises(one.TooSlowError, match=r"^6\.1 s for 2,097,152 bytes$"):
        one.timed(target, bytes(2 << 20))
    vars(target)["READS"] = 3
    one.timed(target, bytes(2 << 20))


def test_seeds_are_blown_up_to_a_mebibyte() -> None:
    grown = list(one.blown_up([b"", b" \n", b"a: b\nc"]))
    assert len(grown) == 3
    assert all(one.MIB - 16 <= len(each) <= one.MIB for each in grown)


def test_a_target_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "nothing"])
    with pytest.raises(SystemExit, match=r"^2$"):
        main()
    assert "no target `nothing`; the targets are: baseline, " in capsys.readouterr().err


def test_without_atheris_it_says_that_nothing_was_fuzzed() -> None:
    hidden = "import sys; sys.modules['atheris'] = None; from fuzz.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden.replace("main()", "sys.exit(main())")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SKIPPED: ")
    assert "NOTHING WAS FUZZED" in done.stdout
