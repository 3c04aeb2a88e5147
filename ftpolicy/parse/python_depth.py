"""Whether Python source is too deep or too long to be compiled, told without compiling it.

The parser bounds what nests to the right, but takes chains such as `a.b.c` or `1 + 1 + 1` in a
loop, and Python 3.10 then converts their tree by recursion without a check.
"""

from __future__ import annotations

import re

from ftpolicy.model.regex import regex

LONGEST_CHAIN = 2_000

_FEW = 10_000  # calls that are not worth a look
_LINKS = "-.+*/%@&|^([{"
_LINK = r"[-.+*/%@&|^(\[]"
_STRING = (
    r'"""[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|''?(?!'))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
_COMMENT = r"\#[^\n]*"
_QUOTED = regex(f"{_STRING}|{_COMMENT}", re.DOTALL)
_CALL = regex(r"[\w)\]]\(")
_NO_CALL = regex(
    r"\b(?:(?:def|class)[ \t]+\w+|and|as|assert|await|case|del|elif|else|except|for|from|if|import"
    r"|in|is|lambda|match|not|or|raise|return|while|with|yield)\("
)
_TOKEN = regex(
    rf"(?P<string>{_STRING})"
    rf"|(?P<comment>{_COMMENT})"
    r"|(?P<link>[-.+*/%@&|^])"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<end>[,;:=])"
    r"|(?P<newline>(?<!\\)\n)",
    re.DOTALL,
)


def calls_at_least(text: str) -> int:
    """How many calls a source holds for certain; counted in a hundredth of the time of a parse."""
    if text.count("(") <= _FEW:
        return 0
    code = _QUOTED.sub('""', text)
    return len(_CALL.findall(code)) - len(_NO_CALL.findall(code))


def is_too_deep(text: str) -> bool:
    """True when a chain of operators, attributes, calls or subscripts is over the limit."""
    if sum(map(text.count, _LINKS)) <= LONGEST_CHAIN:
        return False
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
