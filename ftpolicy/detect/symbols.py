"""Whether a function or class of the repository leads to a place that tunes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ftpolicy.detect.mentions import Mentions
from ftpolicy.detect.places import Places, is_test
from ftpolicy.model.detection import Detection
from ftpolicy.model.regex import regex

if TYPE_CHECKING:
    from ftpolicy.parse.python_outline import Block, Outline

Reached = tuple[str, int, Detection]
"""The name that leads there, the line on which it is used, and what stands there."""

_HELPERS = regex(  # what prepares, reads or asks a model, however near to a trainer it stands
    r"_*(load|get|build|prepare|make|create|parse|set_?up|init|format|eval|generate|predict|infer"
    r"|test|save|export|merge|push|log|read|write|process|preprocess|tokeni[sz]e|collate|compute"
    r"|is|has|add|find|count|print|check|validate|convert|quanti[sz]e|serve|chat)(_.*|[A-Z].*)?"
)
_STARTING = regex(r".*(trainer|training|_train|_?fine_?tun\w*|_tune|_sft|_dpo|_grpo|_ppo)")
_LONGEST = 100  # characters of a name that are looked at
_MOST_HOPS = 5


class Tree(Protocol):
    """What following needs of the tree."""

    @property
    def places(self) -> Places:
        """Where modules stand."""

    def data(self, path: str) -> bytes:
        """The bytes of a file."""

    def sites(self, path: str) -> tuple[Detection, ...]:
        """Every place of a file at which it tunes."""

    def warm(self, path: str, left: int) -> bool:
        """Whether the file may lead to one."""

    def mentioned(self, path: str) -> Mentions:
        """What the bytes of a file name and speak of."""


class Used(NamedTuple):
    """A function or class of a module, and the line of the script that leads to it."""

    path: str
    block: Block
    line: int


class Symbols:
    """Follows names through the modules of a tree; each module is read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._outlines: dict[str, Outline | None] = {}
        self._leads: dict[tuple[str, str, int], Detection | None] = {}

    def reached(
        self, path: str, made: Outline, names: tuple[str, ...], left: int
    ) -> Reached | None:
        """The first place that tunes on the way from these names of a file."""
        waiting = [(name, made.started.get(name, 1)) for name in reversed(names)]
        seen: set[str] = set()
        while waiting:
            name, line = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            first = name.partition(".")[0]
            block = made.blocks.get(first)
            if block is not None:
                waiting += [(each, at) for each, at in block.names.items() if each not in seen]
            elif first in made.imports and left > 0:
                dotted = made.imports[first] + name.removeprefix(first)
                found = self._imported(path, dotted, left - 1)
                if found is not None:
                    return name, line, found
        return None

    def _imported(self, path: str, dotted: str, left: int) -> Detection | None:
        at = self._tree.places.module(dotted, path)
        if at is None or not at[1] or is_test(at[0]):
            return None
        name = at[1].partition(".")[0]
        if _HELPERS.fullmatch(name[:_LONGEST]) and not _STARTING.fullmatch(name[:_LONGEST].lower()):
            return None
        return self._leads_to(at[0], name, left)

    def _leads_to(self, path: str, name: str, left: int) -> Detection | None:
        mark = (path, name, left)
        if mark not in self._leads:
            self._leads[mark] = None  # a circle ends here
            if self._tree.warm(path, left):
                self._leads[mark] = self._inside(path, name, left)
        return self._leads[mark]

    def _inside(self, path: str, name: str, left: int) -> Detection | None:
        """What the symbol reaches in its module, else by what the module imports."""
        made = self.outline(path)
        if made is None:
            return None
        sites = self._tree.sites(path)
        waiting, seen = [name], {name}
        while waiting:
            block = made.blocks.get(waiting.pop())
            if block is None:
                continue
            for site in sites:
                if block.first <= site.location.line <= block.last:
                    return site
            local = {each.partition(".")[0] for each in block.names} - seen
            seen |= local
            waiting += sorted(local)
        found = self.reached(path, made, (name,), left)
        return found[2] if found is not None else None

    def used(self, path: str, made: Outline, most_files: int) -> Iterator[Used]:
        """The functions and classes of other modules that running a script comes to."""
        waiting = [(path, name, line) for name, line in made.started.items()]
        seen: set[tuple[str, str]] = set()
        files = {path}
        while waiting:
            at, name, line = waiting.pop(0)
            first = name.partition(".")[0]
            outline = self.outline(at) if at != path else made
            if outline is None or (at, name) in seen:
                continue
            seen.add((at, name))
            block = outline.blocks.get(first)
            if block is not None:
                if at != path:
                    yield Used(at, block, line)
                uses = block.names.items()
                waiting += [(at, it, there if at == path else line) for it, there in uses]
            elif first in outline.imports:
                dotted = outline.imports[first] + name.removeprefix(first)
                found = self._tree.places.module(dotted, at)
                if found is None or not found[1] or is_test(found[0]):
                    continue
                if found[0] in files or len(files) <= most_files:
                    files.add(found[0])
                    waiting.append((found[0], found[1], line))

    def foreign(self, path: str, dotted: str) -> str | None:
        """The class of another package that a class or alias of the repository stands for.

        `house.trainer.HouseTrainer` is `transformers.Trainer` when its first base is; None for
        what stands in no file of the tree, or is no such class.
        """
        for hop in range(_MOST_HOPS):
            at = self._tree.places.module(dotted, path)
            if at is None or not at[1]:
                return dotted if hop and at is None else None
            path, name = at[0], at[1].partition(".")[0]
            made = self.outline(path)
            if made is None:
                return None
            seen = {name}
            while name in made.blocks and made.blocks[name].bases:
                base = made.blocks[name].bases[0]
                name = base.partition(".")[0]
                if name in seen:
                    return None
                seen.add(name)
                dotted = made.imports.get(name, "") + base.removeprefix(name)
            if name not in made.imports:
                return None
            if len(seen) == 1:
                dotted = made.imports[name]
        return None

    def outline(self, path: str) -> Outline | None:
        """The outline of the file, made once."""
        if path not in self._outlines:
            from ftpolicy.parse.python_outline import outline

            self._outlines[path] = outline(self._tree.data(path))
        return self._outlines[path]
