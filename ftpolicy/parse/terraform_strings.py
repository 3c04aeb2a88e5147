"""The texts of Terraform: where a quoted one ends, what it says, and here-documents."""

from __future__ import annotations

import re

from ftpolicy.model.regex import regex

_INSIDE = regex(r'\\.|\$\$\{|%%\{|[$%]\{|[{}"\n]', re.DOTALL)
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def end_of_string(text: str, at: int) -> int:
    """The position behind the closing quote; quotes inside `${...}` belong to that expression.

    A text that is never closed ends with its line.
    """
    modes = ["text"]  # what each level is: a quoted text, or the expression in its braces
    for found in _INSIDE.finditer(text, at + 1):
        mark = found[0]
        if mark == "\n" and modes == ["text"]:
            return found.start()
        if mark == '"' and modes[-1] == "text":
            modes.pop()
            if not modes:
                return found.end()
        elif mark == '"':
            modes.append("text")
        elif mark in {"${", "%{"} or (mark == "{" and modes[-1] == "braces"):
            modes.append("braces")
        elif mark == "}" and modes[-1] == "braces":
            modes.pop()
    return len(text)


def written(inside: str) -> str:
    """A quoted text without its escapes."""
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), inside)


def heredoc(text: str, at: int, head: str) -> tuple[int, str]:
    """Where a here-document ends and what it says; `<<-` takes the common indentation away."""
    name = head.lstrip("<-").strip()
    begin = text.find("\n", at) + 1 or len(text)
    closing = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*\r?$", re.MULTILINE)
    found = closing.search(text, begin)
    body = text[begin : found.start() if found is not None else len(text)]
    if head.startswith("<<-"):
        lines = body.split("\n")
        indents = [len(each) - len(each.lstrip()) for each in lines if each.strip()]
        body = "\n".join(each[min(indents, default=0) :] for each in lines)
    return (found.end() if found is not None else len(text)), body
