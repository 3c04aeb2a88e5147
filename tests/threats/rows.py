"""The threats that ftpolicy knows: each has a name, what must hold, and tests that name it.

A test names the threats that it shows: `@pytest.mark.threat("quoted paths")`. `test_rows.py` holds
both sides against each other. What cannot be kept is said in SECURITY.md.
"""

from __future__ import annotations

from collections.abc import Mapping

SEVEN: Mapping[str, str] = {
    "every entry of the diff": "as many files are judged as git lists, whatever their names",
    "policy of the base": "policy, waivers and baseline come from the base of the change",
    "the gate's own definition": "an edit of the workflow, the pin or the hook is told",
    "a file that hangs the parser": "it is refused by a limit before it is built",
    "commands in the log": "no word of an author is a command for the runner",
    "code of the checkout": "nothing that is judged is imported or started",
    "the list of pre-commit": "the change is asked of git, not taken from the arguments",
}
"""Those that matter most."""

GIT: Mapping[str, str] = {
    "hostile names": "each name is judged and hides no other",
    "quoted paths": "paths are bytes between NULs, whatever core.quotePath says",
    "another index": "the index of this commit is asked (GIT_INDEX_FILE)",
    "file system monitor": "core.fsmonitor is not started",
    "external diff": "no diff driver and no textconv is started",
    "filters": "no clean, smudge or process filter is started",
    "hooks and helpers": "no hook, alias, pager, credential helper or transport is started",
    "replaced objects": "replacements and grafts do not count",
    "flags of the index": "assume-unchanged and skip-worktree hide nothing",
    "options in refs": "a revision is never an option, and nothing is written",
    "another user's repository": "exit code 2 with the line that mends it",
    "environment of git": "the same verdict, and nothing is started",
    "python path": "no module of the checkout is imported",
    "installing from the checkout": "the action installs itself, not what it judges",
    "plugins": "no code is loaded from the repository",
    "running what is judged": "configs, scripts and data are read, never run or unpickled",
    "bombs in Python": "a finding, never a traceback",
    "lower bounds": "no GitPython or PyYAML with a known hole; safe loaders only",
    "one way to run git": "every git gets the options and the environment that disarm it",
}
"""Git and processes."""

CONTENT: Mapping[str, str] = {
    "alias and merge bombs": "refused by the limits on aliases, depth and events",
    "deep nesting": "refused at depth 51, in every language",
    "slow parsing": "a limit on size and events; over the budget it is said",
    "surprising exceptions": "whatever a loader raises is a finding",
    "typing traps": "a record's numbers are written in plain digits",
    "repeated keys": "an error in records; in configs any of the values counts",
    "merged values": "a value that a merge key brings counts",
    "several documents": "each is judged; a record is exactly one",
    "custom tags": "an unknown tag hides nothing; in records it is an error",
    "encodings": "no encoding of a config is a pass",
    "line breaks": "lines are those of git, and nothing hides behind another break",
    "unreadable is not skipped": "a broken file with the keywords of a match is FT007",
    "odd places": "no suffix and no container of code hides a config",
    "attributes of git": "they hide nothing; an edit of .gitattributes is told",
    "renames": "a rename is a deletion and an addition, which is judged as new",
    "copies": "covered with the same premises, FT004 with others, FT001 elsewhere",
    "edits after approval": "premises are compared, hyperparameters are free",
    "links": "resolved in the tree alone; out of it or in a circle: FT015",
    "submodules": "a changed one is FT015",
    "pointers": "a config that is a pointer of LFS or annex is FT007; data may be one",
    "mode and type": "another mode or type is a change of the file",
    "twins": "names that some disks take for one are FT016",
    "evidence paths": "a regular blob of the tree, or nothing",
    "empty evidence": "equal rows count once, an empty report is no report",
    "slow patterns": "neither long lines nor hostile globs are slow",
    "foreign schemas": "schemas come with the program and fetch nothing",
    "huge changes": "nothing is left out silently",
    "workflow commands": "only our own commands stand in a log",
    "outputs of a step": "numbers and fixed words only",
    "template injection": "nothing is interpolated into a script",
    "Markdown and HTML": "no element, link or mention comes from a text of the author",
    "HTML report": "all is escaped; one script, by its hash",
    "terminal escapes": "no hidden or control character is printed",
    "CSV and XML": "no formula, and XML that parses",
    "secrets": "no value of a key that sounds like one is shown",
    "spoofed comments": "our comment is known by its author too",
    "forged approvals": "approvals are asked of the forge; names in a record are claims",
    "time": "today is the clock's or --as-of, never a commit's date",
    "past the hook": "the branch is judged as a whole from its target",
    "wiring that fails open": "doctor names each way",
    "floods": "reports group, cap and count the rest",
}
"""Content, reports and ways past the gate."""

BASE: Mapping[str, str] = {
    "base 1: no policy there": "the strict default holds",
    "base 2: policy and config in one change": "the old policy decides, the new one is shown",
    "base 3: waiver and config in one change": "the waiver waits",
    "base 4: edits of the gate": "FT903, and the base may make it an error",
    "base 5: two commits": "the hook passes, the branch does not",
    "base 6: added and removed": "allowed, with a note",
    "base 7: stacked branches": "judged in full on the way into the protected branch",
    "base 8: pull_request_target": "the base comes from the event; nothing is checked out",
    "base 9: stale base": "what the merge was made from holds until it is made anew",
    "base 10: removal of a record": "what it covered is judged again",
    "base 11: main merged into the branch": "what is on main is no change of the branch",
    "base 12: upgrade of the tool": "an edit of the gate; an unknown key is exit code 2",
    "base 13: forks": "judged like everybody else, without a token",
    "base 14: broken policy": "exit code 2 for all; owners may judge by the new one",
    "base 15: shallow clones": "deep enough, or exit code 2 with the line that mends it",
}
"""What follows from reading the policy from the base."""

ROWS: Mapping[str, str] = {**SEVEN, **GIT, **CONTENT, **BASE}
