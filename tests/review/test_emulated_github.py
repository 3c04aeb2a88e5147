"""The life of pull requests on a stateful emulator of GitHub (`tools/validators/forge/run`).

The emulator computes commit ids as git does, so it holds the very commits of the repository. It
does not move a pull request's head after a push; such a host lags behind, as GitHub may.
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote

import pytest

from ftpolicy.model.audit import Guard
from ftpolicy.review import inline
from ftpolicy.review.access import Access
from ftpolicy.review.comment import MARKER
from ftpolicy.review.fleet import Listed, fleet
from tests.conftest import Repo
from tests.forge import ADDS_BARE, BARE, Forge, PullRequest
from tests.honest import RECORD_PATH
from tests.review.conftest import Desk
from tests.review.server import State
from tests.review.test_approvals import DECIDED, RATE, TARGET
from tests.review.test_life import FOUND, GONE, README, RESOLVED, heads

_PROGRAM = Path(__file__).parents[2] / "tools/validators/forge/node_modules/.bin/emulate"
_BOT = "helper[bot]"
_PEOPLE = ("acme", "eve", "dana", "lee", "robo", _BOT)
_POLICY = 'schema_version: 1\napprovals: {count: 1, from: [dana, eve, "helper[bot]"]}\n'

pytestmark = pytest.mark.skipif(
    not _PROGRAM.exists(), reason="the emulator is not here: tools/validators/forge/run brings it"
)


@dataclass
class Emulator:
    """GitHub at an address; a token is the name of its person."""

    url: str
    sent: set[str] = field(default_factory=set)

    def ask(self, who: str, verb: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {who}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=verb)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")

    def on_repo(self, who: str, verb: str, path: str, body: object = None) -> Any:
        return self.ask(who, verb, f"/repos/acme/app/{path}", body)

    def hold(self, repo: Repo, rev: str) -> str:
        """The commit and what it stands on, uploaded as they are."""
        for commit in repo.git("rev-list", "--reverse", rev).split("\n"):
            if commit not in self.sent:
                assert self._upload(repo, commit) == commit
                self.sent.add(commit)
        return repo.head(rev)

    def _upload(self, repo: Repo, commit: str) -> str:
        listed = repo.git("ls-tree", "-r", "-z", commit).split("\0")[:-1]
        tree = []
        for line in listed:
            (mode, kind, blob), path = line.partition("\t")[0].split(" "), line.partition("\t")[2]
            data = subprocess.run(
                ["git", "cat-file", "blob", blob], cwd=repo.path, capture_output=True, check=True
            ).stdout
            content = {"content": base64.b64encode(data).decode(), "encoding": "base64"}
            assert self.on_repo("acme", "POST", "git/blobs", content)["sha"] == blob
            tree.append({"path": path, "mode": mode, "type": kind, "sha": blob})
        made = self.on_repo("acme", "POST", "git/trees", {"tree": tree})
        told = repo.git("log", "-1", "--format=%P%n%an%n%ae%n%aI%n%B", commit).split("\n", 4)
        who = {"name": told[1], "email": told[2], "date": told[3]}
        asked = {
            "message": told[4],
            "tree": made["sha"],
            "parents": told[0].split(),
            "author": who,
            "committer": who,
        }
        return str(self.on_repo("acme", "POST", "git/commits", asked)["sha"])

    def branch(self, repo: Repo, name: str) -> None:
        sha = self.hold(repo, name)
        try:
            self.on_repo("acme", "POST", "git/refs", {"ref": f"refs/heads/{name}", "sha": sha})
        except HTTPError:
            self.on_repo("acme", "PATCH", f"git/refs/heads/{name}", {"sha": sha, "force": True})


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    seed = tmp_path_factory.mktemp("emulator") / "seed.yaml"
    seed.write_text(json.dumps(_seed()))
    line = [str(_PROGRAM), "start", "--service", "github", "--port", str(port), "--seed", str(seed)]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            made = Emulator(f"http://localhost:{port}")
            _await(made, started)
            for login in _PEOPLE[1:]:
                path = f"collaborators/{quote(login)}"
                made.on_repo("acme", "PUT", path, {"permission": "push"})
            yield made
        finally:
            started.terminate()


def _seed() -> dict[str, Any]:
    return {
        "tokens": {login: {"login": login, "scopes": ["repo"]} for login in _PEOPLE},
        "github": {
            "users": [{"login": login} for login in _PEOPLE],
            "repos": [{"owner": "acme", "name": "app", "auto_init": True}],
        },
    }


def _await(emulator: Emulator, started: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if _answers(emulator):
            return
        assert started.poll() is None, "the emulator ended"
        time.sleep(0.1)
    raise AssertionError("the emulator does not answer")


def _answers(emulator: Emulator) -> bool:
    try:
        emulator.ask("acme", "GET", "/user")
    except (URLError, OSError):
        return False
    return True


class EmulatedDesk(Desk):
    """A pull request that eve opened; its number is the emulator's."""

    emulator: Emulator
    branch_name = "proposed"
    number = 0

    def push(self, *commits: dict[str, str | None], start: str = "main") -> PullRequest:
        self.forge.branch(self.branch_name, *commits, start=start)
        self.emulator.branch(self.forge.repo, self.branch_name)
        if not self.number:
            asked = {"title": "Tune", "head": self.branch_name, "base": "main"}
            self.number = self.emulator.on_repo("eve", "POST", "pulls", asked)["number"]
        return self.forge.propose(self.branch_name, number=self.number)

    def comments(self) -> list[dict[str, Any]]:
        path = f"issues/{self.number}/comments?per_page=100"
        found: list[dict[str, Any]] = self.emulator.on_repo("acme", "GET", path)
        return found

    def reviews(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.emulator.on_repo(
            "acme", "GET", f"pulls/{self.number}/reviews"
        )
        return found

    def say(self, who: str, body: str) -> None:
        self.emulator.on_repo(who, "POST", f"issues/{self.number}/comments", {"body": body})

    def approve(self, who: str, commit: str) -> int:
        asked = {"event": "APPROVE", "commit_id": commit}
        path = f"pulls/{self.number}/reviews"
        return int(self.emulator.on_repo(who, "POST", path, asked)["id"])

    def awaited(self, pull: PullRequest) -> str:
        """What is said of approvals, empty when nothing is."""
        done = self.review(pull, "--dry-run")
        assert done.code in (0, 1), done.err
        found = [line for line in done.out.split("\n") if "FT010" in line]
        return found[0].partition("** ")[2].partition(" (`decisions/")[0] if found else ""


@pytest.fixture
def desk(
    repo: Repo,
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> EmulatedDesk:
    variables = {
        "GITHUB_REPOSITORY": "acme/app",
        "GITHUB_API_URL": emulator.url,
        "GITHUB_TOKEN": "robo",
    }
    made = EmulatedDesk(Forge.of(repo, _POLICY), State(), monkeypatch, variables)
    made.emulator = emulator
    made.branch_name = request.node.name.replace("_", "-")
    emulator.branch(repo, "main")
    return made


def test_findings_a_fix_and_findings_again(desk: EmulatedDesk) -> None:
    options = ("--inline", "--request-changes")
    assert desk.review(desk.push(ADDS_BARE), *options).code == 1
    assert (heads(desk.comments()), [it["state"] for it in desk.reviews()]) == (
        [FOUND],
        ["CHANGES_REQUESTED"],
    )
    assert desk.review(desk.push(ADDS_BARE, GONE), *options).code == 0
    assert (heads(desk.comments()), [it["state"] for it in desk.reviews()]) == (
        [RESOLVED],
        ["DISMISSED"],
    )
    assert desk.review(desk.push(ADDS_BARE, GONE, ADDS_BARE), *options).code == 1
    assert [it["state"] for it in desk.reviews()] == ["DISMISSED", "CHANGES_REQUESTED"]
    (one,) = desk.comments()
    assert (heads([one]), one["user"]["login"]) == ([FOUND], "robo")
    path = f"pulls/{desk.number}/comments"
    (line,) = desk.emulator.on_repo("acme", "GET", path)
    assert (line["path"], line["line"], line["side"]) == (BARE, 1, "RIGHT")
    assert not inline.is_resolved(line["body"])


def test_a_change_without_tuning_is_left_in_peace(desk: EmulatedDesk) -> None:
    assert desk.review(desk.push(README), "--inline", "--request-changes").code == 0
    assert (desk.comments(), desk.reviews()) == ([], [])


def test_words_of_others_on_two_pages_stay(desk: EmulatedDesk) -> None:
    pull = desk.push(ADDS_BARE)
    for number in range(105):
        desk.say("dana", f"word {number}")
    desk.say("eve", f"{MARKER}\n## ✅ nothing to see")
    desk.review(pull)
    desk.review(desk.push(ADDS_BARE, GONE))
    path = f"issues/{desk.number}/comments?per_page=100&page=2"
    second = desk.emulator.on_repo("acme", "GET", path)
    assert heads(second[5:]) == ["## ✅ nothing to see", RESOLVED]
    assert len(second) == 7


def test_whose_approval_counts(desk: EmulatedDesk) -> None:
    first = desk.push({RECORD_PATH: DECIDED})
    assert desk.awaited(first).startswith("0 of 1 approvals")
    desk.approve("eve", first.head)
    desk.approve(_BOT, first.head)
    desk.approve("lee", first.head)
    said = desk.awaited(first)
    assert "`eve` is the author of this change" in said
    assert "`helper[bot]` is a bot" in said
    assert "`lee` is not named by the policy" in said
    given = desk.approve("dana", first.head)
    assert desk.awaited(first) == ""
    assert desk.awaited(desk.push({RECORD_PATH: DECIDED}, RATE)) == ""
    third = desk.push({RECORD_PATH: DECIDED}, TARGET)
    assert f"`dana` approved an earlier decision (`{first.head[:12]}`)" in desk.awaited(third)
    desk.approve("dana", third.head)
    assert desk.awaited(third) == ""
    path = f"pulls/{desk.number}/reviews"
    last = desk.reviews()[-1]["id"]
    assert last != given
    desk.emulator.on_repo("acme", "PUT", f"{path}/{last}/dismissals", {"message": "no"})
    assert desk.awaited(third).startswith("0 of 1 approvals")
    desk.emulator.on_repo("dana", "POST", path, {"event": "REQUEST_CHANGES", "body": "wait"})
    assert "`dana` asks for changes" in desk.awaited(third)


def test_what_a_branch_requires(emulator: Emulator) -> None:
    """By the branch's own protection; the emulator has no rulesets, as old servers have none."""
    asked = fleet(Access("github", emulator.url, "robo"))
    one = Listed("acme/app", 1, "main", False, False, "")
    assert asked.guard(one) == Guard()
    path = "branches/main/protection"
    checks = {"strict": False, "contexts": ["ftpolicy"]}
    rest = dict.fromkeys(("required_pull_request_reviews", "restrictions"))
    wanted = {"required_status_checks": checks, "enforce_admins": False, **rest}
    emulator.on_repo("acme", "PUT", path, wanted)
    try:
        assert asked.guard(one).checks == ("ftpolicy", "ftpolicy")
    finally:
        emulator.on_repo("acme", "DELETE", path)
