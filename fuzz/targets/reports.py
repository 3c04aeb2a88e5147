"""Every report format, with hostile text wherever a report quotes the author."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import cast
from xml.etree import ElementTree as ET

from ftpolicy import report
from ftpolicy.model.finding import Report
from tests.reports.hostile import PAYLOADS, with_text
from tests.reports.rich import RICH

_JSON = frozenset(("json", "gitlab", "sarif", "rdjson", "in-toto"))
GROWS = False
_SMALL = replace(  # one case, since each text is put into every word of it
    RICH,
    cases=RICH.cases[:1],
    findings=tuple(one for one in RICH.findings if not one.case),
)


def take(data: bytes) -> None:
    names = report.names()
    name = names[data[0] % len(names)] if data else names[0]
    written = report.render(name, _poisoned(data[1:].decode("utf-8", "surrogateescape")))
    written.encode("utf-8")
    if name in _JSON:
        json.loads(written)
    elif name == "junit":
        ET.fromstring(written)  # noqa: S314 - we wrote it
    elif name == "csv":
        rows = list(csv.reader(io.StringIO(written, newline="")))
        assert len({len(row) for row in rows}) == 1
    elif name in ("github", "azure"):
        lines = written.splitlines()
        assert all("##[" not in line and "##vso[" not in line[9:] for line in lines)


def _poisoned(text: str) -> Report:
    return cast("Report", with_text(_SMALL, text))


def seeds() -> list[bytes]:
    texts = enumerate(each[:300] for each in PAYLOADS.values())
    return [bytes([number]) + text.encode("utf-8", "surrogatepass") for number, text in texts]
