"""A line of a record that is drafted: a field with its value, or the hint of its gap."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.record import Status
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass
from ftpolicy.records.draft import Draft
from ftpolicy.records.scalars import braced, listed, scalar

GAP, OPTIONAL = "fill in: ", "optional: "


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record and the comment that belongs to it."""

    text: str
    comment: str = ""


def field(
    draft: Draft, name: str, hint: str = "", indent: str = "", *, optional: bool = False
) -> Iterator[Line]:
    """One field on its line; without a value and a hint there is no line."""
    value, note = draft.value(name), draft.note(name)
    if isinstance(value, str) and not value:
        value = None
    start = indent or "  " * name.count(".")
    key = name.rpartition(".")[2]
    if value is None or value == ():
        if not is_open(draft) or not (hint or note):
            return
        mark = GAP if not optional or name in draft.required else OPTIONAL
        yield Line(f"{start}{key}:{' []' if value == () else ''}", f"{mark}{note or hint}")
        return
    text = listed(value) if isinstance(value, tuple) else scalar(value)
    yield Line(f"{start}{key}: {text}", note)


def is_open(draft: Draft) -> bool:
    """Whether the gaps are still to be filled: a rejected decision leaves them out."""
    return draft.record.status is not Status.REJECTED


def source(start: str, one: Source, draft: Draft, place: str) -> Line:
    """A place of data; outside the repository its revision and count are asked for."""
    fixed = "revision" if one.hub else "sha256"
    outside = bool(one.hub or one.uri) and is_open(draft)
    wanted: tuple[str, ...] = (fixed, "examples") if outside else ()
    if (one.uri or "").startswith("file-"):
        wanted = wanted[1:]  # a provider's file never changes
    pairs: list[tuple[str, object]] = []
    for name in ("path", "hub", "uri", "revision", "sha256", "examples"):
        value = getattr(one, name)
        if value is not None or name in wanted:
            pairs.append((name, value))
    missing = [name for name, value in pairs if value is None]
    note = draft.note(place)
    gap = f"{GAP}{' and '.join(missing)}, not counted here" if missing else ""
    return Line(f"{start}{braced(pairs)}", gap or note)
