"""JUnit XML: one test for each judged tuning file, and one for each file outside of a case."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity
from ftpolicy.model.values import dataclass
from ftpolicy.report.order import of_kind, ranked
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import closing

_LONGEST_PATH, _LONGEST_TEXT = 1024, 600
_REPOSITORY = "repository"


@dataclass(frozen=True, slots=True)
class _Test:
    """What stands behind one test: its group, its file, and its findings."""

    group: str
    path: str
    findings: tuple[Finding, ...]

    @property
    def line(self) -> int:
        """The line of its first finding in the file itself."""
        return next((it.location.line for it in self.findings if it.location.path == self.path), 1)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return of_kind(self.findings, Severity.ERROR)


def render(report: Report) -> str:
    tests = _tests(report)
    failures = sum(bool(each.errors) for each in tests)
    counts = {
        "tests": str(len(tests)),
        "failures": str(failures),
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    suites = ET.Element("testsuites", {"name": "ftpolicy", **counts})
    suite = ET.SubElement(suites, "testsuite", {"name": "ftpolicy", **counts})
    for each in tests:
        _write(suite, each)
    ET.SubElement(suite, "system-out").text = _legible((closing(report), *report.notes))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _tests(report: Report) -> tuple[_Test, ...]:
    findings = ranked(report)
    tests = []
    for index, one in enumerate(report.cases):
        own = tuple(it for it in findings if it.case == index)
        files = tuple(dict.fromkeys(it.path for it in one.case.detections))
        tests += [
            _Test(_group(one), path, tuple(it for it in own if _concerns(it, path, files)))
            for path in files or (one.case.place.path,)
        ]
    loose = tuple(it for it in findings if it.case is None)
    for path in dict.fromkeys(it.location.path for it in loose):
        of_path = tuple(it for it in loose if it.location.path == path)
        tests.append(_Test(_REPOSITORY, path, of_path))
    return tuple(tests)


def _group(one: JudgedCase) -> str:
    decision = one.case.decision
    if decision is not None:
        return decision.id
    return one.case.record.path if one.case.record is not None else "no record"


def _concerns(one: Finding, path: str, files: tuple[str, ...]) -> bool:
    """Whether a test shows a finding: it is about its file, or about the record of them all."""
    return one.location.path == path or one.location.path not in files


def _write(suite: ET.Element, test: _Test) -> None:
    element = ET.SubElement(
        suite,
        "testcase",
        {
            "name": safe(test.path, _LONGEST_PATH),
            "classname": f"ftpolicy.{safe(test.group).replace('.', '_')}",
            "file": safe(test.path, _LONGEST_PATH),
            "line": str(test.line),
            "time": "0",
        },
    )
    errors = test.errors
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        failure = ET.SubElement(element, "failure")
        failure.set("message", f"{errors[0].code}: {safe(errors[0].message, _LONGEST_TEXT)}{more}")
        failure.set("type", f"{errors[0].code} {errors[0].name}")
        failure.text = _told(errors)
    rest = tuple(it for it in test.findings if it not in errors)
    if rest:
        ET.SubElement(element, "system-out").text = _told(rest)


def _told(findings: Iterable[Finding]) -> str:
    return "\n".join(
        f"{one.severity.value}[{one.code}] {safe(one.location.path, _LONGEST_PATH)}:"
        f"{one.location.line}: {safe(one.message, _LONGEST_TEXT)}\n"
        f"  {safe(one.remedy, _LONGEST_TEXT)}"
        for one in findings
    )


def _legible(lines: Iterable[str]) -> str:
    return "\n".join(safe(line, _LONGEST_TEXT) for line in lines)
