"""Where data stands: in the tree, behind a pointer, elsewhere, nowhere."""

from __future__ import annotations

import pytest

from ftpolicy.evidence.locate import Located, Tree, files_of, locate
from ftpolicy.evidence.reference import Reference
from ftpolicy.model.evidence import Level
from ftpolicy.model.record_parts import Source
from tests.honest import MemoryTree

OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12345\n"
DVC = "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 5000\n  path: far.jsonl\n"
CARD = "---\ndataset_info:\n  splits:\n  - {name: train, num_examples: 640}\n---\n# Voice\n"
FILES = {
    "data/a.jsonl": "{}\n",
    "data/b.jsonl": "{}\n",
    "data/README.md": "# Data\n",
    "data/dataset_info.json": "{}",
    "sets/voice/train-0.jsonl": "{}\n",
    "sets/voice/train-1.jsonl": "{}\n",
    "sets/voice/test.jsonl": "{}\n",
    "conf/near.jsonl": "{}\n",
    "lfs/a.jsonl": LFS,
    "lfs/b.jsonl": LFS,
    "lfs/c.jsonl": "{}\n",
    "card/train.parquet": LFS,
    "card/README.md": CARD,
    "far.jsonl.dvc": DVC,
}
LINKS = {"data/link.jsonl": "a.jsonl", "data/out.jsonl": "../../etc/passwd", "data/loop": "loop"}


def at(name: str, beside: str = "conf/train.yaml", source: Source | None = None) -> Located:
    tree = Tree(MemoryTree(FILES, LINKS, ("module",)))
    return locate(tree, Reference(name, (name,), source=source), beside)


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("data/a.jsonl", ["data/a.jsonl"]),
        ("./data/a.jsonl", ["data/a.jsonl"]),
        ("data\\a.jsonl", ["data/a.jsonl"]),
        ("near.jsonl", ["conf/near.jsonl"]),
        ("../data/b.jsonl", ["data/b.jsonl"]),
        ("data/*.jsonl", ["data/a.jsonl", "data/b.jsonl"]),
        ("data", ["data/a.jsonl", "data/b.jsonl"]),
        ("sets/voice/", ["sets/voice/train-0.jsonl", "sets/voice/train-1.jsonl"]),
        ("data/link.jsonl", ["data/a.jsonl"]),
    ],
)
def test_in_the_tree(name: str, paths: list[str]) -> None:
    found = at(name)
    assert (found.level, [part.path for part in found.parts]) == (Level.COUNTED, paths)


@pytest.mark.parametrize(
    ("name", "level", "why"),
    [
        ("data/out.jsonl", Level.MISSING, "it is a link out of the tree"),
        ("data/loop", Level.REMOTE, ""),
        ("module", Level.REMOTE, ""),
        ("data/gone.jsonl", Level.MISSING, "it is not in the tree"),
        ("/etc/passwd.jsonl", Level.MISSING, "it is not in the tree"),
        ("../../up.jsonl", Level.MISSING, "it is not in the tree"),
        ("acme/voice", Level.REMOTE, ""),
        ("s3://acme/voice.jsonl", Level.REMOTE, ""),
        ("file-abc123", Level.REMOTE, ""),
    ],
)
def test_not_in_the_tree(name: str, level: Level, why: str) -> None:
    found = at(name)
    assert (found.level, found.why, found.parts) == (level, why, ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "lfs/a.jsonl",
            Located(
                Level.POINTER,
                size=12345,
                pinned=True,
                why="a git-lfs pointer tells 12,345 bytes, no rows",
            ),
        ),
        (
            "lfs",
            Located(
                Level.POINTER,
                why="`lfs/a.jsonl`, `lfs/b.jsonl` of several files is a git-lfs pointer",
            ),
        ),
        (
            "far.jsonl",
            Located(
                Level.POINTER,
                size=5000,
                pinned=True,
                why="a DVC pointer tells 5,000 bytes, no rows",
            ),
        ),
        ("card", Located(Level.MANIFEST, rows=640, pinned=True)),
    ],
)
def test_pointers(name: str, expected: Located) -> None:
    assert at(name) == expected


@pytest.mark.parametrize(
    ("source", "level", "pinned"),
    [
        (Source(path="data/a.jsonl"), Level.COUNTED, True),
        (Source(hub="acme/voice", path="data"), Level.COUNTED, True),
        (Source(hub="acme/voice", revision="main"), Level.REMOTE, False),
        (Source(hub="acme/voice", revision="9f31c0e5"), Level.REMOTE, True),
        (Source(uri="file-abc"), Level.REMOTE, True),
        (Source(uri="s3://acme/a", sha256="0" * 64), Level.REMOTE, True),
        (Source(path="gone.jsonl", sha256="0" * 64, examples=10), Level.REMOTE, True),
        (Source(path="gone.jsonl", sha256="0" * 64), Level.MISSING, False),
    ],
)
def test_sources_of_a_record(source: Source, level: Level, pinned: bool) -> None:
    tree = Tree(MemoryTree(FILES, LINKS))
    names = (source.path,) if source.path else ()
    found = locate(tree, Reference("source", names, source=source))
    assert (found.level, found.pinned) == (level, pinned)


def test_results_may_stand_in_a_folder() -> None:
    tree = Tree(MemoryTree(FILES, LINKS))
    assert files_of(tree, "data/a.jsonl") == ("data/a.jsonl",)
    assert files_of(tree, "nowhere") == ()
