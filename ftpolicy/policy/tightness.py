"""The defaults of every setting, and which of two values asks more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from ftpolicy.model.period import parse_period
from ftpolicy.model.run import Limits
from ftpolicy.parse.plain import Plain

_LIMITS = Limits()

DEFAULTS: Final[Mapping[str, Plain]] = {
    "enforcement.mode": "block",
    "enforcement.from": None,
    "scope": "changed",
    "limits.min_examples": _LIMITS.min_examples,
    "limits.recommended_examples": _LIMITS.recommended_examples,
    "limits.min_few_shot_examples": _LIMITS.min_few_shot_examples,
    "limits.min_variations": _LIMITS.min_variations,
    "limits.min_test_examples": _LIMITS.min_test_examples,
    "limits.min_prompt_tokens": _LIMITS.min_prompt_tokens,
    "limits.max_duplicate_share": Decimal(str(_LIMITS.max_duplicate_share)),
    "limits.baseline_max_age": _LIMITS.baseline_max_age.text,
    "limits.prices_max_age": _LIMITS.prices_max_age.text,
    "limits.max_payback_months": _LIMITS.max_payback_months,
    "limits.max_waiver": _LIMITS.max_waiver.text,
    "evidence.least": "remote",
    "records": ["**"],
    "exclude": [],
    "examples": [],
    "experiments.paths": [],
    "experiments.max": None,
    "detectors.paths": [],
    "detectors.include_encoders": False,
    "detectors.disable": [],
    "detectors.likely": "error",
    "required_fields": [],
    "approvals.count": 0,
    "approvals.from": [],
    "approvals.stale_on": "decision",
    "approvals.exclude_last_pusher": False,
}

ADDED = frozenset(("exclude", "examples", "required_fields", "detectors.paths"))
"""Lists where a child's entries join its parent's; other lists are replaced."""

OF_THE_WHOLE_RUN = frozenset(
    ("scope", "records", "detectors.paths", "detectors.include_encoders", "detectors.disable")
)
"""What decides what is looked at, so that the policy of a folder cannot have its own."""

_LEVELS: Final = ("off", "note", "warning", "error")
_MODES: Final = ("observe", "warn", "block")
_ORDERS: Final[Mapping[str, tuple[Plain, ...]]] = {  # from loose to tight
    "scope": ("added", "changed", "all"),
    "evidence.least": ("remote", "pointer", "manifest", "footer", "counted"),
    "detectors.likely": _LEVELS,
    "detectors.include_encoders": (False, True),
    "approvals.stale_on": ("decision", "push"),
    "approvals.exclude_last_pusher": (False, True),
}
_MORE_IS_TIGHTER = frozenset(("records", "required_fields", "detectors.paths"))
_FEWER_IS_TIGHTER = frozenset(("exclude", "examples", "experiments.paths", "detectors.disable"))
_HIGHER_IS_TIGHTER = ("min_", "recommended_", "count")


def default(key: str, settings: Mapping[str, Plain]) -> Plain:
    """The value in force for a key that `settings` may leave out.

    A profile inherits each limit. An unstated rule counts as `error`, since its own severity is
    not known here: a child may only make it an error.
    """
    if key in settings:
        return settings[key]
    if key.startswith("limits.profiles."):
        return default("limits." + key.rsplit(".", 1)[1], settings)
    return "error" if key.startswith("rules.") else DEFAULTS[key]


def as_tight(key: str, parent: Plain, child: Plain) -> bool:
    """Whether a child's value asks at least what its parent's does."""
    order = _LEVELS if key.startswith("rules.") else _ORDERS.get(key)
    if order is not None:
        return order.index(child) >= order.index(parent)
    if isinstance(parent, list) and isinstance(child, list):
        return _list_as_tight(key, parent, child)
    if parent is None or child is None:
        return parent is None  # only `experiments.max` may be absent: no end at all
    if key.rsplit(".", 1)[1].startswith(_HIGHER_IS_TIGHTER):
        return _amount(child) >= _amount(parent)
    return _amount(child) <= _amount(parent)


def _list_as_tight(key: str, parent: list[Plain], child: list[Plain]) -> bool:
    if key in _MORE_IS_TIGHTER:
        return "**" in child or all(each in child for each in parent)
    if key in _FEWER_IS_TIGHTER:
        return all(each in parent for each in child)
    return not parent or (bool(child) and all(each in parent for each in child))  # who approves


def meeting(key: str, one: Plain, other: Plain) -> Plain:
    """What asks as much as each of two lists of which neither does; None when nothing can."""
    if not isinstance(one, list) or not isinstance(other, list):
        return None
    if key in _MORE_IS_TIGHTER:
        return [*one, *(each for each in other if each not in one)]
    both = [each for each in one if each in other]
    return both if both or key in _FEWER_IS_TIGHTER else None


def _amount(value: Plain) -> Decimal:
    period = parse_period(value) if isinstance(value, str) else None
    if period is not None:
        return Decimal((period.after(date(2000, 1, 1)) - date(2000, 1, 1)).days)
    return Decimal(value) if isinstance(value, (int, Decimal)) else Decimal(0)


def enforced_as_tight(parent: tuple[str, str | None], child: tuple[str, str | None]) -> bool:
    """Whether on every day a child's mode with its `from` is as strict as its parent's."""
    (least, starts), (mode, begins) = parent, child
    if _MODES.index(mode) < _MODES.index(least):
        return False
    if begins is None or (starts is not None and begins <= starts):
        return True
    return _MODES.index(milder(mode)) >= _MODES.index(least)


def stricter(one: str, other: str) -> str:
    """The stricter of two modes."""
    return max(one, other, key=_MODES.index)


def milder(mode: str) -> str:
    """The mode that holds until `from`."""
    return _MODES[max(_MODES.index(mode) - 1, 0)]
