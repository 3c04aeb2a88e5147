"""CI files of other hosts, read as text: what runs the gate, and what loses its exit code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location, Scalar
from ftpolicy.parse.text import Text, decode
from ftpolicy.wiring.commands import runs_gate, script_gaps
from ftpolicy.wiring.gap import Gap, gap

_DEEP = {
    "azure-pipelines.yml": regex(r"^\s*fetchDepth:\s*[\"']?0\b", re.MULTILINE),
    "azure-pipelines.yaml": regex(r"^\s*fetchDepth:\s*[\"']?0\b", re.MULTILINE),
    "bitbucket-pipelines.yml": regex(r"\bdepth:\s*[\"']?full\b"),
    "Jenkinsfile": None,
    ".circleci/config.yml": None,
    ".buildkite/pipeline.yml": None,
}
_IGNORED = regex(r"^\s*(?:-\s+)?(continueOnError:\s*true|soft_fail:\s*true)\b")
_LARGEST = 1 << 20


def other_gaps(tree: Snapshot) -> tuple[bool, tuple[Gap, ...]]:
    """Whether one of the files runs the gate, and what is wrong with how it does."""
    found = False
    gaps: list[Gap] = []
    for path, deep in _DEEP.items():
        text = decode((tree.read(path) or b"")[:_LARGEST])
        if isinstance(text, Text) and runs_gate(text.text, by_hook=False):
            found = True
            gaps += _gaps(text.text, path)
            if deep is not None and not deep.search(text.text):
                gaps.append(gap("shallow", "the checkout may be shallow", Location(path)))
    return found, tuple(gaps)


def _gaps(text: str, path: str) -> Iterator[Gap]:
    whole = Scalar(f"{text}\n", False, 0, 1)
    yield from script_gaps(whole, path, by_hook=False, pipefail=False)
    for number, line in enumerate(text.split("\n"), 1):
        ignored = _IGNORED.match(line)
        if ignored:
            message = f"`{ignored[1].partition(':')[0]}` in a file that runs the gate"
            yield gap("failure-ignored", message, Location(path, number))
