"""The tokens of shell text, outside and inside double quotes."""

from __future__ import annotations

import re

from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

# No part can match the same text in two ways, so that a token that does not fit fails at once.
_PARAMETER = (
    r"\$(?P<name>[A-Za-z_]\w*|[0-9@*\#?$!-])"
    r"|\$\{(?P<hash>[!\#]?)(?P<braced>[A-Za-z_]\w*|[0-9@*?]+)(?:\[(?P<item>[@*\w$]+)\])?"
    r"(?P<change>[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*)\}"
)
_PLAIN = r"""[^ \t\r\n\\'"`$|&;()<>]"""
TOKEN = regex(
    r"(?P<blank>[ \t\r]+)"
    r"|\\(?P<joined>\r?\n)"
    r"|(?P<newline>\n)"
    r"|(?P<arithmetic>\$?\(\([^\n]{0,200}?\)\))"
    r"""|<<(?!<)(?P<dash>-?)[ \t]*(?:(?P<mark>["'])(?P<here>[^'"\n]*)["']|\\?(?P<bare>[\w.!-]+))"""
    r"|(?P<process>[<>]\()"
    r"|(?P<redirect>[0-9]*(?:>>|>\||>&|<&|<>|<<<|>|<)|&>>?)"
    r"|(?P<operator>&&|\|\||;;&?|;&|;|\|&?|&|\(|\))"
    r"|'(?P<single>[^']*)'"
    r"|\$'(?P<ansi>[^'\\]*(?:\\.[^'\\]*)*)'"
    r'|(?P<double>\$?")'
    r"|(?P<command>\$\()"
    r"|(?P<tick>`)"
    rf"|(?P<parameter>{_PARAMETER})"
    r"|\\(?P<escaped>.)"
    rf"|(?P<run>{_PLAIN}+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
QUOTED_TOKEN = regex(
    r'(?P<end>")'
    r"|\\(?P<joined>\r?\n)"
    r'|\\(?P<escaped>[\\"$`])'
    r"|(?P<arithmetic>\$\(\([^\n]{0,200}?\)\))"
    r"|(?P<command>\$\()"
    r"|(?P<tick>`)"
    rf"|(?P<parameter>{_PARAMETER})"
    r'|(?P<run>[^"\\`$]+)'
    r"|(?P<other>.)",
    re.DOTALL,
)
_DEFAULT = regex(r":?[-=](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name` or `${name:-default}`; unless quoted its value is split into words."""

    name: str
    quoted: bool
    default: str | None = None
    item: str = ""  # of an array: `@`, `*` or an index
    changed: bool = False  # `${name%.yaml}`, `${#name}`: the value itself is not what is meant


def variable(token: re.Match[str], quoted: bool) -> Variable:
    if token["name"] is not None:
        return Variable(token["name"], quoted)
    change = token["change"]
    default = _DEFAULT.fullmatch(change)
    return Variable(
        token["braced"],
        quoted,
        default=default[1] if default is not None else None,
        item=token["item"] or "",
        changed=bool(token["hash"]) or bool(change and default is None),
    )
