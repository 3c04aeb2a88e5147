"""The repositories of an organisation as a forge lists them, and what it requires of a change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.audit import Guard
from ftpolicy.review.access import Access, access
from ftpolicy.review.fleet import (
    Fleet,
    Listed,
    address,
    fleet,
    login,
    organisation,
    pages,
)
from ftpolicy.review.host import ForbiddenError
from tests.review import fake_fleets
from tests.review.fake_fleets import BRANCH, project, protected, repository, ruled, workflow
from tests.review.server import FORBIDDEN, Answer, State, serving

TOKEN = "ghp_s3cret"
SUCCEEDS = "only_allow_merge_if_pipeline_succeeds"
SKIPPED = "allow_merge_on_skipped_pipeline"


@pytest.fixture
def state() -> Iterator[State]:
    with serving(State(branch=BRANCH), fake_fleets.ROUTES) as state:
        yield state


def github(state: State) -> Fleet:
    return fleet(Access("github", state.url, TOKEN))


def gitlab(state: State) -> Fleet:
    return fleet(Access("gitlab", f"{state.url}/api/v4", TOKEN))


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("github:acme", "github", "acme"),
        ("gitlab:acme", "gitlab", "acme"),
        ("gitlab:/acme/ml/", "gitlab", "acme/ml"),
    ],
    ids=str,
)
def test_an_organisation(text: str, host: str, path: str) -> None:
    found = organisation(text)
    assert (found.host, found.path, str(found)) == (host, path, f"{host}:{path}")


@pytest.mark.parametrize(
    "text",
    ["acme", "github:", "github:acme/app", "gitea:acme", "gitlab:a/../b", "github:a b", "github:ä"],
    ids=str,
)
def test_what_names_no_organisation(text: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        organisation(text)
    assert str(refused.value) == (
        f"`{text}` names no organisation (`github:acme`, `gitlab:acme/ml`)"
    )


def test_every_page_of_github_is_read(state: State) -> None:
    for number in range(250):
        repository(state, f"app-{number}")
    found = list(github(state).repositories("acme"))
    assert [one.path for one in found] == [f"acme/app-{number}" for number in range(250)]
    assert state.log == ["GET /orgs/acme/repos"] * 3


def test_what_github_says_of_a_repository(state: State) -> None:
    repository(state, "app")
    repository(state, ".github", archived=True, default_branch=None)
    repository(state, "fork", fork=True)
    assert list(github(state).repositories("acme")) == [
        Listed("acme/app", 2, "main", False, False, f"{state.url}/acme/app.git"),
        Listed("acme/.github", 3, "", True, False, f"{state.url}/acme/.github.git"),
        Listed("acme/fork", 4, "main", False, True, f"{state.url}/acme/fork.git"),
    ]


def test_every_page_of_gitlab_is_read(state: State) -> None:
    for number in range(130):
        project(state, f"acme/ml/sub/app-{number}")
    project(state, "acme/ml/fork", forked_from_project={"id": 1}, archived=True)
    found = list(gitlab(state).repositories("acme/ml"))
    assert [one.path for one in found[:2]] == ["acme/ml/sub/app-0", "acme/ml/sub/app-1"]
    assert (len(found), found[130].fork, found[130].archived) == (131, True, True)
    assert (found[0].fork, found[0].archived) == (False, False)
    assert state.log == ["GET /api/v4/groups/acme/ml/projects"] * 2


LIMIT = {"message": "API rate limit exceeded for user ID 1."}
SEES = "it needs `metadata: read` on them (`repo` and `read:org` of a classic token)"
REFUSALS: list[tuple[Answer, str]] = [
    (
        (404, {"message": "Not Found"}),
        f"the token may not list the repositories of `acme` (404 `Not Found`); {SEES}",
    ),
    (
        (401, {"message": "Bad credentials"}),
        "GitHub does not know the token (401 `Bad credentials`); give it one that is valid",
    ),
    (
        (403, LIMIT),
        (
            "the rate limit of GitHub is used up (403 `API rate limit exceeded for user ID 1.`);"
            " run again later"
        ),
    ),
    ((200, {"a": 1}), "GitHub answered with something else when asked to list the repositories"),
    ((200, [{"id": 1}]), "GitHub answered with something else when asked to list the repositories"),
    ((200, ["x"]), "GitHub answered with something else when asked to list the repositories"),
]


@pytest.mark.parametrize(
    ("answer", "message"),
    REFUSALS,
    ids=["missing", "token", "rate-limit", "mapping", "no-name", "text"],
)
def test_a_list_that_github_does_not_give(state: State, answer: Answer, message: str) -> None:
    state.refusals["/orgs/acme/repos"] = answer
    with pytest.raises(FtpolicyError) as refused:
        list(github(state).repositories("acme"))
    assert str(refused.value).startswith(message)
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            (404, {"message": "404 Group Not Found"}),
            (
                "the token may not list the projects of `acme/ml` (404 `404 Group Not Found`);"
                " it needs the scope `read_api` and the role Reporter"
            ),
        ),
        (
            (401, {"message": "401 Unauthorized"}),
            "GitLab does not know the token (401 `401 Unauthorized`); give it one that is valid",
        ),
        (
            (200, [{"id": 1}]),
            "GitLab answered with something else when asked to list the projects of `acme/ml`",
        ),
    ],
    ids=["missing", "token", "no-name"],
)
def test_a_list_that_gitlab_does_not_give(state: State, answer: Answer, message: str) -> None:
    state.refusals["/groups/acme/ml/projects"] = answer
    with pytest.raises(FtpolicyError) as refused:
        list(gitlab(state).repositories("acme/ml"))
    assert str(refused.value) == message


@pytest.mark.parametrize("ask", [github, gitlab])
def test_a_busy_forge_is_waited_for(
    state: State, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    repository(state, "app", path_with_namespace="acme/ml/app")
    state.busy += [(429, {"Retry-After": "7"}), (403, {"Retry-After": "3"}), (502, {})]
    assert len(list(ask(state).repositories("acme/ml" if ask is gitlab else "acme"))) == 1
    assert slept[:2] == [7, 3]
    state.busy.append((429, {"Retry-After": "3600"}))
    with pytest.raises(FtpolicyError) as refused:
        list(ask(state).repositories("acme/ml" if ask is gitlab else "acme"))
    assert str(refused.value) == "the host asks to wait 3600 seconds (429); run again later"


APP = Listed("acme/app", 42, "release/1", False, False, "")


@pytest.mark.parametrize(
    ("branch", "rules", "expected"),
    [
        (BRANCH, [], Guard()),
        (protected("ftpolicy", "tests"), [], Guard(checks=("ftpolicy", "tests") * 2)),
        (protected("ftpolicy", level="off"), [], Guard()),
        ({"protected": True}, [], Guard()),
        (BRANCH, [ruled("ftpolicy"), {"type": "deletion"}], Guard(checks=("ftpolicy",))),
        (
            BRANCH,
            [workflow(".github/workflows/ci.yml", 42)],
            Guard((), (".github/workflows/ci.yml",)),
        ),
        (BRANCH, [workflow("central/ftpolicy.yml", 7)], Guard(("central/ftpolicy.yml",))),
        (BRANCH, [{"type": "workflows", "parameters": None}, "x", ruled("")], Guard()),
    ],
    ids=["nothing", "protection", "off", "no-checks", "ruleset", "own-workflow", "central", "odd"],
)
def test_what_github_requires(state: State, branch: Any, rules: Any, expected: Guard) -> None:
    state.branch, state.rules = branch, rules
    assert github(state).guard(APP) == expected
    assert state.log == [
        "GET /repos/acme/app/branches/release/1",
        "GET /repos/acme/app/rules/branches/release/1",
    ]


def test_a_github_without_rulesets(state: State) -> None:
    state.branch = protected("ftpolicy")
    state.refusals["/rules/"] = (404, {"message": "Not Found"})
    assert github(state).guard(APP).checks == ("ftpolicy", "ftpolicy")


def test_a_github_that_does_not_say(state: State) -> None:
    state.refusals["/branches/"] = FORBIDDEN
    with pytest.raises(ForbiddenError) as refused:
        github(state).guard(APP)
    assert str(refused.value) == (
        "the token may not read what `acme/app` requires"
        " (403 `Resource not accessible by integration`);"
        " it needs `contents: read` and `metadata: read`"
    )
    state.refusals = {"/branches/": (200, {"name": "main"})}
    with pytest.raises(FtpolicyError, match="answered with something else when asked to read what"):
        github(state).guard(APP)
    bare = Listed("acme/app", 42, "", False, False, "")
    assert github(state).guard(bare).unknown == "GitHub names no default branch of `acme/app`"


@pytest.mark.parametrize(
    ("own", "above", "top", "expected"),
    [
        ({SUCCEEDS: True}, None, None, True),
        ({SUCCEEDS: True, SKIPPED: True}, None, None, False),
        ({SUCCEEDS: False}, {}, {}, False),
        ({SUCCEEDS: False}, {}, {SUCCEEDS: True}, True),
        ({SUCCEEDS: False}, {SUCCEEDS: True, SKIPPED: True}, {}, False),
        ({SUCCEEDS: False, SKIPPED: None}, {SUCCEEDS: True, SKIPPED: None}, {}, True),
    ],
    ids=["project", "skipped", "nothing", "top-group", "group-skipped", "group"],
)
def test_what_gitlab_requires(state: State, own: Any, above: Any, top: Any, expected: bool) -> None:
    state.projects = {"acme/ml/app": own, "acme/ml": above, "acme": top}
    one = Listed("acme/ml/app", 1, "main", False, False, "")
    asked = gitlab(state)
    assert (asked.guard(one), asked.guard(one)) == (Guard(pipelines=expected),) * 2
    groups = [line for line in state.log if "/groups/" in line]
    assert len(groups) == len(set(groups)) == (0 if above is None else 2)


def test_a_gitlab_that_does_not_say(state: State) -> None:
    one = Listed("acme/ml/app", 1, "main", False, False, "")
    state.projects = {"acme/ml/app": {SUCCEEDS: None}}
    with pytest.raises(FtpolicyError, match="answered with something else when asked to read what"):
        gitlab(state).guard(one)
    state.projects = {"acme/ml/app": {SUCCEEDS: False}}
    with pytest.raises(ForbiddenError) as refused:
        gitlab(state).guard(one)
    assert str(refused.value).startswith("the token may not read the group `acme/ml` (404")


@pytest.mark.parametrize(
    ("host", "api", "root"),
    [
        ("github", "https://api.github.com", "https://github.com/"),
        ("github", "https://api.acme.ghe.com", "https://acme.ghe.com/"),
        ("github", "https://git.acme.example/api/v3", "https://git.acme.example/"),
        ("gitlab", "https://gitlab.com", "https://gitlab.com/"),
        ("gitlab", "https://acme.example/gitlab/api/v4", "https://acme.example/gitlab/"),
    ],
)
def test_the_address_of_a_forge(host: str, api: str, root: str) -> None:
    asked = Access(host, api, TOKEN, "/ca.pem")
    one = Listed("acme/app", 1, "main", False, False, f"{root}acme/app.git")
    assert (login(asked).root, login(asked).bundle) == (root, "/ca.pem")
    assert address(one, asked) == f"{root}acme/app.git"
    assert pages(one, asked) == f"{root}acme/app/{'blob' if host == 'github' else '-/blob'}/"
    assert TOKEN not in repr((asked, login(asked)))


@pytest.mark.parametrize(
    ("path", "said", "message"),
    [
        ("acme", "", "the forge calls it `acme`, which is no name"),
        ("../../etc", "", "the forge calls it `../../etc`, which is no name"),
        ("acme/a b", "", "the forge calls it `acme/a b`, which is no name"),
        ("acme/\x1b[2K", "", "the forge calls it `acme/\\x1b[2K`, which is no name"),
        (
            "acme/app",
            "https://evil.example/acme/app.git",
            (
                "the forge says that it is cloned from `https://evil.example/acme/app.git`,"
                " not from `https://github.com/acme/app.git`; name that address yourself,"
                " if you trust it"
            ),
        ),
        (
            "acme/app",
            "ext::sh -c x",
            (
                "the forge says that it is cloned from `ext::sh -c x`, not from"
                " `https://github.com/acme/app.git`; name that address yourself, if you trust it"
            ),
        ),
    ],
    ids=["one-part", "dots", "space", "escape", "other-host", "transport"],
)
def test_hostile_names_and_addresses(path: str, said: str, message: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        address(Listed(path, 1, "main", False, False, said), access("github", {}))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("host", "message"),
    [
        (
            "github",
            (
                "`GITHUB_TOKEN` is not set; give it a token that may read the organisation's"
                " repositories (`contents: read`)"
            ),
        ),
        (
            "gitlab",
            (
                "`GITLAB_TOKEN` is not set; give it a token of the group with the scopes `read_api`"
                " and `read_repository`"
            ),
        ),
    ],
)
def test_without_a_token(host: str, message: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        fleet(access(host, {}))
    assert str(refused.value) == message


@pytest.mark.parametrize("token", ["a b", "a\n", "ä"], ids=["space", "line-end", "letter"])
def test_a_token_that_is_none(token: str) -> None:
    with pytest.raises(FtpolicyError) as refused:
        access("github", {"GH_TOKEN": token})
    assert str(refused.value) == (
        "`GITHUB_TOKEN` holds no token: a space, a line end or another letter"
    )


@pytest.mark.parametrize(("host", "library"), [("github", "PyGithub"), ("gitlab", "python-gitlab")])
def test_a_missing_extra(host: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, host, None)
    for name in ("fleet", "api"):
        monkeypatch.delitem(sys.modules, f"ftpolicy.review.{host}_{name}", raising=False)
    with pytest.raises(FtpolicyError) as refused:
        fleet(Access(host, "https://x", TOKEN))
    assert str(refused.value) == (
        f"`{library}` is not installed; run `pip install 'ftpolicy[{host}]'`"
    )
