"""The limits of a policy, over all and for each profile."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ftpolicy.model.detection import Profile
from ftpolicy.model.period import Period, parse_period
from ftpolicy.model.run import Limits
from ftpolicy.parse.plain import Plain
from ftpolicy.policy.layer import Layer
from ftpolicy.policy.tightness import default


def profile_limits(layer: Layer) -> Mapping[Profile, Limits] | None:
    named = {
        profile: limits(layer, f"limits.profiles.{profile.value}.")
        for profile in Profile
        if any(key.startswith(f"limits.profiles.{profile.value}.") for key in layer.settings)
    }
    return named or None


def limits(layer: Layer, prefix: str) -> Limits:
    def of(name: str) -> Plain:
        return default(prefix + name, layer.settings)

    share = of("max_duplicate_share")
    return Limits(
        min_examples=whole(of("min_examples")),
        recommended_examples=whole(of("recommended_examples")),
        min_few_shot_examples=whole(of("min_few_shot_examples")),
        min_variations=whole(of("min_variations")),
        min_test_examples=whole(of("min_test_examples")),
        min_prompt_tokens=whole(of("min_prompt_tokens")),
        max_duplicate_share=float(share) if isinstance(share, (int, Decimal)) else 0.0,
        baseline_max_age=_period(of("baseline_max_age")),
        prices_max_age=_period(of("prices_max_age")),
        max_payback_months=whole(of("max_payback_months")),
        max_waiver=_period(of("max_waiver")),
    )


def whole(value: Plain) -> int:
    return value if isinstance(value, int) else 0


def _period(value: Plain) -> Period:
    period = parse_period(value) if isinstance(value, str) else None
    return period if period is not None else Period("P0D", 0, 0)
