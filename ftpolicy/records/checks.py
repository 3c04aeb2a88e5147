"""What a schema cannot say of a record's values: real dates, good patterns, paths inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftpolicy.model.record import Fault
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Scalar
from ftpolicy.parse.node_places import place_of
from ftpolicy.parse.patterns import problem
from ftpolicy.parse.plain import Field, Written, day, looks_like_day

_DATES = frozenset(
    (
        "decided_on",
        "ends",
        "measured_on",
        "results_due",
        "next_review",
        "base_available_until",
        "prices_as_of",
        "date",
    )
)
_FILES = frozenset(("prompt_file", "path"))
_LISTED_FILES = frozenset(("results",))
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]+:.")
_DRIVE = regex(r"[A-Za-z]:")
_IN_THE_TREE = "Write a path from the repository's root, with `/` between folders."


def value_faults(written: Iterable[Written], path: str) -> Iterator[Fault]:
    """The faults of values whose shape is good; `extra` is free."""
    for field, node, _ in written:
        if not isinstance(node, Scalar) or field[0] == "extra":
            continue
        wrong = _wrong(field, node.text)
        if wrong is not None:
            yield Fault(wrong[0], place_of(node, path), wrong[1])


def _wrong(field: Field, text: str) -> tuple[str, str] | None:
    """Message and remedy for the value of a field, None when it is good."""
    name = field[-1]
    if name in _DATES:
        return _bad_date(str(name), text)
    if field[0] == "covers":
        bad = problem(text)
        remedy = "Write gitignore-style patterns from the repository's root."
        return (f"item {_item(field)} of `covers`: {bad}", remedy) if bad else None
    if name in _FILES or (isinstance(name, int) and field[-2] in _LISTED_FILES):
        bad = _bad_path(text)
        where = f"`{name}`" if isinstance(name, str) else f"item {_item(field)} of `{field[-2]}`"
        return (f"{where} {bad}, found `{text}`", _IN_THE_TREE) if bad else None
    if name == "uri":
        return _bad_uri(text)
    return None


def _item(field: Field) -> int:
    last = field[-1]
    return last + 1 if isinstance(last, int) else 1


def _bad_date(name: str, text: str) -> tuple[str, str] | None:
    if not looks_like_day(text):
        return None  # its shape is the schema's to refuse
    found = day(text)
    if found is None:
        return f"`{name}` is no day of the calendar, found `{text}`", "Write a real date."
    if not 2000 <= found.year <= 2100:
        message = f"`{name}` must lie between 2000 and 2100, found `{text}`"
        return message, "Write the year with four digits."
    return None


def _bad_path(text: str) -> str | None:
    parts = text.split("/")
    if "://" in text:
        return "must be a path of the repository"
    if text.startswith(("/", "~")) or _DRIVE.match(text):
        return "must be relative to the repository's root"
    if "\\" in text or any(char < " " for char in text):
        return "must not hold a backslash or a control character"
    if ".." in parts:
        return "must not hold `..`"
    if any(part.casefold() == ".git" for part in parts):
        return "must not lie under `.git`"
    return None


def _bad_uri(text: str) -> tuple[str, str] | None:
    remedy = "Write a uri such as `s3://bucket/key`, or a provider's file id such as `file-abc`."
    if text.casefold().startswith("file:"):
        return f"`uri` must not name a file of this machine, found `{text}`", remedy
    if text.startswith("file-") or _SCHEME.match(text):
        return None
    return f"`uri` must start with a scheme, found `{text}`", remedy
