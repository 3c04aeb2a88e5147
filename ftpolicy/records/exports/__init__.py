"""One file per target of `ftpolicy export`; the file's name is the target's, so a file adds one."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ftpolicy.model.modules import modules_in
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.values import dataclass
from ftpolicy.records.exports.written import Written
from ftpolicy.records.load import values


class Target(Protocol):
    """A module of this folder that has a NAME."""

    NAME: str

    def render(self, record: DecisionRecord, written: Written) -> str:
        """The record in the target's form; what it takes of `written` has a place there."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The text, and the fields of the record that have no place in it."""

    text: str
    left_out: tuple[str, ...]


def targets() -> dict[str, Target]:
    """All targets by name; a module without a NAME is shared by several."""
    modules = (import_module(f"{__name__}.{name}") for name in modules_in(__path__))
    found = (cast("Target", module) for module in modules if hasattr(module, "NAME"))
    return {target.NAME: target for target in found}


def export(name: str, record: DecisionRecord, data: bytes) -> Exported:
    """The record, whose file holds `data`, for the target of that name."""
    written = Written.of(values(record.path, data))
    text = targets()[name].render(record, written)
    return Exported(text, written.left())
