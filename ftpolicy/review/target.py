"""Which request of which host a CI run is about, and by which token it is written to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ftpolicy.changes.github_event import LARGEST
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass, field
from ftpolicy.review.access import GITHUB, GITLAB, Access, access
from ftpolicy.review.fields import at, number, text

_PROJECT = regex(r"[\w.-]+/[\w.-]+", re.ASCII)
_GITHUB_AUTHOR = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class Target:
    """A pull or merge request; `author` is the login that writes, empty to ask the host."""

    host: str  # github | gitlab
    api: str
    project: str
    number: int
    head: str
    fork: bool  # its run may have no right to write
    token: str = field(repr=False)
    author: str = ""
    bundle: str = ""  # file with the certificates to trust, empty for the usual ones

    @property
    def access(self) -> Access:
        return Access(self.host, self.api, self.token, self.bundle)

    @property
    def missing(self) -> FtpolicyError:
        """What to do about a token that is not there."""
        if self.host == "gitlab":
            return FtpolicyError(
                "`GITLAB_TOKEN` is not set; make a project access token with the scope `api` and"
                " the role Developer, and give it to the job (`CI_JOB_TOKEN` may not comment)"
            )
        return FtpolicyError(
            "`GITHUB_TOKEN` is not set; give the step `env: {GITHUB_TOKEN: '${{ github.token }}'}`"
            " and the job `permissions: {contents: read, pull-requests: write}`"
        )


def target(environment: Mapping[str, str], api: str = "", author: str = "") -> Target | None:
    """The request of this run, None where it is about none; `api` is used instead of theirs."""
    author = author or environment.get("FTPOLICY_REVIEW_AUTHOR", "")
    if environment.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        return _github(environment, api, author)
    if environment.get("GITLAB_CI") and environment.get("CI_MERGE_REQUEST_IID"):
        return _gitlab(environment, api, author)
    return None


def _github(environment: Mapping[str, str], api: str, author: str) -> Target:
    project = environment.get("GITHUB_REPOSITORY", "")
    if not _PROJECT.fullmatch(project):
        raise FtpolicyError(f"`GITHUB_REPOSITORY` is `{shown(project)}`, which is no OWNER/NAME")
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    pull = at(event, "pull_request")
    if not number(pull, "number") or not text(pull, "head.sha"):
        raise FtpolicyError("the event file names no pull request")
    asked = access(GITHUB, environment, api)
    outside = text(pull, "head.repo.full_name").lower() != project.lower()
    dependabot = environment.get("GITHUB_ACTOR") == "dependabot[bot]"  # its token only reads
    return Target(
        host=asked.host,
        api=asked.api,
        project=project,
        number=number(pull, "number"),
        head=text(pull, "head.sha"),
        fork=outside or dependabot,
        token=asked.token,
        author=author or (_GITHUB_AUTHOR if asked.token.startswith("ghs_") else ""),
        bundle=asked.bundle,
    )


def _gitlab(environment: Mapping[str, str], api: str, author: str) -> Target:
    project = environment.get("CI_MERGE_REQUEST_PROJECT_ID") or environment.get("CI_PROJECT_ID", "")
    iid = environment["CI_MERGE_REQUEST_IID"]
    if not (_whole(project) and _whole(iid)):
        raise FtpolicyError(
            "`CI_MERGE_REQUEST_PROJECT_ID` and `CI_MERGE_REQUEST_IID` are"
            f" `{shown(project)}` and `{shown(iid)}`, which are no numbers"
        )
    source = environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", project)
    head = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
    asked = access(GITLAB, environment, api)
    return Target(
        host=asked.host,
        api=asked.api,
        project=project,
        number=int(iid),
        head=head or environment.get("CI_COMMIT_SHA", ""),
        fork=source != project,
        token=asked.token,
        author=author,
        bundle=asked.bundle,
    )


def _whole(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 20


def _event(path: str) -> object:
    try:
        with open(path, "rb") as file:
            found: object = json.loads(file.read(LARGEST))
    except OSError as why:
        raise FtpolicyError(f"the event file cannot be read: {why.strerror}") from why
    except (ValueError, RecursionError) as why:
        raise FtpolicyError(f"the event file `{shown(path)}` is not JSON") from why
    return found
