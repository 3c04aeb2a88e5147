"""Layers of policy to one: a child tightens, and loosens only what its parent unlocks.

The policy of a folder is over the one above it, and loosens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.finding import Waiver
from ftpolicy.model.source import Location
from ftpolicy.model.values import replace
from ftpolicy.parse.plain import Plain
from ftpolicy.policy.layer import Layer, Settings
from ftpolicy.policy.tightness import (
    ADDED,
    OF_THE_WHOLE_RUN,
    as_tight,
    default,
    enforced_as_tight,
    meeting,
)

Refusal: TypeAlias = Callable[[Layer, Layer, str, object, object], None]

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
        files=_each_once(earlier.files, later.files),
    )


def inherited(parent: Layer, child: Layer) -> Layer:
    """The child over its parent; raises FtpolicyError for a loosening that is not unlocked."""
    merged = _over(parent, child, _may_loosen)
    return replace(merged, unlocked=_unlocked(parent, child))


def tightened(above: Layer, folder: Layer) -> Layer:
    """The policy of a folder over the one above it, of which it may loosen nothing."""
    for key, value in folder.settings.items():
        before = default(key, above.settings)
        after = _joined(before, value) if key in ADDED else value
        if key in OF_THE_WHOLE_RUN and after != before:
            raise FtpolicyError(
                f"{_stated(folder, key)}: `{key}` holds for the whole repository: set it in the"
                " policy at the root"
            )
    if "unlocked" in folder.places:
        raise FtpolicyError(
            f"{_stated(folder, 'unlocked')}: `unlocked` is for policies that others extend, not"
            " for the policy of a folder"
        )
    return replace(_over(above, folder, _may_not), unlocked=None)


def _over(parent: Layer, child: Layer, refuse: Refusal) -> Layer:
    """The child over its parent; `refuse` is called for each loosening and may let it pass."""
    merged = dict(parent.settings)
    origins = {**parent.origins, **child.origins}
    for key, value in child.settings.items():
        before = default(key, parent.settings)
        after = _joined(before, value) if key in ADDED else value
        if key not in _ENFORCEMENT and not as_tight(key, before, after):
            refuse(parent, child, key, before, value)
        if key in ADDED and before:
            origins[key] = f"{parent.origins.get(key, parent.name)}, {origins[key]}"
        merged[key] = after
    least, enforced = _enforcement(parent.settings), _enforcement(merged)
    if not enforced_as_tight(least, enforced):
        key = next(key for key in reversed(_ENFORCEMENT) if key in child.settings)
        refuse(parent, child, key, least, enforced)
    waivers = with_waivers(parent.waivers, child.waivers)
    if waivers != parent.waivers:
        rules = tuple(each.rule for each in parent.waivers)
        refuse(parent, child, "waivers", rules, tuple(each.rule for each in waivers))
    return replace(
        child,
        settings=merged,
        waivers=waivers,
        origins=origins,
        files=_each_once(parent.files, child.files),
    )


def tightest(one: Layer, other: Layer) -> Layer:
    """Of two layers that tighten the same policy, whatever of each asks more."""
    merged = dict(one.settings)
    origins = dict(one.origins)
    for key in dict.fromkeys((*one.settings, *other.settings)):
        mine, theirs = default(key, one.settings), default(key, other.settings)
        if key in _ENFORCEMENT or as_tight(key, theirs, mine):
            continue
        both = theirs if as_tight(key, mine, theirs) else meeting(key, mine, theirs)
        if both is None:
            raise FtpolicyError(
                f"`{key}` of `{one.name}` (`{shown(mine)}`) and of `{other.name}`"
                f" (`{shown(theirs)}`) exclude each other, and one record covers files of both:"
                " split the record"
            )
        merged[key], origins[key] = both, other.origins.get(key, other.name)
    stricter = enforced_as_tight(_enforcement(one.settings), _enforcement(other.settings))
    for key in _ENFORCEMENT if stricter else ():
        merged[key] = default(key, other.settings)
        origins[key] = other.origins.get(key, origins.get(key, other.name))
    return Layer(
        name=f"{one.name}, {other.name}",
        settings=merged,
        waivers=one.waivers,
        origins=origins,
        files=_each_once(one.files, other.files),
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
    raise FtpolicyError(
        f"{_looser(parent, child, key, before, after)}: tighten it, or have `{key}` named under"
        f" `unlocked` there"
    )


def _may_not(parent: Layer, child: Layer, key: str, before: object, after: object) -> None:
    looser = _looser(parent, child, key, before, after)
    raise FtpolicyError(f"{looser}: the policy of a folder may only tighten")


def _looser(parent: Layer, child: Layer, key: str, before: object, after: object) -> str:
    return (
        f"{_stated(child, key)}: `{key}` is looser (`{shown(after)}`) than in"
        f" `{parent.name}` (`{shown(before)}`)"
    )


def _stated(layer: Layer, key: str) -> str:
    """Where a layer states a key: in its own file, or in one that it extends."""
    place = layer.places.get(key, Location(layer.origins.get(key, layer.name)))
    return f"{place.path}:{place.line}:{place.column}"


def _each_once(first: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def shown(value: object) -> str:
    """A setting as a person writes it."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)
