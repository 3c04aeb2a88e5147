"""The change that a commit would make: the index against HEAD."""

from __future__ import annotations

import os

from ftpolicy.changes.entries import changes
from ftpolicy.changes.git import DIFF, attempt, run
from ftpolicy.changes.refusal import shown
from ftpolicy.changes.trees import EmptyTree, GitTree, commit_tree, index_tree
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet, ScopeKind

_MERGING = "GITHEAD_"
"""What `git merge` sets for its hooks, followed by the commit that it merges."""

LOCAL = "local result: CI decides against the target branch"


def toplevel(cwd: str) -> str:
    """The root of the work tree; raises FtpolicyError outside of one."""
    return os.fsdecode(run(["rev-parse", "--show-toplevel"], cwd).removesuffix(b"\n"))


def staged(cwd: str) -> ChangeSet:
    """Index against HEAD, in a merge too; before the first commit against the empty tree."""
    top, head, merging = _situation(cwd)
    merged = _merge_heads(top, merging)
    listed = changes(run([*DIFF, "--cached", *([head] if head else []), "--"], top))
    before = commit_tree(head, top) if head else EmptyTree()
    others = tuple(commit_tree(other, top) for other in merged)
    notes = [LOCAL]
    if merged:
        notes.append("a merge: the index is judged against HEAD, by the policies of both sides")
    return ChangeSet(
        label="staged",
        scope=ScopeKind.STAGED,
        changes=listed,
        before=before,
        after=index_tree(top),
        policy_trees=(before, *others) if isinstance(before, GitTree) else others,
        notes=tuple(notes),
    )


def _situation(cwd: str) -> tuple[str, str | None, str]:
    """The root, the id of HEAD's commit, where MERGE_HEAD stands; by one git where it can be."""
    merging = ["--git-path", "MERGE_HEAD"]
    code, output, _ = attempt(["rev-parse", "--show-toplevel", *merging, "HEAD^{commit}"], cwd)
    lines = os.fsdecode(output).split("\n")
    if code == 0 and len(lines) == 4:  # no name has a line end in it
        top, place, head, _ = lines
        return top, head, os.path.join(cwd, place)
    top = toplevel(cwd)
    place = os.fsdecode(run(["rev-parse", *merging], top).removesuffix(b"\n"))
    return top, _head(top), os.path.join(top, place)


def _head(top: str) -> str | None:
    """The id of HEAD's commit, None before the first one; a broken HEAD is an error."""
    args = ["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"]
    code, output, _ = attempt(args, top)
    if code == 0:
        return output.decode("ascii").strip()
    on_branch = attempt(["symbolic-ref", "--quiet", "HEAD"], top)[0] == 0
    if on_branch and attempt(["rev-parse", "--verify", "--quiet", "HEAD"], top)[0] == 1:
        return None
    raise FtpolicyError("HEAD leads to no commit; look at it with `git fsck`")


def _merge_heads(top: str, place: str) -> tuple[str, ...]:
    """The commits that are being merged into HEAD, as a file says."""
    try:
        with open(place, "rb") as file:
            lines = file.read(1 << 16).decode("ascii", "replace").split()
    except FileNotFoundError:  # a merge without a conflict writes it after its hook
        lines = [name.removeprefix(_MERGING) for name in os.environ if name.startswith(_MERGING)]
    except OSError as error:
        raise FtpolicyError(f"MERGE_HEAD cannot be read: {error.strerror}") from error
    return tuple(_commit(line, top) for line in lines)


def _commit(line: str, top: str) -> str:
    if len(line) not in (40, 64) or set(line) - set("0123456789abcdef"):
        raise FtpolicyError(f"MERGE_HEAD holds `{shown(line)}`, which is no commit id")
    args = ["rev-parse", "--verify", "--end-of-options", f"{line}^{{commit}}"]
    return run(args, top).decode("ascii").strip()
