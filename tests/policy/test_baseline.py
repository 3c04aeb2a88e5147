"""The baseline file: what is read, what is written, and that both are the same."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.baseline import BaselineEntry, differences, entry_of
from ftpolicy.model.detection import METHODS, Confidence, Detection, Premises
from ftpolicy.model.source import Location
from ftpolicy.parse.quote import is_text
from ftpolicy.parse.schema import schema_text
from ftpolicy.policy.baseline import FILE, load, read, text
from tests.honest import MemoryTree

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ENTRIES = st.builds(
    BaselineEntry,
    TEXTS,
    st.none() | TEXTS,
    st.none() | st.sampled_from(METHODS),
    st.none() | st.lists(TEXTS, max_size=3).map(lambda it: tuple(sorted(set(it)))),
)


def detection(premises: Premises) -> Detection:
    return Detection("axolotl", Confidence.CERTAIN, premises, "lora", Location("a.yaml", 3), ())


@given(st.lists(ENTRIES, max_size=6))
def test_what_is_written_reads_back(entries: list[BaselineEntry]) -> None:
    written = text(entries)
    expected = tuple(sorted(set(entries), key=lambda it: it.order))

    assert read(written.encode(), FILE) == expected
    assert text(reversed(entries)) == written
    assert text(read(written.encode(), FILE)) == written
    jsonschema.validate(yaml.safe_load(written), json.loads(schema_text("baseline")))


def test_the_text() -> None:
    entries = [
        BaselineEntry("b/run.sh"),
        BaselineEntry("a: b.yaml", "acme/x", "dpo", ("acme/pairs", "data/my pairs.jsonl")),
        BaselineEntry("no", "yes", None, ()),
    ]
    assert text(entries).partition("schema_version")[2] == (
        ': 1\nentries:\n  - path: "a: b.yaml"\n    base_model: acme/x\n    method: dpo\n'
        '    datasets: [acme/pairs, "data/my pairs.jsonl"]\n  - path: b/run.sh\n'
        '  - path: "no"\n    base_model: "yes"\n    datasets: []\n'
    )
    assert text([]).endswith("schema_version: 1\nentries: []\n")


def test_an_entry_knows_its_place_and_is_the_same_without_it() -> None:
    (entry,) = read(b"schema_version: 1\nentries:\n  - path: a.yaml\n    method: sft\n", FILE)

    assert entry.location == Location(FILE, 3, 5)
    assert entry == BaselineEntry("a.yaml", None, "sft")


@pytest.mark.parametrize(
    ("premises", "same"),
    [
        pytest.param(Premises("m", "sft", ("a", "b")), True, id="as noted"),
        pytest.param(Premises("m", "sft", ("b", "a", "a")), True, id="order of data"),
        pytest.param(Premises("m", "sft", ("a", "b"), ("x",)), True, id="chosen at run time"),
        pytest.param(Premises("M", "sft", ("a", "b")), False, id="model"),
        pytest.param(Premises("m", "dpo", ("a", "b")), False, id="method"),
        pytest.param(Premises("m", "sft", ("a",)), False, id="less data"),
        pytest.param(Premises("m", "sft", None), False, id="data unknown"),
        pytest.param(Premises(None, "sft", ("a", "b")), False, id="model unknown"),
    ],
)
def test_which_premises_an_entry_holds_for(premises: Premises, same: bool) -> None:
    noted = BaselineEntry("a.yaml", "m", "sft", ("a", "b"))

    assert (entry_of(detection(premises)) == noted) is same
    assert (differences(noted, entry_of(detection(premises))) == ()) is same


def test_the_differences_in_words() -> None:
    assert differences(
        BaselineEntry("a", "m", None, ("x",)), BaselineEntry("a", "n", "dpo", ("x", "y"))
    ) == (
        "base model `n`, noted as `m`",
        "method `dpo`, noted as unknown",
        "data `x, y`, noted as `x`",
    )


def test_in_a_merge_an_entry_of_either_side_counts() -> None:
    mine = MemoryTree({FILE: text([BaselineEntry("b"), BaselineEntry("a")])})
    theirs = MemoryTree({FILE: text([BaselineEntry("a"), BaselineEntry("c")])})

    assert [it.path for it in load((mine, theirs, MemoryTree()))] == ["a", "b", "c"]
    assert load(()) == ()


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (
            MemoryTree(links={FILE: "x"}),
            f"`{FILE}` is a symbolic link: the baseline must be a regular file",
        ),
        (
            MemoryTree({FILE: b"entries: \xff"}),
            (
                f"the baseline cannot be used:\n{FILE}:1:1: cannot be read: it is not UTF-8"
                " (byte `0xff`)"
            ),
        ),
        (
            MemoryTree({FILE: "schema_version: 1\nentries: &a []\n"}),
            f"the baseline cannot be used:\n{FILE}:2:10: the baseline may not use the anchor `a`",
        ),
        (
            MemoryTree({FILE: "- path: a\n"}),
            (
                f"the baseline cannot be used:\n{FILE}:1:1: the baseline must be a mapping, found a"
                " list of 1"
            ),
        ),
    ],
    ids=["link", "bytes", "anchor", "list"],
)
def test_a_baseline_that_cannot_be_used(tree: MemoryTree, said: str) -> None:
    with pytest.raises(FtpolicyError) as raised:
        load((tree,))
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("name", "good"), [("ü.yaml", True), ("a\udcff.yaml", False), ("\ud83d", False)]
)
def test_what_no_file_of_text_can_hold(name: str, good: bool) -> None:
    assert is_text(name) is good
