"""The cheap look before following: which files and modules the bytes of a file may name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ftpolicy.detect.places import JUSTFILES, MAKEFILES, is_test
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language, SourceFile
from ftpolicy.parse.language import language_of

_LARGEST = 1 << 20
_LARGEST_NOTEBOOK = 16 << 20
_SUFFIX = regex(rb"\.(?:py|sh|bash|zsh|slurm|sbatch)\b")
_BREAK = regex(rb"[\s\"'/\\=,;&|:<>]")
_LONGEST = 120  # bytes of a script's name
_MODULES = regex(rb"-m[\"',\s]+(\w[\w.]*)")
_MAKE = regex(rb"\b(make|just)[\"',\s]")
_IMPORTS = regex(
    rb"\n[ \t]*(?:from[ \t]+([\w.]*)[ \t]+import[ \t]*(\([^)]{0,3000}|[^\n#]*)"
    rb"|import[ \t]+([\w. \t,]+))"
)
_WORD = regex(rb"\w+")
_CALL = regex(rb"\n(?:\w[\w.]*[ \t]*=[ \t]*)?\w[\w.]*\(")
_DECORATED = regex(
    rb"\n@[\w.]+\b(?:command|callback|local_entrypoint|entrypoint|main|flow|task|remote)\b"
)
_MOST = 300
_TRAINING = (b"Trainer", b".backward(", b".fit(", b"value_and_grad", b"get_peft_model")
_MODELS = (b"from_pretrained", b"transformers", b"trl", b"peft", b"mlx", b"unsloth")

_FOLLOWED = frozenset((Language.SHELL, Language.YAML, Language.PYTHON, Language.NOTEBOOK))


class Mentions(NamedTuple):
    """Last names of scripts, and dotted imports, as they stand in the bytes of a file.

    `keys` are the names by which the files meant could be found, for a first sieve. `entry` is
    False for a module that only defines what others use, `trains` True when its words
    speak of training, `models` when they speak of models that were trained before.
    """

    scripts: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    entry: bool = False
    trains: bool = False
    models: bool = False


def keys_of(path: str) -> tuple[str, ...]:
    """The names by which others mention a file."""
    folder, _, name = path.rpartition("/")
    if name in ("__init__.py", "__main__.py"):
        return name, folder.rpartition("/")[2]
    return name, name.removesuffix(".py")


def mentions(source: SourceFile) -> Mentions:
    """What the file may run; nothing for a test, or for a language in which nothing is run."""
    language = language_of(source.path, source.data)
    largest = _LARGEST_NOTEBOOK if language is Language.NOTEBOOK else _LARGEST
    if language not in _FOLLOWED or len(source.data) > largest or is_test(source.path):
        return Mentions()
    data = source.data
    scripts = set(_scripts(data))
    for module in _MODULES.findall(data):
        scripts.add(f"{_text(module).rpartition('.')[2]}.py")
        scripts.add("__main__.py")
    if language in (Language.SHELL, Language.YAML) and _MAKE.search(data):
        scripts.update(MAKEFILES + JUSTFILES)
    scripts.discard(source.path.rpartition("/")[2])
    imports = _imported(data) if language is Language.PYTHON else frozenset()
    named = frozenset(sorted(scripts)[:_MOST])
    parts = (part for dotted in imports for part in dotted.split(".") if part)
    # a relative import of the package itself (`from . import x`) finds its `__init__.py`
    keys = named.union(parts, ("__init__.py",) if any(it[0] == "." for it in imports) else ())
    entry = language is not Language.PYTHON or _is_entry(data)
    python = language is Language.PYTHON
    trains = python and any(word in data for word in _TRAINING)
    models = python and any(word in data for word in _MODELS)
    return Mentions(named, imports, keys, entry, trains, models)


def _is_entry(data: bytes) -> bool:
    """Whether running the file may do something: a guard, a call or a command at the top."""
    if b"__main__" in data:
        return True
    return _CALL.search(data) is not None or _DECORATED.search(data) is not None


def _scripts(data: bytes) -> Iterator[str]:
    """Each word that ends as a script does; the suffix first, since a picture is one long word."""
    for found in _SUFFIX.finditer(data):
        before = data[max(0, found.start() - _LONGEST) : found.start()]
        name = _BREAK.split(before)[-1]
        if name:
            yield _text(name + found[0])


def _imported(data: bytes) -> frozenset[str]:
    found: set[str] = set()
    for module, names, plain in _IMPORTS.findall(b"\n" + data):
        if plain:
            found.update(_text(each).split(" as ")[0].strip() for each in plain.split(b","))
            continue
        start = _text(module) + ("" if module.endswith(b".") else ".")
        found.add(_text(module))
        found.update(start + _text(name) for name in _WORD.findall(names))
    return frozenset(it for it in sorted(found)[:_MOST] if it.strip("."))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
