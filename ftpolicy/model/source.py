"""A file as it is judged: bytes, language, and the values that parsing made of it."""

from __future__ import annotations

from enum import Enum

from ftpolicy.model.values import dataclass


class Language(str, Enum):
    """A language that `parse` reads; the value is the word that detector files use."""

    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    PYTHON = "python"
    SHELL = "shell"
    NOTEBOOK = "notebook"
    TERRAFORM = "terraform"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the judged tree; lines and columns count from 1.

    `width` is how many columns a caret should underline; 0 means that only the line is known.
    """

    path: str
    line: int = 1
    column: int = 1
    width: int = 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One blob: its path (surrogateescape for odd bytes) and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf as written: `text` without quotes, `plain` when it stood without them.

    `known` is False for an expression of code that was not evaluated (a variable, a call);
    `text` then shows it (`args.model`).
    """

    text: str
    plain: bool
    line: int
    column: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence of values."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping in the order written; a key that stands twice is here twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The first value under `key`, None when the key is absent."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None

    def values(self, key: str) -> tuple[Node, ...]:
        """Every value under `key`, since a repeated key hides nothing from the gate."""
        return tuple(value for name, value in self.entries if name.text == key)


Node = Scalar | ListNode | MapNode


@dataclass(frozen=True, slots=True)
class Call:
    """A call in Python code whose callee resolves through the file's imports and assignments.

    `name` is dotted; an intermediate call is written with `()`, an unresolved start as `?`:
    `trl.SFTTrainer`, `trl.SFTTrainer().train`, `openai.OpenAI().fine_tuning.jobs.create`,
    `?.fine_tuning.jobs.create`. `arguments` holds keyword arguments under their names and
    positional ones under `0`, `1`, ...; names assigned once in the file stand as their value.
    """

    name: str
    arguments: MapNode
    line: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command line without its wrappers (srun, accelerate launch, torchrun, python, uv run).

    `words` starts with the program: `axolotl`, `-m` (then the module), or a script's path.
    `options` holds `--key value`, `--key=value` and `key=value`, without the dashes; a dotted
    key stands as it is written; a flag without value is `true`; operands are under `0`, `1`, ...
    """

    words: tuple[str, ...]
    options: MapNode
    line: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: documents of data, calls of code, commands of shell."""

    language: Language
    documents: tuple[Node, ...] = ()
    calls: tuple[Call, ...] = ()
    commands: tuple[Command, ...] = ()
    oddities: tuple[str, ...] = ()  # what a person should know: "UTF-16", "python tag on line 3"


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A file that its parser refused, and why in one clause."""

    language: Language
    reason: str
    line: int = 1
    column: int = 1
