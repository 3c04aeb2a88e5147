"""The limits that hold for a case whose files may have several profiles."""

from __future__ import annotations

from collections.abc import Callable

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.run import Asked, Limits


def highest(case: Case, asked: Asked, limit: Callable[[Limits], int]) -> int:
    """The highest of a limit over the case's profiles: each profile's own limit must be met."""
    return max(limit(asked.limits_for(profile)) for profile in case.profiles)


def only(case: Case, profile: Profile) -> bool:
    """Whether all of the case is of one profile, so that the profile's relief holds."""
    return case.profiles == (profile,)
