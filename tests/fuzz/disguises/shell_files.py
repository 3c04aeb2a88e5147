"""Ways to write a shell script anew: quotes, white space, lines, blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_PLAIN = re.compile(r"[A-Za-z0-9_./:@+-]*[A-Za-z0-9_./:@+]")


def _shell_words(text: str, change: Callable[[str], str]) -> str | None:
    """Plain words of plain lines written anew; the rest of the script stays."""
    if re.search(r"<<|\(\s|\n\s*\)|`", text):
        return None
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        plain = not line.lstrip().startswith("#") and not set(line) & set("'\"$#;&|<>{}()*`=[]!")
        first = re.match(r"\s*(if|then|do|done|for|while|fi|else|case|esac|in|export)\b", line)
        if plain and not first:
            words = [change(word) if _PLAIN.fullmatch(word) else word for word in words]
        lines.append(" ".join(words))
    return "\n".join(lines)


def shell_quoted(text: str, chance: Random) -> str | None:
    def change(word: str) -> str:
        return chance.choice((word, f"'{word}'", f'"{word}"'))

    return _shell_words(text, change)


def shell_cut_words(text: str, chance: Random) -> str | None:
    """Quotes and backslashes in the middle of words, which a shell takes away."""

    def change(word: str) -> str:
        if len(word) < 2:
            return word
        cut = chance.randrange(1, len(word))
        left, right = word[:cut], word[cut:]
        return chance.choice(
            (word, f"{left}''{right}", f'{left}"{right}"', f"'{left}'{right}", f"{left}\\{right}")
        )

    return _shell_words(text, change)


def shell_joined(text: str, chance: Random) -> str | None:
    """A backslash and a line end between words, and sometimes in one."""
    if re.search(r"<<|['\"#]", text):
        return None
    return re.sub(
        r"(?m)(?<=[\w.]) (?=[\w./-])", lambda _: chance.choice((" ", " \\\n", " \\\n\t ")), text
    )


def shell_one_line(text: str, chance: Random) -> str:
    """Lines that were continued, on one."""
    return re.sub(r"\\\n\s*", " ", text)


def shell_in_a_block(text: str, chance: Random) -> str | None:
    if text.startswith("#!") or "<<" in text:
        return None
    before, after = chance.choice(
        (
            ("{", "}"),
            ("(", ")"),
            ("if true; then", "fi"),
            ("for i in 1; do", "done"),
            ("run() {", "}\nrun"),
        )
    )
    return f"{before}\n{text.rstrip()}\n{after}\n"


def shell_wider(text: str, chance: Random) -> str | None:
    if re.search(r"<<|['\"]", text):
        return None
    return re.sub(r"(?<=\S) (?=\S)", lambda _: chance.choice((" ", "   ", "\t")), text)
