"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import re
import sys

import pytest

from ftpolicy.cli import _progress
from ftpolicy.cli._progress import progress


class Terminal(io.StringIO):
    """Standard error as a terminal has it."""

    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress(3, "audited") as one:
        for _ in range(3):
            one()
    shown = terminal.getvalue()
    assert "audited" in shown
    assert re.search(r"3/3 .*\d+ a minute", shown)


def test_plain_lines_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "_EVERY", 0.0)
    with progress(2, "audited") as one:
        one()
        one()
    lines = [
        re.sub(r"\d+ a minute", "N a minute", it) for it in capsys.readouterr().err.split("\n")
    ]
    assert lines == [
        "ftpolicy: 1 of 2, N a minute, less than a minute left",
        "ftpolicy: audited 2 of 2, N a minute",
        "",
    ]
