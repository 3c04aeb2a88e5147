"""What `check --ci` makes of real histories: policy and waivers come from the base, whoever asks.

One test (at least) for each consequence of that rule; those that other tests already show:

| consequence | test |
| --- | --- |
| 3 waiver in the same change | stories/waiver-in-the-same-change (locally), and here |
| 4 an edit of the gate | stories/gate-edited, changes/test_gate.py |
| 5 two commits pass the hook | test_git_situations.py::test_two_commits_pass_the_hook_... |
| 10 a deleted record, narrowed `covers` | stories/record-deleted, stories/covers-narrowed |
| 11 `main` merged into the branch | test_git_situations.py::test_a_branch_is_judged_from_... |
| 12 an unknown key of a base policy | stories/policy-broken |
| 14 `--policy-from head` for owners | test_git_situations.py::test_an_owner_may_judge_... |
"""

from __future__ import annotations

import json

import pytest

from tests.conftest import Repo
from tests.forge import ADDS_BARE, BARE, LAX, STRICT, WAIVER, Forge, PullRequest
from tests.honest import HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH
from tests.test_git_situations import AS_OF, NO_RECORD, checked, refusal

POLICY = ".ftpolicy.yaml"
GATE = f"warning FT903 {POLICY}"
ZEROS = "0" * 40
ON_7 = "pull request 7 into main"
WOULD_PASS = "judged by the base's policy; under the policy of this change it would pass"


def told(repo: Repo, env: dict[str, str]) -> tuple[int, list[str], str]:
    """Exit code, findings and notes of one run of `check --ci`."""
    done = repo.run("check", "--ci", *AS_OF, "--format", "json", env=env)
    report = json.loads(done.stdout)
    findings = [f"{it['severity']} {it['code']} {it['path']}" for it in report["findings"]]
    return done.returncode, findings, done.stderr


def outcome(pull: PullRequest, name: str = "ci") -> tuple[int, list[str]]:
    """Exit code and findings of `check --ci` in the checkout of a pull request."""
    return told(pull.checkout(name=name), pull.event())[:2]


# The consequences, by their numbers.


@pytest.mark.threat("base 1: no policy there")
def test_1_without_a_policy_in_the_base_the_strict_default_holds(repo: Repo) -> None:
    forge = Forge.of(repo, policy=None)
    forge.branch("adopt-and-add", {POLICY: LAX, **ADDS_BARE})
    assert outcome(forge.propose("adopt-and-add")) == (1, [GATE, NO_RECORD])
    forge.branch("adopt", {POLICY: LAX})
    assert outcome(forge.propose("adopt", number=8), "second") == (0, [GATE])


@pytest.mark.threat("base 1: no policy there")
def test_1_what_was_there_before_is_judged_once_it_is_touched(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.land(ADDS_BARE)
    forge.branch("elsewhere", {"README.md": "# other\n"})
    assert outcome(forge.propose("elsewhere")) == (0, [])
    forge.branch("touch", {BARE: f"{HONEST_TUNING}seed: 2\n"})
    assert outcome(forge.propose("touch", number=8), "second") == (1, [NO_RECORD])


@pytest.mark.threat("base 2: policy and config in one change", "policy of the base")
def test_2_a_policy_weakened_in_the_same_change_does_not_decide(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("weaken", {POLICY: LAX}, ADDS_BARE)
    pull = forge.propose("weaken")
    code, findings, notes = told(pull.checkout(), pull.event())
    assert (code, findings) == (1, [GATE, NO_RECORD])
    assert WOULD_PASS in notes


@pytest.mark.threat("base 3: waiver and config in one change", "policy of the base")
def test_3_a_waiver_of_the_same_change_waits_until_it_is_merged(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("waive", {POLICY: WAIVER, **ADDS_BARE})
    pull = forge.propose("waive")
    code, findings, notes = told(pull.checkout(), pull.event())
    assert (code, findings) == (1, [GATE, NO_RECORD])
    assert WOULD_PASS in notes
    forge.land({POLICY: WAIVER})
    forge.branch("after", ADDS_BARE)
    assert outcome(forge.propose("after", number=8), "second") == (0, [NO_RECORD])  # waived


@pytest.mark.threat("base 4: edits of the gate")
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({POLICY: None}, (0, [GATE])),
        ({"pyproject.toml": "[tool.ftpolicy]\nschema_version = 1\n"}, (1, ["FT903", "FT903"])),
        ({"configs/sales/.ftpolicy.yaml": "limits: {min_variations: 20}\n"}, (0, ["FT903"])),
        ({".gitattributes": "*.yaml -diff\n"}, (0, ["FT903"])),
        ({".github/CODEOWNERS": "* @eve\n"}, (0, ["FT903"])),
    ],
    ids=["deleted", "second-policy", "below", "gitattributes", "codeowners"],
)
def test_4_every_edit_of_the_gate_is_told(
    files: dict[str, str | None], expected: tuple[int, list[str]], repo: Repo
) -> None:
    forge = Forge.of(repo)
    forge.branch("edit", files)
    code, findings = outcome(forge.propose("edit"))
    assert code == expected[0]
    assert ["FT903" in it for it in findings] == [True] * len(findings)


@pytest.mark.threat("base 4: edits of the gate")
def test_4_the_base_may_make_it_an_error(repo: Repo) -> None:
    forge = Forge.of(repo, policy="schema_version: 1\nrules: {FT903: error}\n")
    forge.branch("edit", {POLICY: STRICT})
    assert outcome(forge.propose("edit")) == (1, [f"error FT903 {POLICY}"])


@pytest.mark.threat("base 5: two commits")
def test_5_a_policy_committed_first_is_still_that_of_the_change(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("two-steps", {POLICY: LAX}, {"README.md": "# between\n"}, ADDS_BARE)
    assert outcome(forge.propose("two-steps")) == (1, [GATE, NO_RECORD])


@pytest.mark.threat("base 6: added and removed")
def test_6_what_came_and_went_is_allowed_and_said(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("there-and-back", ADDS_BARE, {BARE: None})
    pull = forge.propose("there-and-back")
    code, findings, notes = told(pull.checkout(), pull.event())
    assert (code, findings) == (0, [])
    assert notes == (
        f"ftpolicy: `{BARE}` came and went within this change: not judged, but it stays in the"
        " history\n"
    )


@pytest.mark.threat("base 7: stacked branches")
def test_7_a_lax_branch_in_between_is_judged_when_it_goes_on_to_main(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("stack", {POLICY: LAX})
    forge.branch("feature", ADDS_BARE, start="stack")
    assert outcome(forge.propose("feature", target="stack")) == (0, [])
    forge.repo.git("branch", "--force", "stack", "feature")
    assert outcome(forge.propose("stack", number=8), "second") == (1, [GATE, NO_RECORD])


@pytest.mark.threat("base 8: pull_request_target")
def test_8_pull_request_target_takes_its_base_from_the_event(repo: Repo) -> None:
    """The default branch is checked out; what is proposed, here from a fork, is only read."""
    forge = Forge.of(repo)
    forge.branch("feature", {POLICY: LAX, **ADDS_BARE})
    pull = forge.propose("feature")
    event = pull.event("pull_request_target")
    repo.git("branch", "--quiet", "-D", "feature")
    ci = forge.checkout("refs/heads/main")
    assert refusal(ci.run("check", "--ci", env=event)) == (
        f"ftpolicy: {ON_7}: its head is not in this checkout; run `git fetch --no-tags origin"
        " +refs/pull/7/head` before ftpolicy\n"
    )
    ci.git("fetch", "-q", "--no-tags", "origin", "+refs/pull/7/head")
    assert checked(ci, "--ci", env=event) == (1, [GATE, NO_RECORD], ON_7)
    assert not (ci.path / BARE).exists()


@pytest.mark.threat("base 9: stale base")
def test_9_an_exemption_counts_until_the_merge_is_made_anew(repo: Repo) -> None:
    forge = Forge.of(repo, policy=LAX)
    forge.branch("feature", ADDS_BARE)
    stale = forge.propose("feature")
    forge.land({POLICY: STRICT})
    assert outcome(stale) == (0, [])
    assert outcome(forge.propose("feature"), "again") == (1, [NO_RECORD])


@pytest.mark.threat("base 9: stale base")
def test_9_without_the_merge_the_target_s_tip_decides(repo: Repo) -> None:
    """The author's own commit is checked out; a branch from an old, lax commit gains nothing."""
    forge = Forge.of(repo, policy=LAX)
    forge.branch("feature", ADDS_BARE)
    pull = forge.propose("feature")
    forge.land({POLICY: STRICT})
    ci = forge.checkout("refs/pull/7/head")
    assert checked(ci, "--ci", env=pull.event()) == (1, [NO_RECORD], ON_7)


@pytest.mark.threat("base 10: removal of a record")
@pytest.mark.parametrize(
    ("record", "findings"),
    [
        (None, [f"error FT005 {TUNING_PATH}"]),
        (
            HONEST_RECORD.replace("variations_tried: 12", "variations_tried: 9"),
            [f"error FT103 {RECORD_PATH}"],
        ),
    ],
    ids=["deleted", "weakened"],
)
def test_10_without_its_record_an_untouched_file_is_judged_again(
    record: str | None, findings: list[str], repo: Repo
) -> None:
    forge = Forge.of(repo)
    forge.branch("edit", {RECORD_PATH: record})
    code, found = outcome(forge.propose("edit"))
    assert code == 1
    assert [it for it in found if it.startswith("error")] == findings


@pytest.mark.threat("base 11: main merged into the branch")
@pytest.mark.parametrize("what", ["merge", "head"])
def test_11_main_merged_into_the_branch_brings_nothing_of_main(what: str, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", {"README.md": "# feature\n"})
    forge.land(ADDS_BARE)
    repo.git("branch", "--force", "feature", forge.merge("feature", "main"))
    forge.land({"notes.md": "main goes on\n", RECORD_PATH: None, TUNING_PATH: None})
    pull = forge.propose("feature")
    ci = forge.checkout(f"refs/pull/7/{what}")
    assert checked(ci, "--ci", env=pull.event()) == (0, [], ON_7)


@pytest.mark.threat("base 12: upgrade of the tool", "the gate's own definition")
@pytest.mark.parametrize("path", [".pre-commit-config.yaml", ".github/workflows/gate.yml"])
def test_12_another_pin_of_the_tool_is_an_edit_of_the_gate(path: str, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.land({path: "# ftpolicy v1\n"})
    forge.branch("upgrade", {path: "# ftpolicy v2\n"})
    assert outcome(forge.propose("upgrade")) == (0, [f"warning FT903 {path}"])


@pytest.mark.threat("base 13: forks")
def test_13_a_fork_is_judged_like_everybody_else(repo: Repo) -> None:
    """Without secrets or a token that writes; `origin` is the repository that it asks."""
    forge = Forge.of(repo)
    forge.branch("theirs", {POLICY: LAX, **ADDS_BARE})
    pull = forge.propose("theirs")
    payload = pull.payload
    payload["pull_request"]["head"]["repo"] = {"fork": True}  # type: ignore[index]
    event = forge.event("pull_request", payload, pull.merge)
    assert checked(pull.checkout(), "--ci", env=event) == (1, [GATE, NO_RECORD], ON_7)


@pytest.mark.threat("base 14: broken policy", "base 12: upgrade of the tool")
def test_14_a_broken_policy_in_the_base_stops_everybody(repo: Repo) -> None:
    forge = Forge.of(repo, policy="schema_version: 1\nlimit: {min_variations: 20}\n")
    forge.branch("repair", {POLICY: STRICT})
    pull = forge.propose("repair")
    ci = pull.checkout()
    assert refusal(ci.run("check", "--ci", env=pull.event())) == (
        "ftpolicy: the policy cannot be used:\n"
        ".ftpolicy.yaml:2:1: unknown key `limit`, did you mean `limits`?\n"
        "that is the policy before this change; whoever owns it judges a repair with"
        " `ftpolicy check --policy-from head`\n"
    )
    refused = refusal(ci.run("check", "--ci", "--policy-from", "head", env=pull.event()))
    assert "`--policy-from head` is refused in a pull request" in refused
    owner = ci.run("check", "--policy-from", "head", "--base", "origin/main", *AS_OF)
    assert (owner.returncode, owner.stderr) == (0, "")


DEEPEN = "set `fetch-depth: 0` in the checkout step"


@pytest.mark.threat("base 15: shallow clones")
@pytest.mark.parametrize(
    ("depth", "expected"),
    [(1, None), (2, (1, [NO_RECORD], ON_7)), (0, (1, [NO_RECORD], ON_7))],
)
def test_15_a_shallow_checkout_is_deep_enough_or_refused(
    depth: int, expected: tuple[int, list[str], str] | None, repo: Repo
) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE)
    pull = forge.propose("feature")
    ci = pull.checkout(depth)
    if expected is None:
        assert refusal(ci.run("check", "--ci", env=pull.event())) == (
            f"ftpolicy: {ON_7}: its base is not in this shallow checkout; {DEEPEN}\n"
        )
    else:
        assert checked(ci, "--ci", env=pull.event()) == expected


@pytest.mark.threat("base 15: shallow clones")
def test_15_a_shallow_head_without_the_merge_is_refused(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", {"README.md": "# feature\n"}, ADDS_BARE)
    pull = forge.propose("feature")
    ci = forge.checkout("refs/pull/7/head", "refs/heads/main", depth=1)
    assert refusal(ci.run("check", "--ci", env=pull.event())) == (
        f"ftpolicy: {ON_7}: where it left its target is not in this shallow checkout; {DEEPEN}\n"
    )


# Who may name the base.


@pytest.mark.threat("policy of the base")
def test_a_merge_that_the_author_made_is_no_merge_ref(repo: Repo) -> None:
    """Its second parent is the proposed commit, its first one is the author's own lax policy."""
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE)
    pull = forge.propose("feature")
    forge.branch("lax", {POLICY: LAX})
    forged = forge.merge("lax", "feature")
    repo.git("update-ref", "refs/heads/moved", forged)
    ci = forge.checkout("refs/heads/moved")
    assert checked(ci, "--ci", env=pull.event()) == (1, [NO_RECORD], ON_7)


def test_a_merge_of_something_else_is_not_taken_for_the_request(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE)
    pull = forge.propose("feature")
    other = forge.event("pull_request", pull.payload, pull.base)
    assert checked(pull.checkout(), "--ci", env=other) == (1, [NO_RECORD], ON_7)


def test_base_overrides_the_event(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("release", {POLICY: LAX})
    forge.branch("feature", ADDS_BARE)
    pull = forge.propose("feature")
    ci = pull.checkout()
    args = ("--ci", "--base", "origin/release")
    assert checked(ci, *args, env=pull.event())[:2] == (0, [])
    refused = refusal(ci.run("check", "--ci", "--base", "--output=x", env=pull.event()))
    assert refused == (
        "ftpolicy: the revision `--output=x` is not in this repository; fetch it first, or"
        " correct its name\n"
    )


def test_variables_name_the_base_where_no_event_is_known(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE)
    env = {"CI": "true", "FTPOLICY_BASE": "main", "FTPOLICY_HEAD": "feature"}
    assert checked(repo, env=env) == (1, [NO_RECORD], "main...feature")
    assert checked(repo, "--ci", env={"FTPOLICY_BASE": "main"}) == (0, [], "main...HEAD")
    unknown = {"GITHUB_EVENT_NAME": "workflow_run", **env}
    assert checked(repo, env=unknown) == (1, [NO_RECORD], "main...feature")


def test_without_an_event_and_a_base_nothing_is_judged(repo: Repo) -> None:
    Forge.of(repo)
    assert refusal(repo.run("check", "--ci")) == (
        "ftpolicy: no CI event is known here; give the target: `ftpolicy check --ci --base"
        " origin/main`, or set FTPOLICY_BASE to it\n"
    )
    assert refusal(repo.run("check", env={"CI": "true"})) == (
        "ftpolicy: nothing says what to judge in this CI run; give the target branch:"
        " `ftpolicy check --base origin/main` (or `--all` for the whole tree)\n"
    )
    assert checked(repo, "--ci", "--base", "main") == (0, [], "main...HEAD")
    assert "--staged and --ci exclude each other" in refusal(repo.run("check", "--staged", "--ci"))


@pytest.mark.parametrize("args", [("check",), ("hook",)], ids=["check", "hook"])
def test_without_a_scope_the_event_decides(args: tuple[str, ...], repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", {POLICY: LAX, **ADDS_BARE})
    pull = forge.propose("feature")
    done = pull.checkout().run(*args, *AS_OF, env=pull.event())
    assert done.returncode == 1
    assert "(pull request 7 into main)" in " ".join(done.stdout.split())


def test_the_whole_tree_of_a_request_is_judged_by_its_base(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", {POLICY: LAX, **ADDS_BARE})
    pull = forge.propose("feature")
    ci = pull.checkout()
    assert checked(ci, "--all", env=pull.event())[:2] == (1, [NO_RECORD])
    assert checked(ci, BARE, env=pull.event())[:2] == (1, [NO_RECORD])
    assert checked(ci, "--all")[:2] == (0, [])


def test_a_proposal_and_missing_approvals_block_a_request(repo: Repo) -> None:
    forge = Forge.of(repo, policy="schema_version: 1\napprovals: {count: 1}\n")
    proposed = HONEST_RECORD.replace("status: accepted", "status: proposed")
    forge.branch("feature", {RECORD_PATH: proposed})
    both = [f"error FT003 {RECORD_PATH}", f"error FT010 {RECORD_PATH}"]
    pull = forge.propose("feature")
    ci = pull.checkout()
    code, findings, _ = checked(ci, "--ci", env=JENKINS)  # a host that cannot be asked
    assert (code, sorted(findings)) == (1, both)
    event = {**pull.event(), "GITHUB_REPOSITORY": "acme/app"}
    for env in (event, {**event, "FTPOLICY_BASE": "origin/main"}):
        assert "GITHUB_TOKEN" in refusal(ci.run("check", "--ci", env=env))
    code, findings, _ = checked(repo, "--base", "main", "--head", "feature")
    assert (code, sorted(findings)) == (1, [both[0], f"note FT010 {RECORD_PATH}"])


# Merge queue, pushes, schedules.


def test_a_merge_queue_is_judged_from_what_stands_before_it(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.land({POLICY: WAIVER.replace("FT001", "FT203")})
    forge.branch("first", {"README.md": "# first\n"})
    forge.branch("second", ADDS_BARE)
    one = forge.merge("main", "first")
    two = forge.merge(one, "second")
    repo.git("update-ref", "refs/heads/queue/one", one)
    repo.git("update-ref", "refs/heads/queue/two", two)
    expected = {"one": (0, []), "two": (1, [NO_RECORD])}
    for name, (base, head) in {"one": (repo.head(), one), "two": (one, two)}.items():
        ref = f"refs/heads/queue/{name}"
        group = {"base_sha": base, "head_sha": head, "base_ref": "refs/heads/main"}
        event = forge.event("merge_group", {"merge_group": {**group, "head_ref": ref}}, head)
        found = checked(forge.checkout(ref, name=name), "--ci", env=event)
        assert found == (*expected[name], "merge queue of main")
    shallow = forge.checkout("refs/heads/queue/two", depth=1, name="shallow")
    assert refusal(shallow.run("check", "--ci", env=event)) == (
        f"ftpolicy: merge queue of main: its base is not in this shallow checkout; {DEEPEN}\n"
    )


@pytest.mark.threat("past the hook")
def test_a_push_is_judged_from_the_tip_that_it_found(repo: Repo) -> None:
    forge = Forge.of(repo)
    before = repo.head()
    forge.land({POLICY: LAX})
    after = forge.land(ADDS_BARE)
    ci = forge.checkout("refs/heads/main")
    env = forge.pushed(before, after)
    assert checked(ci, "--ci", env=env) == (1, [GATE, NO_RECORD], "push to main")
    shallow = forge.checkout("refs/heads/main", depth=1, name="shallow")
    assert refusal(shallow.run("check", "--ci", env=env)) == (
        "ftpolicy: push to main: what was there before it is not in this shallow checkout;"
        f" {DEEPEN}\n"
    )


def test_a_new_branch_is_judged_from_the_default_branch(repo: Repo) -> None:
    forge = Forge.of(repo)
    tip = forge.branch("feature", ADDS_BARE)
    forge.land({"notes.md": "main goes on\n"})
    env = forge.pushed(ZEROS, tip, "refs/heads/feature")
    ci = forge.checkout("refs/heads/feature")
    assert checked(ci, "--ci", env=env) == (1, [NO_RECORD], "push to feature")
    shallow = forge.checkout("refs/heads/feature", depth=1, name="shallow")
    assert refusal(shallow.run("check", "--ci", env=env)) == (
        "ftpolicy: push to feature: the default branch `main` is not in this shallow checkout;"
        f" {DEEPEN}\n"
    )


@pytest.mark.threat("past the hook")
def test_the_first_push_of_a_repository_is_judged_whole(repo: Repo) -> None:
    forge = Forge.of(repo)
    tip = forge.land(ADDS_BARE)
    env = forge.pushed(ZEROS, tip)
    ci = forge.checkout("refs/heads/main")
    code, findings, notes = told(ci, env)
    assert (code, findings) == (1, [NO_RECORD])
    assert "nothing says what was there before, so the whole tree is judged" in notes


@pytest.mark.threat("past the hook")
@pytest.mark.parametrize("kept", [True, False], ids=["old-tip-kept", "old-tip-gone"])
def test_a_forced_push_to_main_is_judged_whole(kept: bool, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.land({"notes.md": "to be lost\n"})
    before = repo.head()
    repo.git("checkout", "--quiet", "-B", "main", "HEAD~1")
    after = forge.land({POLICY: LAX, **ADDS_BARE})
    if kept:
        repo.git("update-ref", "refs/heads/old", before)
    ci = forge.checkout("refs/heads/main")
    found = checked(ci, "--ci", env=forge.pushed(before, after))
    assert found == ((1, [NO_RECORD], "push to main") if kept else (0, [], "push to main"))


def test_a_forced_push_to_a_branch_is_judged_from_the_default_branch(repo: Repo) -> None:
    forge = Forge.of(repo)
    before = forge.branch("feature", ADDS_BARE)
    after = forge.branch("feature", {POLICY: LAX, **ADDS_BARE})
    ci = forge.checkout("refs/heads/feature")
    env = forge.pushed(before, after, "refs/heads/feature")
    assert checked(ci, "--ci", env=env) == (1, [GATE, NO_RECORD], "push to feature")


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch"])
def test_a_schedule_judges_the_whole_tree_as_it_is_committed(name: str, repo: Repo) -> None:
    forge = Forge.of(repo)
    tip = forge.land(ADDS_BARE)
    ci = forge.checkout("refs/heads/main", depth=1)
    ci.write("configs/made/train.yaml", HONEST_TUNING)  # by a step before, on disk only
    env = forge.event(name, {}, tip)
    assert checked(ci, "--ci", env=env) == (1, [NO_RECORD], f"HEAD ({name})")


# The other hosts.


GITLAB = {
    "CI": "true",
    "GITLAB_CI": "true",
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_DEFAULT_BRANCH": "main",
}
AZURE = {
    "CI": "true",
    "TF_BUILD": "True",
    "BUILD_REASON": "PullRequest",
    "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
}
BITBUCKET = {
    "CI": "true",
    "BITBUCKET_BUILD_NUMBER": "1",
    "BITBUCKET_PR_ID": "7",
    "BITBUCKET_PR_DESTINATION_BRANCH": "main",
}
JENKINS = {"CI": "true", "CHANGE_ID": "PR-7", "CHANGE_TARGET": "main"}


@pytest.mark.parametrize(
    ("host", "ref", "scope"),
    [
        ("gitlab-detached", "head", "merge request 7 into main"),
        ("gitlab-merged-result", "merge", "merge request 7 into main"),
        ("azure", "merge", ON_7),
        ("bitbucket", "head", ON_7),
        ("jenkins", "merge", "change request PR-7 into main"),
        ("jenkins", "head", "change request PR-7 into main"),
    ],
)
def test_a_request_on_another_host(host: str, ref: str, scope: str, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", {POLICY: LAX, **ADDS_BARE})
    pull = forge.propose("feature")
    env = {
        "gitlab-detached": {**GITLAB, "CI_COMMIT_SHA": pull.head},
        "gitlab-merged-result": {
            **GITLAB,
            "CI_COMMIT_SHA": pull.merge,
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": pull.head,
        },
        "azure": {
            **AZURE,
            "BUILD_SOURCEVERSION": pull.merge,
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": pull.head,
        },
        "bitbucket": BITBUCKET,
        "jenkins": JENKINS,
    }[host]
    ci = forge.checkout(f"refs/pull/7/{ref}")
    assert checked(ci, "--ci", env=env) == (1, [GATE, NO_RECORD], scope)


@pytest.mark.parametrize(
    ("env", "scope", "deepen"),
    [
        (GITLAB, "merge request 7 into main", 'set `GIT_DEPTH: "0"` in the variables of the job'),
        (AZURE, ON_7, "set `fetchDepth: 0` in the checkout step"),
        (BITBUCKET, ON_7, "set `clone: {depth: full}` in the step"),
        (
            JENKINS,
            "change request PR-7 into main",
            "run `git fetch --unshallow origin`, or switch the shallow clone off",
        ),
    ],
    ids=["gitlab", "azure", "bitbucket", "jenkins"],
)
def test_what_each_host_is_told(env: dict[str, str], scope: str, deepen: str, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE)
    forge.propose("feature")
    shallow = forge.checkout("refs/pull/7/head", depth=1)
    assert refusal(shallow.run("check", "--ci", env=env)) == (
        f"ftpolicy: {scope}: `main` is not in this shallow checkout; {deepen}\n"
    )
    shallow.git("fetch", "-q", "--unshallow", "origin", "+refs/pull/7/head")
    assert refusal(shallow.run("check", "--ci", env=env)) == (
        f"ftpolicy: {scope}: `main` is not in this checkout; run `git fetch --no-tags origin"
        " +refs/heads/main:refs/remotes/origin/main` before ftpolicy\n"
    )


def test_a_merge_train_judges_its_own_request_only(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("ahead", ADDS_BARE)
    forge.branch("mine", {"README.md": "# mine\n"})
    ahead = forge.merge("main", "ahead")
    train = forge.merge(ahead, "mine")
    repo.git("update-ref", "refs/heads/train", train)
    env = {
        **GITLAB,
        "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
        "CI_COMMIT_SHA": train,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": repo.head("mine"),
    }
    ci = forge.checkout("refs/heads/train")
    assert checked(ci, "--ci", env=env) == (0, [], "merge request 7 into main")


@pytest.mark.parametrize("origin_head", [True, False], ids=["known", "unknown"])
def test_a_branch_on_a_host_that_tells_no_default(origin_head: bool, repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.land(ADDS_BARE)
    tip = forge.branch("feature", {"README.md": "# feature\n"})
    ci = forge.checkout("refs/heads/feature")
    if origin_head:
        ci.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    env = {
        "CI": "true",
        "BITBUCKET_BUILD_NUMBER": "1",
        "BITBUCKET_COMMIT": tip,
        "BITBUCKET_BRANCH": "feature",
    }
    expected = (0, []) if origin_head else (1, [NO_RECORD])
    assert checked(ci, "--ci", env=env)[:2] == expected


def test_a_target_with_a_hostile_name_is_quoted(repo: Repo) -> None:
    forge = Forge.of(repo)
    ci = forge.checkout("refs/heads/main")
    env = {"CI": "true", "CHANGE_TARGET": "a$(touch$IFS'x')`id`"}
    assert refusal(ci.run("check", "--ci", env=env)) == (
        "ftpolicy: change request ? into a$(touch$IFS'x')`id`: `a$(touch$IFS'x')`id`` is not in"
        " this checkout; run `git fetch --no-tags origin"
        " '+refs/heads/a$(touch$IFS'\"'\"'x'\"'\"')`id`:refs/remotes/origin/a$(touch$IFS'\"'\"'x'"
        "\"'\"')`id`'` before ftpolicy\n"
    )


@pytest.mark.threat("hooks and helpers")
def test_nothing_is_run_while_an_event_is_read(repo: Repo) -> None:
    forge = Forge.of(repo)
    forge.branch("feature", ADDS_BARE, {"README.md": "# feature\n"})
    pull = forge.propose("feature")
    ci = pull.checkout()
    canary = ci.arm()
    for key, value in {
        "log.showSignature": "true",
        "gpg.program": str(repo.home / "canary.sh"),
    }.items():
        ci.git("config", key, value)
    canary.unlink(missing_ok=True)
    assert checked(ci, "--ci", env=pull.event())[:2] == (1, [NO_RECORD])
    assert not canary.exists()
