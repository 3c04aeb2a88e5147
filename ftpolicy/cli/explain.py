"""`ftpolicy explain`: why a rule or a detector exists and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from ftpolicy.cli._complete import rules_and_detectors
from ftpolicy.cli._groups import nearest
from ftpolicy.cli._output import say
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import Example, built_in, examples
from ftpolicy.policy.described import Described, described
from ftpolicy.report.folding import folded
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.safe import safe
from ftpolicy.rules import load
from ftpolicy.rules.rule import LoadedRule, Sample, text_of

_MOST_LINES = 12


@click.command(name="explain")
@click.argument("name", metavar="CODE|DETECTOR", required=False, shell_complete=rules_and_detectors)
@click.option("--list", "listed", is_flag=True, help="List every rule and detector.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(name: str | None, listed: bool, form: str) -> int:
    """Say why a rule or a detector exists, what to write, and show examples.

    \b
    ftpolicy explain FT103
    ftpolicy explain axolotl
    ftpolicy explain --list
    ftpolicy explain FT103 --format json
    """
    rules = {one.rule.code: one for one in sorted(load(), key=lambda it: it.rule.code)}
    detectors = {one.id: one for one in built_in()}
    if listed or name is None:
        if form == "json":
            say(dumps(list_value(rules, detectors)))
        else:
            say("".join(f"{line}\n" for line in _list(rules, detectors)))
        return 0
    by_name = {one.name: one for one in rules.values()}
    rule = rules.get(name.upper()) or by_name.get(name.lower())
    if rule is not None:
        say(dumps(rule_value(rule)) if form == "json" else "\n".join(rule_page(rule)) + "\n")
        return 0
    detector = detectors.get(name.lower())
    if detector is None:
        near = nearest(name.upper(), [*rules]) or nearest(name.lower(), [*by_name, *detectors])
        hint = f"; did you mean `{near}`?" if near else "; `ftpolicy explain --list` lists them"
        raise click.UsageError(f"`{safe(name)}` is no rule and no detector{hint}")
    page = "\n".join(detector_page(detector)) + "\n"
    say(dumps(detector_value(detector)) if form == "json" else page)
    return 0


def _list(rules: Mapping[str, LoadedRule], detectors: Mapping[str, Detector]) -> Iterator[str]:
    for code, one in rules.items():
        yield f"{code}  {one.rule.severity.value:<8} {one.rule.summary}"
    yield ""
    width = max(len(each) for each in detectors)
    for each, detector in detectors.items():
        yield f"{each:<{width}}  {detector.title}"


def rule_page(one: LoadedRule) -> Iterator[str]:
    """The page of a rule: summary, why, remedy, settings, what passes and what fails."""
    rule = one.rule
    yield f"{rule.code} {one.name} ({rule.severity.value}; verdict {rule.group_verdict.value})"
    yield ""
    yield from folded(rule.summary)
    yield ""
    yield from folded(f"Why: {rule.why}")
    yield ""
    yield from folded(f"What to do: {rule.remedy}")
    yield ""
    yield "Settings:"
    for setting in settings(one):
        text = f"{setting.key} (default {setting.default}): {setting.description}"
        yield from folded(text, "  ", "    ")
    for title, samples in (("Fails", rule.fails), ("Passes", rule.passes)):
        for each in samples:
            shown = list(sample_lines(each))
            if shown:
                yield ""
                yield f"{title}{': ' + each.note if each.note else ''}"
                yield from (f"    {line}" for line in shown)


def settings(one: LoadedRule) -> tuple[Described, ...]:
    """The settings that matter to a rule: those that it reads, and its severity."""
    own = Described(
        f"rules.{one.rule.code}", one.rule.severity.value, "error, warning, note or off."
    )
    return (*map(described, one.rule.settings), own)


def sample_lines(sample: Sample) -> Iterator[str]:
    """A sample as differences from an honest record, in the words of the record."""
    for field, value in sample.set.items():
        yield f"{field}: {value}"
    for field in sample.drop:
        yield f"(no {field})"
    for path, text in sample.files.items():
        if text is None:
            yield f"(no {path})"
        else:
            yield f"{path}:"
            lines = text_of(text).rstrip("\n").split("\n")
            yield from (f"  {line}" for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"  ... and {len(lines) - _MOST_LINES:,} more lines"
    if sample.policy:
        yield ".ftpolicy.yaml of the base:"
        yield from (f"  {line}" for line in sample.policy.rstrip("\n").split("\n"))


def detector_page(one: Detector) -> Iterator[str]:
    """The page of a detector: what sets it apart, its hits and its near misses."""
    yield f"{one.id}: {one.title} ({one.family})"
    yield one.url
    yield ""
    yield from folded(one.why)
    for each in examples(one.id):
        yield ""
        yield _example_title(each)
        yield from (f"    {line}" for line in each.text.rstrip("\n").split("\n"))


def _example_title(each: Example) -> str:
    if each.detects:
        return f"Found: {each.name} ({each.path})"
    return f"Not found: {each.name} ({each.path}): {each.because}"


def list_value(rules: Mapping[str, LoadedRule], detectors: Mapping[str, Detector]) -> Value:
    """Every rule and detector in one line each, for other programs."""
    return {
        "schema_version": 1,
        "rules": [
            {
                "code": code,
                "name": one.name,
                "severity": one.rule.severity.value,
                "summary": one.rule.summary,
            }
            for code, one in rules.items()
        ],
        "detectors": [{"id": each, "title": one.title} for each, one in detectors.items()],
    }


def rule_value(one: LoadedRule) -> Value:
    """The page of a rule for other programs."""
    rule = one.rule
    samples = (*((each, True) for each in rule.fails), *((each, False) for each in rule.passes))
    return {
        "schema_version": 1,
        "code": rule.code,
        "name": one.name,
        "severity": rule.severity.value,
        "verdict": rule.group_verdict.value,
        "summary": rule.summary,
        "why": rule.why,
        "remedy": rule.remedy,
        "needs": list(rule.needs),
        "settings": [
            {"key": it.key, "default": it.default, "description": it.description}
            for it in settings(one)
        ],
        "examples": [
            {"fails": fails, "note": each.note, "lines": list(sample_lines(each))}
            for each, fails in samples
        ],
    }


def detector_value(one: Detector) -> Value:
    """The page of a detector for other programs."""
    return {
        "schema_version": 1,
        "id": one.id,
        "title": one.title,
        "family": one.family,
        "url": one.url,
        "why": one.why,
        "examples": [
            {
                "name": each.name,
                "path": each.path,
                "detects": each.detects,
                "because": each.because or None,
                "text": each.text,
            }
            for each in examples(one.id)
        ],
    }
