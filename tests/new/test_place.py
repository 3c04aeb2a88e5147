"""A new record is written whole, over nothing, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from ftpolicy.cli._new.place import write_new
from ftpolicy.errors import FtpolicyError


def _no_links(*_: object) -> NoReturn:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_a_file_that_came_meanwhile_stays(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    target = tmp_path / "decisions" / "a.yaml"
    write_new(str(target), b"first\n")
    with pytest.raises(FtpolicyError) as told:
        write_new(str(target), b"second\n")
    assert str(told.value) == "`decisions/a.yaml` is there by now; nothing was written"
    assert target.read_bytes() == b"first\n"
    assert [it.name for it in target.parent.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize(
    ("broken", "raised"),
    [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), FtpolicyError)],
    ids=["ctrl-c", "disk-full"],
)
def test_what_breaks_leaves_nothing_behind(
    broken: BaseException,
    raised: type[BaseException],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    def breaks(*_: object) -> NoReturn:
        raise broken

    monkeypatch.setattr(os, "chmod", breaks)
    with pytest.raises(raised):
        write_new(str(tmp_path / "a" / "b" / "c.yaml"), b"x\n")
    assert list(tmp_path.iterdir()) == []
