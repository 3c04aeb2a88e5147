"""Each format on one rich report, and the one way for untrusted text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from ftpolicy import report as formats
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind
from ftpolicy.model.finding import Report
from ftpolicy.parse.schema import schema_text
from ftpolicy.pipeline import check
from ftpolicy.pipeline.lines import quoted_lines
from ftpolicy.policy.load import load
from ftpolicy.report.safe import safe
from ftpolicy.rules.rule import SAMPLE_TODAY
from tests.honest import HONEST_RECORD, HONEST_TUNING, MemoryTree

_HOSTILE = "configs/\x1b[2K\r ok ##[error]::x\u202e.yaml"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _report(files: dict[str, str], policy: str = "") -> Report:
    after = MemoryTree(dict(files))
    base = MemoryTree({".ftpolicy.yaml": policy} if policy else {})
    changes = tuple(Change(it.path, ChangeKind.ADDED, None, it) for it in after.entries())
    change_set = ChangeSet("staged", ScopeKind.STAGED, changes, MemoryTree({}), after, (base,))
    return check(change_set, load((base,), SAMPLE_TODAY), SAMPLE_TODAY)


def _rich() -> Report:
    weak = HONEST_RECORD.replace("variations_tried: 12", "variations_tried: 4")
    return _report(
        {
            "configs/billing/train.yaml": HONEST_TUNING,
            "decisions/voice.yaml": weak.replace("examples: 1240", "examples: 200"),
            "configs/other.yaml": HONEST_TUNING + "wandb_api_key: hf_abcdefghijkl\n",
            _HOSTILE: HONEST_TUNING,
            ".gitattributes": "* text\n",
        },
        "waivers: [{rule: FT203, paths: ['**'], reason: pilot, owner: dana, expires: 2027-01-31}]",
    )


def test_the_json_report_is_of_its_shape() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("report")))
    for one in (_rich(), _report({"a.txt": "x\n"})):
        printed = formats.render("json", one)
        assert printed.isascii()
        validator.validate(json.loads(printed))


def test_the_json_report_counts_what_it_lists() -> None:
    value = json.loads(formats.render("json", _rich()))
    standing = [found for found in value["findings"] if not found["waived"]]
    levels = [found["severity"] for found in standing]
    assert value["summary"] == {
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "notes": levels.count("note"),
        "waived": 1,
        "baseline": 0,
        "changed_files": 5,
        "tuning_files": 3,
        "covered": 1,
    }
    assert [found["code"] for found in value["findings"] if found["waived"]] == ["FT203"]
    assert {case["verdict"] for case in value["cases"]} == {"correct-the-record", "no-decision"}


def test_the_text_report_fits_80_columns_and_starts_lines_with_words_of_ours() -> None:
    text = _COLOUR.sub("", formats.render("text", _rich()))
    assert "\x1b" not in text
    assert "\r" not in text
    assert "##[" not in text
    for line in text.splitlines():
        assert len(line) <= 80 or "/" in line, line
        assert not line.lstrip().startswith("::")


def test_colours_change_no_word() -> None:
    text = formats.render("text", _rich())
    assert _COLOUR.search(text)
    assert "error[FT103]" in _COLOUR.sub("", text)


def test_a_change_without_fine_tuning_is_one_line() -> None:
    text = formats.render("text", _report({"a.txt": "x\n", "b.txt": "y\n"}))
    assert text == "ftpolicy: no fine-tuning in 2 changed files\n"


@pytest.mark.threat("floods")
def test_hundreds_of_findings_end_in_a_count() -> None:
    files = {f"configs/{number:03}.yaml": HONEST_TUNING for number in range(120)}
    text = _COLOUR.sub("", formats.render("text", _report(files)))
    assert text.count("error[FT001]") == 50
    assert "... and 70 more findings (see them all: --format json)" in text
    assert "120 errors" in text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain name.yaml", "plain name.yaml"),
        ("für.yaml", "für.yaml"),
        ("a\nb", "a\\x0ab"),
        ("\x1b[2K", "\\x1b[2K"),
        ("\x9b", "\\x9b"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("a\udcffb", "a\\xffb"),
        ("\ud800", "\\ud800"),
        ("\U000e0001", "\\U000e0001"),
        ("x ##[error]y", "x # #[error]y"),
        ("##vso[task]", "# #vso[task]"),
        ("::error::x", ": :error: :x"),
        (":::", ": : :"),
        ("###[error]y", "# # #[error]y"),
        ("a" * 300, "a" * 201 + "..."),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_safe(raw: str, shown: str) -> None:
    assert safe(raw) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("hub_token: hf_abcdefghijklmnop", "hub_token: ***"),
        ("key = sk-abcdefghijkl", "key = ***"),
        ('{"api_key": "AKIAABCDEFGHIJKL"}', '{"api_key": ***}'),
        ("password: hunter2 # mine", "password: *** # mine"),
        ("num_tokens: 5", "num_tokens: 5"),
        ("adapter: lora", "adapter: lora"),
    ],
    ids=["hub token", "key prefix", "JSON", "password", "token count", "plain"],
)
def test_quoted_lines_hold_no_secret(line: str, shown: str) -> None:
    rich = _rich()
    found = replace(rich.findings[0], location=replace(rich.findings[0].location, path="a", line=1))
    tree = MemoryTree({"a": line + "\n"})
    change_set = ChangeSet("staged", ScopeKind.STAGED, (), MemoryTree({}), tree, ())
    assert dict(quoted_lines([found], change_set))[found.location] == shown
