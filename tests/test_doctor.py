"""`ftpolicy doctor`: a repository whose gate holds, and each way in which it might not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from ftpolicy.pipeline.doctor import diagnose, examine
from ftpolicy.wiring.gap import KINDS
from tests.conftest import Repo
from tests.honest import HONEST_FILES, MemoryTree

TODAY = date(2026, 11, 22)
HASH = "8e5e7e5ab8b370d6c329ec480221332ada57f0ab"
WORKFLOW = ".github/workflows/gate.yml"
HOOKS = ".pre-commit-config.yaml"
OWNERS = ".github/CODEOWNERS"
POLICY = ".ftpolicy.yaml"
GITLAB = ".gitlab-ci.yml"

GATE = f"""\
name: gate
on:
  pull_request:
  merge_group:
permissions: {{}}
jobs:
  ftpolicy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@{HASH}
        with: {{fetch-depth: 0, persist-credentials: false}}
      - uses: acme/ftpolicy@{HASH}
"""
RUN_GATE = GATE.replace(
    f"      - uses: acme/ftpolicy@{HASH}\n",
    "      - run: |\n          pipx install ftpolicy==0.1.0\n          ftpolicy check --ci\n",
)
HOOK = f"""\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
  - repo: https://github.com/acme/ftpolicy
    rev: {HASH}
    hooks:
      - id: ftpolicy
"""
OWNED = """\
# who is asked
/.ftpolicy.yaml @acme/gate
/.ftpolicy-baseline.yaml @acme/gate
/.github/ @acme/gate
/.pre-commit-config.yaml @acme/gate
/decisions/ @acme/leads
"""
GITLAB_GATE = """\
ftpolicy:
  variables: {GIT_DEPTH: "0"}
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - pipx install ftpolicy==0.1.0
    - ftpolicy check --ci
"""
GOOD = {
    **HONEST_FILES,
    POLICY: "schema_version: 1\n",
    WORKFLOW: GATE,
    HOOKS: HOOK,
    OWNERS: OWNED,
}
REQUIRED = f"note required {WORKFLOW}:7 nothing here says whether `ftpolicy` is a required check"


def found(changed: Mapping[str, str | bytes | None]) -> list[str]:
    """The gaps of the good repository with these files changed, without the note on settings."""
    files = {path: text for path, text in {**GOOD, **changed}.items() if text is not None}
    gaps = [
        f"{one.severity.value} {one.name} {one.location.path}:{one.location.line} {one.message}"
        for one in examine(MemoryTree(files), TODAY)
    ]
    return [one for one in gaps if not one.startswith("note required")]


def workflow(old: str, new: str, text: str = GATE) -> dict[str, str | None]:
    assert old in text
    return {WORKFLOW: text.replace(old, new)}


def hook(old: str, new: str) -> dict[str, str | None]:
    assert old in HOOK
    return {HOOKS: HOOK.replace(old, new)}


def test_the_good_repository_has_one_question_left() -> None:
    gaps = examine(MemoryTree(GOOD), TODAY)
    assert [f"{it.severity.value} {it.name}" for it in gaps] == ["note required"]
    assert found({WORKFLOW: RUN_GATE}) == []
    assert not diagnose(MemoryTree(GOOD), None, TODAY).open


TRIGGERS = {
    "push-only": (
        workflow("  pull_request:\n  merge_group:\n", "  push:\n    branches: [main]\n"),
        [f"error not-on-requests {WORKFLOW}:2 the gate does not run on pull requests"],
    ),
    "list": (
        workflow("on:\n  pull_request:\n  merge_group:\n", "on: [pull_request]\n"),
        [f"warning not-in-queue {WORKFLOW}:2 the gate does not run in a merge queue"],
    ),
    "paths": (
        workflow("pull_request:\n", "pull_request:\n    paths: [configs/**]\n"),
        [f"error path-filter {WORKFLOW}:4 `paths` under `pull_request` leaves changes out"],
    ),
    "paths-ignore": (
        workflow("pull_request:\n", "pull_request: {paths-ignore: [docs/**]}\n"),
        [f"error path-filter {WORKFLOW}:3 `paths-ignore` under `pull_request` leaves changes out"],
    ),
    "branches": (
        workflow("pull_request:\n", "pull_request: {branches: [main]}\n"),
        [f"note branch-filter {WORKFLOW}:3 `branches` under `pull_request` leaves targets out"],
    ),
    "types": (
        workflow("pull_request:\n", "pull_request: {types: [opened, labeled]}\n"),
        [
            (
                f"error not-on-requests {WORKFLOW}:3 `types` under `pull_request` lacks"
                " `synchronize`, `reopened`"
            )
        ],
    ),
    "push-too": (
        workflow("  merge_group:\n", "  merge_group:\n  push:\n"),
        [f"warning also-on-push {WORKFLOW}:5 the gate also runs on every push"],
    ),
    "target": (
        {
            WORKFLOW: GATE.replace("pull_request:", "pull_request_target:").replace(
                "fetch-depth: 0,", "fetch-depth: 0, ref: '${{ github.head_ref }}',"
            )
        },
        [
            f"error untrusted-checkout {WORKFLOW}:11 what is proposed is checked out with secrets",
            f"warning target-trigger {WORKFLOW}:3 `pull_request_target` runs with secrets",
        ],
    ),
    "called": (workflow("  pull_request:\n  merge_group:\n", "  workflow_call:\n"), []),
}
CONDITIONS = {
    "forks": (
        workflow(
            "    runs-on",
            "    if: github.event.pull_request.head.repo.fork == false\n    runs-on",
        ),
        [f"error skipped {WORKFLOW}:8 `if` on the gate's job skips forks"],
    ),
    "labels": (
        workflow(
            f"      - uses: acme/ftpolicy@{HASH}\n",
            f"      - uses: acme/ftpolicy@{HASH}\n"
            "        if: ${{ !contains(github.event.pull_request.labels.*.name, 'skip') }}\n",
        ),
        [
            (
                f"error skipped {WORKFLOW}:13 `if` on the gate's step skips requests"
                " with or without a label"
            )
        ],
    ),
    "always": (workflow("    runs-on", "    if: ${{ always() }}\n    runs-on"), []),
    "needs": (
        workflow("    runs-on", "    needs: [build]\n    runs-on"),
        [f"error needs {WORKFLOW}:8 the gate's job needs other jobs"],
    ),
    "needs-always": (
        workflow("    runs-on", "    needs: [build]\n    if: always()\n    runs-on"),
        [],
    ),
    "continue-on-error": (
        workflow("    runs-on", "    continue-on-error: ${{ true }}\n    runs-on"),
        [f"error failure-ignored {WORKFLOW}:8 `continue-on-error` on the gate's job"],
    ),
    "continue-on-error-off": (
        workflow("    runs-on", "    continue-on-error: false\n    runs-on"),
        [],
    ),
    "skip": (
        workflow("permissions: {}", "env: {SKIP: 'mypy,ftpolicy'}"),
        [f"error hook-skipped {WORKFLOW}:5 `SKIP` leaves ftpolicy out"],
    ),
}
RUN = "          ftpolicy check --ci\n"
COMMANDS = {
    "or-true": (RUN.replace("--ci", "--ci || true"), "`||` after the command throws its exit"),
    "or-echo": (RUN.replace("--ci", "\\\n            --ci || echo oops"), "`||` after the comm"),
    "or-exit-1": (RUN.replace("--ci", "--ci || exit 1"), None),
    "pipe": (RUN.replace("--ci", "--ci | tee log"), "the exit code is that of the last command"),
    "pipefail": (f"          set -o pipefail\n{RUN}".replace("--ci", "--ci | tee log"), None),
    "set-e": (f"          set +e\n{RUN}", "`set +e` lets the script go on after a failure"),
    "background": (RUN.replace("--ci", "--ci &"), "the command runs in the background"),
    "condition": (RUN.replace("ftpolicy", "if ftpolicy"), "the command is a condition, which may"),
    "redirected": (RUN.replace("--ci", "--ci >log 2>&1"), None),
    "comment": (f"          # ftpolicy check || true\n{RUN}", None),
    "and": (RUN.replace("ftpolicy", "cd app && ftpolicy"), None),
    "by-pipx": (RUN.replace("ftpolicy", "pipx run --spec ftpolicy==0.1.0 ftpolicy"), None),
    "by-python": (RUN.replace("ftpolicy", "python -m ftpolicy"), None),
}
SHALLOW = f"warning shallow {WORKFLOW}:10 the checkout fetches one commit only"
PINS = {
    "tag": (
        workflow(f"ftpolicy@{HASH}", "ftpolicy@v1"),
        [f"warning unpinned {WORKFLOW}:12 `acme/ftpolicy` is pinned to `v1`, which can be moved"],
    ),
    "checkout-branch": (
        workflow(f"checkout@{HASH}", "checkout@main"),
        [
            (
                f"warning unpinned {WORKFLOW}:10 `actions/checkout` is pinned to `main`,"
                " which can be moved"
            )
        ],
    ),
    "own-action": (
        workflow(f"acme/ftpolicy@{HASH}", "./.github/actions/ftpolicy"),
        [
            (
                f"warning own-code {WORKFLOW}:12 `./.github/actions/ftpolicy` comes from the change"
                " itself"
            )
        ],
    ),
    "any-version": (
        workflow("ftpolicy==0.1.0", "ftpolicy", RUN_GATE),
        [f"warning unpinned {WORKFLOW}:13 ftpolicy is installed in whichever version there is"],
    ),
    "from-the-change": (
        workflow("pipx install ftpolicy==0.1.0", "pip install .", RUN_GATE),
        [f"warning own-code {WORKFLOW}:13 what is installed comes from the change itself"],
    ),
    "shallow": (workflow("{fetch-depth: 0, ", "{"), [SHALLOW]),
    "depth-1": (workflow("fetch-depth: 0", "fetch-depth: 1"), [SHALLOW]),
    "reusable": (
        {
            WORKFLOW: "on: [pull_request, merge_group]\njobs:\n  gate:\n"
            "    uses: acme/ci/.github/workflows/ftpolicy.yml@main\n"
        },
        [
            (
                f"warning unpinned {WORKFLOW}:4 `acme/ci/.github/workflows/ftpolicy.yml` is pinned"
                " to `main`, which can be moved"
            )
        ],
    ),
    "staged": (
        workflow("check --ci", "check --staged", RUN_GATE),
        [f"error judges-little {WORKFLOW}:14 `--staged` does not judge the change by its base"],
    ),
    "no-evidence": (
        workflow("check --ci", "check --ci --no-evidence", RUN_GATE),
        [f"warning no-evidence {WORKFLOW}:14 the record's claims are taken as written"],
    ),
}
NO_GATE = "no CI file runs ftpolicy on a pull or merge request"
ELSEWHERE = {
    "nothing": (
        {WORKFLOW: None},
        [f"error no-gate {POLICY}:1 {NO_GATE}"],
    ),
    "another-workflow": (
        {WORKFLOW: "on: push\njobs: {build: {steps: [{run: make ftpolicy-docs}]}}\n"},
        [f"error no-gate {WORKFLOW}:1 {NO_GATE}"],
    ),
    "broken-workflow": (
        {WORKFLOW: f"{GATE}  - : [\n"},
        [f"error no-gate {WORKFLOW}:1 {NO_GATE}", f"error unreadable {WORKFLOW}:13 it names"],
    ),
    "by-pre-commit": (
        workflow(f"acme/ftpolicy@{HASH}", f"pre-commit/action@{HASH}"),
        [],
    ),
    "pre-commit-run": (
        workflow("ftpolicy check --ci", "pre-commit run --all-files", RUN_GATE),
        [],
    ),
    "pre-commit-without-the-hook": (
        {
            **workflow(f"acme/ftpolicy@{HASH}", f"pre-commit/action@{HASH}"),
            HOOKS: HOOK.replace("id: ftpolicy", "id: mypy"),
        },
        [
            f"error no-gate {WORKFLOW}:1 {NO_GATE}",
            f"warning no-hook {HOOKS}:1 no hook runs ftpolicy before a commit",
        ],
    ),
    "azure": (
        {
            WORKFLOW: None,
            "azure-pipelines.yml": "steps:\n- script: ftpolicy check --ci || true\n",
        },
        [
            (
                "error failure-ignored azure-pipelines.yml:2 `||` after the command throws its exit"
                " code away"
            ),
            "warning shallow azure-pipelines.yml:1 the checkout may be shallow",
        ],
    ),
    "azure-continue": (
        {
            WORKFLOW: None,
            "azure-pipelines.yml": "steps:\n- checkout: self\n  fetchDepth: 0\n"
            "- script: ftpolicy check --ci\n  continueOnError: true\n",
        },
        [
            (
                "error failure-ignored azure-pipelines.yml:5 `continueOnError` in a file that runs"
                " the gate"
            )
        ],
    ),
    "bitbucket": (
        {
            WORKFLOW: None,
            "bitbucket-pipelines.yml": "clone: {depth: full}\npipelines: {pull-requests: {'**': ["
            "{step: {script: [ftpolicy check --ci]}}]}}\n",
        },
        [],
    ),
    "milder": (
        {POLICY: "schema_version: 1\nenforcement: {mode: observe}\n"},
        [f"warning milder-mode {POLICY}:1 the policy's mode is `observe`"],
    ),
    "broken-policy": (
        {POLICY: "limts: {}\n"},
        [f"error unreadable {POLICY}:1 the policy cannot be used:"],
    ),
    "not-required": (
        {".github/settings.yml": "required_status_checks: {contexts: [build]}\n"},
        ["error not-required .github/settings.yml:1 the required checks do not name `ftpolicy`"],
    ),
    "required": (
        {".github/rulesets/main.json": '{"type": "required_status_checks", "c": "ftpolicy"}'},
        [],
    ),
}
HOOKED = {
    "branch": (
        hook(f"rev: {HASH}", "rev: main"),
        [f"warning unpinned {HOOKS}:4 `rev` is `main`, a branch or a name"],
    ),
    "version": (hook(f"rev: {HASH}", "rev: v0.1.0"), []),
    "files": (
        hook("- id: ftpolicy", "- {id: ftpolicy, files: ^configs/}"),
        [f"warning hook-changed {HOOKS}:6 `files` on the hook leaves files out"],
    ),
    "always-run": (
        hook("- id: ftpolicy", "- {id: ftpolicy, always_run: false}"),
        [f"warning hook-changed {HOOKS}:6 without `always_run` a deletion is not seen"],
    ),
    "stages": (
        hook("- id: ftpolicy", "- {id: ftpolicy, stages: [commit, pre-merge-commit]}"),
        [f"warning hook-changed {HOOKS}:6 `stages` lacks `pre-push`"],
    ),
    "entry": (
        hook("- id: ftpolicy", "- {id: ftpolicy, entry: sh -c 'ftpolicy hook || true'}"),
        [f"warning hook-changed {HOOKS}:6 `||` in the entry throws the exit code away"],
    ),
    "types": (
        hook("default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]\n", ""),
        [
            (
                f"warning missing-stage {HOOKS}:1 `pre-commit install` installs no"
                " `pre-merge-commit` and no `pre-push`"
            )
        ],
    ),
    "ci-skip": (
        {HOOKS: f"ci: {{skip: [ftpolicy]}}\n{HOOK}"},
        [f"warning hook-changed {HOOKS}:1 pre-commit.ci skips the hook"],
    ),
    "none": (
        {HOOKS: None},
        [f"warning no-hook {HOOKS}:1 no hook runs ftpolicy before a commit"],
    ),
    "broken": (
        {HOOKS: "ftpolicy: ["},
        [f"error unreadable {HOOKS}:1 it names ftpolicy but cannot be read:"],
    ),
}
UNOWNED = f"has no owner in `{OWNERS}`"
OWNING = {
    "none": (
        {OWNERS: None},
        [
            f"error not-owned {POLICY}:1 `{POLICY}` has no owner and there is no CODEOWNERS",
            f"error not-owned {WORKFLOW}:1 `{WORKFLOW}` has no owner and there is no CODEOWNERS",
            f"error not-owned {HOOKS}:1 `{HOOKS}` has no owner and there is no CODEOWNERS",
            (
                "warning decisions-not-owned decisions/billing-support-voice.yaml:1"
                " `decisions/billing-support-voice.yaml` has no owner"
            ),
        ],
    ),
    "policy": (
        {OWNERS: OWNED.replace("/.ftpolicy.yaml @acme/gate\n", "")},
        [f"error not-owned {OWNERS}:1 `{POLICY}` {UNOWNED}"],
    ),
    "no-policy-yet": ({POLICY: None}, []),
    "the-last-line-decides": (
        {OWNERS: f"{OWNED}/.github/workflows/\n"},
        [f"error not-owned {OWNERS}:1 `{WORKFLOW}` {UNOWNED}"],
    ),
    "all": ({OWNERS: "* @acme/gate\n"}, []),
    "direct-children-only": (
        {OWNERS: f"* @acme/gate\n/.github/\n/.github/* @acme/gate\n/docs/ {OWNED[-12:]}"},
        [f"error not-owned {OWNERS}:1 `{WORKFLOW}` {UNOWNED}"],
    ),
    "not-understood": (
        {OWNERS: "* @acme/gate\n[Section]\n!/.ftpolicy.yaml @eve\n/x[ab] @eve\n# end\n"},
        [],
    ),
    "decisions": (
        {OWNERS: OWNED.replace("/decisions/ @acme/leads\n", "")},
        [
            (
                f"warning decisions-not-owned {OWNERS}:1 `decisions/billing-support-voice.yaml` has"
                " no owner"
            )
        ],
    ),
    "baseline": (
        {
            ".ftpolicy-baseline.yaml": "schema_version: 1\nentries: []\n",
            OWNERS: OWNED.replace("/.ftpolicy-baseline.yaml @acme/gate\n", ""),
        },
        [f"error not-owned {OWNERS}:1 `.ftpolicy-baseline.yaml` {UNOWNED}"],
    ),
    "undecodable": (
        {OWNERS: b"* @acme\xff\n"},
        [f"error not-owned {OWNERS}:1 `{path}` {UNOWNED}" for path in (POLICY, WORKFLOW, HOOKS)]
        + [f"error not-owned {OWNERS}:1 `{OWNERS}` {UNOWNED}"]
        + [f"warning decisions-not-owned {OWNERS}:1 `decisions/billing-support-voice.yaml` has no"],
    ),
}
TABLES = {
    "triggers": TRIGGERS,
    "conditions": CONDITIONS,
    "pins": PINS,
    "elsewhere": ELSEWHERE,
    "hooked": HOOKED,
    "owning": OWNING,
}


@pytest.mark.threat("wiring that fails open", "the gate's own definition")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [row for table in TABLES.values() for row in table.values()],
    ids=[f"{name}-{row}" for name, table in TABLES.items() for row in table],
)
def test_each_gap(changed: dict[str, str | bytes | None], expected: list[str]) -> None:
    gaps = found(changed)
    assert len(gaps) == len(expected), gaps
    for one, start in zip(sorted(gaps), sorted(expected), strict=True):
        assert one.startswith(start)


@pytest.mark.parametrize(("line", "message"), COMMANDS.values(), ids=COMMANDS)
def test_what_a_script_makes_of_the_exit_code(line: str, message: str | None) -> None:
    gaps = found(workflow(RUN, line, RUN_GATE))
    assert len(gaps) == (message is not None), gaps
    for one in gaps:
        name, where, rest = one.split(" ", 3)[1:]
        assert (name, where.rpartition(":")[0]) == ("failure-ignored", WORKFLOW)
        assert rest.startswith(str(message))


def test_a_shell_that_goes_on() -> None:
    changed = workflow("      - run: |", "      - shell: bash {0}\n        run: |", RUN_GATE)
    assert found(changed) == [
        f"error failure-ignored {WORKFLOW}:12 the shell `bash {{0}}` goes on after a failure"
    ]


ON_GITLAB = {WORKFLOW: None, OWNERS: f"{OWNED}/.gitlab-ci.yml @acme/gate\n"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        (
            "  rules:",
            "  allow_failure: true\n  rules:",
            [f"error failure-ignored {GITLAB}:3 `allow_failure` on `ftpolicy`"],
        ),
        (
            "  rules:",
            "  when: manual\n  rules:",
            [f"error skipped {GITLAB}:3 `ftpolicy` runs `when: manual`"],
        ),
        (
            'event"\n',
            'event"\n      changes: [configs/**]\n',
            [f"error path-filter {GITLAB}:4 a rule of `ftpolicy` asks for paths"],
        ),
        (
            'event"\n',
            'event"\n      allow_failure: true\n',
            [f"error failure-ignored {GITLAB}:5 a rule of `ftpolicy` allows its failure"],
        ),
        (
            'event"\n',
            'event"\n      when: never\n',
            [f"error skipped {GITLAB}:4 a rule of `ftpolicy` leaves requests out"],
        ),
        (
            '$CI_PIPELINE_SOURCE == "merge_request_event"',
            "$CI_COMMIT_BRANCH",
            [f"error not-on-requests {GITLAB}:3 no rule runs `ftpolicy` on merge requests"],
        ),
        (
            '  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n',
            "  only: [merge_requests]\n",
            [],
        ),
        (
            '"0"',
            '"50"',
            [f"warning shallow {GITLAB}:1 `ftpolicy` fetches a part of the history"],
        ),
        ("check --ci", "check --ci || true", ["error failure-ignored .gitlab-ci.yml:7 `||` after"]),
        ("  rules:", "  needs: [build]\n  rules:", [f"error needs {GITLAB}:3 `ftpolicy` needs"]),
        (
            GITLAB_GATE,
            "include:\n  - {project: acme/ci, file: /ftpolicy.yml, ref: main}\n",
            [f"warning unpinned {GITLAB}:2 the gate is included at `main`, which can be moved"],
        ),
        (
            GITLAB_GATE,
            f"include:\n  - component: gitlab.com/acme/ftpolicy/gate@{HASH}\n",
            [],
        ),
    ],
    ids=[
        "good",
        "allow-failure",
        "manual",
        "changes",
        "rule-allows-failure",
        "never",
        "branches-only",
        "old-only",
        "depth",
        "or-true",
        "needs",
        "include",
        "component",
    ],
)
def test_gitlab(old: str, new: str, expected: list[str]) -> None:
    assert old in GITLAB_GATE
    text = GITLAB_GATE.replace(old, new) if old else GITLAB_GATE
    gaps = found({**ON_GITLAB, GITLAB: text})
    assert len(gaps) == len(expected), gaps
    for one, start in zip(gaps, expected, strict=True):
        assert one.startswith(start)


@pytest.mark.parametrize(
    "text",
    ["", "- 1\n", "on: ftpolicy\njobs: [1]\n", "jobs: {a: {steps: ftpolicy}}\n", "a: &a [*a]\n"],
)
@pytest.mark.parametrize("path", [WORKFLOW, HOOKS, OWNERS, GITLAB, "Jenkinsfile"])
def test_files_of_another_shape_are_no_trouble(text: str, path: str) -> None:
    assert found({path: text}) is not None


def test_every_kind_of_gap_has_a_remedy() -> None:
    for name, (_, remedy) in KINDS.items():
        assert remedy[0].isupper(), name
        assert remedy.endswith("."), name


def test_what_a_change_brings_and_mends() -> None:
    lax = MemoryTree({**GOOD, POLICY: "schema_version: 1\nenforcement: {mode: warn}\n"})
    ignored = GATE.replace("    runs-on", "    continue-on-error: true\n    runs-on")
    found_there = diagnose(MemoryTree({**GOOD, WORKFLOW: f"# moved\n{ignored}"}), lax, TODAY)
    assert [one.name for one in found_there.new] == ["failure-ignored"]
    assert [one.name for one in found_there.mended] == ["milder-mode"]
    assert [one.name for one in found_there.gaps] == ["failure-ignored", "required"]
    assert found_there.open


def test_the_command(repo: Repo) -> None:
    for path, text in GOOD.items():
        repo.write(path, text)
    base = repo.commit()
    done = repo.run("doctor")
    assert (done.returncode, done.stdout) == (
        0,
        (
            "note[required]: nothing here says whether `ftpolicy` is a required check\n"
            " --> .github/workflows/gate.yml:7:3\n"
            "  = Require the check on every protected branch; that is a setting, which no\n"
            "    file shows.\n"
            "\n"
            "ftpolicy: no way past the gate was found, 0 warnings\n"
        ),
    )
    repo.write(WORKFLOW, GATE.replace("  pull_request:\n", "  pull_request: {paths: [x]}\n"))
    repo.commit("filter")
    done = repo.run("doctor", "--base", base)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "error[path-filter]: `paths` under `pull_request` leaves changes out (this change\n"
        "  brings it)\n"
        " --> .github/workflows/gate.yml:3:18\n"
    )
    done = repo.run("doctor", "--base", "HEAD", "--head", base, "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["open"]) == (0, False)
    assert [one["name"] for one in report["mended"]] == ["path-filter"]
    done = repo.run("doctor", "--format", "json")
    (first, _) = json.loads(done.stdout)["gaps"]
    assert (first["name"], first["line"], first["new"]) == ("path-filter", 3, False)


def test_the_command_refuses(repo: Repo) -> None:
    repo.commit()
    assert repo.run("doctor", "--head", "HEAD").returncode == 2
    assert repo.run("doctor", "--base", "--output=x").returncode == 2
    assert repo.run("doctor", "-C", "missing").returncode == 2
