"""The first ten minutes of a new user in a real terminal: from an empty folder to a commit."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Repo, program
from tests.fresh import EVIDENCE
from tests.honest import HONEST_TUNING

pexpect = pytest.importorskip("pexpect", reason="there are no pseudo terminals on Windows")

PROMPT = "user:> "
TUNING = "configs/voice.yaml"
RECORD = "decisions/configs-voice.yaml"
DIALOGUE = (
    ("What should fine-tuning achieve?", "knowledge"),
    ("Do not fine-tune.", "<"),
    ("What should fine-tuning achieve?", "2"),
    ("Which behaviour do you want, in one sentence?", "<"),
    ("What should fine-tuning achieve?", "tone"),
    ("Which behaviour do you want, in one sentence?", "Replies keep our plain, warm register."),
    ("Where do an answer's facts come from?", "prompt"),
    ("How many tokens has a prompt that describes it", "1900"),
    ("Is a higher score better?", ""),
    ("Which score would be good enough?", "85"),
    ("outside the scale", "0.85"),
    ("What still goes wrong with the best prompt", "The register drifts after two turns."),
    ("Which file holds the test items?", ""),
    ("Who trains again when it is due?", ""),
    ("How often is it trained again?", ""),
    ("On which day is the decision looked at again?", ""),
    ("What may one training cost?", "1200 USD per run"),
    ("Why is newer-base not enough?", "The newest base scores 0.72 with the same prompts."),
    ("What is the decision, in one line?", "Answer tickets in our support voice"),
    ("Have the owners decided?", "accepted"),
    ("Write it to decisions/configs-voice.yaml?", "yes"),
)


class Terminal:
    """A shell in a terminal of 80 columns, and all that it showed."""

    def __init__(self, folder: Path, tools: Path) -> None:
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "PS1": PROMPT, "TERM": "xterm", "COLUMNS": "80"}
        self._child = pexpect.spawn(
            "/bin/sh",
            ["-i"],
            cwd=str(folder),
            env=env,
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 80),
            echo=False,
            # who runs the tests in the background may have it ignored, for children too
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
        )
        self._child.delaybeforesend = None
        self._child.expect_exact(PROMPT)

    def run(self, line: str) -> tuple[int, str]:
        """The exit code of a command line and what it showed, without colours."""
        self._child.sendline(line)
        self._child.expect_exact(PROMPT)
        shown = self._plain(self._child.before)
        self._child.sendline("echo code $?")
        self._child.expect(r"code (\d+)")
        code = int(self._child.match[1])
        self._child.expect_exact(PROMPT)
        return code, shown

    def answer(self, line: str, dialogue: tuple[tuple[str, str], ...]) -> str:
        """Runs a command that asks, answers it, and gives what it showed after that."""
        self._child.sendline(line)
        for question, typed in dialogue:
            self._child.expect_exact(question)
            self._child.expect_exact("> ")
            self._child.sendline(typed)
        self._child.expect_exact(PROMPT)
        return self._plain(self._child.before)

    def end(self) -> None:
        self._child.sendline("exit")
        self._child.expect(pexpect.EOF)
        self._child.close()

    @staticmethod
    def _plain(text: str) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r\n", "\n")


@pytest.fixture
def terminal(repo: Repo, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in an empty folder, with the program on its path."""
    tools, folder = tmp_path / "bin", tmp_path / "new"
    tools.mkdir()
    folder.mkdir()
    start = tools / "ftpolicy"
    start.write_text(f'#!/bin/sh\nexec {shlex.join(program())} "$@"\n')
    start.chmod(0o755)
    opened = Terminal(folder, tools)
    yield opened
    opened.end()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_from_an_empty_folder_to_a_commit(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    code, shown = terminal.run("ftpolicy init")
    assert (code, shown) == (2, "ftpolicy: this is no git repository; run `git init` first\n")

    assert terminal.run("git init -q .")[0] == 0
    assert terminal.run("git remote add origin git@github.com:acme/app.git")[0] == 0
    code, shown = terminal.run("ftpolicy init --yes")
    assert code == 0
    assert "wrote .github/workflows/ftpolicy.yml\n" in shown
    # what `pre-commit install` does; pre-commit itself would ask a package index
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexec ftpolicy hook\n")
    hook.chmod(0o755)
    assert terminal.run("git add -A && git commit -qm 'Wire the gate'")[0] == 0

    for path, text in {**EVIDENCE, TUNING: HONEST_TUNING}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    code, shown = terminal.run("git add -A && git commit -qm 'Tune the voice'")
    assert code == 1
    assert "error[FT001]: no live decision record covers this tuning file\n" in shown
    advice = re.search(r"Run `(ftpolicy new [^`]*)`", shown)
    assert advice is not None
    assert advice[1] == f"ftpolicy new {TUNING}"

    shown = terminal.answer(advice[1], DIALOGUE)
    assert shown.endswith(f"wrote {RECORD}: commit it with {TUNING}\n")
    code, shown = terminal.run("git add -A && git commit -qm 'Tune the voice'")
    assert code == 0, shown
    assert "ftpolicy: nothing to mend; looked at 1 tuning file" in " ".join(shown.split())
    assert terminal.run("git status --porcelain") == (0, "")


def test_ctrl_c_leaves_nothing_behind(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    (folder / "configs").mkdir()
    (folder / TUNING).write_text(HONEST_TUNING)
    first, *_ = DIALOGUE[4:5]
    shown = terminal.answer(f"ftpolicy new {TUNING}", (first, ("in one sentence?", "\x03")))
    assert shown.endswith("ftpolicy: interrupted\n")
    assert [it.name for it in folder.iterdir()] == ["configs"]
