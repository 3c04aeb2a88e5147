"""`ftpolicy export` from outside: each target on a full, a small and a hostile record.

`UPDATE_EXPORTS=1` writes the golden files anew; read every line before you commit them.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from markdown_it import MarkdownIt

from ftpolicy.cli.export import _TARGETS
from ftpolicy.records.exports import targets
from tests.conftest import Repo
from tests.honest import HONEST_RECORD

GOLDEN = Path(__file__).parent / "golden"
EACH_TARGET = pytest.mark.parametrize("target", sorted(targets()))

TUNED = """\
  tuned_results:
    - model: acme/billing-voice-8b
      score: 0.88
      test_examples: 300
      measured_on: 2026-12-20
      results: [evals/tuned/results.json]
      guards: [{metric: refusal_accuracy, score: 0.98}]
"""
FULL = (
    HONEST_RECORD.replace("  tuned_results: []\n", TUNED)
    .replace("methods: [sft]", "methods: [distill]\n  teacher: gpt-4o-2024-08-06")
    .replace(
        "    - path: data/billing_train*.jsonl\n",
        "    - path: data/billing_train*.jsonl\n"
        "    - {hub: acme/billing-voice, revision: 9f31c0e5, examples: 600}\n"
        f"    - {{uri: s3://acme/rows.jsonl, sha256: {'ab' * 32}, examples: 40}}\n",
    )
    .replace("licence: proprietary", "licence: proprietary\n  synthetic: {by: gpt-4o, share: 0.25}")
    + "outcome: {result: shipped, date: 2027-01-20, note: to all desks}\n"
)
SMALL = """\
kind: fine-tuning-decision
schema_version: 1
id: small
status: rejected
covers: [a.yaml]
"""
TEXT = (
    '<img src=x onerror=1> [a](javascript:1) | `b` **c** _d_ {{ e }} \\ "q" \n# f\n---\n1. g \u202e'
)
SAID = json.dumps(TEXT)
HOSTILE = f"""\
kind: fine-tuning-decision
schema_version: 1
id: hostile
title: {SAID}
status: superseded
superseded_by: [other]
covers: ["```sh `x`"]
owners: [{SAID}]
model: {{base: [{SAID}], methods: [grpo]}}
goal: {{type: style, statement: {SAID}, facts_from: prompt}}
few_shot_baselines: [{{model: {SAID}, score: 0.1, shortfall: {SAID}}}]
dataset: {{sources: [{{hub: {SAID}}}], personal_data: "yes"}}
evaluation: {{metric: {SAID}, test_set: {{hub: {SAID}}}}}
alternatives: [{{option: {SAID}, why_not: {SAID}}}]
extra: {{{SAID}: {SAID}}}
"""
RECORDS = {"full": FULL, "small": SMALL, "hostile": HOSTILE}


def exported(repo: Repo, target: str, record: str) -> tuple[str, str]:
    repo.write("record.yaml", record)
    done = repo.run("export", "record.yaml", "--to", target)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_the_targets_of_the_contract_are_there() -> None:
    assert sorted(targets()) == sorted(_TARGETS) == ["cyclonedx", "hf-card", "madr"]


@EACH_TARGET
def test_a_full_record(repo: Repo, target: str) -> None:
    out, err = exported(repo, target, FULL)
    text = f"{out}==> standard error\n{err}"
    golden = GOLDEN / f"{target}.expected"
    if os.environ.get("UPDATE_EXPORTS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


@EACH_TARGET
def test_every_field_is_shown_or_listed(repo: Repo, target: str) -> None:
    out, err = exported(repo, target, FULL)
    shown = re.sub(r"\\([_*])", r"\1", out)
    listed = set(re.findall(r"^  (\S+)$", err, re.MULTILINE))
    for field, value in leaves(written(FULL)):
        if field not in listed and field not in ("kind", "schema_version"):
            said = "higher is better" if field == "evaluation.higher_is_better" else value
            assert said in shown or (target == "cyclonedx" and value in shown), field


def written(record: str) -> object:
    """The record with every scalar as it is written."""
    return yaml.load(record, yaml.BaseLoader)  # noqa: S506 - it makes nothing but text


def leaves(value: object, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [(str(index), each) for index, each in enumerate(value)]
    else:
        return [(name, str(value))]
    return [it for key, each in pairs for it in leaves(each, f"{name}.{key}" if name else key)]


@pytest.mark.parametrize("record", RECORDS)
def test_a_bill_fits_the_schema_of_cyclonedx(repo: Repo, record: str) -> None:
    out, _ = exported(repo, "cyclonedx", RECORDS[record])
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(out) is None
    known = {each.get("bom-ref") for each in json.loads(out)["components"]}
    model = json.loads(out)["components"][0]
    used = model.get("modelCard", {}).get("modelParameters", {}).get("datasets", [])
    assert {each["ref"] for each in used} <= known
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(out.replace("data", "dada", 1))


def test_a_bill_is_the_same_each_time(repo: Repo) -> None:
    first, second = (exported(repo, "cyclonedx", FULL)[0] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("record", RECORDS)
def test_the_front_matter_of_a_card_is_what_the_hub_reads(repo: Repo, record: str) -> None:
    out, _ = exported(repo, "hf-card", RECORDS[record])
    _, front, body = out.split("---\n", 2)
    card = yaml.safe_load(front)
    assert card["tags"][0] == "fine-tuned"
    if record == "full":
        (model,) = card["model-index"]
        (result,) = model["results"]
        assert (model["name"], card["base_model"], card["datasets"]) == (
            "acme/billing-voice-8b",
            "meta-llama/Llama-3.1-8B-Instruct",
            ["acme/billing-voice"],
        )
        assert result["metrics"] == [{"type": "rubric_pass_rate", "value": 0.88}]
    if record == "hostile":
        assert "base_model" not in card
    assert body.startswith("\n## ")


@pytest.mark.parametrize("target", ["hf-card", "madr"])
def test_texts_of_a_record_are_texts(repo: Repo, target: str) -> None:
    out, _ = exported(repo, target, HOSTILE)
    body = out.split("---\n", 2)[2]
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    assert "\u202e" not in body
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    assert tags <= {
        *("h1", "h2", "h3", "p", "ul", "li", "code"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert "&lt;img src=x onerror=1&gt; [a](javascript:1) | `b` **c** _d_ {{ e }} \\" in page


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("accepted", "accepted"),
        ("proposed", "proposed"),
        ("rejected", "rejected"),
        ("retired", "deprecated"),
        ("exploring\nends: 2026-12-01", "proposed"),
        ("superseded\nsuperseded_by: [new]", "superseded by new"),
    ],
)
def test_a_status_in_the_words_of_madr(repo: Repo, status: str, shown: str) -> None:
    out, err = exported(repo, "madr", SMALL.replace("rejected", status))
    assert yaml.safe_load(out.split("---\n")[1])["status"] == shown
    kept = '"Keep prompting"; fine-tuning was rejected.'
    assert (kept in out) == (status == "rejected")
    assert err == ""


def test_a_record_in_markdown(repo: Repo) -> None:
    repo.write("record.md", f"---\n{FULL}---\n\nWhy we did it.\n")
    done = repo.run("export", "record.md", "--to", "madr")
    assert done.stdout == exported(repo, "madr", FULL)[0]


def test_into_a_file_that_is_never_overwritten(repo: Repo) -> None:
    repo.write("record.yaml", SMALL)
    done = repo.run("export", "record.yaml", "--to", "madr", "--output", "page.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrote page.md\n")
    page = (repo.path / "page.md").read_text()
    assert page == exported(repo, "madr", SMALL)[0]
    done = repo.run("export", "record.yaml", "--to", "hf-card", "--output", "page.md")
    assert (done.returncode, done.stderr) == (
        2,
        "ftpolicy: `page.md` is there already; give another --output\n",
    )
    assert (repo.path / "page.md").read_text() == page


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("gone.yaml", None, "gone.yaml` does not exist"),
        ("a.yaml", "a: 1\n", "`a.yaml` is no well-shaped decision record; `ftpolicy check a.yaml`"),
        ("a.yaml", "", "`a.yaml` is no well-shaped decision record;"),
        ("a.yaml", f"{SMALL}oops: 1\n", "`a.yaml` is no well-shaped decision record;"),
        (".", None, "`.` is no well-shaped decision record;"),
    ],
)
def test_what_is_no_record_is_one_line(
    repo: Repo, path: str, text: str | None, message: str
) -> None:
    if text is not None:
        repo.write(path, text)
    done = repo.run("export", path, "--to", "madr")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
