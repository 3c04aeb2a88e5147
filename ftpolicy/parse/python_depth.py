"""Whether Python source holds an expression so deep that compiling it ends the process.

The parser bounds what nests to the right, but takes chains such as `a.b.c` or `1 + 1 + 1` in a
loop, and Python 3.10 then converts their tree by recursion without a check.
"""

from __future__ import annotations

import re

LONGEST_CHAIN = 2_000

_LINK = r"[-.+*/%@&|^(\[]"
_TOKEN = re.compile(
    r'(?P<string>"""[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|''?(?!'))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<link>[-.+*/%@&|^])"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<end>[,;:=])"
    r"|(?P<newline>(?<!\\)\n)",
    re.DOTALL,
)


def is_too_deep(text: str) -> bool:
    """True when a chain of operators, attributes, calls or subscripts is over the limit."""
    links = [0]  # of the chain at each level of brackets
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind in {"link", "open"}:
            links[-1] += 1
            if links[-1] > LONGEST_CHAIN:
                return True
            if kind == "open":
                links.append(0)
        elif kind == "close" and len(links) > 1:
            links.pop()
        elif kind == "end" or (kind == "newline" and len(links) == 1):
            links[-1] = 0
        elif kind == "string" and _is_deep_string(token[0]):
            return True
    return False


def _is_deep_string(written: str) -> bool:
    """The same for what an f-string has in braces; its parts are compiled like code."""
    if len(written) <= LONGEST_CHAIN or "{" not in written:
        return False
    parts = re.split(r"[{}]", written)[1:]
    return any(len(re.findall(_LINK, part)) > LONGEST_CHAIN for part in parts)
