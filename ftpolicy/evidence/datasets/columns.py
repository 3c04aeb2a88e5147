"""Rows whose columns bear the names of a tuning file, under the usual names."""

from __future__ import annotations

from ftpolicy.evidence.datasets.part import Columns
from ftpolicy.evidence.datasets.row import Bad, Row

_USUAL = {
    "messages": "messages",
    "system": "system",
    "prompt": "instruction",
    "query": "input",
    "answer": "output",
    "history": "history",
    "chosen": "chosen",
    "rejected": "rejected",
    "label": "label",
    "text": "text",
}
_NEEDED = ("messages", "prompt", "answer", "chosen", "rejected", "text")


def usual(row: dict[str, object], columns: Columns) -> Row:
    """The row as if its columns had their usual names."""
    named = {part: name for part in _USUAL if (name := getattr(columns, part))}
    for part in _NEEDED:
        if part in named and named[part] not in row:
            return Bad(f"it has no `{named[part]}`, which the tuning file names")
    taken = set(named.values())
    kept = {} if columns.only else {name: row[name] for name in row if name not in taken}
    for part, name in named.items():
        kept[_USUAL[part]] = row.get(name)
    if "messages" not in named and (columns.role or columns.content or columns.roles):
        place = next((name for name in ("messages", "conversations") if name in kept), "messages")
        kept["messages"] = kept.pop(place, None)
    if kept.get("messages") is not None:
        kept["messages"] = _turns(kept["messages"], columns)
        for name in ("chosen", "rejected"):
            if type(kept.get(name)) is dict:
                kept[name] = _turns([kept[name]], columns)
    return kept


def _turns(turns: object, columns: Columns) -> object:
    if type(turns) is not list:
        return turns
    roles = dict(columns.roles)
    return [_turn(one, columns, roles) if type(one) is dict else one for one in turns]


def _turn(turn: dict[str, object], columns: Columns, roles: dict[str, str]) -> dict[str, object]:
    who = columns.role or ("role" if "role" in turn else "from")
    what = columns.content or ("content" if "content" in turn else "value")
    name = turn.get(who)
    rest = {key: one for key, one in turn.items() if key not in (who, what)}
    role = roles.get(name, name) if type(name) is str else name
    return {"role": role, "content": turn.get(what), **rest}
