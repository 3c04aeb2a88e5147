"""Layers of policy to one: a child tightens, and loosens only what its parent unlocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.finding import Waiver
from ftpolicy.model.source import Location
from ftpolicy.parse.plain import Plain
from ftpolicy.policy.layer import Layer, Settings
from ftpolicy.policy.tightness import ADDED, as_tight, default, enforced_as_tight

_NOWHERE = Location("")
_ENFORCEMENT = ("enforcement.mode", "enforcement.from")


def overlaid(earlier: Layer, later: Layer) -> Layer:
    """Two parents of one child: what the later states holds."""
    return Layer(
        name=f"{earlier.name}, {later.name}",
        settings={**earlier.settings, **later.settings},
        waivers=later.waivers or earlier.waivers,
        unlocked=later.unlocked if later.unlocked is not None else earlier.unlocked,
        origins={**earlier.origins, **later.origins},
    )


def inherited(parent: Layer, child: Layer) -> Layer:
    """The child over its parent; raises FtpolicyError for a loosening that is not unlocked."""
    merged = dict(parent.settings)
    for key, value in child.settings.items():
        before = default(key, parent.settings)
        after = _joined(before, value) if key in ADDED else value
        if key not in _ENFORCEMENT and not as_tight(key, before, after):
            _may_loosen(parent, child, key, before, value)
        merged[key] = after
    least, enforced = _enforcement(parent.settings), _enforcement(merged)
    if not enforced_as_tight(least, enforced):
        key = next(key for key in reversed(_ENFORCEMENT) if key in child.settings)
        _may_loosen(parent, child, key, least, enforced)
    waivers = with_waivers(parent.waivers, child.waivers)
    if waivers != parent.waivers:
        rules = tuple(each.rule for each in parent.waivers)
        _may_loosen(parent, child, "waivers", rules, tuple(each.rule for each in waivers))
    return replace(
        child,
        settings=merged,
        waivers=waivers,
        unlocked=_unlocked(parent, child),
        origins={**parent.origins, **child.origins},
    )


def with_exceptions(first: Layer, others: Iterable[Layer]) -> Layer:
    """The first policy of a merge, with whatever the other sides exempt."""
    settings, waivers = dict(first.settings), first.waivers
    for other in others:
        waivers = with_waivers(waivers, other.waivers)
        for key in ("exclude", "examples"):
            mine = default(key, settings)
            settings[key] = _joined(mine, default(key, other.settings))
    return replace(first, settings=settings, waivers=waivers)


def with_waivers(first: tuple[Waiver, ...], more: tuple[Waiver, ...]) -> tuple[Waiver, ...]:
    """Waivers of both, each once, wherever it is written."""
    seen = {replace(each, location=_NOWHERE) for each in first}
    return (*first, *(each for each in more if replace(each, location=_NOWHERE) not in seen))


def _joined(first: Plain, more: Plain) -> Plain:
    if isinstance(first, list) and isinstance(more, list):
        return [*first, *(each for each in more if each not in first)]
    return more


def _enforcement(settings: Settings) -> tuple[str, str | None]:
    mode, start = (default(key, settings) for key in _ENFORCEMENT)
    return str(mode), str(start) if start is not None else None


def _unlocked(parent: Layer, child: Layer) -> tuple[str, ...] | None:
    """What the child's own children may loosen: never what its parent locks."""
    if child.unlocked is None:
        return parent.unlocked
    mine = [key for key in child.unlocked if _is_unlocked(parent.unlocked, key)]
    return (*mine, *(key for key in parent.unlocked or () if _is_unlocked(child.unlocked, key)))


def _is_unlocked(unlocked: tuple[str, ...] | None, key: str) -> bool:
    return any(key == each or key.startswith(each + ".") for each in unlocked or ())


def _may_loosen(parent: Layer, child: Layer, key: str, before: object, after: object) -> None:
    if _is_unlocked(parent.unlocked, key):
        return
    place = child.place(key)
    raise FtpolicyError(
        f"{place.path}:{place.line}:{place.column}: `{key}` is looser (`{shown(after)}`) than in"
        f" `{parent.name}` (`{shown(before)}`): tighten it, or have `{key}` named under"
        f" `unlocked` there"
    )


def shown(value: object) -> str:
    """A setting as a person writes it."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)
