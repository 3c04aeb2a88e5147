"""Whether two names mean one model or one data set, wherever it is mounted."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

from ftpolicy.model.record_parts import Source
from ftpolicy.parse.patterns import Patterns


def same_model(name: str, pattern: str) -> bool:
    """Whether a pattern names the model: whole, or by the last path part, case apart."""
    name, pattern = _plain(name).casefold(), _plain(pattern).casefold()
    if _fits(name, pattern):
        return True
    last = pattern.rpartition("/")[2]
    # `meta-llama/*` must not let in every model of the world by its last part
    return bool(last.strip("*?")) and _fits(name.rpartition("/")[2], last)


def same_data(name: str, source: Source, tuning_path: str) -> bool:
    """Whether a data set of the tuning file at `tuning_path` is the source."""
    outside = (source.hub, source.uri)
    if any(each and _fits(name.casefold(), each.casefold()) for each in outside):
        return True
    if not source.path:
        return False
    pattern, path = _plain(source.path), _plain(name)
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(tuning_path), path))
    folder = pattern.removesuffix("/**").removesuffix("/*")
    if path in (pattern, folder) or beside in (pattern, folder):
        return True
    # an absolute path is the repository as it is mounted where the training runs
    rooted = f"**/{pattern}" if path.startswith("/") else f"/{pattern}"
    return any(Patterns((rooted,)).match(each.lstrip("/")) for each in (path, beside))


def _plain(name: str) -> str:
    return name.strip().replace("\\", "/").removeprefix("./").rstrip("/")


def _fits(name: str, pattern: str) -> bool:
    try:
        return name == pattern or fnmatchcase(name, pattern)
    except re.error:  # pragma: no cover - Pythons before 3.10.5 refuse a range like `[z-a]`
        return False
