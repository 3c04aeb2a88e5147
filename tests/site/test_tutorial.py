"""docs/tutorial.md is run from top to bottom in a repository, and prints what it says it prints.

A block that begins with `# PATH` is written to that file; of a `console` block each line with `$`
is run and the rest compared. `UPDATE_TUTORIAL=1` writes what is printed now into the page.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import Repo

PAGE = Path(__file__).parents[2] / "docs/tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
AT_ITS_END = " (at its end)"
JUDGING = ("check", "hook")


def played(repo: Repo, page: str) -> str:
    """The page with what its commands print now."""
    return BLOCK.sub(lambda found: f"```{found[1]}\n{shown(repo, *found.groups())}```", page)


def shown(repo: Repo, language: str, text: str) -> str:
    """A block after it was run, or written to its file."""
    if language == "console":
        commands = [line for line in text.splitlines() if line.startswith("$ ")]
        return "".join(f"{line}\n{printed(repo, line[2:])}" for line in commands)
    head, _, rest = text.partition("\n")
    path = head.removeprefix("# ").removesuffix(AT_ITS_END)
    before = (repo.path / path).read_text() if head.endswith(AT_ITS_END) else ""
    repo.write(path, before + rest)
    return text


def printed(repo: Repo, line: str) -> str:
    program, *words = shlex.split(line)
    if program == "ftpolicy":
        day = ["--as-of", "2026-11-22"] if words[0] in JUDGING else []
        done = repo.run(*words, *day)
        return done.stdout + done.stderr
    command = [sys.executable if program == "python" else program, *words]
    ran = subprocess.run(command, cwd=repo.path, capture_output=True, check=True, encoding="utf-8")
    return ran.stdout + ran.stderr


def codes(page: str) -> Iterator[list[str]]:
    """The findings that each `ftpolicy check` of the page shows."""
    for _, text in BLOCK.findall(page):
        if re.search(r"^\$ ftpolicy check", text, re.MULTILINE):
            yield re.findall(r"^(?:error|warning)\[(FT\d{3})\]", text, re.MULTILINE)


def test_the_tutorial_prints_what_it_says(repo: Repo) -> None:
    page = PAGE.read_text(encoding="utf-8")
    now = played(repo, page)
    if os.environ.get("UPDATE_TUTORIAL"):
        PAGE.write_text(now, encoding="utf-8", newline="\n")
    assert now == PAGE.read_text(encoding="utf-8")
    assert repo.git("log", "--format=%s") == "Slower\nTune the support voice"


def test_the_tutorial_tells_its_story() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert list(codes(page)) == [["FT001"], ["FT101", "FT003"], ["FT003"], [], [], ["FT004"]]
