"""Notebooks: the calls of their code cells, the commands of `!` and `%%bash` lines.

Outputs and prose count for nothing. Lines are those of the notebook's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from ftpolicy.model.regex import regex
from ftpolicy.model.source import (
    Call,
    Command,
    Language,
    ListNode,
    MapNode,
    Node,
    Parsed,
    Scalar,
    Unparsed,
)
from ftpolicy.model.values import dataclass, replace
from ftpolicy.parse.json_text import parse_json
from ftpolicy.parse.language import MAX_TEXT, language_of
from ftpolicy.parse.python_text import parse_python
from ftpolicy.parse.shell_text import commands_of, parse_shell
from ftpolicy.parse.yaml_text import parse_yaml

_SHELL_CELL = regex(r"%%?(?:bash|sh|!|script[ \t]+(?:\S*/)?(?:ba|z|k)?sh\b|shell|system)")
_FILE_CELL = regex(r"%%(?:writefile|file)[ \t]+(?:-\w+[ \t]+)*(\S+)")
_PYTHON_CELL = regex(
    r"%%?(?:time|timeit|capture|python3?|prun|memit|skip\w*|wandb|ipytest|notify|cache)\b"
)
_SHELL_LINE = regex(r"([ \t]*)(?:[\w.]+[ \t]*=[ \t]*)?(?:!{1,2}|%(?:sx|system|sh)\b)[ \t]*(.*)")
_RUN_LINE = regex(r"([ \t]*)%run[ \t]+(.*)")
_MAGIC_LINE = regex(r"([ \t]*)(?:%|\?|(?:pip|conda)[ \t]+install\b)")


_Placed = TypeVar("_Placed", Call, Command)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a code cell and where it stands in the file."""

    text: str
    line: int
    column: int


def parse_notebook(text: str) -> Parsed | Unparsed:
    """What a notebook runs; a cell that is not Python is passed over, not the notebook."""
    parsed = parse_json(text)
    if isinstance(parsed, Unparsed):
        return replace(parsed, language=Language.NOTEBOOK)
    root = parsed.documents[0] if parsed.documents else None
    if not isinstance(root, MapNode) or not any(True for _ in _cells(root)):
        return Unparsed(Language.NOTEBOOK, "it holds no cells")
    code: list[list[_Line]] = []
    commands: list[Command] = []
    found: list[Parsed] = []
    for lines in _cells(root):
        python, shell, files = _split(lines)
        code.append(python)
        commands += shell
        found += files
    calls = _calls(code)
    return Parsed(
        Language.NOTEBOOK,
        documents=tuple(each for one in found for each in one.documents),
        calls=(*calls, *(each for one in found for each in one.calls)),
        commands=(*commands, *(each for one in found for each in one.commands)),
    )


def _cells(root: MapNode) -> Iterator[list[_Line]]:
    """The code cells, of formats 4 (`cells`) and 3 (`worksheets`)."""
    lists = [root.get("cells")]
    sheets = root.get("worksheets")
    if isinstance(sheets, ListNode):
        lists += [sheet.get("cells") for sheet in sheets.items if isinstance(sheet, MapNode)]
    for cells in lists:
        for cell in cells.items if isinstance(cells, ListNode) else ():
            if isinstance(cell, MapNode) and _text(cell.get("cell_type")) == "code":
                yield list(_lines(cell.get("source") or cell.get("input")))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _lines(source: Node | None) -> Iterator[_Line]:
    items = source.items if isinstance(source, ListNode) else (source,)
    for item in items:
        if isinstance(item, Scalar):
            for text in item.text.removesuffix("\n").split("\n"):
                yield _Line(text, item.line, item.column)


def _split(lines: Sequence[_Line]) -> tuple[list[_Line], list[Command], list[Parsed]]:
    """The Python lines of a cell, its commands, and the files that it writes."""
    head = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    if head is None:
        return [], [], []
    first = lines[head].text.strip()
    rest = lines[head + 1 :]
    if _SHELL_CELL.match(first):
        return [], list(_commands(rest)), []
    written = _FILE_CELL.match(first)
    if written:
        return [], [], list(_file(written[1], rest))
    if first.startswith("%%") or _PYTHON_CELL.match(first):
        if not _PYTHON_CELL.match(first):
            return [], [], []  # a page, a query, another language
        lines = rest
    python: list[_Line] = []
    commands: list[Command] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        shell = _SHELL_LINE.fullmatch(line.text) or _RUN_LINE.fullmatch(line.text)
        if shell is None:
            magic = _MAGIC_LINE.match(line.text)
            python.append(replace(line, text=f"{magic[1]}pass") if magic else line)
            index += 1
            continue
        taken = 1
        while lines[index + taken - 1].text.endswith("\\") and index + taken < len(lines):
            taken += 1
        script = "\n".join([shell[2], *(each.text for each in lines[index + 1 : index + taken])])
        run = "python " if _RUN_LINE.fullmatch(line.text) else ""
        commands += commands_of(run + script, line.line, line.column)
        python.append(replace(line, text=f"{shell[1]}pass"))
        index += taken
    return python, commands, []


def _commands(lines: Sequence[_Line]) -> Iterator[Command]:
    parsed = parse_shell("\n".join(line.text for line in lines), "cell.sh")
    if isinstance(parsed, Parsed):
        for command in parsed.commands:
            yield _placed(command, lines)


def _file(name: str, lines: Sequence[_Line]) -> Iterator[Parsed]:
    """What a cell that writes a file says in the file's own language."""
    text = "\n".join(line.text for line in lines)
    language = language_of(name, text.encode("utf-8", "replace"))
    if language is Language.PYTHON:
        yield Parsed(Language.PYTHON, calls=_calls([list(lines)]))
    elif language is Language.SHELL:
        yield Parsed(Language.SHELL, commands=tuple(_commands(lines)))
    elif language in (Language.YAML, Language.JSON):
        parsed = parse_yaml(text) if language is Language.YAML else parse_json(text)
        if isinstance(parsed, Parsed):
            yield parsed


def _calls(cells: Sequence[list[_Line]]) -> tuple[Call, ...]:
    """The calls of the cells as one program; without the cells that are no Python."""
    lines = [line for cell in cells for line in cell]
    parsed = parse_python(_joined(lines))
    if isinstance(parsed, Unparsed):
        good = [cell for cell in cells if isinstance(parse_python(_joined(cell)), Parsed)]
        lines = [line for cell in good for line in cell]
        parsed = parse_python(_joined(lines))
    if isinstance(parsed, Unparsed):
        return ()
    return tuple(_placed(call, lines) for call in parsed.calls)


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(line.text for line in lines)[:MAX_TEXT] + "\n"


def _placed(found: _Placed, lines: Sequence[_Line]) -> _Placed:
    place = lines[min(found.line, len(lines)) - 1]
    return replace(found, line=place.line, column=place.column, width=0)
