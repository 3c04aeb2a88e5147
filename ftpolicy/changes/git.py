"""The one hardened way to run git; it imports so little that the commit path can use it."""

from __future__ import annotations

import os

from ftpolicy.errors import FtpolicyError

TYPE_CHECKING = False  # typing itself would double the start-up of the commit path
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIXED = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "diff.external="),
    *("-c", "submodule.recurse=false"),
    *("-c", "protocol.allow=never"),
)
"""Options before every command: nothing that the repository configures is run or followed."""

DIFF = (
    "diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-color",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",  # diff.relative hides what lies outside the current folder
    "--ignore-submodules=none",  # .gitmodules may say `ignore = all`
    "-O/dev/null",
)

_DROPPED = frozenset(
    (
        "GIT_ASKPASS",
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_PAGER",
        "GIT_REPLACE_REF_BASE",
        "PAGER",
        "SSH_ASKPASS",
    )
)
_ERRORS = 8192  # bytes of error text that are read
_SET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # stronger than protocol.allow: beats protocol.file.allow
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "LC_ALL": "C",
}


def environment() -> dict[str, str]:
    """The environment of every git: that of a hook is kept, what runs or rewrites is dropped."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith("GIT_TRACE")
    }
    return kept | _SET


def inside(path: str, folder: str) -> bool:
    """Whether an absolute path is a folder or lies under it."""
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def root_of(cwd: str) -> str | None:
    """The work tree around a folder as the disk shows it, None outside of any; asks no git."""
    try:
        folder = os.path.realpath(os.environ.get("GIT_WORK_TREE") or cwd)
    except OSError as error:
        raise FtpolicyError(f"the current folder cannot be read: {error.strerror}") from error
    if os.environ.get("GIT_WORK_TREE"):
        return folder
    start = folder
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return start if os.environ.get("GIT_DIR") else None
        folder = parent
    return folder


def executable(cwd: str) -> str:
    """The absolute path of git; relative entries of PATH and the repository itself do not count."""
    root = root_of(cwd)
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if not os.path.isabs(path) or not os.path.isfile(path) or not os.access(path, os.X_OK):
            continue
        own = root is not None and os.path.dirname(root) != root
        if root and own and (inside(path, root) or inside(os.path.realpath(path), root)):
            continue
        return path
    raise FtpolicyError("git was not found on PATH (outside of the repository); install it")


def command(args: Sequence[str], cwd: str) -> list[str]:
    """The whole command line: git by its path, the fixed options, the folder, the arguments."""
    place = [] if cwd == "." else ["-C", cwd]
    return [executable(cwd), *FIXED, *place, *args]


class Child:
    """One running git: `output` to read from and, when it `talks`, `input` to write to."""

    __slots__ = ("_errors", "_wait", "input", "output")

    def __init__(self, args: Sequence[str], cwd: str, *, talks: bool = False) -> None:
        line = command(args, cwd)
        if talks:
            reads, self.input = os.pipe()
        else:
            reads, self.input = os.open(os.devnull, os.O_RDONLY), -1
        self.output, writes = os.pipe()
        self._errors = _scratch()
        try:
            self._wait = _start(line, (reads, writes, self._errors))
        except OSError as error:
            self._close(self.input, self.output, self._errors)
            raise FtpolicyError(f"`{line[0]}` cannot be run: {error.strerror}") from error
        finally:
            self._close(reads, writes)

    def end(self) -> tuple[int, str]:
        """Exit code and error text; what was not read is lost."""
        self._close(self.input, self.output)
        code = self._wait()
        os.lseek(self._errors, 0, os.SEEK_SET)
        errors = os.read(self._errors, _ERRORS).decode("utf-8", "replace")
        self._close(self._errors)
        return code, errors

    @staticmethod
    def _close(*ends: int) -> None:
        for end in ends:
            if end >= 0:
                os.close(end)


def _start(line: list[str], ends: tuple[int, int, int]) -> Callable[[], int]:
    """Starts git with its three standard streams; the result waits for its exit code."""
    if hasattr(os, "posix_spawn"):
        actions = [(os.POSIX_SPAWN_DUP2, end, stream) for stream, end in enumerate(ends)]
        pid = os.posix_spawn(line[0], line, environment(), file_actions=actions)
        return lambda: os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    import subprocess

    stdin, stdout, stderr = ends
    return subprocess.Popen(line, stdin=stdin, stdout=stdout, stderr=stderr, env=environment()).wait


def _scratch() -> int:
    """A file without a name for error text: unlike a pipe it never blocks the one that writes."""
    if hasattr(os, "memfd_create"):
        try:
            return os.memfd_create("git")
        except OSError:
            pass
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def attempt(args: Sequence[str], cwd: str) -> tuple[int, bytes, str]:
    """Exit code, output and error text of one git, for callers that expect it to say no."""
    child = Child(args, cwd)
    parts = []
    while part := os.read(child.output, 1 << 20):
        parts.append(part)
    code, errors = child.end()
    return code, b"".join(parts), errors


def run(args: Sequence[str], cwd: str) -> bytes:
    """The output of one git; raises FtpolicyError with the mend when it fails."""
    code, output, errors = attempt(args, cwd)
    if code != 0:
        raise failure(args, cwd, errors)
    return output


def failure(args: Sequence[str], cwd: str, errors: str) -> FtpolicyError:
    """What the user is told of a git that failed."""
    from ftpolicy.changes.refusal import refusal

    if "--no-index" in errors:  # `diff` found no repository that it trusts and does not say so
        errors = attempt(["rev-parse", "--git-dir"], cwd)[2]
    return refusal(args[0], cwd, errors, lambda: attempt(["version"], cwd)[1])


def records(raw: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes, bytes, bytes]]:
    """The records of `--raw -z`: old mode, new mode, old id, new id, status letter, path."""
    fields = raw.split(b"\0")
    if fields.pop() or len(fields) % 2:
        raise FtpolicyError("git printed an incomplete list of changes")
    for head, path in zip(fields[::2], fields[1::2], strict=True):
        parts = head.split(b" ")
        if len(parts) != 5 or not head.startswith(b":") or not parts[4] or not path:
            raise FtpolicyError("git printed a list of changes that cannot be read")
        yield parts[0][1:], parts[1], parts[2], parts[3], parts[4][:1], path
