"""A repository among many: is the folder one, where does it come from, how large is a commit."""

from __future__ import annotations

import os
import re

from ftpolicy.changes.git import Child, attempt, failure, run
from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.regex import regex

_OF_ANOTHER = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_WORK_TREE",
)
_POINTER = b"gitdir: "
_SCP = regex(r"(?:[\w.-]+@)?([\w.-]+):(?!/)([\w./~-]+)", re.ASCII)
_WEB = regex(r"(?:https|ssh)://(?:[^@/]*@)?([\w.-]+)(?::\d+)?/([\w./~-]+)", re.ASCII)


def forget_surroundings() -> None:
    """Drop what a hook or a script around us says of its own repository: many are looked at."""
    for name in _OF_ANOTHER:
        os.environ.pop(name, None)


def looks_like_one(folder: str) -> bool:
    """Whether a folder holds a repository or is a bare one, as far as its names say."""
    if os.path.lexists(os.path.join(folder, ".git")):
        return True
    return os.path.isfile(os.path.join(folder, "HEAD")) and all(
        os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs")
    )


def verify(folder: str) -> None:
    """Raise FtpolicyError unless git takes this very folder for a repository, not one around it."""
    if not os.path.isdir(folder):
        raise FtpolicyError(f"`{shown(folder)}` is no folder")
    if not looks_like_one(folder):
        raise FtpolicyError(f"`{shown(folder)}` is no git repository")
    args = ["rev-parse", "--absolute-git-dir"]
    code, output, errors = attempt(args, folder)
    if code != 0 and "not a git repository" not in errors:
        raise failure(args, folder, errors)
    found = os.path.realpath(os.fsdecode(output.rstrip(b"\n")))
    if code != 0 or found not in _expected(folder):
        raise FtpolicyError(f"the repository in `{shown(folder)}` is damaged; clone it again")


def _expected(folder: str) -> set[str]:
    inner = os.path.join(folder, ".git")
    expected = {os.path.realpath(folder), os.path.realpath(inner)}
    if os.path.isfile(inner):  # of a worktree or a submodule: it names the folder
        with open(inner, "rb") as stream:
            line = stream.read(4096)
        if line.startswith(_POINTER):
            named = os.fsdecode(line[len(_POINTER) :].rstrip(b"\r\n"))
            expected.add(os.path.realpath(os.path.join(folder, named)))
    return expected


def is_unborn(folder: str) -> bool:
    """Whether a repository holds no reference at all, so that there is nothing to look at."""
    return not run(["for-each-ref", "--count=1", "--format=x"], folder)


def count_files(commit: str, folder: str, most: int) -> int:
    """How many entries the tree of a commit has; the count ends soon after `most`."""
    args = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit]
    child = Child(args, folder)
    count = 0
    while count <= most and (part := os.read(child.output, 1 << 16)):
        count += part.count(b"\0")
    code, errors = child.end()
    if code != 0 and count <= most:
        raise failure(args, folder, errors)
    return count


def day_of(commit: str, folder: str) -> str:
    """The day on which a commit was made, as its author's clock has it: `2026-11-20`."""
    args = ["log", "-1", "--format=%cs", "--no-show-signature", "--no-mailmap", commit, "--"]
    return run(args, folder).decode("ascii", "replace").strip()


def origin(folder: str) -> str:
    """The address that the repository was cloned from, empty where there is none."""
    code, output, _ = attempt(["config", "--get", "remote.origin.url"], folder)
    return output.decode("utf-8", "surrogateescape").strip() if code == 0 else ""


def page(address: str, commit: str) -> str:
    """Where a forge that we know shows the files of a commit, up to a path; empty elsewhere."""
    named = _WEB.fullmatch(address) or _SCP.fullmatch(address)
    if named is None:
        return ""
    host, path = named[1].lower(), named[2].removesuffix("/").removesuffix(".git")
    if "github" in host:
        return f"https://{host}/{path}/blob/{commit}/"
    if "gitlab" in host:
        return f"https://{host}/{path}/-/blob/{commit}/"
    return f"https://{host}/{path}/src/{commit}/" if host == "bitbucket.org" else ""
