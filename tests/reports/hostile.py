"""The rich report with one hostile text wherever a report quotes the author."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from ftpolicy import report as formats
from ftpolicy.model.finding import Links, Report, RuleText
from tests.reports.rich import RICH

PAYLOADS = {
    "newline": "x\n::error::y",
    "carriage-return": "x\r##[error]y\r\n::add-mask::z",
    "command": "::stop-commands::x",
    "old-command": "x ##[error]y",
    "three-signs": "x ###[error]y :::: z",
    "azure": "##vso[task.setvariable variable=PATH]x",
    "azure-properties": "a;type=error;]##vso[task.complete result=Succeeded;]b",
    "percent": "x%0A::error::y%0D%0A##[error]z %25 %3A %2C",
    "properties": "x,line=1,title=y::z",
    "line-separator": "a\u2028::error::b\u2029c\x85d\x0be\x0cf",
    "escape": "\x1b[2K\r fine\x1b]8;;http://evil.example\x07x",
    "bidi": "\u202egnp.yml\u2066",
    "nul": "a\0b\x01c\x7fd",
    "surrogates": "a\ud800b\udcffc\udfff",
    "no-characters": "a\ufffeb\uffffc\U000e0001d",
    "image": "<img src=x onerror=alert(1)>",
    "script": "</code></pre></details><script>alert(1)</script>",
    "comment": "--> <!-- x --><b>",
    "cdata": "]]></failure><testcase/><![CDATA[",
    "entity": "&lt;b&gt;&#64;org &amp;",
    "mention": "@acme/all @dana #1 !2 GH-3 $4 ~5 %6 &7 org/repo#8",
    "link": "[x](javascript:alert(1)) ![y](http://evil.example/y.png) <http://evil.example>",
    "address": "http://evil.example www.evil.example evil@evil.example",
    "reference": "x][y]\n\n[y]: http://evil.example",
    "ticks": "a`b``c```d` <b> `e",
    "fence": "```\n<b>x</b>\n```",
    "ticks-only": "`````",
    "tick-mention": "a` @acme/all `b",
    "table": "a | b\n| - | - |\n| c \\| d \\\\| e |",
    "emphasis": "*a* **b** _c_ __d__ ~~e~~ :smile: $f$ ==g==",
    "heading": "\n# a\n\n- b\n\n> c\n\n---\n\n    d",
    "backslash": "a\\",
    "formula": "=cmd|'/c calc'!A1",
    "formula-plus": "+1+1",
    "formula-at": "@SUM(1)",
    "formula-dash": "-2+3",
    "formula-wide": "＝1+1",
    "quotes": "\"a\",'b';c,\td",
    "spaces": "  ",
    "empty": "",
    "placeholder": "{0} {1} %s ${{ github.token }}",
    "long": "x" * 60_000,
    "long-hostile": "|`@<\\" * 12_000,
}
_OURS = frozenset(
    {"code", "name", "version", "judged_at", "base", "head", "sha256", "digest", "mode"}
)


@cache
def rendered(name: str, text: str) -> str:
    """The poisoned report in one format."""
    return formats.render(name, poisoned(text))


@cache
def poisoned(text: str, links: Links | None = None) -> Report:
    """The report with `text` in place of every word of the author's."""
    report = with_text(RICH, text)
    assert isinstance(report, Report)
    return replace(report, links=RICH.links if links is None else links)


def with_text(value: Any, text: str) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return text
    if isinstance(value, tuple):
        return tuple(with_text(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, (type, RuleText, Links)):
        names = [one.name for one in fields(value) if one.name not in _OURS]
        return replace(value, **{name: with_text(getattr(value, name), text) for name in names})
    return value
