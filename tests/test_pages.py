"""README, docs and examples: what they show is what happens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest
import yaml

from ftpolicy.cli._program import group
from ftpolicy.policy.load import load_file
from tests.conftest import Repo

ROOT = Path(__file__).parents[1]
AS_OF = ("--as-of", "2026-11-22")
EXAMPLES = ROOT / "examples"
PASSING = (
    "note: local result: CI decides against the target branch\n"
    "ftpolicy: nothing to mend; looked at 1 tuning file in 18 changed files (staged),\n"
    "  judged by the built-in policy\n"
)


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def blocks(path: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(path), re.MULTILINE | re.DOTALL)


def staged(repo: Repo, example: str) -> subprocess.CompletedProcess[str]:
    """The hook's report on the first commit of an example."""
    shutil.copytree(EXAMPLES / example, repo.path, dirs_exist_ok=True)
    repo.stage()
    return repo.run("hook", *AS_OF)


def test_the_readme_shows_the_blocked_commit_as_it_prints(repo: Repo) -> None:
    (shown,) = blocks("README.md", "console")
    command, _, report = shown.partition("\n")
    done = staged(repo, "blocked")
    assert command == "$ git commit -m 'Tune the support model'"
    assert (done.returncode, done.stdout) == (1, report)


def test_the_passing_example_passes(repo: Repo) -> None:
    done = staged(repo, "passing")
    assert (done.returncode, done.stdout) == (0, PASSING)


def test_the_rows_of_the_example_come_from_its_script(tmp_path: Path) -> None:
    made = tmp_path / "passing"
    shutil.copytree(EXAMPLES / "passing", made)
    written = [*made.glob("data/*.jsonl"), *made.glob("evals/prompts/*.txt")]
    for path in written:
        path.unlink()
    subprocess.run([sys.executable, "-I", made / "data/make_rows.py"], check=True)
    assert len(written) == 12
    for path in written:
        assert path.read_bytes() == (EXAMPLES / path.relative_to(tmp_path)).read_bytes()


def test_the_example_holds_what_its_record_claims() -> None:
    record = yaml.safe_load(read("examples/passing/decisions/support-voice.yaml"))
    rows = read("examples/passing/data/support_train.jsonl").splitlines()
    tests = read("examples/passing/data/support_test.jsonl").splitlines()
    table = read("examples/passing/evals/variations.csv").splitlines()[1:]
    (baseline,) = record["few_shot_baselines"]
    assert len(set(rows)) == record["dataset"]["examples"]
    assert len(set(tests) - set(rows)) == record["evaluation"]["test_set"]["examples"]
    assert len(table) == baseline["variations_tried"]
    assert max(float(line.split(",")[4]) for line in table) == baseline["score"]
    assert (EXAMPLES / "passing/data/support_train.jsonl").stat().st_size < 100_000


def test_the_readme_lists_every_command() -> None:
    listed = re.findall(r"^\| `ftpolicy ([a-z]+)", read("README.md"), re.MULTILINE)
    assert sorted(listed) == group.list_commands(click.Context(group))


@pytest.mark.parametrize("page", ["README.md", "docs/adopting.md", "docs/decision-record.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", read(page))
    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("index", range(4))
def test_the_policies_of_the_guide_are_policies(index: int) -> None:
    text = [it for it in blocks("docs/adopting.md", "yaml") if "schema_version" in it][index]
    policy = load_file(text.encode(), "guide.yaml", date(2026, 11, 22))
    assert policy.mode == ("observe", "warn", "block", "block")[index]


@pytest.mark.parametrize("page", ["README.md", "docs/adopting.md"])
def test_the_hooks_of_a_page_are_ours(page: str) -> None:
    ours = {hook["id"] for hook in yaml.safe_load(read(".pre-commit-hooks.yaml"))}
    configs = [yaml.safe_load(it) for it in blocks(page, "yaml") if "repos:" in it]
    assert configs
    for config in configs:
        assert {hook["id"] for hook in config["repos"][0]["hooks"]} <= ours
