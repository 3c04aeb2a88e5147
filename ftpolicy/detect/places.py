"""Where in a tree a script, a module or a Makefile stands that another file names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.regex import regex

MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
JUSTFILES = ("justfile", "Justfile", ".justfile")

_VARIABLE = regex(r"^.*(?:[})`~]|\$\w+)[^/]*/|^.*\$\{\{[^}]*\}\}/")
_TEST = regex(
    r"(^|/)(tests?|testing|unit_tests|functional_tests|__tests__|mocks?)/"
    r"|(^|/)(test_[^/]*|[^/]*_tests?|conftest)\.\w+$"
)
_MOST_PARTS = 12
_LONGEST = 300  # characters of a name as written


def is_test(path: str) -> bool:
    """Whether a path is that of a test; a test that starts a launcher is none itself."""
    return _TEST.search(path.lower()) is not None


class Places:
    """Finds files of a tree by the names that other files have for them."""

    def __init__(self, tree: Snapshot) -> None:
        self._files = frozenset(it.path for it in tree.entries() if it.kind is EntryKind.FILE)
        self._modules: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._tops = {part for path in self._files for part in _parts(path)}
        self._folders = _folders(self._files)
        self._named: dict[str, list[str]] = {}
        for path in sorted(self._files):
            self._named.setdefault(posixpath.basename(path), []).append(path)

    def named(self, name: str) -> list[str]:
        """The files of that last name."""
        return self._named.get(name, [])

    def script(self, written: str, path: str, folder: str | None) -> str | None:
        """The file that a command of the file at `path` runs in `folder` (where it went by `cd`).

        A name that starts with a variable is taken from behind it; where the command runs is
        not known, so the folders that are likely are tried, then the only file that ends so.
        """
        name = _VARIABLE.sub("", written[-_LONGEST:]).partition("::")[0]
        rooted = name.startswith("/")
        name = posixpath.normpath(name.lstrip("/"))
        if name in ("", ".") or "$" in name:
            return None
        bases = list(self._bases(path, folder, plain="/" not in name))
        for base in bases:
            at = posixpath.normpath(posixpath.join(base, name))
            if at in self._files and at != path:
                return at
        while name.startswith("../"):
            name = name.removeprefix("../")
        found = self._only(name, path)
        while found is None and rooted and "/" in name:  # a container's folder: `/app/train.py`
            name = name.partition("/")[2]
            found = name if name in self._files else self._only(name, path)
        return found

    def _bases(self, path: str, folder: str | None, *, plain: bool) -> Iterator[str]:
        own = posixpath.dirname(path)
        if folder is not None:
            yield folder
            yield posixpath.join(own, folder)
        yield from (own, "") if plain else ("", own)
        yield from _above(own)

    def _only(self, name: str, path: str) -> str | None:
        """The one file whose path ends so; a bare name only below the folder of who names it."""
        own = posixpath.dirname(path)
        below = "" if own.startswith(".") or "/" in name or not own else own + "/"
        ending = "/" + name
        found = [
            it
            for it in self.named(posixpath.basename(name))
            if it.endswith(ending) and it.startswith(below) and it != path
        ]
        return found[0] if len(found) == 1 else None

    @property
    def files(self) -> frozenset[str]:
        return self._files

    def module(self, dotted: str, path: str) -> tuple[str, str] | None:
        """The file of a dotted name that the file at `path` imports, and what is left of it."""
        first = dotted.partition(".")[0]
        if first and first not in self._tops:
            return None
        mark = (dotted, path if not first else posixpath.dirname(path))
        if mark not in self._modules:
            self._modules[mark] = self._found(dotted, path)
        found = self._modules[mark]
        return found if found is None or found[0] != path else None

    def _found(self, dotted: str, path: str) -> tuple[str, str] | None:
        level = len(dotted) - len(dotted.lstrip("."))
        parts = dotted[level:].split(".")[:_MOST_PARTS]
        own = posixpath.dirname(path)
        if level:
            for _ in range(level - 1):
                own = posixpath.dirname(own)
            package = posixpath.join(own, "__init__.py")
            inside = (package, ".".join(parts)) if package in self._files else None
            return self._module(own, parts) or inside
        for base in dict.fromkeys((own, "", "src", *_above(own))):
            found = self._module(base, parts) or self._module(posixpath.join(base, "src"), parts)
            if found is not None:
                return found
        return None

    def _module(self, base: str, parts: list[str]) -> tuple[str, str] | None:
        start = f"{base}/" if base else ""
        first = start + parts[0]
        if f"{first}.py" not in self._files and first not in self._folders:
            return None  # most names are of modules that stand elsewhere
        for count in range(len(parts), 0, -1):
            at = start + "/".join(parts[:count])
            for file in (f"{at}.py", f"{at}/__init__.py"):
                if file in self._files:
                    return file, ".".join(parts[count:])
        return None

    def run_as_module(self, dotted: str, path: str, folder: str | None) -> str | None:
        """The file that `python -m` runs."""
        name = "/".join(dotted.split(".")[:_MOST_PARTS])
        for file in (f"{name}.py", f"{name}/__main__.py"):
            for base in (*self._bases(path, folder, plain=False), "src"):
                at = posixpath.normpath(posixpath.join(base, file))
                if at in self._files:
                    return at
        return None

    def makefile(self, path: str, folder: str | None, names: tuple[str, ...]) -> str | None:
        for base in self._bases(path, folder, plain=True):
            for name in names:
                at = posixpath.normpath(posixpath.join(base, name))
                if at in self._files and at != path:
                    return at
        return None


def _parts(path: str) -> list[str]:
    """What the first part of an import may be, to find the file or its package."""
    return path.removesuffix(".py").split("/") if path.endswith(".py") else []


def _folders(files: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in files}:
        found.add(folder)
        found.update(_above(folder))
    return found


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = posixpath.dirname(folder)
        yield folder
