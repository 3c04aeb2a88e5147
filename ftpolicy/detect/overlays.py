"""What a YAML document says of its parents: Hydra's `defaults`, `base_config`, `_base_`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, MapNode, Node, Scalar

DEFAULTS = "defaults"
_PARENTS = (
    *("base_config", "_base_", "_BASE_", "__base__", "base_recipe", "parent_config"),
    *("extends", "inherit", "inherits", "inherit_from"),
)
_OPENING = regex(
    rb"""^["']?(?:%s)["']?[ \t]*:""" % b"|".join(key.encode() for key in (DEFAULTS, *_PARENTS)),
    re.MULTILINE,
)
_PACKAGE = regex(rb"\A(?:[ \t]*(?:#.*)?\n)*?[ \t]*#[ \t]*@package[ \t]+([\w.]+)")
_SUFFIXES = (".yaml", ".yml", ".json")
_PYTHON_BASE = regex(
    rb"^_base_[ \t]*=[ \t]*(\[[^\]]{0,999}\]|'[^'\n]*'|\"[^\"\n]*\")", re.MULTILINE
)
_QUOTED = regex(rb"""['"]([^'"\n]+\.py)['"]""")
_GLOBAL, _HERE, _GROUP, _SELF = "_global_", "_here_", "_group_", "_self_"
_MOST = 50
_HEAD = 16384  # bytes
_LONGEST = 10  # keys of a package

Overrides = tuple[tuple[str, str], ...]
"""Which file of a group a child chooses instead of its parent's choice."""


class Layer(NamedTuple):
    """One parent as named: a file without or with its suffix, and the keys that it is put under.

    `name` is None for the document itself (`_self_`); `package` is None when the file may say.
    """

    name: str | None = None
    package: tuple[str, ...] | None = ()
    group: tuple[str, ...] = ()


def may_overlay(data: bytes) -> bool:
    """Whether a line at the left edge opens one of the keys that name a parent."""
    return _OPENING.search(data) is not None


def python_parents(data: bytes) -> tuple[str, ...]:
    """The files that `_base_ = ...` of a Python config names."""
    found = _PYTHON_BASE.search(data[:_HEAD])
    if found is None:
        return ()
    return tuple(each.decode("utf-8", "replace") for each in _QUOTED.findall(found[1])[:_MOST])


def key_of(root: MapNode) -> Scalar | None:
    """The key that names the parents."""
    return next((key for key, _ in root.entries if key.text in (DEFAULTS, *_PARENTS)), None)


def layers(root: MapNode, given: Overrides) -> tuple[tuple[Layer, ...], Overrides]:
    """What the document is laid over, the lowest first, and the choices for its parents."""
    found: list[Layer] = []
    chosen = list(given)
    for key, value in root.entries:
        if key.text == DEFAULTS and isinstance(value, ListNode):
            for item in value.items[:_MOST]:
                found += _of_item(item, dict(given), chosen)
        elif key.text == DEFAULTS or key.text in _PARENTS:
            found += (Layer(text) for text in _files(value))
    if Layer() not in found:
        found.append(Layer())
    return tuple(found), tuple(chosen)


def package_of(data: bytes) -> str | None:
    """The package that the head of a file names (`# @package _global_`)."""
    found = _PACKAGE.match(data[:_HEAD])
    return found[1].decode() if found is not None else None


def placed_under(layer: Layer, package: str | None) -> tuple[str, ...]:
    """The keys under which a parent's values stand in the child."""
    if layer.package is not None:
        return layer.package
    if package is None or package == _GROUP:
        return layer.group
    return _keys(package, layer.group)


def _files(value: Node) -> Iterator[str]:
    items = value.items if isinstance(value, ListNode) else (value,)
    for item in items[:_MOST]:
        if isinstance(item, Scalar) and item.text.endswith(_SUFFIXES):
            yield item.text


def _of_item(item: Node, given: dict[str, str], chosen: list[tuple[str, str]]) -> Iterator[Layer]:
    if isinstance(item, Scalar):
        yield from _plain(item.text)
        return
    for key, value in item.entries if isinstance(item, MapNode) else ():
        words = key.text.split()
        group, at, package = (words or [""])[-1].partition("@")
        choices = value.items if isinstance(value, ListNode) else (value,)
        texts = [one.text for one in choices if isinstance(one, Scalar) and _is_name(one)]
        if "override" in words:
            chosen += [(words[-1].lstrip("/"), text) for text in texts[:1]]
            continue
        over = given.get(words[-1].lstrip("/") if words else "")
        keys = tuple(part for part in group.split("/")[:_LONGEST] if part not in ("", ".", ".."))
        for text in [over] if over is not None else texts:
            yield Layer(f"{group}/{text}", _keys(package, keys) if at else None, keys)


def _plain(text: str) -> Iterator[Layer]:
    """An item that is only a name: `_self_`, `base`, `model/house`, `../../dpo.yaml`."""
    name, at, package = text.removeprefix("optional ").strip().partition("@")
    if name == _SELF:
        yield Layer()
    elif name and "$" not in name:
        folders = () if name.startswith(".") or name.endswith(_SUFFIXES) else _folders(name)
        yield Layer(name, _keys(package, folders) if at else None, folders)


def _folders(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.split("/")[:-1][:_LONGEST] if part)


def _keys(package: str, group: tuple[str, ...]) -> tuple[str, ...]:
    if package in (_GLOBAL, _HERE):
        return ()
    if package == _GROUP:
        return group
    return tuple(part for part in package.split(".")[:_LONGEST] if part and part != _GLOBAL)


def _is_name(scalar: Scalar) -> bool:
    return scalar.text not in ("", "null", "~") and "$" not in scalar.text
