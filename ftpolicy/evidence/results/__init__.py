"""One file per evaluation tool; `read` walks this folder, so adding a file adds a tool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, TypeAlias, cast

from ftpolicy.evidence.results.file import File
from ftpolicy.model.evidence import ResultFile
from ftpolicy.model.modules import modules_in

TextOf: TypeAlias = Callable[[str], bytes | None]
"""Reads another file of the judged tree; None when there is none."""


class Reader(Protocol):
    """A module of this folder that has a NAME."""

    NAME: str

    def recognises(self, file: File) -> bool:
        """Whether the file is of this tool, by what it holds."""

    def read(self, files: Sequence[File], text_of: TextOf) -> tuple[ResultFile, ...]:
        """What each of the files holds; they are all of this tool and of one `results` list."""


@cache
def readers() -> tuple[Reader, ...]:
    """All readers by file name; a module without a NAME is shared by several."""
    modules = (import_module(f"{__name__}.{name}") for name in modules_in(__path__))
    return tuple(cast("Reader", module) for module in modules if hasattr(module, "NAME"))


def read(
    files: Sequence[tuple[str, bytes]], text_of: TextOf | None = None
) -> tuple[ResultFile, ...]:
    """What the files that one `results` list names hold, in their order.

    Files of one tool are read together, since some tools spread a run over several. `text_of`
    reads what a table names (`prompt_file`); without it such a name leads nowhere.
    """
    loaded = [File(path, data) for path, data in files]
    found: dict[str, ResultFile] = {}
    by_reader: dict[str, tuple[Reader, list[File]]] = {}
    for file in loaded:
        fault = file.fault()
        reader = None if fault else _reader_of(file)
        if reader is None:
            found[file.path] = ResultFile(file.path, fault=fault or _unknown())
        else:
            by_reader.setdefault(reader.NAME, (reader, []))[1].append(file)
    for reader, group in by_reader.values():
        for result in reader.read(group, text_of or _nothing):
            found[result.path] = result
    return tuple(found[file.path] for file in loaded)


def _reader_of(file: File) -> Reader | None:
    return next((reader for reader in readers() if reader.recognises(file)), None)


def _nothing(_: str) -> bytes | None:
    return None


def _unknown() -> str:
    return f"no reader knows it; known are {', '.join(reader.NAME for reader in readers())}"
