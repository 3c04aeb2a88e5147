"""Which of an organisation's repositories are audited, and a forge that stops to answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from ftpolicy.audit.targets import Target
from ftpolicy.changes.login import Login
from ftpolicy.cli._organisations import Forges, Wanted, listed
from ftpolicy.cli._program import group
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Guard
from ftpolicy.review.fleet import organisation
from tests.review import fake_fleets
from tests.review.fake_fleets import project, repository
from tests.review.server import State, serving

NO_HTTP = "clones are made over https, ssh and file alone"


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    with serving(State(branch=fake_fleets.BRANCH), fake_fleets.ROUTES) as state:
        monkeypatch.setenv("GITHUB_API_URL", state.url)
        monkeypatch.setenv("CI_API_V4_URL", f"{state.url}/api/v4")
        for name in ("GH_TOKEN", "SSL_CERT_FILE", "CI_SERVER_TLS_CA_FILE"):
            monkeypatch.delenv(name, raising=False)
        for name in ("GITHUB_TOKEN", "GITLAB_TOKEN"):
            monkeypatch.setenv(name, "s3cret")
        yield state


def names(found: Forges, state: State) -> list[str]:
    host = state.url.removeprefix("http://")
    return [one.name.removeprefix(f"{host}/acme/") for one in found.targets]


@pytest.mark.parametrize(
    ("wanted", "expected", "told"),
    [
        (Wanted(), ["app"], "1 repository of `github:acme`; left out: 2 archived, 1 forked"),
        (Wanted(archived=True), ["app", "old"], "2 repositories of `github:acme`; left out:"),
        (Wanted(forks=True), ["app", "copy"], "left out: 2 archived, 0 forked"),
        (Wanted(True, True), ["app", "old", "copy", "both"], "4 repositories of `github:acme`\n"),
    ],
    ids=["usual", "archived", "forks", "all"],
)
def test_archived_and_forked_ones(
    state: State,
    capsys: pytest.CaptureFixture[str],
    wanted: Wanted,
    expected: list[str],
    told: str,
) -> None:
    repository(state, "app")
    repository(state, "old", archived=True)
    repository(state, "copy", fork=True)
    repository(state, "both", archived=True, fork=True)
    found = listed((organisation("github:acme"),), "", wanted)
    assert names(found, state) == expected
    assert told in capsys.readouterr().err


def test_organisations_of_two_forges(state: State) -> None:
    repository(state, "app")
    project(state, "acme/ml/app", full_name="acme/x", clone_url="")
    both = (organisation("github:acme"), organisation("gitlab:acme/ml"))
    with pytest.raises(FtpolicyError, match="GitLab answered with something else"):
        listed(both, "", Wanted())
    state.repositories = [{**it, "path_with_namespace": "acme/ml/app"} for it in state.repositories]
    state.repositories[0]["http_url_to_repo"] = f"{state.url}/acme/ml/app.git"
    assert len(listed(both, "", Wanted()).targets) == 4


def test_what_is_not_fetched_has_its_reason(state: State) -> None:
    """A forge without TLS would be sent the token in the clear by git."""
    repository(state, "app")
    repository(state, "b", full_name="acme/\x1b[2K")
    host = state.url.removeprefix("http://")
    assert listed((organisation("github:acme"),), "", Wanted()).targets == [
        Target(
            f"{host}/acme/app",
            f"{state.url}/acme/app.git",
            remote=True,
            refused=f"`{state.url}/acme/app.git`: {NO_HTTP}",
        ),
        Target(
            "github:acme/\\x1b[2K",
            "github:acme/\\x1b[2K",
            remote=True,
            refused="the forge calls it `acme/\\x1b[2K`, which is no name",
        ),
    ]


def test_how_git_is_let_in(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(state, "app", clone_url="https://git.acme.example/acme/app.git")
    monkeypatch.setattr("ftpolicy.review.fleet._root", lambda _: "https://git.acme.example/")
    (target,) = listed((organisation("github:acme"),), "", Wanted()).targets
    assert target == Target(
        "git.acme.example/acme/app",
        "https://git.acme.example/acme/app.git",
        remote=True,
        login=Login(
            "https://git.acme.example/", "x-access-token", ("GITHUB_TOKEN", "GH_TOKEN"), ""
        ),
        pages="https://git.acme.example/acme/app/blob/",
    )


def test_a_forge_that_breaks_down_is_not_asked_for_ever(state: State) -> None:
    for number in range(6):
        repository(state, f"app-{number}")
    forges = listed((organisation("github:acme"),), "", Wanted())
    state.refusals["/branches/"] = (403, {"message": "API rate limit exceeded"})
    state.log.clear()
    limit = "the rate limit of GitHub is used up (403 `API rate limit exceeded`); run again later"
    assert [forges.guard(it) for it in forges.targets] == [Guard(unknown=limit, again=True)] * 6
    assert (len(state.log), forges.silent) == (3, [limit] * 6)


def test_refusals_are_counted_only_in_a_row(state: State) -> None:
    repository(state, "app")
    forges = listed((organisation("github:acme"),), "", Wanted())
    (target,) = forges.targets
    answers: list[Any] = [(422, {}), (422, {}), None, (404, {}), (422, {}), (422, {}), None]
    found = []
    for answer in answers:
        state.refusals = {"/branches/": answer} if answer else {}
        found.append(forges.guard(target))
    assert [it is not None and (bool(it.unknown), it.again) for it in found] == [
        (True, True),
        (True, True),
        (False, False),
        (True, False),
        (True, True),
        (True, True),
        (False, False),
    ]
    assert forges.guard(Target("x", "/srv/x")) is None


@pytest.mark.parametrize("archived", [0, 1], ids=["empty", "archived"])
def test_an_organisation_without_repositories(state: State, archived: int) -> None:
    for number in range(archived):
        repository(state, f"old-{number}", archived=True)
    argv = ["audit", "--organisation", "github:acme"]
    with pytest.raises(FtpolicyError) as refused:
        CliRunner().invoke(group, argv, standalone_mode=False, catch_exceptions=False)
    assert str(refused.value) == "there is no repository to audit in `github:acme`"


def test_a_list_that_is_refused_ends_the_audit(state: State) -> None:
    state.refusals["/orgs/"] = (404, {"message": "Not Found"})
    argv = ["audit", "--organisation", "github:acme", "--api-url", state.url]
    with pytest.raises(FtpolicyError, match="may not list the repositories of `acme`"):
        CliRunner().invoke(group, argv, standalone_mode=False, catch_exceptions=False)
