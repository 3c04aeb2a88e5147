"""Result files that stand beside a tuning file, where evaluation tools usually leave them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence

from ftpolicy.evidence.locate import Tree
from ftpolicy.evidence.results import read
from ftpolicy.model.change import EntryKind
from ftpolicy.model.evidence import ResultFile
from ftpolicy.model.regex import regex

MOST_FILES = 200
MOST_BYTES = 8 << 20
"""At most so many files are looked at, none of them larger."""

_MOST_TOGETHER = 64 << 20
_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".eval")
_FOLDERS = regex(
    r"(?:.*[-_])?(?:evals?|evaluations?|results?|scores?|benchmarks?|few[-_]?shot|fewshot"
    r"|promptfoo|lm[-_]?eval|inspect|logs)(?:[-_].*)?"
)
_NAMES = regex(r".*(?:result|score|variation|few[-_]?shot|eval|promptfoo)")
_NEVER = frozenset(("node_modules", "site-packages", "__pycache__"))


def results_beside(
    tree: Tree, tuning_paths: Sequence[str], data: Collection[str]
) -> tuple[ResultFile, ...]:
    """The files with scores that some reader knows, the nearest to the tuning files first.

    `data` are training and test sets: a table of examples is no table of scores.
    """
    wanted = sorted(
        (path for path in _candidates(tree) if path not in data),
        key=lambda path: (-max((_shared(path, one) for one in tuning_paths), default=0), path),
    )[:MOST_FILES]
    held = []
    room = _MOST_TOGETHER
    for path, content in tree.snapshot.read_all(wanted, MOST_BYTES):
        if content is not None and len(content) <= room:
            room -= len(content)
            held.append((path, content))
    found = read(held, text_of=lambda path: _small(tree, path))
    return tuple(each for each in found if any(run.score is not None for run in each.runs))


def _candidates(tree: Tree) -> Iterator[str]:
    for entry in tree.snapshot.entries():
        path = entry.path.casefold()
        if entry.kind is not EntryKind.FILE or not path.endswith(_SUFFIXES):
            continue
        *folders, name = path.split("/")
        if any(each in _NEVER or each.startswith(".") for each in folders):
            continue
        if any(map(_FOLDERS.fullmatch, folders)) or _NAMES.match(name):
            yield entry.path


def _shared(path: str, other: str) -> int:
    """How many folders two paths have in common, from the root."""
    return len([*_leading(path.split("/")[:-1], other.split("/")[:-1])])


def _leading(one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    for left, right in zip(one, other, strict=False):
        if left != right:
            return
        yield left


def _small(tree: Tree, path: str) -> bytes | None:
    path = posixpath.normpath(path)
    held = tree.snapshot.read_all((path,), MOST_BYTES)
    return next((data for _, data in held), None)
