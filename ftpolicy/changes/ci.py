"""The change that a CI event means, found in the repository that the CI checked out."""

from __future__ import annotations

import shlex

from ftpolicy.changes.commits import between, is_shallow, known, merge_base, pushed_tree, since
from ftpolicy.changes.event import Event, Proposal, Push, Whole
from ftpolicy.changes.git import attempt, run
from ftpolicy.changes.refusal import shown
from ftpolicy.changes.trees import commit_tree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.values import replace

_REMOTE = "refs/remotes/origin/"
_ALL = "nothing says what was there before, so the whole tree is judged"


def of_event(event: Event, cwd: str, base: str | None = None, head: str | None = None) -> ChangeSet:
    """What the CI run judges; `base` and `head`, when given, are used instead of the event's."""
    found = _found(event, cwd, base, head)
    asked = isinstance(event, Proposal) and event.target is not None  # a queue asks nobody again
    return replace(found, proposal=asked)


def _found(event: Event, cwd: str, base: str | None, head: str | None) -> ChangeSet:
    if base is not None:
        return between(base, head or _head(event, cwd), cwd)
    if isinstance(event, Whole):
        return replace(_whole(event.head or "HEAD", cwd), label=f"HEAD ({event.label})")
    if isinstance(event, Push):
        return _push(event, cwd)
    found = _merge_ref(event, cwd)
    if found is not None:
        return since(found[0], found[0], found[1], event.label, cwd)
    tip, proposed = _tip(event, cwd), _proposed(event, cwd)
    return _since_parting(tip, proposed, event, cwd)


def _head(event: Event, cwd: str) -> str:
    """The head of an event whose base is not asked for."""
    if not isinstance(event, Proposal):
        return event.head or "HEAD"
    found = _merge_ref(event, cwd)
    return found[1] if found is not None else _proposed(event, cwd)


def _merge_ref(event: Proposal, cwd: str) -> tuple[str, str] | None:
    """The target and the merge that the host made of it, if that merge is what is checked out.

    Only a commit that the event itself names counts: an author could push a merge that has the
    proposed commit as its second parent and a lax policy in its first.
    """
    if event.merged is None or event.merged != known("HEAD", cwd):
        return None
    parents = _parents(event.merged, cwd)
    if len(parents) != 2 or parents[1] != event.head:
        return None
    if known(parents[0], cwd) is None:
        raise _missing(event, "its base", parents[0], cwd)
    return parents[0], event.merged


def _parents(commit: str, cwd: str) -> tuple[str, ...]:
    """The parents as the commit names them, whether or not a shallow clone has them."""
    head, _, _ = run(["cat-file", "commit", commit], cwd).partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    return tuple(line.removeprefix("parent ") for line in lines if line.startswith("parent "))


def _tip(event: Proposal, cwd: str) -> str:
    """The target's newest commit that is known: of the remote branch, or the event's own."""
    named = known(event.base, cwd) if event.base is not None else None
    if event.target is None:
        if named is None:
            raise _missing(event, "its base", event.base or "", cwd)
        return named
    ref = _REMOTE + event.target
    fetched = known(ref, cwd)
    if fetched is None and named is None:
        raise _missing(event, f"`{event.target}`", f"+refs/heads/{event.target}:{ref}", cwd)
    if fetched is None or (named is not None and merge_base(named, fetched, cwd) != named):
        return named or ""
    return fetched


def _proposed(event: Proposal, cwd: str) -> str:
    found = known(event.head or "HEAD", cwd)
    if found is None:
        raise _missing(event, "its head", event.head_ref or event.head or "", cwd)
    return found


def _push(event: Push, cwd: str) -> ChangeSet:
    """From what was there before if the push went on from it, else from the default branch."""
    head = known(event.head or "HEAD", cwd)
    if head is None:
        raise _missing(event, "its head", event.head or "HEAD", cwd)
    before = known(event.before, cwd) if event.before is not None else None
    if before is not None and merge_base(before, head, cwd) == before:
        return since(before, before, head, event.label, cwd)
    if event.before is not None and is_shallow(cwd):
        raise _missing(event, "what was there before it", event.before, cwd)
    default = _default(event, cwd)
    if default is not None:
        return _since_parting(default, head, event, cwd)
    whole = replace(_whole(head, cwd), label=event.label)
    if before is None:
        return replace(whole, notes=(_ALL,))
    note = "the push threw commits away, so the whole tree is judged, by the policy before it"
    return replace(whole, policy_trees=(commit_tree(before, cwd),), base=before, notes=(note,))


def _default(event: Push, cwd: str) -> str | None:
    """The tip of the default branch, None when this is that branch or it is not known."""
    name = event.default or _remote_head(cwd)
    if name is None or name == event.branch:
        return None
    ref = _REMOTE + name
    found = known(ref, cwd)
    if found is None and is_shallow(cwd):
        raise _missing(event, f"the default branch `{name}`", f"+refs/heads/{name}:{ref}", cwd)
    return found


def _remote_head(cwd: str) -> str | None:
    """The default branch as a plain clone notes it."""
    code, output, _ = attempt(["symbolic-ref", "--quiet", f"{_REMOTE}HEAD"], cwd)
    name = output.decode("utf-8", "replace").removesuffix("\n")
    return name.removeprefix(_REMOTE) if code == 0 and name.startswith(_REMOTE) else None


def _since_parting(base: str, head: str, event: Proposal | Push, cwd: str) -> ChangeSet:
    left = merge_base(base, head, cwd)
    if left is not None:
        return since(left, base, head, event.label, cwd)
    if is_shallow(cwd):
        raise _missing(event, "where it left its target", "", cwd)
    raise FtpolicyError(
        f"{event.label}: no commit is in its history and in its target's, so nothing says what it"
        " brings; name another target with `--base`"
    )


def _whole(rev: str, cwd: str) -> ChangeSet:
    return replace(pushed_tree(rev, cwd), enforcing=True, notes=())


def _missing(event: Proposal | Push, what: str, wanted: str, cwd: str) -> FtpolicyError:
    """What to do about a commit that is not here; `wanted` is what a full checkout lacks."""
    if is_shallow(cwd):
        where, mend = "shallow checkout", event.host.deepen
    else:
        line = f"git fetch --no-tags origin {shlex.quote(wanted)}"
        where, mend = "checkout", f"run `{shown(line)}` before ftpolicy"
    return FtpolicyError(f"{event.label}: {what} is not in this {where}; {mend}")
