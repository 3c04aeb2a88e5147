"""Where the data of tuning files stands, as a record writes it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from ftpolicy.evidence.locate import DATA, Located, Tree, locate
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references import references
from ftpolicy.model.detection import Detection
from ftpolicy.model.evidence import Level
from ftpolicy.model.record_parts import Source
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass
from ftpolicy.parse.same import same_data

_DRIVE = regex(r"[A-Za-z]:")
_TEST_WORDS = ("test", "eval", "holdout", "heldout", "dev", "valid", "validation", "val")
_ROWS = (".jsonl", ".csv", ".tsv", ".parquet")
_WORD = regex(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Named:
    """One data set of the tuning files: the record's entry for it, and its files."""

    source: Source
    files: tuple[str, ...] = ()
    note: str = ""


def sources_of(found: Sequence[Detection], tree: Tree) -> tuple[Named, ...]:
    """Each data set once, in the order of the tuning files."""
    named: dict[Source, Named] = {}
    for one in found:
        for each in references(one, tree.snapshot):
            entry = _named(each, locate(tree, each, one.path), one.path)
            if entry is not None:
                named.setdefault(entry.source, entry)
    return tuple(named.values())


def test_set_beside(sources: Sequence[Named], tree: Tree) -> str | None:
    """The one file beside the training data that is a test set by its name.

    Without training data in the tree it is the only one of the tree.
    """
    training = {path for one in sources for path in one.files}
    for path in sorted(training):
        folder = posixpath.dirname(path)
        beside = [it for it in tree.below(folder) if posixpath.dirname(it) == folder]
        tests = [it for it in beside if it not in training and _is_test(it)]
        family = [it for it in tests if _family(it) == _family(path)]
        best = _first_kind(family) or (tests[0] if len(tests) == 1 else None)
        if best is not None:
            return best
    tables = [it for it in tree.paths if it.endswith(_ROWS) and _is_test(it)]
    return tables[0] if len(tables) == 1 and not training else None


def _named(reference: Reference, at: Located, tuning_path: str) -> Named | None:
    name = reference.name
    if at.level is Level.REMOTE:
        outside = "://" in name or name.startswith("file-")
        return Named(Source(uri=name) if outside else Source(hub=name))
    files = tuple(part.path for part in at.parts)
    if len(files) == 1 and same_data(name, Source(path=files[0]), tuning_path):
        return Named(Source(path=files[0]), files)
    path = _from_root(name, tuning_path)
    if path is None:
        return None
    note = "not in the tree: commit it or its pointer, or say where it stands"
    return Named(Source(path=path), files, note if at.level is Level.MISSING else "")


def _from_root(name: str, tuning_path: str) -> str | None:
    """A name as a path of the repository, None when no record can name it."""
    path = posixpath.normpath(name.strip().replace("\\", "/"))
    if path.startswith(".."):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(tuning_path), path))
    path = path.lstrip("/")
    odd = path.startswith(("..", "~")) or _DRIVE.match(path) or "://" in path
    return None if odd or not path.isprintable() or path in ("", ".") else path


def _is_test(path: str) -> bool:
    return path.casefold().endswith(DATA) and any(it in _TEST_WORDS for it in _words(path))


def _words(path: str) -> list[str]:
    name = posixpath.basename(path).casefold()
    suffix = next((it for it in DATA if name.endswith(it)), "")
    return _WORD.findall(name.removesuffix(suffix))


def _family(path: str) -> list[str]:
    """The words of a name but for those that say which part of a set it is."""
    parts = (*_TEST_WORDS, "train", "training")
    return [word for word in _words(path) if word not in parts]


def _first_kind(paths: Sequence[str]) -> str | None:
    """The only file of the first kind that there is: a test set before a development set."""
    for kind in _TEST_WORDS:
        found = [*_of_kind(paths, kind)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _of_kind(paths: Sequence[str], kind: str) -> Iterator[str]:
    yield from (path for path in paths if kind in _words(path))
