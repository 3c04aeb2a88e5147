"""`ftpolicy review` run in this process against a forge in a thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner  # only for its isolation of standard streams

from ftpolicy.cli._program import group
from ftpolicy.errors import FtpolicyError
from tests.conftest import Repo
from tests.forge import Forge, PullRequest
from tests.review import fake_github, fake_gitlab
from tests.review.server import State, serving
from tests.samples import counting_once

AS_OF = ("--as-of", "2026-11-22")


@dataclass(frozen=True)
class Done:
    """One run: exit code 2 has the refusal in `err`."""

    code: int
    out: str
    err: str


@dataclass
class Desk:
    """Where a request is judged and written on."""

    forge: Forge
    state: State
    monkeypatch: pytest.MonkeyPatch
    variables: dict[str, str]
    source: str = "acme/app"  # the repository that holds the branch

    def review(
        self,
        pull: PullRequest,
        *args: str,
        env: Mapping[str, str] | None = None,
        depth: int = 0,
        command: str = "review",
    ) -> Done:
        """A run on the merge of the request as it stands; with a depth in a checkout of its own."""
        if depth:
            return self._run(pull.checkout(depth=depth), pull, [command, *args], env or {})
        self.forge.repo.git("checkout", "--quiet", "--detach", pull.merge)
        try:
            return self._run(self.forge.repo, pull, [command, *args], env or {})
        finally:
            self.forge.repo.git("checkout", "--quiet", "main")

    def _run(
        self, checkout: Repo, pull: PullRequest, args: list[str], env: Mapping[str, str]
    ) -> Done:
        with self.monkeypatch.context() as patch, counting_once():
            patch.chdir(checkout.path)
            for name, value in {**self.event(pull), **self.variables, **env}.items():
                patch.setenv(name, value)
            done = CliRunner().invoke(group, [*args, *AS_OF], standalone_mode=False)
        if isinstance(done.exception, FtpolicyError):
            return Done(2, done.stdout, str(done.exception))
        if done.exception is not None:
            raise done.exception
        return Done(done.return_value, done.stdout, done.stderr)

    def event(self, pull: PullRequest) -> dict[str, str]:
        payload: Any = pull.payload
        payload["pull_request"]["head"]["repo"] = {"full_name": self.source}
        return self.forge.event("pull_request", payload, pull.merge)

    def push(self, *commits: dict[str, str | None], start: str = "main") -> PullRequest:
        """The branch with these commits, proposed as request 7; the forge knows its head."""
        self.forge.branch("proposed", *commits, start=start)
        pull = self.forge.propose("proposed")
        self.state.head = pull.head
        return pull


@pytest.fixture
def github(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A pull request of acme/app, written on by the job's own token."""
    with serving(State(people={"dana": "write"}), fake_github.ROUTES) as state:
        variables = {
            "GITHUB_REPOSITORY": "acme/app",
            "GITHUB_API_URL": state.url,
            "GITHUB_TOKEN": "ghs_token",
        }
        yield Desk(Forge.of(repo), state, monkeypatch, variables)


@pytest.fixture
def gitlab(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A merge request of the project 42, written on by a project's token."""
    state = State(me="project_42_bot_ab", people={"dana": "30"})
    with serving(state, fake_gitlab.ROUTES):
        variables = {"CI_API_V4_URL": f"{state.url}/api/v4", "GITLAB_TOKEN": "glpat"}
        yield GitLabDesk(Forge.of(repo), state, monkeypatch, variables)


class GitLabDesk(Desk):
    """The same, with the variables of a merge request's pipeline."""

    def event(self, pull: PullRequest) -> dict[str, str]:
        return {
            "GITLAB_CI": "true",
            "CI_COMMIT_SHA": pull.merge,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": pull.head,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        }
