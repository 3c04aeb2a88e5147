"""`ftpolicy explain`: why a rule or a detector exists and what to do about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import click

from ftpolicy.cli._output import say
from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import Example, built_in, examples
from ftpolicy.rules import load
from ftpolicy.rules.rule import LoadedRule, Sample

_WIDTH = 80


@click.command(name="explain")
@click.argument("name", metavar="CODE|DETECTOR", required=False)
@click.option("--list", "listed", is_flag=True, help="List every rule and detector.")
def command(name: str | None, listed: bool) -> int:
    """Say why a rule or a detector exists, what to write, and show examples.

    \b
    ftpolicy explain FT103
    ftpolicy explain axolotl
    ftpolicy explain --list
    """
    rules = {one.rule.code: one for one in sorted(load(), key=lambda it: it.rule.code)}
    detectors = {one.id: one for one in built_in()}
    if listed or name is None:
        say("".join(f"{line}\n" for line in _list(rules, detectors)))
        return 0
    by_name = {one.name: one for one in rules.values()}
    rule = rules.get(name.upper()) or by_name.get(name.lower())
    if rule is not None:
        say("\n".join(rule_page(rule)) + "\n")
        return 0
    detector = detectors.get(name.lower())
    if detector is None:
        near = get_close_matches(name, [*rules, *by_name, *detectors], n=1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise click.UsageError(f"`{name}` is no rule and no detector{hint}")
    say("\n".join(detector_page(detector)) + "\n")
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
    yield from _paragraph(rule.summary)
    yield ""
    yield from _paragraph(f"Why: {rule.why}")
    yield ""
    yield from _paragraph(f"What to do: {rule.remedy}")
    if rule.settings:
        yield ""
        yield from _paragraph(f"Settings: {', '.join(rule.settings)}")
    for title, samples in (("Fails", rule.fails), ("Passes", rule.passes)):
        for each in samples:
            shown = list(sample_lines(each))
            if shown:
                yield ""
                yield f"{title}{': ' + each.note if each.note else ''}"
                yield from (f"    {line}" for line in shown)


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
            yield from (f"  {line}" for line in text.rstrip("\n").split("\n"))
    if sample.policy:
        yield ".ftpolicy.yaml of the base:"
        yield from (f"  {line}" for line in sample.policy.rstrip("\n").split("\n"))


def detector_page(one: Detector) -> Iterator[str]:
    """The page of a detector: what sets it apart, its hits and its near misses."""
    yield f"{one.id}: {one.title} ({one.family})"
    yield one.url
    yield ""
    yield from _paragraph(one.why)
    for each in examples(one.id):
        yield ""
        yield _example_title(each)
        yield from (f"    {line}" for line in each.text.rstrip("\n").split("\n"))


def _example_title(each: Example) -> str:
    if each.detects:
        return f"Found: {each.name} ({each.path})"
    return f"Not found: {each.name} ({each.path}): {each.because}"


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
