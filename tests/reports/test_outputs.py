"""Where a run writes its formats: files, standard output, and what the CI offers (real runs)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import Repo
from tests.honest import HONEST_TUNING, TUNING_PATH
from tests.reports.runners import commands

AS_OF = ("--as-of", "2026-11-22")
GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/support",
}


@pytest.fixture
def blocked(repo: Repo) -> Repo:
    """A branch that adds a tuning file without a record."""
    repo.write("README.md", "# a product\n")
    repo.commit("first")
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.commit("tune")
    return repo


def outputs(text: str) -> dict[str, str]:
    """GITHUB_OUTPUT as the runner reads it: `name<<delimiter`, lines, delimiter."""
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, heredoc, delimiter = line.partition("<<")
        assert heredoc
        assert re.fullmatch(r"ftpolicy-[0-9a-f]{32}", delimiter)
        found[name] = "\n".join(iter(lambda end=delimiter: next(lines), delimiter))
    return found


def test_several_formats_in_one_run(blocked: Repo) -> None:
    names = {"sarif": "a.sarif", "junit": "b.xml", "markdown": "c.md", "in-toto": "d.json"}
    asked = [f"--output={name}={path}" for name, path in names.items()]
    done = blocked.run("check", "--base", "main", "--format", "json", *asked, *AS_OF)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["summary"]["errors"] == 1
    (run,) = json.loads((blocked.path / "a.sarif").read_bytes())["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["FT001"]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["FT001"]
    assert ET.parse(blocked.path / "b.xml").getroot().get("failures") == "1"  # noqa: S314
    assert (blocked.path / "c.md").read_text().startswith("## ❌ ftpolicy: no decision record\n")
    left = [path.name for path in blocked.path.iterdir() if path.name.startswith(".ftpolicy-")]
    assert left == []


def test_the_statement_is_over_the_report_that_is_written(blocked: Repo) -> None:
    asked = ["--output=json=r.json", "--output=in-toto=-"]
    done = blocked.run("check", "--base", "main", *asked, *AS_OF)
    subject = {one["name"]: one["digest"] for one in json.loads(done.stdout)["subject"]}
    written = hashlib.sha256((blocked.path / "r.json").read_bytes()).hexdigest()
    assert subject["report.json"] == {"sha256": written}
    assert subject["head"] == {"gitCommit": blocked.head()}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["--format", "json", "--output", "sarif=-"], "`json` and `sarif` cannot both go to"),
        (["--output", "csv=-", "--output", "sarif=-"], "`csv` and `sarif` cannot both go to"),
        (["--output", "csv=r", "--output", "sarif=./r"], "two formats go to `./r`"),
        (["--output", "sarif"], "`sarif` is not FORMAT=FILE with one of azure, "),
        (["--output", "sarif="], "`sarif=` is not FORMAT=FILE with one of azure, "),
        (["--output", "sarif=no/such/r"], "cannot write `"),
    ],
    ids=["format and dash", "two dashes", "one file", "no file", "empty file", "no folder"],
)
def test_a_wish_that_cannot_be_met(asked: list[str], message: str, blocked: Repo) -> None:
    done = blocked.run("check", "--base", "main", *asked, *AS_OF)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_on_github_there_are_annotations_summary_and_outputs(blocked: Repo) -> None:
    summary, target = blocked.home / "summary", blocked.home / "output"
    summary.write_text("# from an earlier command\n")
    env = {**GITHUB, "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(target)}
    asked = ["--base", "main", "--output", "sarif=r.sarif", *AS_OF]
    done = blocked.run("check", *asked, env=env)
    assert done.returncode == 1
    assert [(one.name, one.properties["file"]) for one in commands(done.stdout)] == [
        ("error", TUNING_PATH)
    ]
    shown = summary.read_text()
    assert shown.startswith("# from an earlier command\n## ❌ ftpolicy: no decision record\n")
    link = f"https://github.com/acme/support/blob/{blocked.head()}/{TUNING_PATH}#L1"
    assert f"({link})" in shown
    assert outputs(target.read_text()) == {
        "verdict": "no-decision",
        "errors": "1",
        "warnings": "0",
        "notes": "0",
        "sarif": str(blocked.path / "r.sarif"),
    }


def test_the_summary_needs_the_format_of_github(blocked: Repo) -> None:
    summary = blocked.home / "summary"
    env = {**GITHUB, "GITHUB_STEP_SUMMARY": str(summary)}
    done = blocked.run("check", "--base", "main", "--format", "text", *AS_OF, env=env)
    assert commands(done.stdout) == []
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_is_no_pass(blocked: Repo) -> None:
    env = {**GITHUB, "GITHUB_STEP_SUMMARY": str(blocked.home)}
    done = blocked.run("check", "--base", "main", *AS_OF, env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot write `{blocked.home}`: Is a directory" in done.stderr


def test_on_azure_there_are_issues_with_absolute_paths(blocked: Repo) -> None:
    done = blocked.run("check", "--base", "main", *AS_OF, env={"TF_BUILD": "True"})
    (issue,) = commands(done.stdout)
    assert (issue.name, issue.properties["code"]) == ("task.logissue", "FT001")
    assert Path(issue.properties["sourcepath"]) == blocked.path / TUNING_PATH


def test_on_gitlab_people_read_text_and_the_widget_a_file(blocked: Repo) -> None:
    env = {"GITLAB_CI": "true", "CI_PROJECT_URL": "https://gitlab.example/acme/support"}
    widget, screen = "gl-code-quality-report.json", "screen.md"
    asked = [f"--output=gitlab={widget}", f"--output=markdown={screen}"]
    done = blocked.run("check", "--base", "main", *asked, *AS_OF, env=env)
    assert "error[FT001]" in done.stdout
    (entry,) = json.loads((blocked.path / widget).read_bytes())
    assert entry["location"] == {"path": TUNING_PATH, "lines": {"begin": 1}}
    link = f"https://gitlab.example/acme/support/-/blob/{blocked.head()}/{TUNING_PATH}#L1"
    assert f"({link})" in (blocked.path / screen).read_text()


def test_an_address_that_is_none_makes_no_link(blocked: Repo) -> None:
    env = {"CI_PROJECT_URL": "javascript:alert(1)//"}
    done = blocked.run("check", "--base", "main", "--format", "markdown", *AS_OF, env=env)
    assert done.returncode == 1
    assert "](" not in done.stdout
