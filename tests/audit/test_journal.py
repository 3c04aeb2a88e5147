"""The file of rows: what is taken up, what is refused, and what is left at the end."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftpolicy.audit.journal import Journal, rows_of
from ftpolicy.audit.lines import BadLineError, line_of, row_of
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Broken, Decided, Gate, Row, Told, Tuned
from tests.audit.fleet import FLEET, commit, row
from tests.conftest import Repo

DAY = "2026-11-22"


def made(name: str, key: str = "k") -> Row:
    return Row(name, "judged", key=key, judged_at=DAY)


RICH = Row(
    "acme/\udcff\u202e",
    "judged",
    judged_at=DAY,
    gate=Gate(True, True, ("a:1 x",)),
    tuned=(Tuned("a", 1, "trl", "likely", None, None, None, None, "set aside"),),
    decided=(Decided("d", 1, "", "", "malformed", "", broken=(Broken("a", "1", "2", "s"),)),),
    told=(Told("FT001", "error", "a", 1, "##[error] x\n::y"),),
)


def test_a_row_and_its_line() -> None:
    assert row_of(line_of(RICH)) == RICH
    assert line_of(RICH).isascii()
    assert "\n" not in line_of(RICH)


def test_a_judged_row_and_its_line(repo: Repo) -> None:
    commit(repo.path, FLEET["acme/lies"])
    found = row(repo.path)
    assert row_of(line_of(found)) == found


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "it is no mapping"),
        ('{"name": "a"}', "`row` has no `state`"),
        ('{"name": "a", "state": "x", "colour": 1}', "`colour` is no field of `row`"),
        ('{"name": 1, "state": "x"}', "`name` is of the wrong type"),
        ('{"name": "a", "state": "x", "files": true}', "`files` is of the wrong type"),
        ('{"name": "a", "state": "x", "told": {}}', "`told` is no list"),
        ('{"name": "a", "state": "x", "told": [1]}', "`told` is no mapping"),
        ('{"name": "a", "state": "x", "tuned": [{"path": "a"}]}', "`tuned` has no `line`"),
        (
            '{"name":"a","state":"empty","judged_at":"2026-11-22","gate":{"required":"x"}}',
            "`required` is none of required, present, absent, unknown",
        ),
        (
            '{"name": "a", "state": "judged", "schema_version": 2}',
            "its schema_version is `2`, not `1`",
        ),
        ('{"name": "a", "state": "fine"}', "its state is none of judged, empty, failed"),
        ('{"name": "a", "state": "empty", "judged_at": "soon"}', "`judged_at` is no date"),
    ],
)
def test_what_is_no_row(line: str, why: str) -> None:
    with pytest.raises(BadLineError) as bad:
        row_of(line)
    assert str(bad.value) == why


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "state", "told", "gate"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_a_row_or_refused(value: object) -> None:
    with suppress(BadLineError):
        assert isinstance(row_of(json.dumps(value)), Row)


def test_the_last_line_of_a_repository_holds(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with closing(Journal(str(path))) as journal:
        for one in (made("b"), made("a", "old"), made("a", "new"), made("gone")):
            journal.add(one.name, line_of(one))
        assert [it.name for it in journal.rows()] == ["a", "b", "gone"]
        journal.settle(["b", "a", "never"])
    assert path.read_text() == "".join(f"{line_of(it)}\n" for it in (made("a", "new"), made("b")))
    assert [it.key for it in rows_of(str(path))] == ["new", "k"]


@pytest.mark.parametrize("cut", [1, 5, 50], ids=str)
def test_a_line_cut_off_by_a_kill_is_dropped(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "rows.jsonl"
    whole = f"{line_of(made('a'))}\n"
    path.write_text(whole + f"{line_of(made('b'))}\n"[:-cut])
    assert [it.name for it in rows_of(str(path))] == ["a"]
    with closing(Journal(str(path))) as journal:
        assert journal.keys == {"a": "k"}
        journal.add("c", line_of(made("c")))
    assert path.read_text() == whole + f"{line_of(made('c'))}\n"


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(f"{line_of(made('a'))}\nto do\nmore")
    with pytest.raises(FtpolicyError) as refused:
        Journal(str(path))
    assert str(refused.value) == (
        f"line 2 of `{path}` is no row of an audit: it is no JSON; name another file, or delete"
        " this one"
    )
    assert path.read_text().endswith("\nto do\nmore")


def test_two_audits_do_not_write_one_file(repo: Repo) -> None:
    pytest.importorskip("fcntl")
    with closing(Journal(str(repo.path / "rows.jsonl"))):
        done = repo.run("audit", ".", "--output", "rows.jsonl")
    assert (done.returncode, done.stderr) == (
        2,
        f"ftpolicy: another audit writes `{repo.path}/rows.jsonl`; wait for its end\n",
    )


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "no/rows.jsonl"
    with pytest.raises(FtpolicyError) as refused:
        Journal(str(path))
    assert str(refused.value) == f"cannot write `{path}`: No such file or directory"
    with pytest.raises(FtpolicyError) as refused:
        list(rows_of(str(path)))
    assert str(refused.value) == f"cannot read `{path}`: No such file or directory"
