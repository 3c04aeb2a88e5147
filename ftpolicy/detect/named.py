"""Whether something that runs names a file, so that it is more than an example."""

from __future__ import annotations

from ftpolicy.detect.find import candidates
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import Language
from ftpolicy.parse.language import language_of
from ftpolicy.parse.patterns import Patterns

_LARGEST = 1 << 20
_WORKFLOWS = (".github/workflows/", ".gitlab-ci", "azure-pipelines", "bitbucket-pipelines")


def named_outside(tree: Snapshot, path: str, examples: Patterns) -> bool:
    """Whether a launcher, a script or a workflow outside the examples holds the file's path."""
    name = path.encode("utf-8", "surrogateescape")
    launchers = (it for it in candidates(tree) if not examples.match(it) and _launches(it))
    return any(data is not None and name in data for _, data in tree.read_all(launchers, _LARGEST))


def _launches(path: str) -> bool:
    if path.startswith(_WORKFLOWS):
        return True
    return language_of(path, b"") in (Language.SHELL, Language.PYTHON)
