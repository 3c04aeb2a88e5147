"""The job that judges every pull or merge request, for the forge that a repository has."""

from __future__ import annotations

import re

from ftpolicy.model.change import Snapshot
from ftpolicy.parse.plain import Plain
from ftpolicy.wiring.edit import ByHand, Edit, held, mapping_of, template, values_of, with_lines
from ftpolicy.wiring.gitlab import FILE as GITLAB
from ftpolicy.wiring.gitlab import gitlab_gaps
from ftpolicy.wiring.others import other_gaps
from ftpolicy.wiring.workflows import gate_jobs

FORGES = ("github", "gitlab")
GITHUB = ".github/workflows/ftpolicy.yml"
_WHY = "judges every change against its target branch"


def forge_of(tree: Snapshot, remote: str) -> str | None:
    """The forge by the files of the tree, else by the address of `origin`."""
    if tree.entry(GITLAB) is not None:
        return "gitlab"
    if any(entry.path.startswith(".github/") for entry in tree.entries()):
        return "github"
    host = re.sub(r"^\w+://", "", remote).partition("@")[2] or re.sub(r"^\w+://", "", remote)
    host = re.split(r"[:/]", host.casefold())[0]
    return next((forge for forge in FORGES if forge in host), None)


def runs_already(tree: Snapshot) -> bool:
    """Whether some CI file runs the gate."""
    jobs, _ = gate_jobs(tree, by_hook=False)
    return bool(jobs) or gitlab_gaps(tree, by_hook=False)[0] or other_gaps(tree)[0]


def put_job(tree: Snapshot, forge: str) -> Edit | ByHand | None:
    """The CI file with the gate's job in it; None when one runs it already."""
    if runs_already(tree):
        return None
    if forge == "github":
        if tree.entry(GITHUB) is not None:
            return ByHand(GITHUB, "it is there and does not run the gate", template("github.yml"))
        return Edit(GITHUB, None, template("github.yml"), _WHY)
    return _gitlab(tree)


def _gitlab(tree: Snapshot) -> Edit | ByHand:
    text = held(tree, GITLAB)
    job = template("gitlab.yml")
    if isinstance(text, ByHand):
        return ByHand(GITLAB, text.why, job)
    if text is None:
        return Edit(GITLAB, None, job, _WHY)
    root, before = mapping_of(text), values_of(text)
    if isinstance(root, str) or not isinstance(before, dict):
        return ByHand(GITLAB, root if isinstance(root, str) else "it is empty", job)
    if "ftpolicy" in before:
        return ByHand(GITLAB, "it has a job `ftpolicy` that does not run the gate", job)
    job = job.replace("stage: test", f"stage: {_stage(before)}")
    gap = "" if not text.strip() else "\n"
    after = with_lines(text, len(text.split("\n")), f"{gap}{job}")
    now = values_of(after)
    if not isinstance(now, dict) or {k: v for k, v in now.items() if k != "ftpolicy"} != before:
        return ByHand(GITLAB, "it is written in a way that cannot be added to safely", job)
    return Edit(GITLAB, text, after, _WHY)


def _stage(pipeline: dict[str, Plain]) -> str:
    """`test`, or the first stage of a pipeline that has no such stage."""
    stages = pipeline.get("stages")
    names = [each for each in stages if isinstance(each, str)] if isinstance(stages, list) else []
    return names[0] if names and "test" not in names else "test"
