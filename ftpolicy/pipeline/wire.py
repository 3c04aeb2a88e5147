"""What a repository still lacks to run the gate, as edits of its files."""

from __future__ import annotations

from ftpolicy.changes.git import attempt
from ftpolicy.model.change import Snapshot
from ftpolicy.model.values import dataclass
from ftpolicy.policy.load import FILE
from ftpolicy.policy.pyproject import FILE as PYPROJECT
from ftpolicy.policy.pyproject import table
from ftpolicy.wiring.edit import ByHand, Edit, template
from ftpolicy.wiring.gitlab import FILE as GITLAB
from ftpolicy.wiring.hooks import FILES as HOOK_FILES
from ftpolicy.wiring.put_hook import put_hook
from ftpolicy.wiring.put_job import GITHUB, forge_of, put_job
from ftpolicy.wiring.put_owners import put_owners

DECISIONS = "decisions/"


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits to make, those to make by hand, and what could not be found out."""

    edits: tuple[Edit, ...]
    by_hand: tuple[ByHand, ...]
    notes: tuple[str, ...]


def plan(tree: Snapshot, cwd: str, forge: str | None, owner: str | None) -> Plan:
    """The edits that wire the gate in; none of them twice, nothing that is there is changed."""
    notes = []
    forge = forge or forge_of(tree, _asked(["remote", "get-url", "origin"], cwd))
    owner = owner or _asked(["config", "--get", "user.email"], cwd)
    found = [_policy(tree), put_hook(tree)]
    parts = [FILE if table(tree) is None else PYPROJECT]
    parts.append(next((one for one in HOOK_FILES if tree.entry(one) is not None), HOOK_FILES[0]))
    if forge is None:
        notes.append("no forge was found, so no CI job is written; name it with --forge")
    else:
        found.append(put_job(tree, forge))
        parts.append(GITHUB if forge == "github" else GITLAB)
    parts.append(DECISIONS)
    if "@" in owner:
        found.append(put_owners(tree, parts, owner, forge))
    else:
        notes.append("nobody was found to own the gate; name a team or a person with --owner")
    return Plan(
        tuple(one for one in found if isinstance(one, Edit)),
        tuple(one for one in found if isinstance(one, ByHand)),
        tuple(notes),
    )


def _policy(tree: Snapshot) -> Edit | None:
    if tree.entry(FILE) is not None or table(tree) is not None:
        return None
    return Edit(FILE, None, template("policy.yaml"), "says what is asked for")


def _asked(args: list[str], cwd: str) -> str:
    code, output, _ = attempt(args, cwd)
    text = output.decode("utf-8", "replace").strip()
    return text if not code and text.isprintable() else ""
