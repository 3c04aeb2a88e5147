"""Ways to break a file that leave every word of it: it is found, or said to be unreadable.

Each takes the text and a source of chance and gives bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from unicodedata import normalize

from ftpolicy.model.source import Language

Damage = Callable[[str, Random], bytes]

_MIB = 1 << 20
_BYTES = b"\x00\x01\x07\x1b\x7f\x80\xc3\xe9\xff}])@%"  # none that makes a text of what follows


def latin1_note(text: str, _: Random) -> bytes:
    first, end, rest = text.partition("\n")
    return f"{first}{end}".encode() + b"# caf\xe9 na\xefve\n" + rest.encode()


def latin1_at_the_end(text: str, _: Random) -> bytes:
    return text.encode() + b"\n\n\xe9\xff\n"


def utf16_without_a_mark(text: str, _: Random) -> bytes:
    return normalize("NFKC", text).encode("utf-16-le")


def half_a_character(text: str, _: Random) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le") + b"\n"


def zero_byte(text: str, chance: Random) -> bytes:
    return _between_lines(text, chance, "\0").encode()


def rubbish_line(text: str, chance: Random) -> bytes:
    rubbish = (": : }{", "]]])", "<<<<<<< HEAD", "\t- x: {", "@@@", "%%%", "```", "'", '"')
    return _between_lines(text, chance, f"{_unpaired(text, chance, rubbish)}\n").encode()


def rubbish_after(text: str, chance: Random) -> bytes:
    rubbish = ("}", "]", ")", "{", "[", "\x1b", "EOF", "fi\n", '"', "'", "`")
    return (text + _unpaired(text, chance, rubbish)).encode()


def rubbish_before(text: str, chance: Random) -> bytes:
    rubbish = ("}", "{", "[", "<<", ")]}", "\x7f", '"', "'")
    return f"{_unpaired(text, chance, rubbish)}\n{text}".encode()


def open_bracket(text: str, _: Random) -> bytes:
    return (text.rstrip() + "\nleft: [open, {\n").encode()


def brackets(text: str, chance: Random) -> bytes:
    return (text.rstrip() + "\nx: " + chance.choice("[{(") * 100 + "\n").encode()


def tabs(text: str, _: Random) -> bytes:
    return text.replace("  ", "\t").encode()


def aliases(text: str, _: Random) -> bytes:
    return (text.rstrip() + "\nlast: [&a 1" + ", *a" * 60 + "]\n").encode()


def unknown_alias(text: str, _: Random) -> bytes:
    return (text.rstrip() + "\nlast: *nothing\n").encode()


def conflict(text: str, _: Random) -> bytes:
    return f"<<<<<<< ours\n{text.rstrip()}\n=======\n{text.rstrip()}\n>>>>>>> theirs\n".encode()


def twice(text: str, _: Random) -> bytes:
    return f"{text.rstrip()}\n{text}".encode()


def quoted_whole(text: str, chance: Random) -> bytes:
    return (_unpaired(text, chance, ('"', "'", '"""', "'''", "\0")) + text).encode()


def large(text: str, chance: Random) -> bytes:
    return (text.rstrip() + "\n" + ("# " + "x" * 98 + "\n") * (_MIB // 101 + 1)).encode()


def one_byte(text: str, chance: Random) -> bytes:
    """A byte alone on a line."""
    whole = _between_lines(text, chance, "\ue000\n").encode()
    return whole.replace("\ue000".encode(), bytes([chance.choice(_BYTES)]))


def _unpaired(text: str, chance: Random, signs: tuple[str, ...]) -> str:
    """One of the signs, but no quote that would find its other end and make a text of the file."""
    return chance.choice([each for each in signs if each[0] not in "'\"`" or each[0] not in text])


def _between_lines(text: str, chance: Random, what: str) -> str:
    """With a text put in at the start of a line, but of none that continues another."""
    lines = text.splitlines(keepends=True)
    places = [at for at in range(len(lines)) if not at or not lines[at - 1].endswith("\\\n")]
    at = chance.choice((*places, len(lines)))
    return "".join((*lines[:at], what, *lines[at:]))


ALL: tuple[Damage, ...] = (
    *(latin1_note, latin1_at_the_end, utf16_without_a_mark, half_a_character, zero_byte),
    *(rubbish_line, rubbish_after, rubbish_before, open_bracket, brackets, tabs, aliases),
    *(unknown_alias, conflict, twice, quoted_whole, large, one_byte),
)


def damages(language: Language) -> tuple[Damage, ...]:
    """What may be done to a file of the language; a large JSON file is within its limit."""
    return tuple(one for one in ALL if one is not large or language is not Language.JSON)
