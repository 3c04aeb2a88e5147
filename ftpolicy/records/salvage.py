"""What can still be read of a record that is not well-formed: id, status and coverage.

What a broken record covers stays covered by it, so that its fault is named and not a missing
record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ftpolicy.model.record import Fault, MalformedRecord, Status
from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, MapNode, Scalar
from ftpolicy.parse.patterns import problem

_ID = regex(r"^id:[ \t]*[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)[\"']?[ \t\r]*(?:#.*)?$", re.MULTILINE)
_STATUS = regex(r"^status:[ \t]*[\"']?([a-z]+)", re.MULTILINE)
_COVERS = regex(r"^covers:[ \t]*(?:#[^\n]*)?", re.MULTILINE)
_COMMENT = regex(r"(^|\s)#.*")
_ITEM = regex(r"[ \t]*-[ \t]+(.+)")
_QUOTED = regex(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"'\[\],#][^,\]#\n]*)")
_MOST_LINES = 200


def from_node(node: MapNode, path: str, faults: tuple[Fault, ...], sha256: str) -> MalformedRecord:
    """A record that parses but is not well-shaped."""
    name, status, covers = node.get("id"), node.get("status"), node.get("covers")
    listed = covers.items if isinstance(covers, ListNode) else (covers,)
    return MalformedRecord(
        path=path,
        faults=faults,
        id=name.text if isinstance(name, Scalar) and name.text else None,
        covers=_good(each.text for each in listed if isinstance(each, Scalar)),
        status=_status(status.text if isinstance(status, Scalar) else ""),
        sha256=sha256,
    )


def from_text(text: str, path: str, fault: Fault, sha256: str) -> MalformedRecord:
    """A record that does not parse, read line by line."""
    name, status = _ID.search(text), _STATUS.search(text)
    return MalformedRecord(
        path=path,
        faults=(fault,),
        id=name[1] if name else None,
        covers=_good(_listed(text)),
        status=_status(status[1] if status else ""),
        sha256=sha256,
    )


def _status(text: str) -> Status | None:
    return Status(text) if text in {each.value for each in Status} else None


def _good(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in patterns if problem(each) is None))


def _listed(text: str) -> Iterator[str]:
    """The items after `covers:`, in brackets, as a block or alone."""
    start = _COVERS.search(text)
    if start is None:
        return
    rest = text[start.end() :]
    first, _, below = rest.partition("\n")
    if first.lstrip().startswith("["):
        lines = rest.partition("]")[0].split("\n")[:_MOST_LINES]
    elif first.strip():
        lines = [first]
    else:
        lines = list(_block(below))
    for line in lines:
        for double, single, bare in _QUOTED.findall(_COMMENT.sub("", line)):
            yield double or single or bare.strip()


def _block(text: str) -> Iterator[str]:
    for line in text.split("\n")[:_MOST_LINES]:
        item = _ITEM.match(line)
        if item:
            yield item[1]
        elif line.strip() and not line.lstrip().startswith("#"):
            return
