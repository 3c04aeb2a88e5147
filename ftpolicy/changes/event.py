"""What a CI run says that it judges: a proposal, a push, or the whole tree."""

from __future__ import annotations

from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.values import dataclass

_HEX = frozenset("0123456789abcdef")
_LONGEST_NAME = 1024
_NOT_IN_NAMES = frozenset(" ~^:?*[\\\x7f")


@dataclass(frozen=True, slots=True)
class Host:
    """A CI host, and the line that makes its checkout bring the whole history."""

    name: str
    deepen: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull or merge request, or what a queue tests before it lands."""

    host: Host
    label: str
    target: str | None  # the branch that it is to be merged into, None when `base` alone counts
    base: str | None = None  # the commit of the target that the event names
    head: str | None = None  # the commit that is proposed, None for the one checked out
    merged: str | None = None  # the commit in which the host merged `head` into the target
    head_ref: str = ""  # what to fetch when the head is missing


@dataclass(frozen=True, slots=True)
class Push:
    """Commits that are on a branch or tag already."""

    host: Host
    label: str
    before: str | None  # the tip that the push found, None for a new branch or where unknown
    head: str | None
    branch: str | None  # None for a tag
    default: str | None  # the default branch, None where the host does not tell


@dataclass(frozen=True, slots=True)
class Whole:
    """No change at all: a schedule, or a run started by hand."""

    label: str
    head: str | None = None


Event = Proposal | Push | Whole


def commit_id(text: str, where: str) -> str | None:
    """A commit id as an event gives it, None for zeros; raises for anything else."""
    if len(text) not in (40, 64) or not _HEX.issuperset(text):
        raise FtpolicyError(f"{where} is `{shown(text)}`, which is no commit id")
    return text if text.strip("0") else None


def branch_name(text: str, where: str) -> str:
    """A branch as an event gives it, without `refs/heads/`; raises for what git refuses as one."""
    name = text.removeprefix("refs/heads/")
    odd = not name or len(name) > _LONGEST_NAME or ".." in name or "@{" in name
    if odd or not name.isprintable() or _NOT_IN_NAMES & set(name) or name.endswith(("/", ".")):
        raise FtpolicyError(f"{where} is `{shown(text)}`, which is no branch name")
    return name
