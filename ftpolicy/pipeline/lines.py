"""The lines that findings point at, fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable

from ftpolicy.model.change import ChangeSet
from ftpolicy.model.finding import Finding
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location

_LONGEST = 200
_LARGEST = 1 << 20
_SECRET = regex(
    r"(?i)((?:token(?![a-z])|secret|passw(?:or)?d|api[_-]?key|credential)[\w-]{0,40}[\"']?"
    r"\s{0,9}[:=]\s{0,9})"
    r"(?:\"[^\"]{0,200}\"?|'[^']{0,200}'?|[^\s#]{1,200})"
    r"|\b(?:hf_|sk-|ghp_|glpat-|AKIA|xox[bp]-)[\w-]{6,200}"
)


def quoted_lines(
    findings: Iterable[Finding], change_set: ChangeSet
) -> tuple[tuple[Location, str], ...]:
    """The text of each line that a finding points at; secrets are blanked, long lines cut."""
    places = tuple(dict.fromkeys(one.location for one in findings))
    paths = dict.fromkeys(place.path for place in places)
    texts = {
        path: data.split(b"\n") for path, data in change_set.after.read_all(paths, _LARGEST) if data
    }
    shown: dict[Location, str] = {}
    for place in places:
        lines = texts.get(place.path, [])
        if place.line <= len(lines):
            text = lines[place.line - 1][: _LONGEST * 4].decode("utf-8", "replace")
            shown[place] = _without_secrets(text.rstrip("\r"))[:_LONGEST]
    return tuple(shown.items())


def _without_secrets(text: str) -> str:
    return _SECRET.sub(lambda found: f"{found[1] or ''}***", text)
