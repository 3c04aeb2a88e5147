"""What judges, as one digest: another program may say something else of the same commit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec

from ftpolicy import __version__

_PARTS = (".py", ".yaml", ".json")
_EXTRAS = ("pyarrow", "zstandard")  # what they read is counted, else it is not
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@cache
def program() -> str:
    """Version and digest of the program's own files, with the extras that change a result."""
    hashed = hashlib.sha256()
    for path in sorted(_files()):
        hashed.update(os.path.relpath(path, _PACKAGE).encode() + b"\0")
        with open(path, "rb") as stream:
            hashed.update(hashlib.sha256(stream.read()).digest())
    known = [name for name in _EXTRAS if find_spec(name) is not None]
    return " ".join((f"{__version__}+{hashed.hexdigest()[:12]}", *known))


def _files() -> Iterator[str]:
    for folder, _, names in os.walk(_PACKAGE):
        yield from (os.path.join(folder, name) for name in names if name.endswith(_PARTS))
