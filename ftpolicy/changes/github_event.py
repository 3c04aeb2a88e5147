"""The event of a GitHub Actions run, from its environment and its event file."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping

from ftpolicy.changes.event import Event, Host, Proposal, Push, Whole, branch_name, commit_id
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError

GITHUB = Host("GitHub", "set `fetch-depth: 0` in the checkout step")
LARGEST = 32 << 20
"""Bytes of an event file; GitHub sends none over 25 MB."""

_WHOLE = ("schedule", "workflow_dispatch", "repository_dispatch")
_ON_MERGE_REF = ("pull_request", "pull_request_review", "pull_request_review_comment")
_PULL_REQUEST = (*_ON_MERGE_REF, "pull_request_target")


def github_event(environment: Mapping[str, str]) -> Event:
    """What the run judges; raises FtpolicyError when its event cannot say so."""
    name = environment["GITHUB_EVENT_NAME"]
    if name in _WHOLE:
        return Whole(name)
    if name not in (*_PULL_REQUEST, "merge_group", "push"):
        raise FtpolicyError(
            f"a `{shown(name)}` event names no change to judge; run on `pull_request` and"
            " `merge_group`, or give the target: `ftpolicy check --ci --base origin/main`"
        )
    payload = _Payload(environment.get("GITHUB_EVENT_PATH", ""))
    if name == "merge_group":
        return _merge_group(payload)
    if name == "push":
        return _push(payload)
    return _pull_request(payload, environment if name in _ON_MERGE_REF else {})


def _pull_request(payload: _Payload, environment: Mapping[str, str]) -> Proposal:
    number = payload.number("pull_request.number")
    target = payload.branch("pull_request.base.ref")
    sha = environment.get("GITHUB_SHA")
    return Proposal(
        GITHUB,
        f"pull request {number} into {target}",
        target,
        base=payload.commit("pull_request.base.sha"),
        head=payload.commit("pull_request.head.sha"),
        merged=commit_id(sha, "`GITHUB_SHA`") if sha else None,
        head_ref=f"+refs/pull/{number}/head",
    )


def _merge_group(payload: _Payload) -> Proposal:
    """The base is what stands before it in the queue, which may not be on the branch yet."""
    target = payload.branch("merge_group.base_ref")
    return Proposal(
        GITHUB,
        f"merge queue of {target}",
        None,
        base=payload.commit("merge_group.base_sha"),
        head=payload.commit("merge_group.head_sha"),
        head_ref=payload.text("merge_group.head_ref"),
    )


def _push(payload: _Payload) -> Push:
    ref = payload.text("ref")
    is_branch = ref.startswith("refs/heads/")
    short = ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
    return Push(
        GITHUB,
        f"push to {shown(short)}",
        before=payload.commit("before"),
        head=payload.commit("after"),
        branch=payload.branch("ref") if is_branch else None,
        default=payload.branch("repository.default_branch"),
    )


class _Payload:
    """The event file, whose fields are asked for by their dotted names."""

    def __init__(self, path: str) -> None:
        if not path:
            raise FtpolicyError(
                "`GITHUB_EVENT_PATH` is not set, so the event is not known; give the target:"
                " `ftpolicy check --ci --base origin/main`"
            )
        self._name = f"the event file `{shown(path)}`"
        try:
            self._value: object = json.loads(self._read(path))
        except OSError as error:
            raise FtpolicyError(f"{self._name} cannot be read: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise FtpolicyError(f"{self._name} is not JSON") from error

    def _read(self, path: str) -> bytes:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise FtpolicyError(f"{self._name} is no regular file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise FtpolicyError(f"{self._name} is larger than {LARGEST >> 20} MiB")
        return data

    def _at(self, dotted: str) -> object:
        value = self._value
        for key in dotted.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def text(self, dotted: str) -> str:
        value = self._at(dotted)
        if not isinstance(value, str) or not value:
            raise FtpolicyError(f"{self._name} has no text at `{dotted}`")
        return value

    def number(self, dotted: str) -> int:
        value = self._at(dotted)
        if not isinstance(value, int) or isinstance(value, bool):
            raise FtpolicyError(f"{self._name} has no number at `{dotted}`")
        return value

    def commit(self, dotted: str) -> str | None:
        return commit_id(self.text(dotted), f"`{dotted}` of {self._name}")

    def branch(self, dotted: str) -> str:
        return branch_name(self.text(dotted), f"`{dotted}` of {self._name}")
