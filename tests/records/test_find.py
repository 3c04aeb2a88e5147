from __future__ import annotations

import pytest

from ftpolicy.records.find import find
from tests.honest import HONEST_RECORD, HONEST_TREE, RECORD_PATH, MemoryTree

CLEARANCE = "kind: not-fine-tuning\ncovers: [a]\nreason: b\nby: c\n"
BROKEN = "kind: fine-tuning-decision\ncovers: [a]\n"


def paths(tree: MemoryTree, *patterns: str, exclude: tuple[str, ...] = ()) -> list[str]:
    book = find(tree, patterns or ("**",), exclude)
    records = [it.path for it in book.records]
    return records + [it.path for it in book.malformed] + [it.path for it in book.clearances]


def test_the_honest_tree_has_one_record() -> None:
    book = find(HONEST_TREE, ("**",), ())

    assert [record.path for record in book.records] == [RECORD_PATH]
    assert (book.malformed, book.clearances) == ((), ())


def test_the_three_kinds_are_sorted_by_path() -> None:
    tree = MemoryTree(
        {
            "z.yaml": HONEST_RECORD,
            "b.yml": HONEST_RECORD,
            "m.md": f"---\n{BROKEN}---\n",
            "a.YAML": CLEARANCE,
            "c.markdown": CLEARANCE,
        }
    )
    book = find(tree, ("**",), ())

    assert [it.path for it in book.records] == ["b.yml", "z.yaml"]
    assert [it.path for it in book.malformed] == ["m.md"]
    assert [it.path for it in book.clearances] == ["a.YAML"]


@pytest.mark.parametrize(
    ("patterns", "exclude", "expected"),
    [
        pytest.param(("**",), (), ["a/r.yaml", "b/r.yaml"], id="everywhere"),
        pytest.param(("a/",), (), ["a/r.yaml"], id="under a folder"),
        pytest.param(("**",), ("a/**",), ["b/r.yaml"], id="excluded"),
        pytest.param((), ("a/**",), [], id="nowhere"),
    ],
)
def test_records_and_exclude(
    patterns: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    tree = MemoryTree({"a/r.yaml": HONEST_RECORD, "b/r.yaml": HONEST_RECORD})

    assert [it.path for it in find(tree, patterns, exclude).records] == expected


def test_only_some_paths() -> None:
    tree = MemoryTree({"a.yaml": HONEST_RECORD, "b.yaml": HONEST_RECORD})

    assert [it.path for it in find(tree, ("**",), (), only=frozenset(("b.yaml",))).records] == [
        "b.yaml"
    ]


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(MemoryTree({"r.txt": HONEST_RECORD}), id="other suffix"),
        pytest.param(MemoryTree({"r.yaml": b"\x00\xff" * 99}), id="binary"),
        pytest.param(MemoryTree({"r.yaml": ""}), id="empty"),
        pytest.param(
            MemoryTree({"r.yaml": HONEST_RECORD + "#" * (1 << 20)}), id="over one mebibyte"
        ),
        pytest.param(MemoryTree(links={"r.yaml": "s"}), id="symbolic link"),
        pytest.param(MemoryTree(submodules=("r.yaml",)), id="submodule"),
        pytest.param(MemoryTree(), id="empty tree"),
    ],
)
def test_no_record(tree: MemoryTree) -> None:
    assert paths(tree) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_record_in_another_encoding_is_found(encoding: str) -> None:
    assert paths(MemoryTree({"r.yaml": HONEST_RECORD.encode(encoding)})) == ["r.yaml"]


def test_odd_names() -> None:
    tree = MemoryTree({"a\udcff.yaml": HONEST_RECORD, "b\nc.yaml": HONEST_RECORD})

    assert paths(tree) == ["a\udcff.yaml", "b\nc.yaml"]


class CountingTree(MemoryTree):
    """Counts the passes over blobs and the look-ups of single entries."""

    passes = 0
    asked = 0

    def read_all(self, paths, limit):  # type: ignore[no-untyped-def]
        CountingTree.passes += 1
        return super().read_all(paths, limit)

    def read(self, path: str) -> bytes | None:
        CountingTree.asked += 1
        return super().read(path)


def test_all_blobs_are_read_in_one_pass() -> None:
    tree = CountingTree({f"d/{number}.yaml": "a: 1" for number in range(1000)})

    assert paths(tree) == []
    assert (CountingTree.passes, CountingTree.asked) == (1, 0)
