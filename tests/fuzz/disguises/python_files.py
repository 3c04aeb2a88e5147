"""Ways to write Python anew: its tree, its tokens, its order."""

from __future__ import annotations

import ast
import io
import json
import keyword
import re
import tokenize
from collections.abc import Callable
from random import Random

from tests.fuzz.disguises.texts import escaped


def _python(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def python_written_anew(text: str, chance: Random) -> str | None:
    tree = _python(text)
    return None if tree is None else ast.unparse(tree) + "\n"


def python_shuffled(text: str, chance: Random) -> str | None:
    """Keyword arguments and keys of mappings in another order."""
    tree = _python(text)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and all(each.arg for each in node.keywords):
            chance.shuffle(node.keywords)
        if isinstance(node, ast.Dict) and None not in node.keys:
            pairs = list(zip(node.keys, node.values, strict=True))
            chance.shuffle(pairs)
            node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
    return ast.unparse(tree) + "\n"


def _python_tokens(text: str, change: Callable[[tokenize.TokenInfo], str]) -> str | None:
    """The text with each token written as `change` says; what is between stays."""
    lines = text.splitlines(keepends=True)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    for token in reversed(tokens):
        (row, column), (end_row, end_column) = token.start, token.end
        if row != end_row or token.type not in (tokenize.NAME, tokenize.STRING, tokenize.OP):
            continue
        line = lines[row - 1]
        lines[row - 1] = line[:column] + change(token) + line[end_column:]
    return "".join(lines)


def python_quotes(text: str, chance: Random) -> str | None:
    """Texts in other quotes, or with escapes."""

    def change(token: tokenize.TokenInfo) -> str:
        written = token.string
        if (
            token.type != tokenize.STRING
            or written[0] not in "'\""
            or written[:3] in ("'''", '"""')
        ):
            return written
        value = str(ast.literal_eval(written))
        if not value.isprintable():
            return written
        return chance.choice(
            (
                repr(value),
                json.dumps(value, ensure_ascii=False),
                f"'''{value}'''" if "'" not in value and "\\" not in value else repr(value),
                '"' + escaped(value, "\\x{:02x}", 0.4, chance) + '"',
            )
        )

    return _python_tokens(text, change)


def python_spread(text: str, chance: Random) -> str | None:
    """Line ends and notes after each opening bracket and comma inside of brackets."""
    depth = 0
    lines: list[tuple[int, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type != tokenize.OP:
                continue
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string in "([{," and depth:
                lines.append(token.end)
    except (tokenize.TokenError, SyntaxError):
        return None
    if re.search(r"\bf[\"']", text):
        return None
    rows = text.splitlines(keepends=True)
    for row, column in reversed(lines):
        line = rows[row - 1]
        rows[row - 1] = line[:column] + chance.choice(("\n", " # a note\n", "  ")) + line[column:]
    return "".join(rows)


def python_wide(text: str, chance: Random) -> str | None:
    """Names in full-width letters, which Python takes for plain ones."""

    def change(token: tokenize.TokenInfo) -> str:
        if (
            token.type != tokenize.NAME
            or token.string in keyword.kwlist
            or not token.string.isascii()
        ):
            return token.string
        return "".join(
            chr(ord(each) + 0xFEE0) if each.isalpha() and chance.random() < 0.3 else each
            for each in token.string
        )

    return None if re.search(r"\bf[\"']", text) else _python_tokens(text, change)


def python_in_a_function(text: str, chance: Random) -> str | None:
    if "'''" in text or '"""' in text or "\\\n" in text or "__future__" in text:
        return None
    own = text.replace("\n", "\n    ").rstrip()
    return f"def main() -> None:\n    {own}\n\n\nif __name__ == '__main__':\n    main()\n"


def python_tabs(text: str, chance: Random) -> str | None:
    if "'''" in text or '"""' in text:
        return None
    return re.sub(r"(?m)^( {4})+", lambda found: "\t" * (len(found[0]) // 4), text)
