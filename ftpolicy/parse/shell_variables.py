"""The variables that a shell text sets, and words with them filled in."""

from __future__ import annotations

import re

from ftpolicy.model.regex import regex
from ftpolicy.parse.shell_tokens import Variable
from ftpolicy.parse.shell_words import ShellLimitError, Word

_ASSIGNMENT = regex(r"([A-Za-z_]\w*)(\+?)=(.*)", re.DOTALL)
_KEPT = regex(r"((?:\w*_)?(?:cmd|command|commands))\+?=", re.IGNORECASE)
_INSIDE = regex(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\})")
_WORD = regex(r"(?:\$\([^()]*\)|\S)+")  # what `$(...)` shows is one word
_LONGEST = 1 << 16  # characters of one value
_MOST = 4 << 20  # characters that all variables of a text fill in
_DEEPEST = 5

Value = str | tuple[str, ...]


def is_assignment(word: Word) -> bool:
    first = word.pieces[0] if word.pieces else ""
    return isinstance(first, str) and _ASSIGNMENT.match(first) is not None


class Variables:
    """What is set so far; what is not set, or grew too long, stays visible as `$name`."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}
        self._filled = 0

    def unset(self, name: str) -> None:
        self._values.pop(name, None)

    def set(self, name: str, value: Value) -> None:
        size = len(value) if isinstance(value, str) else sum(len(each) + 1 for each in value)
        if size <= _LONGEST:
            self._values[name] = value
        else:
            self.unset(name)

    def assign(self, word: Word) -> bool:
        """Obey a word such as `name=value`; False when it is none."""
        first = word.pieces[0] if word.pieces else ""
        found = _ASSIGNMENT.match(first) if isinstance(first, str) else None
        if found is None:
            return False
        name, more, start = found.groups()
        value: Value
        if word.array is not None:
            value = tuple(text for each in word.array for text in self.words(each))
        else:
            value = "".join(self._texts((start, *word.pieces[1:]), split=False))
        before = self._values.get(name, () if isinstance(value, tuple) else "")
        if more and isinstance(before, tuple):
            value = before + (value if isinstance(value, tuple) else (value,))
        elif more and isinstance(before, str):
            value = before + value if isinstance(value, str) else (before, *value)
        self.set(name, value)
        return True

    def kept(self, word: Word) -> str:
        """The command line that an assignment puts aside: `TRAIN_CMD="python train.py"`."""
        first = word.pieces[0] if word.pieces and word.array is None else ""
        found = _KEPT.match(first) if isinstance(first, str) else None
        value = self._values.get(found[1], "") if found is not None else ""
        return value if isinstance(value, str) and " " in value.strip() else ""

    def words(self, word: Word) -> list[str]:
        """What a word comes to: more than one for arrays and unquoted values with blanks."""
        if word.array is not None:
            return [text for each in word.array for text in self.words(each)]
        return self._texts(word.pieces, split=True)

    def text(self, text: str) -> str:
        """A text with its variables filled in, as an unquoted here-document is read."""
        return self._inside(text, 0)

    def _texts(self, pieces: tuple[str | Variable, ...], *, split: bool) -> list[str]:
        done: list[str] = []
        current: list[str] = []
        alone = sum(piece != "" for piece in pieces) == 1
        for piece in pieces:
            if isinstance(piece, str):
                current.append(piece)
                continue
            parts = self._value(piece, split=split, alone=alone)
            if not parts:
                continue
            current.append(parts[0])
            for part in parts[1:]:
                done.append("".join(current))
                current = [part]
        if current:
            done.append("".join(current))
        return done

    def _value(self, variable: Variable, *, split: bool, alone: bool) -> list[str]:
        value = self._values.get(variable.name)
        if variable.changed or (value is None and variable.default is None):
            return [f"${variable.name}"]
        if value is None:
            value = self._inside((variable.default or "").strip("\"'"), 0)
        self._charge(value)
        if isinstance(value, tuple):
            if variable.item in {"@", "*"}:
                # in a longer text (`bash -c "train ${ARGS[@]}"`) it is meant as text
                return list(value) if split and alone else [" ".join(value)]
            index = int(variable.item) if variable.item.isascii() and variable.item.isdigit() else 0
            return [value[index]] if index < len(value) else []
        return [value] if variable.quoted or not split else _WORD.findall(value)

    def _inside(self, text: str, depth: int) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            value = self._values.get(name)
            if value is None and found[3] is not None and depth < _DEEPEST:
                return self._inside(found[3], depth + 1)
            if value is None:
                return found[0]
            self._charge(value)
            return value if isinstance(value, str) else " ".join(value)

        return _INSIDE.sub(fill, text)

    def _charge(self, value: Value) -> None:
        self._filled += sum(map(len, value)) if isinstance(value, tuple) else len(value)
        if self._filled > _MOST:
            raise ShellLimitError(f"its variables fill in more than {_MOST >> 20} MiB", 0)
