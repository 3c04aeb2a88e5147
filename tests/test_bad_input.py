"""Bad input is normal input: one clear line, the right exit code, and nothing else is lost."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable

import pytest

from ftpolicy.hook import LARGE
from tests.conftest import Repo, program
from tests.honest import HONEST_FILES, HONEST_RECORD, HONEST_TUNING, RECORD_PATH, TUNING_PATH

AS_OF = ("--as-of", "2026-11-22")
BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers: whatever else is wrong, it must be found."""


def wrong(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a run that could not judge."""
    assert (done.returncode, done.stdout) == (2, "")
    line, end = done.stderr.removeprefix("ftpolicy: ").split("\n", 1)
    assert end == ""
    return line


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The codes of a text report in the order printed."""
    assert done.stderr == ""
    return [line.split("[")[1][:5] for line in done.stdout.splitlines() if "[FT" in line[:12]]


@pytest.fixture
def started(repo: Repo) -> Repo:
    """A repository with the honest files committed and a bare tuning file staged."""
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    repo.commit("first")
    repo.write(BARE, HONEST_TUNING)
    repo.stage()
    return repo


def _no_repository(repo: Repo) -> Repo:
    shutil.rmtree(repo.path / ".git")
    return repo


def _bare(repo: Repo) -> Repo:
    bare = Repo(repo.home / "bare.git", repo.home)
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(bare.path))
    return bare


def _below_git(repo: Repo) -> Repo:
    return Repo(repo.path / ".git", repo.home)


def _damaged_index(repo: Repo) -> Repo:
    repo.write(".git/index", b"DIRC nonsense")
    return repo


def _damaged_head(repo: Repo) -> Repo:
    repo.write(".git/HEAD", "ref: refs/heads/../../../etc/passwd\n")
    return repo


def _missing_blob(repo: Repo) -> Repo:
    blob = repo.git("rev-parse", f":{BARE}")
    (repo.path / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    return repo


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_no_repository, "`{root}` is not in a git repository; change into one, or `git init`"),
        (
            _bare,
            (
                "`{root}` has no work tree, so there is no index to judge; judge commits with "
                "`ftpolicy check --base REF --head REF`"
            ),
        ),
        (
            _below_git,
            (
                "`{root}` has no work tree, so there is no index to judge; judge commits with "
                "`ftpolicy check --base REF --head REF`"
            ),
        ),
        (_damaged_head, "HEAD leads to no commit; look at it with `git fsck`"),
        (
            _missing_blob,
            (
                "the content of `configs/sales/train.yaml` (`{blob}`) is missing or damaged in "
                "this repository (a partial clone?); run `git fetch --refetch --no-filter origin`"
            ),
        ),
    ],
    ids=["no-repository", "bare", "inside-git", "damaged-head", "missing-object"],
)
@pytest.mark.parametrize("args", [["hook"], ["check", "--staged"]], ids=["hook", "check"])
def test_a_repository_that_cannot_be_judged(
    args: list[str], make: Callable[[Repo], Repo], message: str, started: Repo
) -> None:
    blob = started.git("rev-parse", f":{BARE}")[:12]
    made = make(started)
    assert wrong(made.run(*args)) == message.format(root=made.path, blob=blob)


def test_a_damaged_index(started: Repo) -> None:
    line = wrong(_damaged_index(started).run("hook"))
    assert line.startswith(f"`git diff` failed in `{started.path}`: ")


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["check", "--base", "nowhere"], "the revision `nowhere` is not in this repository; fetch"),
        (["check", "nowhere.yaml"], "`nowhere.yaml` does not exist"),
        (["check", "/etc/hostname"], "`/etc/hostname` lies outside of `{root}`"),
        (["check", "-C", "nowhere"], "cannot enter `nowhere`: No such file or directory"),
        (["check", "--policy", "no.yaml"], "cannot read the policy `{root}/no.yaml`: No such file"),
        (["scan", "nowhere"], "cannot scan `nowhere`: No such file or directory"),
        (
            ["new", "evals/judge.md"],
            "no fine-tuning was found in `evals/judge.md`; `ftpolicy scan`",
        ),
    ],
    ids=["base", "path", "outside", "folder", "policy", "scan", "new"],
)
def test_what_the_user_names_is_not_there(args: list[str], line: str, started: Repo) -> None:
    assert wrong(started.run(*args)).startswith(line.format(root=started.path))


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["chek"], "Error: `chek` is no command; did you mean `check`?"),
        (["check", "--stagd"], "Error: No such option '--stagd'."),
        (["check", "--staged", "--all"], "Error: --staged and --all exclude each other"),
        (["check", "--head", "x"], "Error: --head needs --base"),
        (["check", "--as-of", "soon"], "Error: Invalid value for '--as-of'"),
        (
            ["explain", "axolot"],
            "Error: `axolot` is no rule and no detector; did you mean `axolotl`?",
        ),
        (["schema", "records"], "Error: `records` is none of audit-report, audit-row, baseline,"),
    ],
    ids=["command", "option", "two-scopes", "head-alone", "date", "rule", "schema"],
)
def test_a_wrong_command_line(args: list[str], line: str, started: Repo) -> None:
    done = started.run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"\n{line}" in f"\n{done.stderr}"


POLICIES = {
    "unknown-key": ("limits: {min_example: 1}\n", "2:10: unknown key `min_example`, did you mean"),
    "wrong-type": ("limits: {min_examples: many}\n", "2:24: `min_examples` must be a whole number"),
    "wrong-word": ("enforcement: {mode: blok}\n", "2:21: `mode` must be `observe`, `warn` or"),
    "twice": ("scope: all\nscope: added\n", "3:1: `scope` stands twice, first on line 2"),
    "no-yaml": ("scope: [all\n", "3:1: cannot be read: it is not valid YAML: "),
    "no-mapping": ("- scope\n", "2:1: cannot be read: "),
}


@pytest.mark.parametrize(("text", "fault"), POLICIES.values(), ids=POLICIES)
def test_a_broken_policy(text: str, fault: str, started: Repo) -> None:
    started.write(".ftpolicy.yaml", f"schema_version: 1\n{text}")
    started.stage(".ftpolicy.yaml")
    started.git("commit", "--quiet", "--no-verify", "-m", "policy", "--", ".ftpolicy.yaml")
    done = started.run("hook", *AS_OF)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ftpolicy: the policy cannot be used:\n.ftpolicy.yaml:{fault}")
    assert "Traceback" not in done.stderr


def test_two_policies(started: Repo) -> None:
    started.write(".ftpolicy.yaml", "schema_version: 1\n")
    started.write("pyproject.toml", "[tool.ftpolicy]\nschema_version = 1\n")
    started.commit("policies", ".ftpolicy.yaml", "pyproject.toml")
    started.write("more.yaml", HONEST_TUNING)
    started.stage()
    done = started.run("hook", *AS_OF)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "ftpolicy: `.ftpolicy.yaml` and `[tool.ftpolicy]` of `pyproject.toml` are both there: "
        "keep one of them\n"
    )


def test_a_change_that_breaks_the_policy_says_so(started: Repo) -> None:
    started.write(".ftpolicy.yaml", "schema_version: 1\nlimit: {}\n")
    started.stage()
    done = started.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, ["FT001", "FT903"])
    assert (
        "error[FT903]: the policy that this change brings cannot be read: the policy cannot be "
        "used: .ftpolicy.yaml:2:1: unknown key `limit`, did you mean `limits`?"
    ) in " ".join(done.stdout.split())


BROKEN: dict[str, tuple[str, str | bytes, list[str]]] = {
    "record-no-yaml": (RECORD_PATH, f"{HONEST_RECORD}x: [\n", ["FT009", "FT001"]),
    "record-unknown-key": (RECORD_PATH, f"{HONEST_RECORD}gaol: 1\n", ["FT009", "FT001"]),
    "record-latin-1": (
        RECORD_PATH,
        f"{HONEST_RECORD}# \xe9\n".encode("latin-1"),
        ["FT009", "FT001"],
    ),
    "record-covers-nothing": (
        "decisions/other.yaml",
        HONEST_RECORD.replace("billing-support-voice", "other").replace("/billing/**", "/x/**"),
        ["FT006", "FT001"],
    ),
    "tuning-file-no-yaml": (TUNING_PATH, f"{HONEST_TUNING}x: [\n", ["FT001", "FT007"]),
    "tuning-file-latin-1": (
        TUNING_PATH,
        f"{HONEST_TUNING}# \xe9\n".encode("latin-1"),
        ["FT001", "FT007"],
    ),
    "tuning-file-nul": (TUNING_PATH, f"{HONEST_TUNING}# \0\n", ["FT001", "FT007"]),
    "tuning-file-utf-16": (TUNING_PATH, HONEST_TUNING.encode("utf-16"), ["FT001"]),
    "binary": ("model.bin", bytes(range(256)) * 64, ["FT001"]),
    "empty": ("configs/empty.yaml", b"", ["FT001"]),
    "only-a-mark": ("configs/mark.yaml", b"\xef\xbb\xbf", ["FT001"]),
    "one-long-line": ("data/rows.json", b'{"a": "' + b"x" * (1 << 20) + b'"}', ["FT001"]),
}


@pytest.mark.parametrize(("path", "content", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_hides_no_other(
    path: str, content: str | bytes, expected: list[str], started: Repo
) -> None:
    started.write(path, content)
    started.stage()
    done = started.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, expected)
    assert f"--> {BARE}:1:1\n" in done.stdout


@pytest.mark.parametrize(
    ("path", "expected"),
    [("weights.bin", ["FT001"]), ("configs/large.yaml", ["FT001"])],
    ids=["data", "yaml"],
)
def test_a_file_over_the_limit_of_the_short_way(
    path: str, expected: list[str], started: Repo
) -> None:
    with started.write(path).open("r+b") as file:
        file.truncate(LARGE + 1)
    started.git("-c", "core.compression=0", "-c", "core.bigFileThreshold=1m", "add", path)
    done = started.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, expected)


@pytest.mark.threat("slow parsing", "huge changes")
def test_a_large_tuning_file_cannot_be_cleared(started: Repo) -> None:
    started.write(TUNING_PATH, HONEST_TUNING + f"# {'x' * (2 << 20)}\n")
    started.stage()
    done = started.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, ["FT001", "FT007"])
    assert "cannot be read as `yaml`: it is larger than 1 MiB" in " ".join(done.stdout.split())


def test_a_file_name_that_is_no_text(started: Repo) -> None:
    started.stage_raw(b"configs/\xff\xfe.yaml", HONEST_TUNING)
    done = started.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, ["FT001", "FT001", "FT016"])
    assert "--> configs/\\xff\\xfe.yaml:1:1\n" in done.stdout


def test_a_branch_without_a_commit(repo: Repo) -> None:
    repo.write(BARE, HONEST_TUNING)
    repo.stage()
    done = repo.run("hook", *AS_OF)
    assert (done.returncode, codes(done)) == (1, ["FT001"])
    assert wrong(repo.run("check", "--base", "main")).startswith("the revision `main` is not in")


ENVIRONMENTS = {
    "ascii": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "no-home": {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"},
    "no-colour": {"NO_COLOR": "1", "TERM": "dumb"},
    "narrow": {"COLUMNS": "1", "LINES": "1"},
}


@pytest.mark.parametrize("env", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_changes_no_verdict(env: dict[str, str], started: Repo) -> None:
    path = "configs/caf\u00e9 \u00fc.yaml"
    started.write(path, HONEST_TUNING)
    started.stage()
    expected = started.run("hook", *AS_OF)
    done = started.run("hook", *AS_OF, env=env)
    assert (done.returncode, done.stderr) == (1, "")
    shown = done.stdout.replace("\\xe9", "\u00e9").replace("\\xfc", "\u00fc")
    assert shown == expected.stdout
    assert f"--> {path}:1:1" in shown


def test_no_home_at_all(started: Repo) -> None:
    kept = ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
    done = subprocess.run(
        [*program(), "hook", *AS_OF],
        cwd=started.path,
        env={name: os.environ[name] for name in kept},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, codes(done)) == (1, ["FT001"])


COMMANDS = ["hook", "check --staged", "scan", "explain --list"]


@pytest.fixture
def harmless(started: Repo) -> Repo:
    """The same repository with nothing to find in the change."""
    started.git("rm", "--quiet", "--cached", BARE)
    started.write("notes.txt", "plain\n")
    started.stage("notes.txt")
    return started


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (">&-", ("it is closed", "Bad file descriptor")),
        (">/dev/full", ("No space left on device",)),
    ],
    ids=["closed", "full"],
)
def test_a_report_that_cannot_be_written_is_no_pass(
    ending: str, why: tuple[str, ...], command: str, harmless: Repo
) -> None:
    line = shlex.join([*program(), *command.split()])
    done = harmless.run("-c", f"{line} {ending}", command=["sh"])
    assert done.returncode == 3
    assert done.stderr in [f"ftpolicy: standard output cannot be written: {it}\n" for it in why]


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_a_report_that_nobody_reads_is_no_pass(command: str, harmless: Repo) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as pipe:
        done = subprocess.run(
            [*program(), *command.split()],
            cwd=harmless.path,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (3, b"")


def test_the_folder_is_gone(started: Repo) -> None:
    folder = started.path / "gone"
    folder.mkdir()
    line = shlex.join([*program(), "hook"])
    done = started.run("-c", f"cd gone && rmdir ../gone && {line}", command=["sh"])
    assert wrong(done) == "the current folder cannot be read: No such file or directory"


def test_two_runs_print_the_same(started: Repo) -> None:
    first, second = (
        started.run("check", "--all", *AS_OF, command=program()).stdout for _ in range(2)
    )
    assert first == second
