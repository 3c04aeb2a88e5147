"""Where nodes of a Python syntax tree stand in the text, and how the text reads there."""

from __future__ import annotations

import ast

from ftpolicy.model.regex import regex
from ftpolicy.parse.text import Lines

_LINE_END = regex(r"\r\n|\r|\n")  # as Python ends lines; git knows only `\n`
_LONG_LINE = 4096


class Places:
    """The compiler's lines and byte columns as those of git, in characters."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, Lines(text)
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        self._ascii = text.isascii()

    def at(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        return self._lines.at(self._offset(node.lineno, node.col_offset))

    def line(self, number: int) -> int:
        """The line as git counts of one as Python counts."""
        start = self._starts[min(number, len(self._starts)) - 1]
        return self._lines.at(start)[0]

    def width(self, node: ast.expr) -> int:
        """How many columns a node takes on its first line."""
        return len(self.text(node).partition("\n")[0].rstrip("\r"))

    def shown(self, node: ast.expr, limit: int) -> str:
        """The text of a node in one line, shortened, its letters as Python takes them."""
        text = " ".join(self.text(node)[: 4 * limit].split())
        if not text.isascii():
            from unicodedata import normalize

            text = normalize("NFKC", text)
        return text if len(text) <= limit else text[: limit - 3] + "..."

    def text(self, node: ast.expr) -> str:
        end_line, end_column = node.end_lineno, node.end_col_offset
        if end_line is None or end_column is None:
            return ""
        start = self._offset(node.lineno, node.col_offset)
        return self._text[start : self._offset(end_line, end_column)]

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        if end - start > _LONG_LINE:  # to decode it again for each node would be quadratic
            return min(start + column, end)
        written = self._text[start:end]
        if written.isascii():
            return start + column
        return start + len(written.encode()[:column].decode("utf-8", "replace"))
