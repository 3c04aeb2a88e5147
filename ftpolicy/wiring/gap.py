"""One way in which the gate can be passed by, or fail to do its work."""

from __future__ import annotations

from collections.abc import Mapping

from ftpolicy.model.finding import Severity
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """An error lets a change pass the gate; a warning weakens it; a note is for people to check."""

    name: str
    severity: Severity
    location: Location
    message: str
    remedy: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when lines above it move."""
        return self.name, self.location.path, self.message


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

KINDS: Mapping[str, tuple[Severity, str]] = {
    "no-gate": (_E, "Run `ftpolicy check --ci` in CI on every pull or merge request (docs/ci.md)."),
    "not-on-requests": (_E, "Run the workflow on `pull_request` and `merge_group`, unfiltered."),
    "not-in-queue": (_W, "Add `merge_group:` under `on`, or a merge queue waits for ever."),
    "path-filter": (_E, "Remove the filter: ftpolicy itself sees at once that nothing is there."),
    "branch-filter": (_N, "Check that every protected branch is in the filter, or remove it."),
    "also-on-push": (
        _W,
        "Limit `push` to the default branch: its check bears the same name and judges less.",
    ),
    "target-trigger": (
        _W,
        "Use `pull_request`: it needs no secrets, and the merge that will land is checked out.",
    ),
    "untrusted-checkout": (_E, "Never check out what is proposed under `pull_request_target`."),
    "skipped": (_E, "Remove the condition: a skipped job counts as a success."),
    "needs": (_E, "Remove `needs`: when a needed job fails this one is skipped, and counts."),
    "failure-ignored": (_E, "Let the step end with the exit code of ftpolicy."),
    "judges-little": (_E, "Run `ftpolicy check --ci` without a scope of its own."),
    "no-evidence": (_W, "Remove `--no-evidence` where the gate decides."),
    "hook-skipped": (_E, "Remove ftpolicy from `SKIP`."),
    "unpinned": (_W, "Pin to a full commit hash (or an exact version), which nobody can move."),
    "own-code": (
        _W,
        "Install ftpolicy from an index or a pinned address, not from the files of the change.",
    ),
    "shallow": (_W, "Fetch the whole history; without the base ftpolicy ends with exit code 2."),
    "unreadable": (_E, "Mend the file: what it runs cannot be told."),
    "required": (
        _N,
        "Require the check on every protected branch; that is a setting, which no file shows.",
    ),
    "not-required": (_E, "Add the name of the gate's job to the required checks."),
    "no-hook": (_W, "Add the hook `ftpolicy` to `.pre-commit-config.yaml`."),
    "hook-changed": (_W, "Remove the setting: the hook works out the change by itself."),
    "missing-stage": (
        _W,
        "Write `default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]`.",
    ),
    "not-owned": (_E, "Name its owners in CODEOWNERS, and require their review."),
    "decisions-not-owned": (_W, "Name in CODEOWNERS who decides about fine-tuning."),
    "milder-mode": (_W, "Set `enforcement.mode: block` once people have seen the reports."),
}
"""Every kind of gap: how much it weighs, and what to do."""


def gap(name: str, message: str, place: Location) -> Gap:
    """A gap of one of the kinds."""
    severity, remedy = KINDS[name]
    return Gap(name, severity, place, message, remedy)
