"""The life of a request on both hosts: findings, a fix, findings again, words of others."""

from __future__ import annotations

import pytest

from ftpolicy.review import inline
from ftpolicy.review.comment import MARKER
from tests.forge import ADDS_BARE, BARE
from tests.review.conftest import Desk
from tests.review.server import FORBIDDEN

GONE: dict[str, str | None] = {BARE: None}
README: dict[str, str | None] = {"README.md": "# app\n"}
FOUND = "## ❌ ftpolicy: no decision record"
RESOLVED = "## ✅ ftpolicy: resolved"


def heads(found: list[dict[str, str]]) -> list[str]:
    """The second line of each text, which follows the marker."""
    return [one["body"].split("\n")[1] for one in found]


def test_a_comment_lives_as_the_pull_request_does(github: Desk) -> None:
    done = github.review(github.push(ADDS_BARE))
    assert (done.code, heads(github.state.comments)) == (1, [FOUND])
    assert done.err == "ftpolicy: did write the comment\n"
    done = github.review(github.push(ADDS_BARE, GONE))
    assert (done.code, heads(github.state.comments)) == (0, [RESOLVED])
    assert done.err.endswith("\nftpolicy: did turn the comment to resolved\n")
    done = github.review(github.push(ADDS_BARE, GONE, ADDS_BARE))
    assert (done.code, heads(github.state.comments)) == (1, [FOUND])
    assert done.err == "ftpolicy: did bring the comment up to date\n"


def test_the_same_report_is_not_written_twice(github: Desk) -> None:
    pull = github.push(ADDS_BARE)
    github.review(pull)
    writes = list(github.state.writes)
    assert github.review(pull).err == ""
    assert github.state.writes == writes == ["POST /repos/acme/app/issues/7/comments"]


def test_nothing_is_said_where_there_is_nothing_to_say(github: Desk) -> None:
    done = github.review(github.push(README), "--inline", "--request-changes")
    assert (done.code, done.err, github.state.writes) == (0, "", [])
    assert done.out.startswith("ftpolicy: nothing to mend; looked at 0 tuning files in 1 changed")


@pytest.mark.threat("spoofed comments")
def test_our_comment_is_found_among_two_pages_and_by_its_author(github: Desk) -> None:
    mallory = github.state.person("mallory")
    others = [{"id": 500 + n, "user": mallory, "body": f"word {n}"} for n in range(130)]
    others[3] = {"id": 400, "user": mallory, "body": f"{MARKER}\nnothing to see"}
    ours = {
        "id": 900,
        "user": github.state.person(github.state.me),
        "body": f"{MARKER}\nold",
    }
    github.state.comments += [*others[:120], ours, *others[120:]]
    before = [dict(one) for one in others]
    github.review(github.push(ADDS_BARE))
    assert github.state.writes == ["PATCH /repos/acme/app/issues/comments/900"]
    assert (others, heads([ours])) == (before, [FOUND])


def test_lines_of_the_diff_get_comments_that_are_resolved(github: Desk) -> None:
    github.review(github.push(ADDS_BARE), "--no-comment", "--inline")
    (one,) = github.state.line_comments
    place = (one["path"], one["line"], one["side"], one["commit_id"])
    assert place == (BARE, 1, "RIGHT", github.state.head)
    assert "**FT001**" in one["body"]
    said = one["body"]
    github.review(github.push(ADDS_BARE, README), "--no-comment", "--inline")
    assert (len(github.state.line_comments), one["body"]) == (1, said)
    github.review(github.push(ADDS_BARE, GONE), "--no-comment", "--inline")
    assert inline.is_resolved(one["body"])
    github.review(github.push(ADDS_BARE), "--no-comment", "--inline")
    assert (len(github.state.line_comments), one["body"]) == (1, said)
    assert github.state.comments == []


def test_a_line_that_the_host_does_not_take_is_said(github: Desk) -> None:
    refusal = (422, {"message": "Validation Failed"})
    github.state.refusals["POST /repos/acme/app/pulls/7/comments"] = refusal
    done = github.review(github.push(ADDS_BARE), "--no-comment", "--inline")
    assert (done.code, done.err) == (1, f"ftpolicy: GitHub takes no comment on {BARE}:1\n")


def test_changes_are_requested_once_and_dismissed_when_clean(github: Desk) -> None:
    options = ("--no-comment", "--request-changes")
    github.review(github.push(ADDS_BARE), *options)
    github.review(github.push(ADDS_BARE, README), *options)
    assert [one["state"] for one in github.state.reviews] == ["CHANGES_REQUESTED"]
    done = github.review(github.push(ADDS_BARE, GONE), *options)
    assert [one["state"] for one in github.state.reviews] == ["DISMISSED"]
    assert done.err.endswith("\nftpolicy: did dismiss the request for changes\n")
    assert github.review(github.push(README), *options).err == ""


def test_a_dry_run_says_what_it_would_write(github: Desk) -> None:
    options = ("--inline", "--request-changes", "--dry-run")
    done = github.review(github.push(ADDS_BARE), *options)
    would = [line for line in done.out.split("\n") if line.startswith("would ")]
    assert would == [
        "would write the comment:",
        f"would comment on {BARE}:1:",
        "would request changes:",
    ]
    assert (done.code, github.state.writes) == (1, [])


def test_a_run_that_a_newer_push_outran_writes_nothing(github: Desk) -> None:
    pull = github.push(ADDS_BARE)
    github.state.head = "9" * 40
    done = github.review(pull)
    said = "ftpolicy: GitHub has a newer head of the request; its run will write\n"
    assert (done.code, done.err, github.state.writes) == (1, said, [])


def test_a_host_that_lags_behind_the_push_is_no_newer_head(github: Desk) -> None:
    older = github.push(ADDS_BARE).head
    pull = github.push(ADDS_BARE, README)
    github.state.head = older
    assert github.review(pull).err == "ftpolicy: did write the comment\n"


def test_a_fork_without_rights_gets_annotations(github: Desk) -> None:
    github.state.read_only, github.source = True, "eve/app"
    done = github.review(github.push(ADDS_BARE))
    assert done.code == 1
    assert f"::error file={BARE},line=1" in done.out
    assert done.err == (
        "ftpolicy: this change comes from a fork, whose run may not write on it; its findings"
        " stand in this log instead (the token may not comment (403 `Resource not accessible by"
        " integration`); it needs `pull-requests: write`)\n"
    )


def test_a_fork_without_a_token_gets_annotations(github: Desk) -> None:
    bot = {"GITHUB_ACTOR": "dependabot[bot]", "GITHUB_TOKEN": ""}
    done = github.review(github.push(ADDS_BARE), env=bot)
    assert (done.code, github.state.log) == (1, [])
    assert f"::error file={BARE},line=1" in done.out


def test_a_request_of_the_repository_without_rights_is_an_error(github: Desk) -> None:
    github.state.read_only = True
    done = github.review(github.push(ADDS_BARE))
    assert done.code == 2
    assert done.err == (
        "the token may not comment (403 `Resource not accessible by integration`); it needs"
        " `pull-requests: write`"
    )


def test_a_missing_token_names_the_permission(github: Desk) -> None:
    done = github.review(github.push(ADDS_BARE), env={"GITHUB_TOKEN": ""})
    assert done.code == 2
    assert done.err.startswith("`GITHUB_TOKEN` is not set; give the step")
    assert "pull-requests: write" in done.err


def test_a_token_whose_account_nobody_tells_asks_for_its_name(github: Desk) -> None:
    pull = github.push(ADDS_BARE)
    app = {"GITHUB_TOKEN": "of-an-app"}
    assert "FTPOLICY_REVIEW_AUTHOR" in github.review(pull, env=app).err
    github.state.me = "acme-app[bot]"
    named = github.review(pull, "--author", "acme-app[bot]", env=app)
    assert named.err == "ftpolicy: did write the comment\n"


def test_a_wrong_author_is_said_before_comments_pile_up(github: Desk) -> None:
    github.state.me = "acme-app[bot]"
    assert github.review(github.push(ADDS_BARE)).err == (
        "ftpolicy: the comment was written by `acme-app[bot]`, not by `github-actions[bot]`; give"
        " `--author 'acme-app[bot]'`, or the next run will not find it again\n"
    )


def test_without_the_history_no_line_is_commented_on(github: Desk) -> None:
    github.forge.land({"main.txt": "1\n"})
    pull = github.push(ADDS_BARE, README, start="main~1")
    done = github.review(pull, "--no-comment", "--inline", depth=2)
    assert (done.code, github.state.writes) == (1, [])
    assert "`fetch-depth: 0`" in done.err


def test_a_merge_request_lives_the_same_life(gitlab: Desk) -> None:
    options = ("--inline", "--request-changes")
    done = gitlab.review(gitlab.push(ADDS_BARE), *options)
    line, objection = (one["notes"][0] for one in gitlab.state.threads)
    assert (done.code, heads(gitlab.state.notes)) == (1, [FOUND])
    assert line["position"] == {
        "position_type": "text",
        "base_sha": "b" * 40,
        "start_sha": "c" * 40,
        "head_sha": gitlab.state.head,
        "new_path": BARE,
        "old_path": BARE,
        "new_line": 1,
    }
    assert not line["resolved"]
    done = gitlab.review(gitlab.push(ADDS_BARE, GONE), *options)
    assert (done.code, heads(gitlab.state.notes)) == (0, [RESOLVED])
    assert (line["resolved"], objection["resolved"]) == (True, True)
    assert len(gitlab.state.threads[1]["notes"]) == 2
    gitlab.review(gitlab.push(ADDS_BARE), *options)
    assert (len(gitlab.state.notes), line["resolved"], len(gitlab.state.threads)) == (1, False, 3)


def test_a_merge_request_keeps_the_words_of_others(gitlab: Desk) -> None:
    mallory = {"author": gitlab.state.person("mallory"), "system": False, "type": None}
    notes = [{**mallory, "id": n, "body": f"{MARKER}\nmine"} for n in range(1000, 1150)]
    gitlab.state.notes += notes
    gitlab.review(gitlab.push(ADDS_BARE))
    assert gitlab.state.writes == ["POST /api/v4/projects/42/merge_requests/7/notes"]
    gitlab.review(gitlab.push(ADDS_BARE, GONE))
    assert heads(gitlab.state.notes) == ["mine"] * 150 + [RESOLVED]


def test_a_merge_request_of_a_fork_is_shown_in_the_log(gitlab: Desk) -> None:
    fork = {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "43", "GITLAB_TOKEN": ""}
    done = gitlab.review(gitlab.push(ADDS_BARE), env=fork)
    assert (done.code, gitlab.state.log) == (1, [])
    assert "error[FT001]" in done.out
    done = gitlab.review(gitlab.push(ADDS_BARE), env={"GITLAB_TOKEN": ""})
    assert done.err.startswith("`GITLAB_TOKEN` is not set; make a project access token")


SLOW = [(429, {"Retry-After": "7"}), (503, {"Retry-After": "1"}), (502, {})]
LIMIT = (403, {"message": "API rate limit exceeded for installation"})
REFUSALS = [
    pytest.param((401, {"message": "Bad credentials"}), "does not know the token", id="token"),
    pytest.param(LIMIT, "the rate limit of GitHub is used up", id="rate limit"),
    pytest.param((404, {"message": "Not Found"}), "it needs `pull-requests: read`", id="hidden"),
    pytest.param((200, {"odd": 1}), "answered with something else", id="odd answer"),
    pytest.param((400, {"message": "x"}), "failed to read the comments: 400 `x`", id="odd status"),
    pytest.param((400, "text"), "answered with something else", id="no object"),
]


@pytest.mark.parametrize(("answer", "said"), REFUSALS)
def test_a_host_that_refuses_is_one_line(
    github: Desk, answer: tuple[int, object], said: str
) -> None:
    github.state.refusals["GET /repos/acme/app/issues/7/comments"] = answer
    done = github.review(github.push(ADDS_BARE))
    assert (done.code, github.state.writes) == (2, [])
    assert said in done.err


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds for which the program would have slept."""
    asked: list[float] = []
    monkeypatch.setattr("time.sleep", asked.append)
    return asked


def test_a_busy_host_is_asked_again_when_it_says_so(github: Desk, slept: list[float]) -> None:
    github.state.busy += [*SLOW, (403, {"Retry-After": "3"})]
    assert github.review(github.push(ADDS_BARE)).err == "ftpolicy: did write the comment\n"
    assert (slept[:2], 3 in slept, max(slept) <= 60) == ([7, 1], True, True)


def test_a_busy_host_is_not_asked_for_ever(github: Desk, slept: list[float]) -> None:
    github.state.busy += [(503, {})] * 50
    done = github.review(github.push(ADDS_BARE))
    assert (done.code, len(github.state.log)) == (2, 5)
    assert "it was busy or broken 5 times in a row" in done.err


def test_a_host_that_asks_for_hours_is_not_waited_for(github: Desk, slept: list[float]) -> None:
    github.state.busy.append((429, {"Retry-After": "3600"}))
    done = github.review(github.push(ADDS_BARE))
    assert (done.code, slept) == (2, [])
    assert done.err == "the host asks to wait 3600 seconds (429); run again later"


def test_what_creates_is_not_repeated_when_it_may_be_done(gitlab: Desk, slept: list[float]) -> None:
    post = "POST /api/v4/projects/42/merge_requests/7/notes"
    gitlab.state.refusals[post] = (502, {"message": "Bad Gateway"})
    done = gitlab.review(gitlab.push(ADDS_BARE))
    assert (done.code, gitlab.state.writes, slept) == (2, [post], [])
    assert done.err == "GitLab failed to comment: 502 `Bad Gateway`"


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_a_server_that_is_not_there_is_one_line(
    host: str, request: pytest.FixtureRequest, slept: list[float]
) -> None:
    desk: Desk = request.getfixturevalue(host)
    done = desk.review(desk.push(ADDS_BARE), "--api-url", "http://localhost:9")
    assert (done.code, "cannot be asked at `http://localhost:9`" in done.err) == (2, True)
    assert desk.state.log == []


def test_a_refusal_in_the_middle_leaves_an_error(gitlab: Desk) -> None:
    gitlab.state.refusals["POST "] = FORBIDDEN
    done = gitlab.review(gitlab.push(ADDS_BARE))
    assert done.code == 2
    assert done.err == (
        "the token may not comment (403 `Resource not accessible by integration`); it needs the"
        " scope `api` and the role Reporter"
    )
