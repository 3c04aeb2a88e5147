"""A repository as a forge keeps it: pull requests with their merge refs, and what CI checks out."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.conftest import Repo
from tests.honest import HONEST_FILES, HONEST_TUNING

BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers."""

LAX = f"schema_version: 1\nexclude: [{BARE}]\n"
STRICT = "schema_version: 1\n"
WAIVER = f"""\
schema_version: 1
waivers:
  - rule: FT001
    paths: [{BARE}]
    reason: A pilot
    owner: "@dana"
    expires: 2027-01-31
"""


@dataclass(frozen=True)
class Forge:
    """The server's repository; `main` is the protected branch."""

    repo: Repo

    @classmethod
    def of(cls, repo: Repo, policy: str | None = STRICT) -> Forge:
        """A forge whose `main` is the honest repository under a policy."""
        for path, text in HONEST_FILES.items():
            repo.write(path, text)
        if policy is not None:
            repo.write(".ftpolicy.yaml", policy)
        repo.commit("honest")
        return cls(repo)

    def branch(self, name: str, *commits: dict[str, str | None], start: str = "main") -> str:
        """A branch with these commits (None deletes a file); the id of its tip."""
        self.repo.git("checkout", "--quiet", "-B", name, start)
        tip = self.repo.head()
        for files in commits:
            tip = self._commit(files)
        self.repo.git("checkout", "--quiet", "main")
        return tip

    def land(self, files: dict[str, str | None]) -> str:
        """A commit on `main`."""
        return self._commit(files)

    def _commit(self, files: dict[str, str | None]) -> str:
        for path, text in files.items():
            if text is None:
                self.repo.git("rm", "--quiet", "-r", path)
            else:
                self.repo.write(path, text)
        return self.repo.commit()

    def propose(self, name: str, target: str = "main", number: int = 7) -> PullRequest:
        """The pull request of a branch, with the merge that the forge makes of it."""
        merge = self.merge(target, name)
        head = self.repo.head(name)
        self.repo.git("update-ref", f"refs/pull/{number}/merge", merge)
        self.repo.git("update-ref", f"refs/pull/{number}/head", head)
        return PullRequest(self, number, target, self.repo.head(target), head, merge)

    def merge(self, into: str, what: str) -> str:
        """The commit that merges a branch, on no branch itself."""
        self.repo.git("checkout", "--quiet", "--detach", into)
        self.repo.git("merge", "--quiet", "--no-ff", "--no-edit", what)
        merge = self.repo.head()
        self.repo.git("checkout", "--quiet", "main")
        return merge

    def checkout(self, *refs: str, depth: int = 0, name: str = "ci") -> Repo:
        """What a checkout step leaves: the refs fetched, the first one checked out."""
        clone = Repo(self.repo.home / name, self.repo.home)
        clone.path.mkdir()
        clone.git("init", "--quiet")
        clone.git("remote", "add", "origin", f"file://{self.repo.path}")
        specs = [f"+{ref}:refs/remotes/{_short(ref)}" for ref in refs]
        if depth:
            clone.git("fetch", "-q", "--no-tags", f"--depth={depth}", "origin", *specs)
        else:
            specs.append("+refs/heads/*:refs/remotes/origin/*")
            clone.git("fetch", "-q", "--no-tags", "origin", *specs)
        clone.git("checkout", "--quiet", "--detach", f"refs/remotes/{_short(refs[0])}")
        return clone

    def event(self, name: str, payload: object, sha: str) -> dict[str, str]:
        """The variables of a GitHub run, with its event file."""
        path = self.repo.home / f"{name}.json"
        path.write_text(json.dumps(payload))
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_SHA": sha,
        }

    def pushed(self, before: str, after: str, ref: str = "refs/heads/main") -> dict[str, str]:
        """The variables of a run on a push."""
        default = {"default_branch": "main"}
        payload = {"ref": ref, "before": before, "after": after, "repository": default}
        return self.event("push", payload, after)


@dataclass(frozen=True)
class PullRequest:
    """A pull request as it stood when its merge ref was made."""

    forge: Forge
    number: int
    target: str
    base: str
    head: str
    merge: str

    @property
    def payload(self) -> dict[str, object]:
        return {
            "pull_request": {
                "number": self.number,
                "base": {"ref": self.target, "sha": self.base},
                "head": {"ref": "proposed", "sha": self.head, "repo": {"fork": False}},
            }
        }

    def event(self, name: str = "pull_request") -> dict[str, str]:
        sha = self.base if name == "pull_request_target" else self.merge
        return self.forge.event(name, self.payload, sha)

    def checkout(self, depth: int = 0, name: str = "ci") -> Repo:
        """What the runner has by default: the merge ref."""
        return self.forge.checkout(f"refs/pull/{self.number}/merge", depth=depth, name=name)


def _short(ref: str) -> str:
    if ref.startswith("refs/heads/"):
        return ref.replace("refs/heads/", "origin/")
    return ref.removeprefix("refs/")


ADDS_BARE: dict[str, str | None] = {BARE: HONEST_TUNING}
