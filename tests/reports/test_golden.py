"""Each format on one rich report and on a clean one, against a golden file.

`UPDATE_REPORTS=1` writes what is rendered now; read every line of it before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ftpolicy import report as formats
from ftpolicy.model.finding import Report
from tests.reports.rich import CLEAN, RICH

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("report", [RICH, CLEAN], ids=["rich", "clean"])
@pytest.mark.parametrize("name", formats.names())
def test_a_format_is_its_golden_file(name: str, report: Report) -> None:
    folder = "rich" if report is RICH else "clean"
    golden = FOLDER / folder / f"{name}.expected"
    rendered = formats.render(name, report)
    if os.environ.get("UPDATE_REPORTS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(rendered.encode())
    assert rendered == golden.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    for folder in ("rich", "clean"):
        found = sorted(path.stem for path in (FOLDER / folder).iterdir())
        assert found == list(formats.names())


def test_the_formats_of_the_contract_are_there() -> None:
    assert {
        *("text", "json", "github", "gitlab", "azure", "sarif", "junit", "markdown"),
        *("rdjson", "csv", "in-toto"),
    } <= set(formats.names())
