"""The reference pages of docs/, from the rules and the detectors themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ftpolicy.cli.explain import sample_lines
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import Example, built_in, examples
from ftpolicy.detect.wording import either
from ftpolicy.parse.language import language_of
from ftpolicy.rules import load
from ftpolicy.rules.rule import LoadedRule, Sample

GROUPS = {
    "0": "The record and what it covers",
    "1": "Prompting first: the few-shot baseline",
    "2": "Training data",
    "3": "Goal",
    "4": "Evaluation",
    "5": "Retraining",
    "6": "Economics",
    "9": "The gate itself",
}

_RULES = """\
# Rules

Printed from the rules by `python tools/generate.py`. Samples show how a record differs from one
that passes; `ftpolicy explain CODE` shows them all. A policy sets severities under `rules` and
limits under `limits`.
"""

_DETECTORS = """\
# Detectors

Printed from the detectors by `python tools/generate.py`. The table says where each looks; its
section says what sets its files apart, what is found, and the near misses, which are not.
`ftpolicy explain DETECTOR` shows every example in full, `ftpolicy scan --explain FILE` which signs
decide about a file of yours.
"""

_OFF = " (off by default)"
_LANGUAGES = {"json": "JSON", "toml": "TOML", "yaml": "YAML"}


def rules() -> str:
    """docs/rules.md."""
    by_code = sorted(load(), key=lambda it: it.rule.code)
    lines = [_RULES, "| Code | Severity | Finds |", "| --- | --- | --- |"]
    for one in by_code:
        link = f"[{one.rule.code}](#{one.rule.code.lower()}-{one.name})"
        lines.append(f"| {link} | {one.rule.severity.value} | {_cell(one.rule.summary)} |")
    for group, ruled in groupby(by_code, key=lambda it: it.rule.code[2]):
        lines += ("", f"## {GROUPS[group]}")
        for one in ruled:
            lines += _rule_page(one)
    return "\n".join(lines) + "\n"


def detectors() -> str:
    """docs/detectors.md."""
    ordered = sorted(built_in(), key=lambda it: (it.family != "generative", it.id))
    lines = [_DETECTORS, "| Id | Framework | Looks at |", "| --- | --- | --- |"]
    lines += (f"| [{it.id}](#{it.id}) | {_cell(it.title)} | {_looks_at(it)} |" for it in ordered)
    for each in ordered:
        lines += _detector_page(each)
    return "\n".join(lines) + "\n"


def _looks_at(one: Detector) -> str:
    """The kinds of its matches: `YAML and JSON files, Python calls, command lines`."""
    languages = {
        language.value
        for match in one.matches
        if not match.calls and not match.commands
        for language in match.languages
    }
    names = sorted(_LANGUAGES.get(it, it.capitalize()) for it in languages)
    kinds = [f"{either(names).replace(' or ', ' and ')} files"] if names else []
    kinds += ["Python calls"] if any(match.calls for match in one.matches) else []
    kinds += ["command lines"] if any(match.commands for match in one.matches) else []
    return ", ".join(kinds) + ("" if one.family == "generative" else _OFF)


def _rule_page(one: LoadedRule) -> Iterator[str]:
    rule = one.rule
    facts = [rule.severity.value, f"verdict `{rule.group_verdict.value}`"]
    facts += [f"setting `{name}`" for name in rule.settings]
    yield from ("", f"### {rule.code} {one.name}", "", ", ".join(facts), "")
    yield from (f"**Finds** {rule.summary}", "", f"**Why** {rule.why}", "")
    yield f"**What to do** {rule.remedy}"
    yield from _shown("Fails", rule.fails)
    yield from _shown("Passes", rule.passes)


def _shown(title: str, samples: Iterable[Sample]) -> Iterator[str]:
    """The first sample that has something to show; a passing one may be the honest record."""
    for sample in samples:
        lines = list(sample_lines(sample))
        if lines:
            note = f" ({sample.note})" if sample.note else ""
            yield from ("", f"**{title}**{note}", "", *_fenced(lines, "text"))
            return


def _detector_page(one: Detector) -> Iterator[str]:
    yield from ("", f"## {one.id}", "", f"[{one.title}]({one.url}). {one.why}")
    own = examples(one.id)
    hits = [each for each in own if each.detects]
    yield from ("", "Found:", "", *(_bullet(each) for each in hits))
    yield from ("", "Not found:", "", *(_bullet(each) for each in own if not each.detects))
    shown = min(hits, key=lambda each: each.text.count("\n"))
    yield from ("", f"<details><summary>{shown.name}</summary>", "")
    yield from _fenced(shown.text.rstrip("\n").split("\n"), _language(shown))
    yield from ("", "</details>")


def _bullet(example: Example) -> str:
    if not example.detects:
        return f"- {example.name} (`{example.path}`): {example.because}"
    read = [example.method, example.technique]
    told = ", ".join(each for each in read if each)
    return f"- {example.name} (`{example.path}`){': ' + told if told else ''}"


def _fenced(lines: Sequence[str], language: str) -> Iterator[str]:
    fence = "````" if any("```" in line for line in lines) else "```"
    yield from (f"{fence}{language}", *lines, fence)


def _language(example: Example) -> str:
    found = language_of(example.path, example.text.encode())
    return found.value if found else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
