"""A script read as one with the functions and classes of the repository that it uses.

Many keep the model in one file, the loop or the trainer in another and the start in a third; none
of them tells by itself that something is tuned.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.detect.mentions import Mentions
from ftpolicy.detect.symbols import Symbols, Tree, Used
from ftpolicy.model.source import Call, Language, Parsed, SourceFile
from ftpolicy.model.values import replace
from ftpolicy.parse.parsed import parse

_MOST_FILES = 20
_MOST_CALLS = 3000


class Joiner:
    """Reads scripts of a tree with what they use; each module is read once."""

    def __init__(self, tree: Tree, symbols: Symbols) -> None:
        self._tree = tree
        self._symbols = symbols
        self._calls: dict[str, tuple[Call, ...]] = {}

    def joined(self, source: SourceFile, named: Mentions) -> Parsed | None:
        """The script with the calls of what it uses, as if they stood where it uses them.

        None when no module that it imports speaks of training, or none of models.
        """
        modules = {at[0] for at in self._modules(source.path, named)}
        used = [self._tree.mentioned(path) for path in sorted(modules)]
        if not any(it.trains for it in used) or not any(it.models for it in (named, *used)):
            return None
        parsed = parse(source, Language.PYTHON)
        made = self._symbols.outline(source.path)
        if not isinstance(parsed, Parsed) or made is None:
            return None
        calls = [self._renamed(call, source.path) for call in parsed.calls]
        own = len(calls)
        for each in self._symbols.used(source.path, made, _MOST_FILES):
            calls += self._of(each)
        if len(calls) == own and tuple(calls) == parsed.calls:
            return None
        return replace(parsed, calls=tuple(calls[: own + _MOST_CALLS]))

    def _modules(self, path: str, named: Mentions) -> Iterator[tuple[str, str]]:
        for dotted in named.imports:
            at = self._tree.places.module(dotted, path)
            if at is not None and at[0].endswith(".py"):
                yield at

    def _of(self, used: Used) -> Iterator[Call]:
        """The calls inside a function or class, at the line that uses it."""
        for call in self._read(used.path):
            if used.block.first <= call.line <= used.block.last:
                yield replace(call, line=used.line, column=1, width=0)

    def _read(self, path: str) -> tuple[Call, ...]:
        if path not in self._calls:
            parsed = parse(SourceFile(path, self._tree.data(path)), Language.PYTHON)
            calls = parsed.calls if isinstance(parsed, Parsed) else ()
            self._calls[path] = tuple(self._renamed(call, path) for call in calls)
        return self._calls[path]

    def _renamed(self, call: Call, path: str) -> Call:
        """The call of a trainer that the repository derives, as that of the one it derives from."""
        head, called, rest = call.name.partition("()")
        if "Trainer" not in head:
            return call
        known = self._symbols.foreign(path, head)
        return call if known is None else replace(call, name=known + called + rest)
