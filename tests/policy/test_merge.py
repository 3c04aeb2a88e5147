from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.policy.load import Policy, load
from tests.honest import MemoryTree

CHILD = ".ftpolicy.yaml"
TODAY = date(2026, 11, 22)


def extended(parent: str, child: str, unlocked: str = "") -> Policy:
    """The policy of a child that extends one parent."""
    above = parent + (f"\nunlocked: [{unlocked}]" if unlocked else "")
    files = {".ftpolicy.yaml": f"extends: [./org.yaml]\n{child}\n", "org.yaml": above + "\n"}
    return load((MemoryTree(files),), TODAY)


TABLE = [  # key that `unlocked` names, parent, tighter child, looser child
    ("limits.min_examples", "{min_examples: 200}", "{min_examples: 300}", "{min_examples: 199}"),
    (
        "limits.recommended_examples",
        "{}",
        "{recommended_examples: 501}",
        "{recommended_examples: 1}",
    ),
    (
        "limits.min_few_shot_examples",
        "{}",
        "{min_few_shot_examples: 4}",
        "{min_few_shot_examples: 2}",
    ),
    ("limits.min_variations", "{}", "{min_variations: 11}", "{min_variations: 9}"),
    ("limits.min_test_examples", "{}", "{min_test_examples: 101}", "{min_test_examples: 99}"),
    ("limits.min_prompt_tokens", "{}", "{min_prompt_tokens: 301}", "{min_prompt_tokens: 299}"),
    (
        "limits.max_duplicate_share",
        "{}",
        "{max_duplicate_share: 0.04}",
        "{max_duplicate_share: 0.06}",
    ),
    ("limits.baseline_max_age", "{}", "{baseline_max_age: P5M}", "{baseline_max_age: P1Y}"),
    ("limits.prices_max_age", "{}", "{prices_max_age: P1W}", "{prices_max_age: P181D}"),
    ("limits.max_payback_months", "{}", "{max_payback_months: 11}", "{max_payback_months: 13}"),
    ("limits.max_waiver", "{}", "{max_waiver: P30D}", "{max_waiver: P7M}"),
    (
        "limits.profiles",
        "{min_examples: 200}",
        "{profiles: {encoder: {min_examples: 200}}}",
        "{profiles: {encoder: {min_examples: 199}}}",
    ),
    ("enforcement.mode", "{mode: warn}", "{mode: block}", "{mode: observe}"),
    ("enforcement.from", "{from: 2027-03-01}", "{from: 2027-02-01}", "{from: 2027-03-02}"),
    ("enforcement", "{mode: warn}", "{mode: block, from: 2027-03-01}", "{from: 2027-03-01}"),
    ("scope", "changed", "all", "added"),
    ("evidence.least", "{least: pointer}", "{least: counted}", "{least: remote}"),
    ("rules.FT203", "{FT203: warning}", "{FT203: error}", "{FT203: note}"),
    ("rules", "{}", "{FT203: error}", "{FT203: off}"),
    ("records", "[a, b]", '["**"]', "[a]"),
    ("exclude", "[a]", "[a]", "[a, b]"),
    ("examples", "[a]", "[]", "[b]"),
    ("experiments.paths", "{paths: [a, b]}", "{paths: [a]}", "{paths: [c]}"),
    ("experiments.max", "{max: P30D}", "{max: P4W}", "{max: P2M}"),
    ("experiments", "{}", "{max: P1Y}", "{paths: [a]}"),
    (
        "detectors.include_encoders",
        "{include_encoders: true}",
        "{likely: error}",
        "{include_encoders: false}",
    ),
    ("detectors.disable", "{disable: [trl]}", "{disable: []}", "{disable: [trl, axolotl]}"),
    ("detectors.likely", "{likely: warning}", "{likely: error}", "{likely: off}"),
    ("detectors.paths", "{paths: [a]}", "{paths: [b]}", None),
    ("required_fields", "[a]", "[b]", None),
    ("approvals.count", "{count: 1}", "{count: 2}", "{count: 0}"),
    ("approvals.from", "{from: [a, b]}", "{from: [a]}", "{from: [a, c]}"),
    ("approvals", "{from: [a]}", "{from: [a], count: 1}", "{from: []}"),
    ("approvals.from", "{}", "{from: [a]}", None),
    ("approvals.stale_on", "{stale_on: push}", "{count: 1}", "{stale_on: decision}"),
    ("approvals.exclude_last_pusher", "{}", "{exclude_last_pusher: true}", None),
    ("waivers", "[{rule: FT203}]", "[{rule: FT203}]", "[{rule: FT104}]"),
]
IDS = [f"{key} {parent}" for key, parent, _, _ in TABLE]


def group(key: str) -> str:
    return key.split(".", maxsplit=1)[0]


def under(key: str, value: str) -> str:
    return f"{group(key)}: {value}"


@pytest.mark.parametrize(("key", "parent", "tighter", "looser"), TABLE, ids=IDS)
def test_a_child_may_tighten(key: str, parent: str, tighter: str, looser: str | None) -> None:
    above, child = under(key, parent), under(key, tighter)

    merged = extended(above, child)

    stated = {group(it.key) for it in merged.settings if CHILD in it.origin}
    assert stated == ({group(key)} if key != "waivers" else set())
    assert merged == extended(above, child, unlocked=key)


@pytest.mark.parametrize(
    ("key", "parent", "looser"),
    [(key, parent, looser) for key, parent, _, looser in TABLE if looser is not None],
    ids=[name for name, row in zip(IDS, TABLE, strict=True) if row[3] is not None],
)
def test_a_child_loosens_only_what_is_unlocked(key: str, parent: str, looser: str) -> None:
    above, child = under(key, parent), under(key, looser)

    with pytest.raises(FtpolicyError) as raised:
        extended(above, child)
    with pytest.raises(FtpolicyError):
        extended(above, child, unlocked="scope" if key != "scope" else "rules")
    text = str(raised.value)

    assert text.startswith(".ftpolicy.yaml:2:")
    assert f": `{group(key)}" in text
    assert " than in `org.yaml` (`" in text
    assert extended(above, child, unlocked=key).source == CHILD
    assert extended(above, child, unlocked=group(key)).source == CHILD


@pytest.mark.parametrize(
    ("parent", "child", "message"),
    [
        pytest.param(
            "limits: {min_examples: 200}",
            "limits:\n  min_examples: 50",
            ".ftpolicy.yaml:3:3: `limits.min_examples` is looser (`50`) than in `org.yaml`"
            " (`200`): tighten it, or have `limits.min_examples` named under `unlocked` there",
            id="number",
        ),
        pytest.param(
            "",
            "exclude: [a, b]",
            ".ftpolicy.yaml:2:1: `exclude` is looser (`[a, b]`) than in `org.yaml` (`[]`):"
            " tighten it, or have `exclude` named under `unlocked` there",
            id="list",
        ),
        pytest.param(
            "waivers: [{rule: FT203}]",
            "waivers: [{rule: FT104}]",
            ".ftpolicy.yaml:2:1: `waivers` is looser (`[FT203, FT104]`) than in `org.yaml`"
            " (`[FT203]`): tighten it, or have `waivers` named under `unlocked` there",
            id="waivers",
        ),
        pytest.param(
            "",
            "enforcement: {from: 2027-03-01}",
            ".ftpolicy.yaml:2:15: `enforcement.from` is looser (`[block, 2027-03-01]`) than in"
            " `org.yaml` (`[block, none]`): tighten it, or have `enforcement.from` named under"
            " `unlocked` there",
            id="enforcement",
        ),
    ],
)
def test_a_loosening_names_key_values_parent_and_remedy(
    parent: str, child: str, message: str
) -> None:
    with pytest.raises(FtpolicyError) as raised:
        extended(parent, child)

    assert str(raised.value) == message


def test_exceptions_and_duties_add_up() -> None:
    merged = extended(
        "exclude: [a]\nexamples: [c]\nrequired_fields: [e]\ndetectors: {paths: [g]}\n"
        "waivers: [{rule: FT203}]",
        "exclude: [b, a]\nexamples: [d]\nrequired_fields: [f]\ndetectors: {paths: [h]}\n"
        "waivers: [{rule: FT104}]",
        unlocked="exclude, examples, waivers",
    )

    assert (merged.exclude, merged.examples) == (("a", "b"), ("c", "d"))
    assert (merged.required_fields, merged.detector_paths) == (("e", "f"), ("g", "h"))
    assert [waiver.rule for waiver in merged.waivers] == ["FT203", "FT104"]
    assert [waiver.location.path for waiver in merged.waivers] == ["org.yaml", ".ftpolicy.yaml"]


def chain(**files: str) -> Policy:
    tree = {f"{name}.yaml": text for name, text in files.items() if name != "child"}
    return load((MemoryTree({".ftpolicy.yaml": files["child"], **tree}),), TODAY)


def test_a_later_parent_overrides_an_earlier_one() -> None:
    merged = chain(
        child="extends: [./a.yaml, ./b.yaml]",
        a="limits: {min_examples: 300, min_variations: 20}\nrecords: [x]",
        b="limits: {min_examples: 200}",
    )

    assert (merged.limits.min_examples, merged.limits.min_variations) == (200, 20)
    assert merged.records == ("x",)
    assert {it.key: it.origin for it in merged.settings if it.origin != "built-in"} == {
        "limits.min_examples": "b.yaml",
        "limits.min_variations": "a.yaml",
        "records": "a.yaml",
    }


def test_two_parents_are_both_named() -> None:
    with pytest.raises(FtpolicyError) as raised:
        chain(child="extends: [./a.yaml, ./b.yaml]\nscope: added", a="scope: all", b="")

    assert " than in `a.yaml, b.yaml` (`all`): " in str(raised.value)


def test_what_a_grandparent_locks_stays_locked() -> None:
    top = "limits: {min_examples: 200}\nunlocked: [limits.min_examples]"
    middle = "extends: [./top.yaml]\nunlocked: [limits, exclude]"

    loosened = chain(
        child="extends: [./middle.yaml]\nlimits: {min_examples: 50}", middle=middle, top=top
    )
    assert loosened.limits.min_examples == 50
    for child in ("exclude: [a]", "limits: {min_variations: 1}"):
        with pytest.raises(FtpolicyError):
            chain(child=f"extends: [./middle.yaml]\n{child}", middle=middle, top=top)


def test_a_parent_that_is_silent_hands_on_what_is_unlocked() -> None:
    merged = chain(
        child="extends: [./middle.yaml]\nexclude: [a]",
        middle="extends: [./top.yaml]",
        top="unlocked: [exclude]",
    )

    assert merged.exclude == ("a",)
