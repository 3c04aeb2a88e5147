"""Whose approval counts: the algorithm on plain values, then asked of both hosts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ftpolicy.changes.commits import between
from ftpolicy.policy.load import load
from ftpolicy.review.approvals import Outcome, Questions, Terms, weighed
from ftpolicy.review.decision import Decisions
from ftpolicy.review.host import CHANGES_MARKER, Opinion, Person
from tests.conftest import Repo
from tests.forge import Forge
from tests.honest import HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH
from tests.review.conftest import Desk
from tests.review.fake_github import review

AUTHOR, DANA, LEE = Person(1, "eve"), Person(2, "dana"), Person(3, "Lee")
MAX, BOT = Person(4, "max"), Person(5, "renovate[bot]", bot=True)
APPROVED, CHANGES, DISMISSED = "APPROVED", "CHANGES_REQUESTED", "DISMISSED"
OLD, NEW = "1" * 40, "2" * 40


def said(person: Person | None, state: str, commit: str | None = NEW) -> Opinion:
    return Opinion(person, state, commit)


def outcome(*opinions: Opinion, **terms: Any) -> Outcome:
    """Dana and Lee are named and may write; Max may write; a team `acme/leads` has Lee."""
    asked = {"count": 1, "approvers": ("@Dana", "lee"), "author": AUTHOR, **terms}
    questions = Questions(
        may_write=lambda one: one.login in ("dana", "Lee", "max", "eve"),
        in_team=lambda team, one: (team, one.login) == ("acme/leads", "Lee"),
        outdated=lambda commit: "" if commit == NEW else "approved an earlier decision",
    )
    return weighed(opinions, Terms(**asked), questions)


LAST = [
    pytest.param([said(DANA, APPROVED)], ("dana",), (), id="approved"),
    pytest.param([said(DANA, CHANGES), said(DANA, APPROVED)], ("dana",), (), id="changed mind"),
    pytest.param([said(DANA, APPROVED), said(DANA, CHANGES)], (), ("dana",), id="took it back"),
    pytest.param([said(DANA, APPROVED), said(DANA, DISMISSED)], (), (), id="dismissed"),
    pytest.param([said(DANA, APPROVED), said(DANA, "COMMENTED")], ("dana",), (), id="comment"),
    pytest.param([said(DANA, APPROVED), said(DANA, "PENDING")], ("dana",), (), id="pending"),
    pytest.param([said(None, APPROVED)], (), (), id="account gone"),
    pytest.param([said(MAX, CHANGES), said(LEE, APPROVED)], ("Lee",), (), id="not asked"),
    pytest.param(
        [said(LEE, CHANGES, OLD), said(DANA, APPROVED)], ("dana",), ("Lee",), id="blocked"
    ),
]


@pytest.mark.parametrize(("opinions", "approved", "objecting"), LAST)
def test_the_last_word_of_each_person_counts(
    opinions: list[Opinion], approved: tuple[str, ...], objecting: tuple[str, ...]
) -> None:
    found = outcome(*opinions)
    assert (found.approved, found.objecting) == (approved, objecting)
    assert found.enough is (bool(approved) and not objecting)


IGNORED = [
    pytest.param(AUTHOR, {"approvers": ()}, "is the author of this change", id="author"),
    pytest.param(
        AUTHOR, {"approvers": ("eve",)}, "is the author of this change", id="named author"
    ),
    pytest.param(BOT, {"approvers": ()}, "is a bot", id="bot"),
    pytest.param(MAX, {}, "is not named by the policy", id="not named"),
    pytest.param(Person(9, "zoe"), {"approvers": ()}, "has no write access", id="reader"),
    pytest.param(DANA, {"pushers": ("DANA",)}, "pushed last", id="pushed last"),
    pytest.param(DANA, {"approvers": ("acme/leads",)}, "is not named by the policy", id="team"),
]


@pytest.mark.parametrize(("person", "terms", "why"), IGNORED)
def test_an_approval_that_does_not_count_says_why(
    person: Person, terms: dict[str, Any], why: str
) -> None:
    found = outcome(said(person, APPROVED), **terms)
    assert (found.approved, found.ignored, found.enough) == ((), ((person.login, why),), False)


def test_a_team_an_open_list_and_two_approvals() -> None:
    assert outcome(said(LEE, APPROVED), approvers=("@acme/leads",)).enough
    assert outcome(said(MAX, APPROVED), approvers=()).enough
    assert not outcome(said(LEE, APPROVED), count=2).enough
    assert outcome(said(LEE, APPROVED), said(DANA, APPROVED), count=2).enough
    stale = outcome(said(DANA, APPROVED, OLD))
    assert stale.ignored == (("dana", "approved an earlier decision"),)


# Asked of hosts.

POLICY = "schema_version: 1\napprovals: {count: 1, from: [dana, lee]}\n"
DECIDED = HONEST_RECORD.replace("title: Answer", "title: Gently answer")
RATE: dict[str, str | None] = {TUNING_PATH: HONEST_TUNING + "learning_rate: 0.00031\n"}
REVIEW_DAY: dict[str, str | None] = {
    RECORD_PATH: DECIDED.replace("next_review: 2027-02-20", "next_review: 2027-03-20")
}
TARGET: dict[str, str | None] = {RECORD_PATH: DECIDED.replace("target: 0.85", "target: 0.86")}
ANOTHER_DATA_SET: dict[str, str | None] = {
    TUNING_PATH: HONEST_TUNING.replace("billing_train.jsonl", "billing_train2.jsonl")
}


def decide(desk: Desk, policy: str, *more: dict[str, str | None]) -> tuple[Any, str]:
    """A changed decision under a policy, with commits after it, and the commit that decides."""
    desk.forge.land({".ftpolicy.yaml": policy})
    first = desk.push({RECORD_PATH: DECIDED}).head
    return (desk.push(*more, start="proposed") if more else desk.forge.propose("proposed")), first


def awaited(desk: Desk, pull: Any, *args: str) -> str:
    """What the comment says of approvals, empty when it says nothing."""
    done = desk.review(pull, "--dry-run", *args)
    assert done.code in (0, 1), done.err
    found = [line for line in done.out.split("\n") if "FT010" in line]
    assert bool(found) is bool(done.code)
    return found[0].partition("** ")[2].partition(" (`decisions/")[0] if found else ""


def test_without_an_approval_the_decision_waits(github: Desk) -> None:
    pull, _ = decide(github, POLICY)
    waits = "0 of 1 approvals that the policy asks for"
    assert awaited(github, pull).startswith(waits)
    review(github.state, "dana", APPROVED, pull.head)
    assert awaited(github, pull) == ""
    done = github.review(pull)
    assert "## ✅ ftpolicy: ready" in github.state.comments[0]["body"]
    assert done.code == 0


def test_check_asks_as_review_does(github: Desk) -> None:
    pull, _ = decide(github, POLICY)
    assert github.review(pull, "--ci", command="check").code == 1
    review(github.state, "dana", APPROVED, pull.head)
    assert github.review(pull, "--ci", command="check").code == 0


@pytest.mark.threat("forged approvals")
@pytest.mark.parametrize(
    ("stale_on", "commits", "waits"),
    [
        pytest.param("decision", [RATE], "", id="a learning rate"),
        pytest.param("decision", [REVIEW_DAY], "", id="a review date"),
        pytest.param("decision", [TARGET], "approved an earlier decision", id="another target"),
        pytest.param("push", [RATE], "and there was a push since", id="any push"),
    ],
)
def test_an_approval_holds_for_the_decision(
    github: Desk, stale_on: str, commits: list[dict[str, str | None]], waits: str
) -> None:
    policy = POLICY.replace("1, from", f"1, stale_on: {stale_on}, from")
    pull, first = decide(github, policy, *commits)
    review(github.state, "dana", APPROVED, first)
    said = awaited(github, pull)
    assert waits in said
    assert bool(said) is bool(waits)
    review(github.state, "dana", APPROVED, pull.head)
    assert awaited(github, pull) == ""


def test_another_data_set_needs_another_approval(github: Desk) -> None:
    pull, first = decide(github, POLICY, ANOTHER_DATA_SET)
    review(github.state, "dana", APPROVED, first)
    done = github.review(pull, "--dry-run")
    assert f"not counted: `dana` approved an earlier decision (`{first[:12]}`)" in done.out


def test_a_commit_that_is_not_here_was_approved_in_vain(github: Desk) -> None:
    pull, _ = decide(github, POLICY)
    review(github.state, "dana", APPROVED, "a" * 40)
    assert "which is not in this checkout" in awaited(github, pull)
    review(github.state, "dana", APPROVED, "HEAD")
    assert "approved `HEAD`, which is not in this checkout" in awaited(github, pull)
    review(github.state, "dana", APPROVED, None)
    assert "approved no version that the host names" in awaited(github, pull)


def test_a_record_that_neither_commit_has_was_approved_by_nobody(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = Forge.of(repo)
    first = forge.branch("proposed", {RECORD_PATH: DECIDED})
    head = forge.branch("proposed", RATE, start="proposed")
    monkeypatch.chdir(repo.path)
    change_set = between("main", "proposed", ".")
    decisions = Decisions(change_set, load(change_set.policy_trees, date(2026, 11, 22)))
    assert decisions.outdated(first, head, "billing-support-voice", "decision") == ""
    earlier = f"approved an earlier decision (`{first[:12]}`)"
    assert decisions.outdated(first, head, "another", "decision") == earlier


@pytest.mark.threat("forged approvals")
def test_words_of_bots_authors_and_strangers_count_nothing(github: Desk) -> None:
    github.state.author = "lee"
    github.state.people |= {"lee": "admin", "max": "write"}
    pull, _ = decide(github, POLICY)
    for login in ("lee", "dependabot[bot]", "max"):
        review(github.state, login, APPROVED, pull.head)
    review(github.state, None, APPROVED, pull.head)
    said = awaited(github, pull)
    assert "`lee` is the author of this change" in said
    assert "`dependabot[bot]` is a bot" in said
    assert "`max` is not named by the policy" in said


def test_an_approval_among_two_pages_is_found_and_may_be_dismissed(github: Desk) -> None:
    pull, _ = decide(github, POLICY)
    for _ in range(120):
        review(github.state, "max", "COMMENTED", pull.head)
    given = review(github.state, "dana", APPROVED, pull.head)
    assert awaited(github, pull) == ""
    given["state"] = DISMISSED
    assert awaited(github, pull).startswith("0 of 1 approvals")


def test_our_own_request_for_changes_is_no_objection(github: Desk) -> None:
    github.state.me = "dana"  # a token of a person who also approves
    pull, _ = decide(github, POLICY)
    review(github.state, "dana", APPROVED, pull.head)
    review(github.state, "dana", CHANGES, pull.head)["body"] = f"{CHANGES_MARKER}\n1 error"
    assert awaited(github, pull) == ""


def test_who_pushed_last_may_be_left_out(github: Desk) -> None:
    policy = POLICY.replace("1, from", "1, exclude_last_pusher: true, from")
    pull, _ = decide(github, policy)
    review(github.state, "dana", APPROVED, pull.head)
    unknown = github.review(pull)
    assert (unknown.code, "does not tell who pushed" in unknown.err) == (2, True)
    github.state.pushes.append({"after": pull.head, "actor": {"login": "dana"}})
    assert "`dana` pushed last" in awaited(github, pull)
    github.state.pushes[0]["actor"] = {"login": "eve"}
    assert awaited(github, pull) == ""


def test_a_team_counts_by_its_members_and_must_be_visible(github: Desk) -> None:
    pull, _ = decide(github, POLICY.replace("[dana, lee]", '["acme/leads"]'))
    review(github.state, "dana", APPROVED, pull.head)
    hidden = github.review(pull)
    assert hidden.code == 2
    assert hidden.err == (
        "the token may not read the team `acme/leads` (404 `Not Found`); it needs `read:org`"
        " (the job's own token has no such right)"
    )
    github.state.teams["leads"] = []
    assert "`dana` is not named by the policy" in awaited(github, pull)
    github.state.teams["leads"] = ["dana"]
    assert awaited(github, pull) == ""


@pytest.mark.parametrize("part", ["/pulls/7/reviews", "/collaborators/dana/permission"])
def test_approvals_that_cannot_be_read_are_no_pass(github: Desk, part: str) -> None:
    pull, _ = decide(github, POLICY)
    review(github.state, "dana", APPROVED, pull.head)
    github.state.refusals[part] = (403, {"message": "Resource not accessible by integration"})
    done = github.review(pull)
    assert (done.code, github.state.writes) == (2, [])
    assert "it needs `" in done.err


def test_a_policy_without_approvals_asks_nobody(github: Desk) -> None:
    pull, _ = decide(github, "schema_version: 1\n")
    github.review(pull, "--no-comment")
    assert github.state.log == ["GET /repos/acme/app/pulls/7"]


# GitLab keeps no commit with an approval, so its time is looked up among the versions.


def approve(desk: Desk, login: str, when: str | None) -> None:
    given = {"approved_at": when} if when else {}
    desk.state.approved_by = [{"user": desk.state.person(login), **given}]


def version(commit: str, when: str) -> dict[str, str]:
    return {"head_commit_sha": commit, "created_at": when}


def test_an_approval_on_gitlab_holds_for_the_version_of_its_time(gitlab: Desk) -> None:
    pull, first = decide(gitlab, POLICY, TARGET)
    versions = [
        version(pull.head, "2026-11-21T12:00:00.000Z"),
        version(first, "2026-11-20T12:00:00Z"),
    ]
    gitlab.state.versions = versions
    approve(gitlab, "dana", "2026-11-21T09:00:00.000+00:00")
    assert "`dana` approved an earlier decision" in awaited(gitlab, pull)
    approve(gitlab, "dana", "2026-11-21T13:00:00.000Z")
    assert awaited(gitlab, pull) == ""
    approve(gitlab, "dana", None)
    assert "approved no version that the host names" in awaited(gitlab, pull)
    note = {"body": "approved this merge request", "created_at": "2026-11-21T13:00:00Z"}
    gitlab.state.notes.append(
        {"id": 1, "system": True, "author": gitlab.state.person("dana"), **note}
    )
    assert awaited(gitlab, pull) == ""
    gitlab.state.reviewers = [{"user": gitlab.state.person("dana"), "state": "requested_changes"}]
    assert "`dana` asks for changes" in awaited(gitlab, pull)


def test_who_may_approve_on_gitlab(gitlab: Desk) -> None:
    policy = POLICY.replace("1, from: [dana, lee]", '1, from: [dana, helper, "acme/leads"]')
    pull, _ = decide(gitlab, policy)
    gitlab.state.versions = [version(pull.head, "2026-11-20T12:00:00Z")]
    gitlab.state.teams = {"acme/leads": ["lee"]}
    gitlab.state.people = {"dana": "20", "lee": "40", "max": "50"}
    now = "2026-11-21T09:00:00Z"
    said = {}
    for login in ("dana", "max", "helper", "project_42_bot_cd"):
        approve(gitlab, login, now)
        said[login] = awaited(gitlab, pull).rpartition(f"`{login}` ")[2]
    assert said == {
        "dana": "has no write access",
        "max": "is not named by the policy",
        "helper": "is a bot",
        "project_42_bot_cd": "is a bot",
    }
    approve(gitlab, "lee", now)
    assert awaited(gitlab, pull) == ""


def test_who_pushed_last_on_gitlab(gitlab: Desk) -> None:
    policy = POLICY.replace("1, from", "1, exclude_last_pusher: true, from")
    pull, _ = decide(gitlab, policy)
    gitlab.state.versions = [version(pull.head, "2026-11-20T12:00:00Z")]
    approve(gitlab, "dana", "2026-11-21T09:00:00Z")
    assert "GitLab does not tell who pushed" in gitlab.review(pull).err
    pushed = {"push_data": {"commit_to": pull.head}, "author": {"username": "dana"}}
    gitlab.state.pushes.append(pushed)
    assert "`dana` pushed last" in awaited(gitlab, pull)


@pytest.mark.threat("forged approvals")
def test_offline_approvals_are_a_note(github: Desk) -> None:
    forge: Forge = github.forge
    decide(github, POLICY)
    judged = ("--base", "main", "--head", "proposed", "--as-of", "2026-11-22")
    done = forge.repo.run("check", *judged, "--format", "json")
    (one,) = (it for it in json.loads(done.stdout)["findings"] if it["code"] == "FT010")
    assert (one["severity"], one["message"][:13]) == ("note", "not verified:")
