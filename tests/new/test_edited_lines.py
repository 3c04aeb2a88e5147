"""How few lines a person writes between a blocked commit and a passing one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.edited_lines import edits, works

WORKS = {work.name: work for work in works()}


@pytest.mark.parametrize(("name", "lines"), [("Axolotl", 7), ("OpenAI", 8)])
def test_the_figure(name: str, lines: int, tmp_path: Path) -> None:
    found = edits(WORKS[name], tmp_path)
    assert (found.lines, len(found.gaps)) == (lines, lines)
