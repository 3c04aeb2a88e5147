"""Ways to write Terraform and TOML anew."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.disguises.texts import escaped


def hcl_notes(text: str, chance: Random) -> str | None:
    note = chance.choice(("// a note\n", "/* a\n note */\n", "# a note\n"))
    return (
        note + re.sub(r"(?m)$", lambda _: chance.choice(("", " # a", " // b")), text)
        if "<<" not in text
        else None
    )


def toml_spaces(text: str, chance: Random) -> str | None:
    wide = chance.choice((" = ", "=", "   =\t"))
    return re.sub(r"(?m)^([\w.]+) *= *", lambda found: found[1] + wide, text)


def toml_quoted(text: str, chance: Random) -> str | None:
    return re.sub(
        r"(?m)^(\w+)(?= *=)",
        lambda found: chance.choice((found[1], f'"{found[1]}"', f"'{found[1]}'")),
        text,
    )


def toml_escaped(text: str, chance: Random) -> str | None:
    style = chance.choice(("\\u{:04x}", "\\U{:08x}"))

    def change(found: re.Match[str]) -> str:
        return f'"{escaped(found[1], style, 0.5, chance)}"'

    return re.sub(r'"([\w./ -]+)"', change, text)
