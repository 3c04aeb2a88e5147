"""Each folder of stories/: what is committed, what is staged, and what the hook then prints.

A story holds what differs from an empty repository. `before/` is committed, `change/` is laid over
it, the lines of `steps` follow, and all is staged; a file name that starts with `dot.` stands for
one that starts with `.`, so that no story is configuration of this repository.

    honest                      the honest repository (honest.py) is part of before/
    honest change               ... of change/
    unborn                      there is no commit yet
    edit PATH s/OLD/NEW/        any other sign may separate; `\\n` is a line end
    cut PATH KEY                a key of the top level goes away with all that it holds
    delete PATH                 also a folder
    rename OLD NEW
    copy OLD NEW
    link PATH TARGET            a symbolic link
    submodule PATH
    commit MESSAGE
    git ARGUMENTS
    env NAME=VALUE              for the program
    run ARGUMENTS               another command than the hook's own entry

Dates are judged as of one day. `UPDATE_STORIES=1` writes what is printed now into expected.txt;
read every line of it before you commit it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import pytest
import yaml

from ftpolicy import __version__
from tests.conftest import Repo
from tests.honest import HONEST_FILES

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "tests/stories"
AS_OF = ["--as-of", "2026-11-22"]
NO_BLOB = "5" * 40


def entry() -> list[str]:
    """The arguments of the hook's own entry."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    name, *arguments = shlex.split(hooks[0]["entry"])
    assert name == "ftpolicy"
    return [*arguments, *AS_OF]


@dataclass
class Story:
    """A story on its way: what the steps so far have said."""

    repo: Repo
    folder: Path
    arguments: list[str] = field(default_factory=entry)
    env: dict[str, str] = field(default_factory=dict)

    def told(self) -> str:
        """What the program prints at the end, and its exit code."""
        steps = list(self.steps())
        early = [step for step in steps if step in (["honest"], ["unborn"])]
        if ["honest"] in early:
            self.lay_honest()
        self.lay("before")
        if ["unborn"] not in early:
            self.repo.commit("before")
        if ["honest", "change"] in steps:
            self.lay_honest()
        self.lay("change")
        for verb, *rest in steps:
            getattr(self, f"do_{verb}")(*rest)
        self.repo.stage()
        done = self.repo.run(*self.arguments, env=self.env)
        if done.stdout.startswith("{"):
            schema = json.loads((ROOT / "schemas/report.schema.json").read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))
        errors = f"standard error:\n{done.stderr}" if done.stderr else ""
        shown = done.stdout.replace(f'"{__version__}"', '"VERSION"')
        return f"{shown}{errors}exit code: {done.returncode}\n"

    def steps(self) -> Iterator[list[str]]:
        path = self.folder / "steps"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if line.startswith("edit "):
                yield line.split(" ", 2)
            elif line and not line.startswith("#"):
                yield shlex.split(line)

    def lay(self, part: str) -> None:
        for path in sorted((self.folder / part).rglob("*")):
            if path.is_file():
                name = path.relative_to(self.folder / part).as_posix()
                self.repo.write(re.sub(r"(^|/)dot\.", r"\1.", name), path.read_bytes())

    def lay_honest(self) -> None:
        for path, text in HONEST_FILES.items():
            self.repo.write(path, text)

    def do_honest(self, where: str = "before") -> None:
        assert where in ("before", "change")

    def do_unborn(self) -> None:
        assert not (self.folder / "before").exists()

    def do_edit(self, path: str, change: str) -> None:
        old, new, rest = change.replace("\\n", "\n")[2:].split(change[1])
        text = (self.repo.path / path).read_text(encoding="utf-8")
        assert (change[0], rest, text.count(old)) == ("s", "", 1), change
        self.repo.write(path, text.replace(old, new))

    def do_cut(self, path: str, key: str) -> None:
        text = (self.repo.path / path).read_text(encoding="utf-8")
        without, cuts = re.subn(rf"^{key}:.*\n(?:[ \-].*\n)*", "", text, flags=re.MULTILINE)
        assert cuts == 1, key
        self.repo.write(path, without)

    def do_delete(self, path: str) -> None:
        target = self.repo.path / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()

    def do_rename(self, old: str, new: str) -> None:
        self.repo.write(new)
        (self.repo.path / old).rename(self.repo.path / new)

    def do_copy(self, old: str, new: str) -> None:
        self.repo.write(new, (self.repo.path / old).read_bytes())

    def do_link(self, path: str, target: str) -> None:
        self.repo.write(path).unlink()
        (self.repo.path / path).symlink_to(target)

    def do_submodule(self, path: str) -> None:
        (self.repo.path / path).mkdir(parents=True)
        self.repo.stage_raw(path.encode(), NO_BLOB, mode="160000")

    def do_commit(self, message: str) -> None:
        self.repo.commit(message)

    def do_git(self, *arguments: str) -> None:
        self.repo.git(*arguments)

    def do_env(self, setting: str) -> None:
        name, _, value = setting.partition("=")
        self.env[name] = value

    def do_run(self, *arguments: str) -> None:
        self.arguments = [*arguments, *(AS_OF if arguments[0] == "check" else ())]


@pytest.mark.parametrize("folder", sorted(STORIES.iterdir()), ids=lambda it: it.name)
def test_story(folder: Path, repo: Repo) -> None:
    told = Story(repo, folder).told()
    expected = folder / "expected.txt"
    if os.environ.get("UPDATE_STORIES"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def test_there_are_enough_stories() -> None:
    assert len(list(STORIES.iterdir())) >= 50
