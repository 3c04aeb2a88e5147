"""The pre-commit configuration: is the hook in it, and does it run when it should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location, MapNode, Node
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.nodes import child, document, entries, items, key_place, place_of, text, texts

FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
_OLD_NAMES = {"commit": "pre-commit", "merge-commit": "pre-merge-commit", "push": "pre-push"}
_HASH = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_VERSION = regex(r"v?\d+(\.\d+)*([.-]?\w+)?")
_FILTERS = ("files", "exclude", "types", "types_or", "exclude_types")


def hook_gaps(tree: Snapshot) -> tuple[bool, tuple[Gap, ...]]:
    """Whether pre-commit runs our hook, and what is wrong with how it does."""
    path = next((one for one in FILES if tree.entry(one) is not None), FILES[0])
    config = document(tree, path)
    if isinstance(config, Gap):
        return False, (config,)
    found = tuple(_hooks(config))
    if not found:
        return False, (gap("no-hook", "no hook runs ftpolicy before a commit", Location(path)),)
    gaps = [one for repo, hook in found for one in _hook(repo, hook, config, path)]
    return True, tuple(gaps)


def _hooks(config: MapNode | None) -> Iterator[tuple[Node, Node]]:
    """Our hook wherever it stands, with its `repo`."""
    for repo in items(child(config, "repos")):
        for hook in items(child(repo, "hooks")):
            entry = text(child(hook, "entry"))
            named = text(child(hook, "id")) == "ftpolicy"
            if named or re.search(r"\bftpolicy\s+hook\b", entry):
                yield repo, hook


def _hook(repo: Node, hook: Node, config: MapNode | None, path: str) -> Iterator[Gap]:
    rev = child(repo, "rev")
    if rev is not None and not _HASH.fullmatch(text(rev)) and not _VERSION.fullmatch(text(rev)):
        yield gap("unpinned", f"`rev` is `{text(rev)}`, a branch or a name", place_of(rev, path))
    for key in _FILTERS:
        if child(hook, key) is not None:
            message = f"`{key}` on the hook leaves files out"
            yield gap("hook-changed", message, key_place(hook, key, path))
    if text(child(hook, "always_run")) == "false":
        place = key_place(hook, "always_run", path)
        yield gap("hook-changed", "without `always_run` a deletion is not seen", place)
    entry = text(child(hook, "entry"))
    if "||" in entry:
        place = key_place(hook, "entry", path)
        yield gap("hook-changed", "`||` in the entry throws the exit code away", place)
    yield from _stages(hook, config, path)
    if "ftpolicy" in texts(child(child(config, "ci"), "skip")):
        place = key_place(child(config, "ci"), "skip", path)
        yield gap("hook-changed", "pre-commit.ci skips the hook", place)


def _stages(hook: Node, config: MapNode | None, path: str) -> Iterator[Gap]:
    """Every stage that the hook should run in must be both allowed and installed."""
    stages = {_OLD_NAMES.get(one, one) for one in texts(child(hook, "stages"))}
    missing = [one for one in STAGES if stages and one not in stages]
    if missing:
        place = key_place(hook, "stages", path)
        yield gap("hook-changed", f"`stages` lacks {_listed(missing)}", place)
    installed = texts(child(config, "default_install_hook_types"))
    lacking = [one for one in STAGES if one not in (installed or ("pre-commit",))]
    if lacking:
        known = any(key.text == "default_install_hook_types" for key, _ in entries(config))
        place = key_place(config, "default_install_hook_types", path) if known else Location(path)
        message = f"`pre-commit install` installs no {_listed(lacking)}"
        yield gap("missing-stage", message, place)


def _listed(names: list[str]) -> str:
    return " and no ".join(f"`{one}`" for one in names)
