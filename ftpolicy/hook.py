"""The console script; `hook` alone is answered here when the change holds nothing to judge.

Most commits have nothing to do with fine-tuning, so the way to that answer imports next to
nothing. Whatever is not plain goes to the command line, which judges in full.
"""

from __future__ import annotations

import os
import sys

import ftpolicy
from ftpolicy.changes.blobs import Blobs, Object
from ftpolicy.changes.git import DIFF, inside, records, root_of, run
from ftpolicy.errors import FtpolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG, BROKEN, INTERRUPTED = 2, 3, 130

RECORD_NEEDLES = (b"fine-tuning-decision", b"not-fine-tuning", b"ftpolicy")
"""Words of records, and of whatever runs or sets up the gate."""

POINTERS = (b"git-lfs.github.com/spec", b"/annex/objects/")
"""Words of a file whose content stands elsewhere, which only data may do."""

POLICY_NEEDLES = (b"detectors", b"extends", b"scope")
"""Words of a policy that may judge what the built-in needles do not find."""

GATE = (b".pre-commit-config.yaml", b".pre-commit-hooks.yaml", b".gitattributes", b"codeowners")
BULK = (
    *(b".7z", b".arrow", b".bin", b".bz2", b".ckpt", b".csv", b".db", b".gguf", b".gif", b".gz"),
    *(b".h5", b".jar", b".jpeg", b".jpg", b".jsonl", b".mp3", b".mp4", b".ndjson", b".npy"),
    *(b".npz", b".onnx", b".parquet", b".pdf", b".pickle", b".pkl", b".png", b".pt", b".pth"),
    *(b".safetensors", b".so", b".sqlite", b".tar", b".tflite", b".tgz", b".tsv", b".wav"),
    *(b".webp", b".whl", b".xz", b".zip", b".zst"),
)
"""Suffixes of data: such a file is searched only while it is small."""

SMALL, LARGE = 1 << 20, 64 << 20

_LETTERS = frozenset(
    b"%02x" % one for one in b"abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

_ELSEWHERE = (
    "PRE_COMMIT_FROM_REF",
    "PRE_COMMIT_TO_REF",
    "PRE_COMMIT_SOURCE",
    "PRE_COMMIT_ORIGIN",
    "PRE_COMMIT_REMOTE_NAME",
)


def main() -> int | None:
    """Run the program and return its exit code."""
    try:
        root = root_of(".")
        if root is not None:
            _leave(root)
            _refuse_own_code(root)
        if sys.argv[1:] == ["hook"]:
            count = _unrelated()
            if count:
                files = "file" if count == 1 else "files"
                return _say(f"ftpolicy: no fine-tuning in {count} changed {files}\n")
        return _judge()
    except FtpolicyError as wrong:
        return _fail(str(wrong), WRONG)
    except KeyboardInterrupt:
        return INTERRUPTED


def _leave(root: str) -> None:
    """Import nothing from the checkout: what stands there is judged, not run."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(ftpolicy.__file__)))
    homes = [os.path.realpath(home) for home in (sys.prefix, sys.base_prefix)] + [package]
    kept = []
    for entry in sys.path:
        real = os.path.realpath(entry)
        if os.path.isabs(entry) and (
            not inside(real, root) or any(inside(real, home) for home in homes)
        ):
            kept.append(entry)
    sys.path[:] = kept


def _refuse_own_code(root: str) -> None:
    own = os.path.realpath(ftpolicy.__file__)
    if not inside(own, root) or os.environ.get("FTPOLICY_DEV") == "1":
        return
    path = os.path.relpath(own, root)
    if run(["ls-files", "-z", "--", path], root):
        raise FtpolicyError(
            f"this ftpolicy is `{path}` of the repository that it judges; install it elsewhere"
            " (`pipx install ftpolicy`), or set FTPOLICY_DEV=1 to develop ftpolicy"
        )


def _unrelated() -> int:
    """How many files a change has that holds nothing to judge; 0 to look at it in full."""
    if any(os.environ.get(name) for name in _ELSEWHERE):
        return 0
    try:
        changed = tuple(records(run([*DIFF, "--cached"], ".")))
        limits = _limits(changed)
        return len(changed) if limits and _holds_nothing(changed, limits) else 0
    except Exception:  # noqa: BLE001 - the command line meets the same trouble and explains it
        return 0


def _limits(changed: tuple[tuple[bytes, ...], ...]) -> dict[str, int] | None:
    """The blobs of a plain change with the bytes up to which they are searched, None otherwise."""
    limits: dict[str, int] = {}
    added = False
    for old_mode, new_mode, old_id, new_id, letter, path in changed:
        files = all(mode[:2] in (b"10", b"00") for mode in (old_mode, new_mode))
        if not files or letter not in (b"A", b"M", b"D") or not _is_plain_name(path):
            return None
        limit = SMALL if path.lower().endswith(BULK) else LARGE
        for blob in (old_id, new_id):
            if blob.strip(b"0"):
                name = blob.decode("ascii")
                limits[name] = max(limit, limits.get(name, 0))
        added = added or letter != b"D"
    return limits if added else None  # only deletions: also what an index that is gone looks like


def _is_plain_name(path: bytes) -> bool:
    """Not a part of the gate, and no name that may have a twin or breaks a line."""
    name = path.lower().rpartition(b"/")[2]
    gate = name in GATE or name.startswith(b".ftpolicy")
    return not gate and path.isascii() and min(path) >= 32


def _holds_nothing(changed: tuple[tuple[bytes, ...], ...], limits: dict[str, int]) -> bool:
    asked = dict.fromkeys(("MERGE_HEAD^{commit}", "HEAD^{commit}", *_policies(changed)), SMALL)
    with Blobs(".") as blobs:
        found = blobs.each([*asked.items(), *limits.items()])
        return all(_is_plain(one, limits.get(one.name, SMALL)) for one in found)


def _policies(changed: tuple[tuple[bytes, ...], ...]) -> Iterator[str]:
    """Where HEAD may hold a policy for the files of the change."""
    yield "HEAD:pyproject.toml"
    for *_, path in changed:
        folder = path.decode("ascii")
        while folder:
            folder = folder.rpartition("/")[0]
            yield f"HEAD:{folder}/.ftpolicy.yaml" if folder else "HEAD:.ftpolicy.yaml"


def _is_plain(one: Object, limit: int) -> bool:
    """Whether an object gives no reason to look closer."""
    if one.name == "MERGE_HEAD^{commit}":
        return one.kind == "missing"
    if one.name == "HEAD^{commit}":
        return one.kind == "commit"
    if one.name.startswith("HEAD:"):
        return one.kind == "missing" or (one.data is not None and _is_plain_policy(one))
    if one.data is None:
        return one.kind == "blob" and limit == SMALL
    from ftpolicy.detect.needles import NEEDLES

    pointers = POINTERS if limit == LARGE else ()
    return not _holds(one.data, (*pointers, *RECORD_NEEDLES, *NEEDLES))


def _is_plain_policy(one: Object) -> bool:
    data = one.data or b""
    mentioned = one.name != "HEAD:pyproject.toml" or _holds(data, (b"ftpolicy",))
    return one.kind == "blob" and not (mentioned and _holds(data, POLICY_NEEDLES))


def _holds(data: bytes, needles: tuple[bytes, ...]) -> bool:
    """Whether a needle occurs however it is written, or might."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return True  # hardly any file is UTF-16 or UTF-32, whose every sign has its own spelling
    text = data.lower()
    if b"\0" in text:
        text = text.replace(b"\0", b"")
        return any(needle in text for needle in needles)
    if any(needle in text for needle in needles) or _spells(text) or _resembles(text):
        return True
    if not any(sign in text for sign in (b"'", b'"', b"\\")):
        return False
    text = text.replace(b"\\\r\n", b"").replace(b"\\\n", b"").translate(None, b"'\"\\")
    return any(needle in text for needle in needles)  # `tr''l` is one word to a shell


def _spells(text: bytes) -> bool:
    """Whether letters are written as escapes: `\\u006cora` hides a needle."""
    for mark in (b"\\u00", b"\\u000000", b"\\x"):
        at = text.find(mark)
        while at >= 0:
            at += len(mark)
            if text[at : at + 2] in _LETTERS:
                return True
            at = text.find(mark, at)
    return False


def _resembles(text: bytes) -> bool:
    """Whether there are letters that Python takes for ASCII ones: full-width, mathematical."""
    if text.isascii():
        return False
    if b"\xf0\x9d" in text:
        return True
    for mark, first, last in ((b"\xef\xbc", 0xA1, 0xBF), (b"\xef\xbd", 0x81, 0x9A)):
        at = text.find(mark)
        while at >= 0:
            if any(first <= sign <= last for sign in text[at + 2 : at + 3]):
                return True
            at = text.find(mark, at + 3)
    return False


def _judge() -> int | None:
    try:
        from ftpolicy.cli import main as command_line
    except ImportError as error:
        return _fail(f"ftpolicy cannot start, reinstall it: {error}", BROKEN)
    return command_line()


def _say(line: str) -> int:
    try:
        os.write(1, line.encode())
    except OSError as error:  # nobody was told, so nobody may take it for a pass
        return _fail(f"standard output cannot be written: {error.strerror}", BROKEN)
    return 0


def _fail(text: str, code: int) -> int:
    try:
        os.write(2, f"ftpolicy: {text}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        return code
    return code
