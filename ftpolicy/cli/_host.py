"""What a CI host offers besides standard output: links to lines, job summary, step outputs."""

from __future__ import annotations

import os
import re

from ftpolicy import report as formats
from ftpolicy.changes.git import root_of
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.finding import Links, Report, Severity
from ftpolicy.model.regex import regex
from ftpolicy.report.wording import overall

_ADDRESS = regex(r"https?://[\w.:/~-]+", re.ASCII)


def links(head: str | None) -> Links:
    """Where the host shows the files of the judged commit; nothing where it is not known."""
    folder = root_of(os.getcwd()) or os.getcwd()
    return Links(_files(head) if head is not None else "", folder)


def _files(head: str) -> str:
    environment = os.environ
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    address = ""
    if server and name:
        address = f"{server}/{name}/blob/{head}/"
    elif environment.get("CI_PROJECT_URL"):
        address = f"{environment['CI_PROJECT_URL']}/-/blob/{head}/"
    return address if _ADDRESS.fullmatch(address) else ""


def tell_github(report: Report, outputs: tuple[tuple[str, str], ...]) -> None:
    """Append the reviewer's screen to the job summary, and what it comes to to the outputs."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        _append(summary, formats.render("markdown", report))
    target = os.environ.get("GITHUB_OUTPUT")
    if target:
        _append(target, "".join(_output(*pair) for pair in _facts(report, outputs)))


def _facts(report: Report, outputs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Fixed words and numbers, but for the path that the caller himself gave."""
    verdict = overall(report)
    return (
        ("verdict", verdict.value if verdict is not None else "nothing-judged"),
        ("errors", str(report.count(Severity.ERROR))),
        ("warnings", str(report.count(Severity.WARNING))),
        ("notes", str(report.count(Severity.NOTE))),
        ("sarif", next((path for name, path in outputs if name == "sarif"), "")),
    )


def _output(name: str, value: str) -> str:
    # The runner ends a value at its delimiter, which therefore nobody may know before.
    import secrets

    delimiter = f"ftpolicy-{secrets.token_hex(16)}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def _append(path: str, text: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as why:
        raise FtpolicyError(f"cannot write `{path}`: {why.strerror}") from why
