"""Which request a run is about, by the variables of its host, and what is wrong with them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.review import connect
from ftpolicy.review.target import Target, target

HEAD = "1" * 40
PULL = {"number": 7, "head": {"sha": HEAD, "repo": {"full_name": "acme/app"}}}
GITHUB = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REPOSITORY": "acme/app",
    "GITHUB_TOKEN": "ghs_1",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_MERGE_REQUEST_IID": "7",
    "CI_PROJECT_ID": "42",
    "CI_COMMIT_SHA": HEAD,
    "GITLAB_TOKEN": "glpat",
}


@pytest.fixture
def event(tmp_path: Path) -> Path:
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"pull_request": PULL}))
    return path


def of_github(event: Path, api: str = "", **more: str) -> Target:
    found = target({**GITHUB, "GITHUB_EVENT_PATH": str(event), **more}, api)
    assert found is not None
    return found


def of_gitlab(api: str = "", **more: str) -> Target:
    found = target({**GITLAB, **more}, api)
    assert found is not None
    return found


def test_github_and_enterprise_server(event: Path) -> None:
    found = of_github(event)
    assert (found.api, found.project, found.number) == ("https://api.github.com", "acme/app", 7)
    assert (found.head, found.fork, found.author) == (HEAD, False, "github-actions[bot]")
    own = of_github(event, GITHUB_API_URL="https://ghe.acme.example/api/v3/")
    assert own.api == "https://ghe.acme.example/api/v3"
    assert of_github(event, "http://localhost:4101").api == "http://localhost:4101"
    named = of_github(event, FTPOLICY_REVIEW_AUTHOR="robo")
    assert named.author == "robo"
    assert "ghs_1" not in repr(found)


def test_gitlab_and_self_managed(event: Path) -> None:
    found = of_gitlab()
    assert (found.api, found.project, found.number) == ("https://gitlab.com", "42", 7)
    assert (found.head, found.fork, found.author) == (HEAD, False, "")
    own = of_gitlab(
        CI_SERVER_URL="https://git.acme.example/gitlab", CI_SERVER_TLS_CA_FILE="/ca.pem"
    )
    assert (own.api, own.bundle) == ("https://git.acme.example/gitlab", "/ca.pem")
    own = of_gitlab(CI_API_V4_URL="https://git.acme.example/api/v4", SSL_CERT_FILE="/own.pem")
    assert (own.api, own.bundle) == ("https://git.acme.example/api/v4", "/own.pem")
    merged = of_gitlab(CI_MERGE_REQUEST_SOURCE_BRANCH_SHA="2" * 40)
    assert merged.head == "2" * 40
    assert of_gitlab(CI_MERGE_REQUEST_SOURCE_PROJECT_ID="43").fork


FORKS = [
    pytest.param({"full_name": "eve/app"}, True, id="fork"),
    pytest.param(None, True, id="fork that is gone"),
    pytest.param({"full_name": "Acme/App"}, False, id="letter case"),
]


@pytest.mark.parametrize(("repo", "fork"), FORKS)
def test_a_fork_is_another_repository(event: Path, repo: object, fork: bool) -> None:
    pull = {**PULL, "head": {"sha": HEAD, "repo": repo}}
    event.write_text(json.dumps({"pull_request": pull}))
    assert of_github(event).fork is fork


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="no CI"),
        pytest.param({"GITHUB_EVENT_NAME": "push"}, id="push"),
        pytest.param({"GITHUB_EVENT_NAME": "merge_group"}, id="merge queue"),
        pytest.param({"GITLAB_CI": "true"}, id="branch of GitLab"),
    ],
)
def test_other_runs_are_about_no_request(environment: dict[str, str]) -> None:
    assert target(environment) is None


BROKEN: list[Any] = [
    pytest.param({"GITHUB_REPOSITORY": "acme"}, "which is no OWNER/NAME", id="repository"),
    pytest.param({"GITHUB_REPOSITORY": "a/../b"}, "which is no OWNER/NAME", id="path"),
    pytest.param({"GITHUB_API_URL": "ftp://x"}, "is no address of a server", id="scheme"),
    pytest.param({"GITHUB_API_URL": "https://u:p@x"}, "is no address of a server", id="password"),
    pytest.param({"GITHUB_EVENT_PATH": ""}, "the event file cannot be read", id="no file"),
]


@pytest.mark.parametrize(("more", "said"), BROKEN)
def test_broken_variables_are_one_line(event: Path, more: dict[str, str], said: str) -> None:
    with pytest.raises(FtpolicyError, match=said):
        of_github(event, **more)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{", "is not JSON", id="cut off"),
        pytest.param("[" * 100_000, "is not JSON", id="deep"),
        pytest.param("[]", "the event file names no pull request", id="a list"),
        pytest.param('{"pull_request": {"number": true}}', "names no pull request", id="number"),
    ],
)
def test_a_broken_event_is_one_line(event: Path, text: str, said: str) -> None:
    event.write_text(text)
    with pytest.raises(FtpolicyError, match=said):
        of_github(event)


def test_numbers_of_gitlab_are_numbers() -> None:
    with pytest.raises(FtpolicyError, match="which are no numbers"):
        of_gitlab(CI_MERGE_REQUEST_IID="7/../8")


@pytest.mark.parametrize(
    ("host", "module", "line"),
    [
        ("github", "github", "`PyGithub` is not installed; run `pip install 'ftpolicy[github]'`"),
        (
            "gitlab",
            "gitlab",
            "`python-gitlab` is not installed; run `pip install 'ftpolicy[gitlab]'`",
        ),
    ],
)
def test_a_missing_extra_is_one_line(
    host: str, module: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for name in (host, f"{host}_api"):
        monkeypatch.delitem(sys.modules, f"ftpolicy.review.{name}", raising=False)
    with pytest.raises(FtpolicyError) as why:
        connect(Target(host, "https://x", "acme/app", 7, HEAD, False, "t"))
    assert str(why.value) == line
