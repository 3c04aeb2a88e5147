from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.model.finding import Finding, Severity, Verdict, Waiver
from ftpolicy.model.period import Period
from ftpolicy.model.run import WaiverFault, WaiverUse
from ftpolicy.model.source import Location
from ftpolicy.policy.waivers import apply

TODAY = date(2026, 11, 22)


def longest(_: Finding) -> Period:
    return Period("P180D", 0, 180)


def finding(
    code: str = "FT203", path: str = "configs/a.yaml", record: str | None = None
) -> Finding:
    return Finding(
        code=code,
        name="",
        severity=Severity.WARNING,
        message="m",
        remedy="r",
        location=Location(path, 3),
        verdict=Verdict.COLLECT_DATA,
        record=record,
    )


def waiver(
    rule: str = "FT203",
    paths: tuple[str, ...] = ("configs/**",),
    reason: str = "Pilot",
    owner: str = "@dana",
    expires: str = "2027-01-31",
) -> Waiver:
    return Waiver(rule, paths, reason, owner, expires, Location(".ftpolicy.yaml", 9, 5))


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        pytest.param(finding(), True, id="place"),
        pytest.param(finding(path="decisions/a.yaml"), False, id="other place"),
        pytest.param(finding("FT104"), False, id="other rule"),
        pytest.param(finding(path="d/a.yaml", record="configs/r.yaml"), True, id="record"),
        pytest.param(finding(path="d/a.yaml", record="d/r.yaml"), False, id="other record"),
    ],
)
def test_which_findings_a_waiver_fits(found: Finding, fits: bool) -> None:
    ((after,), uses) = apply((found,), (waiver(),), longest, TODAY)

    assert after.waived == (waiver() if fits else None)
    assert after.message == found.message
    assert uses == (() if fits else (WaiverUse(waiver(), WaiverFault.UNUSED, None),))


def test_the_paths_of_a_case_count() -> None:
    found = finding(path="decisions/a.yaml")

    ((after,), _) = apply((found,), (waiver(),), longest, TODAY, lambda it: ("x", "configs/b.yaml"))

    assert after.waived == waiver()


@pytest.mark.parametrize(
    ("bad", "fault", "detail"),
    [
        pytest.param(waiver(expires="2026-11-21"), "EXPIRED", "2026-11-21", id="yesterday"),
        pytest.param(waiver(reason=""), "INCOMPLETE", "`reason`", id="no reason"),
        pytest.param(waiver(reason=" "), "INCOMPLETE", "`reason`", id="blank reason"),
        pytest.param(waiver(owner=""), "INCOMPLETE", "`owner`", id="no owner"),
        pytest.param(waiver(expires=""), "INCOMPLETE", "`expires`", id="no end"),
        pytest.param(
            waiver(reason="", owner="", expires=""),
            "INCOMPLETE",
            "`reason` and `owner` and `expires`",
            id="nothing",
        ),
        pytest.param(
            waiver(expires="2027-02-30"),
            "INCOMPLETE",
            "a real date under `expires`",
            id="no such day",
        ),
        pytest.param(
            waiver(expires="2027-W01-1"), "INCOMPLETE", "a real date under `expires`", id="week"
        ),
        pytest.param(
            waiver(expires="next year"), "INCOMPLETE", "a real date under `expires`", id="words"
        ),
        pytest.param(waiver(expires="2027-05-22"), "TOO_LONG", "2027-05-21", id="a day too long"),
    ],
)
def test_a_faulty_waiver_silences_nothing(bad: Waiver, fault: str, detail: str) -> None:
    found = finding()

    assert apply((found,), (bad,), longest, TODAY) == (
        (found,),
        (WaiverUse(bad, WaiverFault[fault], found, detail),),
    )
    assert apply((), (bad,), longest, TODAY) == (
        (),
        (WaiverUse(bad, WaiverFault.UNUSED, None),),
    )


@pytest.mark.parametrize("expires", ["2026-11-22", "2027-05-21"])
def test_the_first_and_the_last_end_that_are_allowed(expires: str) -> None:
    ((after,), uses) = apply((finding(),), (waiver(expires=expires),), longest, TODAY)

    assert after.waived == waiver(expires=expires)
    assert uses == ()


def test_a_sound_waiver_beside_a_faulty_one() -> None:
    expired, sound = waiver(expires="2026-01-01"), waiver()

    ((after,), uses) = apply((finding(),), (expired, sound), longest, TODAY)

    assert after.waived == sound
    assert uses == (WaiverUse(expired, WaiverFault.UNUSED, None),)


def test_a_faulty_waiver_is_told_once_with_the_first_finding() -> None:
    expired = waiver(expires="2026-01-01")
    first, second = finding(path="configs/1.yaml"), finding(path="configs/2.yaml")

    (after, uses) = apply((first, second), (expired,), longest, TODAY)

    assert after == (first, second)
    assert uses == (WaiverUse(expired, WaiverFault.EXPIRED, first, "2026-01-01"),)


@pytest.mark.parametrize("code", ["FT901", "FT902", "FT903"])
def test_the_gate_itself_is_never_waived(code: str) -> None:
    found = finding(code)

    assert apply((found,), (waiver(code),), longest, TODAY) == (
        (found,),
        (WaiverUse(waiver(code), WaiverFault.UNUSED, None),),
    )


def test_a_waiver_without_paths_or_rule_fits_nothing() -> None:
    for empty in (waiver(paths=()), waiver(rule="")):
        assert apply((finding(),), (empty,), longest, TODAY)[0] == (finding(),)


def test_no_waivers() -> None:
    assert apply((finding(),), (), longest, TODAY) == ((finding(),), ())
