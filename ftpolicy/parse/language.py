"""Which language a file is read as, by name, suffix or shebang, and the limits of reading."""

from __future__ import annotations

from functools import lru_cache

from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language
from ftpolicy.parse.text import encoding_of

MAX_TEXT = 1 << 20  # bytes of a YAML, TOML, Python or shell file
MAX_JSON = 64 << 20  # bytes of a JSON file or notebook
MAX_DEPTH = 50
MAX_ALIASES = 50
MAX_EVENTS = 200_000

_SUFFIXES = {
    ".yaml": Language.YAML,
    ".yml": Language.YAML,
    ".json": Language.JSON,
    ".jsonc": Language.JSON,
    ".toml": Language.TOML,
    ".ipynb": Language.NOTEBOOK,
    ".tf": Language.TERRAFORM,
    ".tofu": Language.TERRAFORM,
    ".py": Language.PYTHON,
    ".pyw": Language.PYTHON,
    ".sh": Language.SHELL,
    ".bash": Language.SHELL,
    ".zsh": Language.SHELL,
    ".ksh": Language.SHELL,
    ".slurm": Language.SHELL,
    ".sbatch": Language.SHELL,
    ".mk": Language.SHELL,
    ".just": Language.SHELL,
    ".dockerfile": Language.SHELL,
}
_COPIES = regex(  # endings of templates and copies: the one before them tells
    r"\.(j2|jinja2?|(go)?tmpl|tpl|template|example|sample|dist|default|in"
    r"|bak|backup|old|orig|save)"
)
_RECIPES = regex(r"\.?(gnumakefile|makefile|justfile|dockerfile|containerfile)([._-].*)?")
_NEVER_GUESSED = regex(  # prose, tables, pages, and sources in languages that are not read
    r"\.(md|mdx|markdown|rst|adoc|org|tex|html?|xml|svg|s?css|[ct]sv|lock|diff|patch|po|log|sql"
    r"|[cm]?js|[jt]sx?|vue|go|rs|java|kt|scala|swift|c|h|cc|[ch]pp|cuh?|cs|rb|php|pl|lua|r|jl"
    r"|proto|pyi)"
)
_SHELLS = frozenset(("sh", "bash", "zsh", "ksh", "dash", "ash"))
_HEAD = 4096


def plain_name(path: str) -> str:
    """The last part of a path in lower case, without the endings of templates and copies."""
    name = path.rpartition("/")[2].lower().rstrip("~")
    while True:
        root, suffix = _split(name)
        if not _COPIES.fullmatch(suffix):
            return name
        name = root


def suffix_of(name: str) -> str:
    """The suffix of a name with its dot, also of a hidden name (`.dstack.yml`)."""
    return _split(name)[1]


def language_of(path: str, data: bytes) -> Language | None:
    """The language that a path or a shebang names, None when neither does."""
    return _named(path) or _shebang(data)


def recipe_of(path: str) -> str | None:
    """`make`, `just` or `docker` for a file that holds shell in its recipes."""
    name = plain_name(path)
    suffix = suffix_of(name)
    if suffix in _SUFFIXES:
        return {".mk": "make", ".just": "just", ".dockerfile": "docker"}.get(suffix)
    found = _RECIPES.fullmatch(name)
    stem = found[1] if found is not None else ""
    return {"justfile": "just", "dockerfile": "docker", "containerfile": "docker"}.get(
        stem, "make" if stem else None
    )


def claimed(path: str) -> bool:
    """True when the path alone says that the file may be judged.

    A name without a suffix is claimed, since its first line may be a shebang.
    """
    return _named(path) is not None or not suffix_of(plain_name(path))


def guess(path: str, data: bytes) -> tuple[Language, ...]:
    """The languages worth trying, in this order, for a text that no name or shebang tells.

    Empty for prose, for tables and for sources in languages that are not read.
    """
    if _NEVER_GUESSED.fullmatch(suffix_of(plain_name(path))):
        return ()
    encoding = encoding_of(data)
    if encoding == "utf-8-sig" and b"\0" in data[:_HEAD]:
        return ()
    head = data[:_HEAD].decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if not head:
        return ()
    first: tuple[Language, ...] = (Language.JSON,) if head[0] in "{[" else ()
    if _opens_table(head):
        first += (Language.TOML,)
    return (*first, Language.YAML, Language.PYTHON, Language.SHELL)


def _split(name: str) -> tuple[str, str]:
    root, dot, suffix = name.rpartition(".")
    return (root, dot + suffix) if dot and (root or dot + suffix in _SUFFIXES) else (name, "")


@lru_cache(maxsize=4096)  # each stage asks again for the file at hand
def _named(path: str) -> Language | None:
    name = plain_name(path)
    suffix = suffix_of(name)
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _RECIPES.fullmatch(name) and not _NEVER_GUESSED.fullmatch(suffix):
        return Language.SHELL
    return None


def _shebang(data: bytes) -> Language | None:
    line = data[:256].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    if not line.startswith(b"#!"):
        return None
    for word in line[2:].decode("ascii", "replace").split():
        program = word.rpartition("/")[2]
        if program in _SHELLS:
            return Language.SHELL
        if program.rstrip("0123456789.") in {"python", "pypy", "uv"}:
            return Language.PYTHON
    return None


def _opens_table(head: str) -> bool:
    line = next((each for each in head.split("\n") if each.strip() and each[0] != "#"), "")
    return line.startswith("[") and line.rstrip().endswith("]")
