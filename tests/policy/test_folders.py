"""The policies of folders: nearest tightens, nothing loosens, from the base's tree."""

from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Change, ChangeKind, ChangeSet, ScopeKind
from ftpolicy.model.finding import Report
from ftpolicy.pipeline import check
from ftpolicy.policy.folders import Folders
from ftpolicy.policy.load import Policy, load
from tests.honest import HONEST_FILES, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, MemoryTree

TODAY = date(2026, 11, 22)
OWN = ".ftpolicy.yaml"


def folders(**files: str) -> Folders:
    """The policies of a tree; `root` is its root's, `a__b` that of the folder a/b."""
    tree = {
        (OWN if name == "root" else f"{name.replace('__', '/')}/{OWN}"): text
        for name, text in files.items()
    }
    return Folders(load((MemoryTree(tree),), TODAY), TODAY)


def refused(found: Folders, *paths: str) -> str:
    with pytest.raises(FtpolicyError) as raised:
        found.of(paths)
    return str(raised.value)


def test_without_one_the_root_is_asked() -> None:
    found = folders(root="limits: {min_examples: 120}")

    assert found.of(("configs/a/train.yaml",)) is found.root
    assert found.of(()) is found.root
    assert (found.source, found.sha256) == (OWN, found.root.sha256)


def test_the_nearest_is_over_those_above_it() -> None:
    found = folders(
        root="limits: {min_examples: 120, min_variations: 11}",
        a="limits: {min_examples: 200}\nrequired_fields: [extra.dpia]",
        a__b="limits: {min_examples: 300}\nrequired_fields: [extra.risk]",
    )

    def asked(path: str) -> tuple[int, int, tuple[str, ...], str]:
        it = found.of((path,))
        limits = it.limits
        return limits.min_examples, limits.min_variations, it.required_fields, it.source

    assert asked("train.yaml") == (120, 11, (), OWN)
    assert asked("ab/train.yaml") == (120, 11, (), OWN)
    assert asked("a/train.yaml") == (200, 11, ("extra.dpia",), f"a/{OWN}")
    assert asked("a/x/y/train.yaml") == (200, 11, ("extra.dpia",), f"a/{OWN}")
    assert asked("a/b/c/train.yaml") == (300, 11, ("extra.dpia", "extra.risk"), f"a/b/{OWN}")
    assert found.of(("a/b/train.yaml",)).files == (OWN, f"a/{OWN}", f"a/b/{OWN}")
    assert found.source == f"{OWN}, a/{OWN}, a/b/{OWN}"
    assert found.sha256 != found.root.sha256


def test_the_built_in_policy_is_tightened_as_well() -> None:
    found = folders(a="limits: {min_examples: 200}", b="limits: {min_examples: 50}")

    assert found.of(("a/x.yaml",)).limits.min_examples == 200
    assert refused(found, "b/x.yaml") == (
        f"b/{OWN}:1:10: `limits.min_examples` is looser (`50`) than in `built-in` (`100`): the"
        " policy of a folder may only tighten"
    )


LOOSER = [
    ("limits: {min_variations: 9}", "limits.min_variations", "9", "10"),
    ("limits: {max_waiver: P1Y}", "limits.max_waiver", "P1Y", "P180D"),
    ("limits: {profiles: {reinforcement: {min_examples: 50}}}", "limits.profiles", "50", "100"),
    ("rules: {FT203: off}", "rules.FT203", "off", "error"),
    ("evidence: {least: remote}", "evidence.least", "remote", "pointer"),
    ("exclude: [a/**]", "exclude", "[a/**]", "[vendor]"),
    ("examples: [a/cookbook]", "examples", "[a/cookbook]", "[]"),
    ("experiments: {paths: [a]}", "experiments.paths", "[a]", "[]"),
    ("approvals: {count: 0}", "approvals.count", "0", "1"),
    ("approvals: {from: [mallory]}", "approvals.from", "[mallory]", "[dana, lee]"),
    ("detectors: {likely: off}", "detectors.likely", "off", "error"),
    ("enforcement: {mode: warn}", "enforcement.mode", "[warn, none]", "[block, none]"),
    ("enforcement: {from: 2027-01-01}", "enforcement.from", "[block, 2027-01-01]", "[block, none]"),
    (
        "waivers: [{rule: FT104, paths: [a], reason: r, owner: o, expires: 2026-12-01}]",
        "waivers",
        "[FT104]",
        "[]",
    ),
]
ROOT = (
    "rules: {FT203: error}\nevidence: {least: pointer}\nexclude: [vendor]\n"
    "approvals: {count: 1, from: [dana, lee]}\n"
    "unlocked: [limits, rules, exclude, waivers, enforcement]"
)


@pytest.mark.parametrize(
    ("text", "key", "after", "before"), LOOSER, ids=[text for text, *_ in LOOSER]
)
def test_a_loosening_is_refused_with_file_and_key(
    text: str, key: str, after: str, before: str
) -> None:
    """Also what the root unlocks: that is for policies that extend it."""
    said = refused(folders(root=ROOT, a=text), "a/train.yaml")

    assert said.startswith(f"a/{OWN}:1:")
    assert f": `{key}" in said
    assert said.endswith(
        f" is looser (`{after}`) than in `{OWN}` (`{before}`): the policy of a folder may only"
        " tighten"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "scope: all",
            "1:1: `scope` holds for the whole repository: set it in the policy at the root",
            id="scope",
        ),
        pytest.param(
            "detectors: {disable: [trl]}",
            "1:13: `detectors.disable` holds for the whole repository: set it in the policy at"
            " the root",
            id="detectors",
        ),
        pytest.param(
            "unlocked: [limits]",
            "1:1: `unlocked` is for policies that others extend, not for the policy of a folder",
            id="unlocked",
        ),
    ],
)
def test_what_a_folder_cannot_have(text: str, said: str) -> None:
    assert refused(folders(a=text), "a/x.yaml") == f"a/{OWN}:{said}"


def test_what_holds_anyway_may_be_said_again() -> None:
    found = folders(root="scope: all\nexclude: [x]", a="scope: all\nexclude: [x]\nrecords: ['**']")

    assert found.of(("a/x.yaml",)).exclude == ("x",)


def test_extends_of_a_folder_must_tighten_as_well() -> None:
    files = {
        OWN: "limits: {min_examples: 200}",
        f"a/{OWN}": "extends: [../org/strict.yaml]",
        f"b/{OWN}": "extends: [./lax.yaml]",
        f"c/{OWN}": "extends: [../../outside.yaml]",
        "org/strict.yaml": "limits: {min_examples: 400}\nunlocked: [limits]",
        "b/lax.yaml": "limits: {min_examples: 1}",
    }
    found = Folders(load((MemoryTree(files),), TODAY), TODAY)
    strict = found.of(("a/x.yaml",))

    assert (strict.limits.min_examples, strict.files) == (
        400,
        (OWN, "org/strict.yaml", f"a/{OWN}"),
    )
    assert refused(found, "b/x.yaml") == (
        f"b/lax.yaml:1:1: `limits.min_examples` is looser (`1`) than in `{OWN}` (`200`): the"
        " policy of a folder may only tighten"
    )
    assert refused(found, "c/x.yaml") == (
        f"c/{OWN}:1:1: `extends` cannot follow `../../outside.yaml`: it leads out of its root"
    )


def test_of_several_folders_each_key_is_the_strictest() -> None:
    found = folders(
        root="approvals: {from: [dana, lee, kim]}\nexperiments: {paths: [x, y, z]}",
        a="limits: {min_examples: 200, profiles: {encoder: {min_examples: 250}}}\n"
        "required_fields: [p]\napprovals: {from: [dana, lee]}\nexperiments: {paths: [x, y]}",
        b="limits: {min_variations: 20, min_examples: 300}\nrequired_fields: [q]\n"
        "approvals: {from: [lee, kim]}\nexperiments: {paths: [z]}",
    )
    both = found.of(("a/x.yaml", "b/x.yaml", "c/x.yaml"))

    assert (both.limits.min_examples, both.limits.min_variations) == (300, 20)
    assert both.profile_limits is not None
    assert {it.min_examples for it in both.profile_limits.values()} == {300}
    assert both.required_fields == ("p", "q")
    assert (both.approvers, both.experiment_paths) == (("lee",), ())
    assert both == found.of(("b/y.yaml", "a/y.yaml"))


def test_folders_that_exclude_each_other() -> None:
    found = folders(
        root="approvals: {from: [dana, lee]}",
        a="approvals: {from: [dana]}",
        b="approvals: {from: [lee]}",
    )

    assert refused(found, "a/x.yaml", "b/x.yaml") == (
        f"`approvals.from` of `a/{OWN}` (`[dana]`) and of `b/{OWN}` (`[lee]`) exclude each other,"
        " and one record covers files of both: split the record"
    )


def test_a_folder_may_enforce_what_is_only_observed_elsewhere() -> None:
    found = folders(
        root="enforcement: {mode: observe}",
        a="enforcement: {mode: warn}",
        b="enforcement: {mode: block, from: 2027-03-01}",
    )

    assert [found.of((f"{name}/x.yaml",)).mode for name in "cab"] == ["observe", "warn", "warn"]
    assert found.mode == "warn"
    assert found.notes == (
        f"`b/{OWN}`: enforcement starts on 2027-03-01: until then errors are warnings",
    )


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        (MemoryTree(links={f"a/{OWN}": "x"}), "symbolic link"),
        (MemoryTree(submodules=(f"a/{OWN}",)), "submodule"),
    ],
    ids=["link", "submodule"],
)
def test_it_must_be_a_file(tree: MemoryTree, kind: str) -> None:
    found = Folders(load((tree,), TODAY), TODAY)

    assert refused(found, "a/x") == f"`a/{OWN}` is a {kind}: the policy must be a regular file"


def test_a_broken_one_is_told_by_line_and_only_when_it_is_needed() -> None:
    found = folders(a="limts: {}")

    assert found.of(("b/x.yaml",)) is found.root
    assert refused(found, "a/x.yaml") == (
        f"the policy cannot be used:\na/{OWN}:1:1: unknown key `limts`, did you mean `limits`?"
    )


def test_a_path_of_many_folders_is_walked_not_recursed() -> None:
    found = folders(a="limits: {min_examples: 200}")

    assert found.of(("a/" * 3000 + "x",)).limits.min_examples == 200


def judged(
    after: dict[str, str], base: dict[str, str], whole: bool = False, before: bool = False
) -> Report:
    """The report on files, all added, under the policies of a base's tree."""
    new, old = MemoryTree({**after, **base}) if before else MemoryTree(after), MemoryTree(base)
    changes = tuple(
        Change(it.path, ChangeKind.ADDED, None, it)
        for it in new.entries()
        if old.entry(it.path) != it
    )
    change_set = ChangeSet("sample", ScopeKind.COMMITS, changes, old, new, (old,))
    policy: Policy = load((old,), TODAY)
    return check(change_set, policy, TODAY, whole=whole, evidence=False)


def found(report: Report) -> list[tuple[str, str]]:
    return [(one.code, one.severity.value) for one in report.standing]


UNDER = {f"configs/{OWN}": "limits: {min_examples: 2000}\nrules: {FT203: error}\n"}


def test_the_files_under_it_are_judged_by_it() -> None:
    report = judged(dict(HONEST_FILES), UNDER)

    assert [(one.code, one.message) for one in report.standing] == [
        ("FT202", "the record claims `1240` examples, the policy asks for `2000`")
    ]
    assert report.policy.source == f"built-in, configs/{OWN}"
    assert found(judged(dict(HONEST_FILES), {f"elsewhere/{OWN}": UNDER[f"configs/{OWN}"]})) == []


def test_it_must_stand_in_the_base() -> None:
    """One that comes with the change judges nothing yet; who reviews it is told."""
    lax = {f"configs/{OWN}": "rules: {FT001: off}\nexclude: ['**']\n"}
    bare = {"configs/train.yaml": HONEST_TUNING}
    report = judged({**bare, **lax}, {})

    assert found(report) == [("FT903", "error"), ("FT001", "error")]
    assert report.standing[0].message == (
        "the policy that this change brings cannot be read:"
        f" configs/{OWN}:1:9: `rules.FT001` is looser (`off`) than in `built-in` (`error`): the"
        " policy of a folder may only tighten"
    )


def test_a_change_that_takes_it_away_is_judged_by_it() -> None:
    weak = HONEST_RECORD.replace("examples: 1240", "examples: 400")
    kept = {**HONEST_FILES, RECORD_PATH: weak}

    assert ("FT202", "error") in found(judged(kept, UNDER))


def test_a_broken_one_can_be_mended_and_stops_what_is_under_it() -> None:
    broken = {f"configs/{OWN}": "limts: {}\n"}

    assert found(judged({f"configs/{OWN}": "limits: {min_examples: 200}\n"}, broken)) == [
        ("FT903", "warning")
    ]
    with pytest.raises(FtpolicyError, match="unknown key `limts`"):
        judged({"configs/train.yaml": HONEST_TUNING}, broken)


def test_enforced_in_a_folder_observed_elsewhere() -> None:
    base = {
        OWN: "enforcement: {mode: observe}\n",
        f"configs/prod/{OWN}": "enforcement: {mode: block}\n",
    }
    lax = judged({"configs/dev/train.yaml": HONEST_TUNING}, base)
    both = judged(
        {"configs/dev/train.yaml": HONEST_TUNING, "configs/prod/train.yaml": HONEST_TUNING}, base
    )

    assert (lax.policy.mode, found(lax)) == ("observe", [("FT001", "error")])
    assert (both.policy.mode, found(both)) == (
        "block",
        [("FT001", "note"), ("FT001", "error")],
    )


def test_a_waiver_of_the_root_may_run_no_longer_than_the_folder_allows() -> None:
    waiver = (
        "waivers:\n  - {rule: FT001, paths: [configs], reason: Pilot, owner: '@dana',"
        " expires: 2027-01-31}\n"
    )
    files = {"configs/a/train.yaml": HONEST_TUNING, "configs/b/train.yaml": HONEST_TUNING}
    short = {OWN: waiver, f"configs/b/{OWN}": "limits: {max_waiver: P30D}\n"}

    assert found(judged(files, {OWN: waiver})) == []
    report = judged(files, short)
    assert [(one.code, one.location.path) for one in report.standing] == [
        ("FT902", OWN),
        ("FT001", "configs/b/train.yaml"),
    ]
    assert report.standing[0].message == (
        "the waiver of `FT001` for `configs/b/train.yaml` runs until `2027-01-31`; the policy"
        " allows `2026-12-22`"
    )
