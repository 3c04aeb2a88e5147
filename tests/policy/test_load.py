from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Severity, Waiver
from ftpolicy.model.period import Period
from ftpolicy.model.run import Limits
from ftpolicy.model.source import Location
from ftpolicy.policy.load import Policy, Setting, load, load_file
from tests.honest import MemoryTree

TODAY = date(2026, 11, 22)
FULL = """\
schema_version: 1
enforcement: {mode: block, from: 2027-03-01}
scope: added
limits: {min_examples: 120, recommended_examples: 600, min_few_shot_examples: 4,
         min_variations: 11, min_test_examples: 101, min_prompt_tokens: 301,
         max_duplicate_share: 0.04, baseline_max_age: P90D, prices_max_age: P3M,
         max_payback_months: 9, max_waiver: P60D,
         profiles: {reinforcement: {min_examples: 50}, encoder: {min_variations: 1}}}
evidence: {least: pointer}
rules: {FT505: off, FT203: error}
records: ["decisions/**"]
exclude: ["third_party/**"]
examples: ["examples/**"]
experiments: {paths: ["experiments/**"], max: P30D}
detectors: {paths: ["policy/*.yaml"], include_encoders: true, disable: [trl], likely: note}
required_fields: [extra.dpia]
approvals: {count: 2, from: [dana, lee], stale_on: push, exclude_last_pusher: true}
waivers:
  - {rule: FT203, paths: ["configs/pilot/**"], reason: Pilot, owner: "@dana", expires: 2027-01-31}
  - rule: FT104
"""


def policy(text: str, today: date = TODAY) -> Policy:
    return load((MemoryTree({".ftpolicy.yaml": text}),), today)


def refused(files: dict[str, str]) -> str:
    with pytest.raises(FtpolicyError) as raised:
        load((MemoryTree(files),), TODAY)
    return str(raised.value)


@pytest.mark.parametrize("trees", [(), (MemoryTree(),), (MemoryTree({"pyproject.toml": ""}),)])
def test_without_a_policy_the_strict_one_is_in_force(trees: tuple[MemoryTree, ...]) -> None:
    found = load(trees, TODAY)

    assert (found.source, found.mode, found.notes) == ("built-in", "block", ())
    assert (found.scope, found.limits, found.profile_limits) == ("changed", Limits(), None)
    assert (found.evidence_least, found.rules, found.records) == ("remote", (), ("**",))
    assert (found.exclude, found.examples, found.waivers) == ((), (), ())
    assert (found.experiment_paths, found.experiment_max) == ((), None)
    assert (found.detector_paths, found.include_encoders) == ((), False)
    assert (found.disabled_detectors, found.likely) == ((), "error")
    assert (found.required_fields, found.approvals, found.approvers) == ((), 0, ())
    assert (found.approval_stale_on, found.exclude_last_pusher) == ("decision", False)


def test_an_empty_policy_is_the_built_in_one() -> None:
    empty, built_in = policy(""), load((), TODAY)

    assert empty.source == ".ftpolicy.yaml"
    assert empty.sha256 == built_in.sha256
    assert empty.limits == built_in.limits


def test_every_key() -> None:
    found = policy(FULL)

    assert (found.source, found.mode, found.scope) == (".ftpolicy.yaml", "warn", "added")
    assert found.limits == Limits(
        min_examples=120,
        recommended_examples=600,
        min_few_shot_examples=4,
        min_variations=11,
        min_test_examples=101,
        min_prompt_tokens=301,
        max_duplicate_share=0.04,
        baseline_max_age=Period("P90D", 0, 90),
        prices_max_age=Period("P3M", 3, 0),
        max_payback_months=9,
        max_waiver=Period("P60D", 0, 60),
    )
    assert found.evidence_least == "pointer"
    assert found.rules == (("FT203", "error"), ("FT505", "off"))
    assert (found.records, found.exclude) == (("decisions/**",), ("third_party/**",))
    assert found.examples == ("examples/**",)
    assert found.experiment_paths == ("experiments/**",)
    assert found.experiment_max == Period("P30D", 0, 30)
    assert (found.detector_paths, found.include_encoders) == (("policy/*.yaml",), True)
    assert (found.disabled_detectors, found.likely) == (("trl",), "note")
    assert found.required_fields == ("extra.dpia",)
    assert (found.approvals, found.approvers) == (2, ("dana", "lee"))
    assert (found.approval_stale_on, found.exclude_last_pusher) == ("push", True)
    assert found.waivers == (
        Waiver(
            "FT203",
            ("configs/pilot/**",),
            "Pilot",
            "@dana",
            "2027-01-31",
            Location(".ftpolicy.yaml", 19, 5),
        ),
        Waiver("FT104", (), "", "", "", Location(".ftpolicy.yaml", 20, 5)),
    )


def test_a_profile_inherits_each_limit() -> None:
    limits = policy(FULL).profile_limits

    assert limits is not None
    assert set(limits) == {Profile.REINFORCEMENT, Profile.ENCODER}
    assert limits[Profile.REINFORCEMENT].min_examples == 50
    assert limits[Profile.REINFORCEMENT].min_variations == 11
    assert limits[Profile.ENCODER].min_examples == 120
    assert limits[Profile.ENCODER].min_variations == 1


@pytest.mark.parametrize(
    ("code", "default", "severity"),
    [
        ("FT203", Severity.WARNING, Severity.ERROR),
        ("FT505", Severity.WARNING, None),
        ("FT101", Severity.ERROR, Severity.ERROR),
        ("FT212", Severity.NOTE, Severity.NOTE),
    ],
)
def test_severity(code: str, default: Severity, severity: Severity | None) -> None:
    assert policy(FULL).severity(code, default) is severity


@pytest.mark.parametrize(
    ("text", "today", "mode", "notes"),
    [
        pytest.param("{}", TODAY, "block", (), id="nothing said"),
        pytest.param("{mode: warn}", TODAY, "warn", (), id="no day"),
        pytest.param("{from: 2026-11-22}", TODAY, "block", (), id="today"),
        pytest.param(
            "{from: 2026-11-23}",
            TODAY,
            "warn",
            ("enforcement starts on 2026-11-23: until then errors are warnings",),
            id="block tomorrow",
        ),
        pytest.param(
            "{mode: warn, from: 2026-11-23}",
            TODAY,
            "observe",
            ("enforcement starts on 2026-11-23: until then nothing fails",),
            id="warn tomorrow",
        ),
        pytest.param(
            "{mode: observe, from: 2026-11-23}", TODAY, "observe", (), id="observe tomorrow"
        ),
        pytest.param(
            "{mode: warn, from: 2026-11-23}", date(2026, 11, 23), "warn", (), id="has come"
        ),
    ],
)
def test_the_mode_of_the_day(text: str, today: date, mode: str, notes: tuple[str, ...]) -> None:
    found = policy(f"enforcement: {text}\n", today)

    assert (found.mode, found.notes) == (mode, notes)


def test_a_table_of_pyproject() -> None:
    text = (
        '[project]\nname = "x"\n[tool.ftpolicy]\nscope = "all"\nexclude = ["a/**"]\n'
        "enforcement.from = 2027-03-01\n"
        "limits = {min_examples = 1_000, max_duplicate_share = 0.1}\n"
        '[tool.ftpolicy.rules]\nFT505 = "off"\n[[tool.ftpolicy.waivers]]\nrule = "FT203"\n'
    )
    found = load((MemoryTree({"pyproject.toml": text}),), TODAY)

    assert (found.source, found.scope, found.mode) == ("pyproject.toml", "all", "warn")
    assert (found.exclude, found.rules) == (("a/**",), (("FT505", "off"),))
    assert (found.limits.min_examples, found.limits.max_duplicate_share) == (1000, 0.1)
    assert [waiver.rule for waiver in found.waivers] == ["FT203"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("not TOML", id="broken, not about us"),
        pytest.param('[project]\ndependencies = ["ftpolicy"]\n', id="only mentioned"),
        pytest.param("[tool]\nftpolicies = 1\n", id="other name"),
        pytest.param('tool = "ftpolicy"\n', id="tool is no table"),
    ],
)
def test_a_pyproject_without_the_table(text: str) -> None:
    tree = MemoryTree({"pyproject.toml": text, ".ftpolicy.yaml": "scope: all"})

    assert load((tree,), TODAY).scope == "all"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {".ftpolicy.yaml": "", "pyproject.toml": "[tool.ftpolicy]\n"},
            "`.ftpolicy.yaml` and `[tool.ftpolicy]` of `pyproject.toml` are both there: keep one"
            " of them",
            id="two policies",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.ftpolicy\n"},
            "`pyproject.toml` may hold the policy but cannot be read: it is not valid TOML:"
            " Expected ']' at the end of a table declaration (line 1)",
            id="broken TOML",
        ),
        pytest.param(
            {"pyproject.toml": "[tool]\nftpolicy = 3\n"},
            "the policy cannot be used:\npyproject.toml:2:12: the policy must be a mapping,"
            " found `3`",
            id="no table",
        ),
        pytest.param(
            {"pyproject.toml": '[tool.ftpolicy]\nlimits.min_examples = "3"\nscop = "all"\n'},
            "the policy cannot be used:\n"
            'pyproject.toml:2:23: `min_examples` must be a whole number, found `"3"`\n'
            "pyproject.toml:3:1: unknown key `scop`, did you mean `scope`?",
            id="places in TOML",
        ),
        pytest.param(
            {".ftpolicy.yaml": "scope: [\n"},
            "the policy cannot be used:\n.ftpolicy.yaml:2:1: cannot be read: it is not valid YAML:"
            " did not find expected node content",
            id="broken YAML",
        ),
        pytest.param(
            {".ftpolicy.yaml": "[scope]\n"},
            "the policy cannot be used:\n.ftpolicy.yaml:1:1: the policy must be a mapping,"
            " found a list of 1",
            id="list",
        ),
        pytest.param(
            {".ftpolicy.yaml": "exclude: &a [x]\nexamples: *a\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:1:10: the policy may not use the anchor `a`\n"
            ".ftpolicy.yaml:2:11: the policy may not use the alias `a`",
            id="anchors",
        ),
        pytest.param(
            {".ftpolicy.yaml": "scope: all\n---\nscope: added\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:3:1: the policy must be alone in its file, found 2 documents",
            id="two documents",
        ),
        pytest.param(
            {".ftpolicy.yaml": "scope: all\nscope: added\n"},
            "the policy cannot be used:\n.ftpolicy.yaml:2:1: `scope` stands twice, first on line 1",
            id="key twice",
        ),
        pytest.param(
            {".ftpolicy.yaml": "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\n"},
            "the policy cannot be used:\n"
            + "".join(
                f".ftpolicy.yaml:{n}:1: unknown key `{k}`\n" for n, k in enumerate("abcde", 1)
            )
            + "and 2 more",
            id="many",
        ),
        pytest.param(
            {".ftpolicy.yaml": "rules: {FT20: error, FT203: no}\n"},
            "the policy cannot be used:\n.ftpolicy.yaml:1:9: unknown key `FT20`\n"
            ".ftpolicy.yaml:1:29: `FT203` must be `error`, `warning`, `note` or `off`, found `no`"
            ", did you mean `note`?",
            id="rules",
        ),
        pytest.param(
            {".ftpolicy.yaml": "exclude: [a, C:\\b]\nwaivers: [{paths: [../x]}]\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:1:14: `C:\\b` is no path of the repository\n"
            ".ftpolicy.yaml:2:20: `../x` leads out of its folder: write it from the repository's"
            " root",
            id="patterns",
        ),
        pytest.param(
            {".ftpolicy.yaml": "enforcement: {from: 2027-02-29}\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:1:21: `from` is no day of the calendar, found `2027-02-29`",
            id="date",
        ),
        pytest.param(
            {".ftpolicy.yaml": "limits: {max_waiver: 180}\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:1:22: `max_waiver` must be text, found `180`",
            id="period",
        ),
        pytest.param(
            {".ftpolicy.yaml": "unlocked: [waiver, limits.min_examples, rules.FT1]\n"},
            "the policy cannot be used:\n"
            ".ftpolicy.yaml:1:12: `unlocked` names no setting: `waiver`\n"
            ".ftpolicy.yaml:1:41: `unlocked` names no setting: `rules.FT1`",
            id="unlocked",
        ),
        pytest.param(
            {".ftpolicy.yaml": "schema_version: 2\n"},
            "the policy cannot be used:\n.ftpolicy.yaml:1:17: `schema_version` must be `1`,"
            " found `2`",
            id="version",
        ),
    ],
)
def test_a_policy_that_cannot_be_used(files: dict[str, str], message: str) -> None:
    assert refused(files) == message


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        (MemoryTree(links={".ftpolicy.yaml": "lax.yaml"}), "symbolic link"),
        (MemoryTree(submodules=(".ftpolicy.yaml",)), "submodule"),
    ],
)
def test_a_policy_that_is_no_file(tree: MemoryTree, kind: str) -> None:
    with pytest.raises(FtpolicyError) as raised:
        load((tree,), TODAY)

    assert str(raised.value) == (f"`.ftpolicy.yaml` is a {kind}: the policy must be a regular file")


def test_a_policy_that_is_no_text() -> None:
    with pytest.raises(FtpolicyError) as raised:
        load((MemoryTree({".ftpolicy.yaml": b"scope: \xff"}),), TODAY)

    assert str(raised.value) == (
        "the policy cannot be used:\n"
        ".ftpolicy.yaml:1:1: cannot be read: it is not UTF-8 (byte `0xff`)"
    )


WAIVER = "{rule: FT203, paths: [a], reason: r, owner: o, expires: 2027-01-01}"


def test_in_a_merge_an_exception_of_either_side_counts() -> None:
    mine = MemoryTree({".ftpolicy.yaml": f"scope: all\nexclude: [a]\nwaivers: [{WAIVER}]\n"})
    theirs = MemoryTree(
        {
            ".ftpolicy.yaml": "scope: added\nexclude: [b, a]\nexamples: [c]\nrecords: [d]\n"
            f"waivers:\n  - {WAIVER}\n  - {{rule: FT104}}\n"
        }
    )
    found = load((mine, theirs), TODAY)

    assert (found.scope, found.records) == ("all", ("**",))
    assert (found.exclude, found.examples) == (("a", "b"), ("c",))
    assert [waiver.rule for waiver in found.waivers] == ["FT203", "FT104"]
    assert load((MemoryTree(), theirs), TODAY).scope == "added"


def test_the_digest_is_of_what_holds() -> None:
    one = policy("scope: all\nlimits: {min_examples: 120}\n")

    assert policy("# so\nlimits:\n  min_examples: 120\nscope: 'all'\n").sha256 == one.sha256
    assert policy("scope: all\nlimits: {min_examples: 121}\n").sha256 != one.sha256
    assert policy(f"waivers: [{WAIVER}]").sha256 != policy("waivers: [{rule: FT203}]").sha256
    assert len(one.sha256) == 64


def test_settings_tell_where_they_come_from() -> None:
    settings = {it.key: it for it in policy("exclude: [a, b]\nrules: {FT505: off}\n").settings}

    assert settings["exclude"] == Setting("exclude", "[a, b]", ".ftpolicy.yaml")
    assert settings["rules.FT505"] == Setting("rules.FT505", "off", ".ftpolicy.yaml")
    assert settings["scope"] == Setting("scope", "changed", "built-in")
    assert settings["detectors.include_encoders"].value == "false"
    assert settings["experiments.max"].value == "none"


def test_a_file_given_by_name() -> None:
    assert load_file(b"scope: all", "/p/policy.yaml", TODAY).source == "/p/policy.yaml"
    with pytest.raises(FtpolicyError) as raised:
        load_file(b"scope: none", "/p/policy.yaml", TODAY)
    assert str(raised.value) == (
        "the policy cannot be used:\n/p/policy.yaml:1:8: `scope` must be `changed`, `added` or"
        " `all`, found `none`"
    )
