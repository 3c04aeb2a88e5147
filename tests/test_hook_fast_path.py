"""The hook's short way: what it answers alone, what it leaves to the rest, what it loads."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ftpolicy
from ftpolicy import hook
from ftpolicy.detect.load import built_in
from ftpolicy.detect.needles import NEEDLES
from ftpolicy.parse.language import claimed
from tests.conftest import Repo, program
from tests.honest import HONEST_FILES
from tools import generate

ROOT = Path(ftpolicy.__file__).resolve().parents[1]
HEAVY = {
    "click",
    "dataclasses",
    "ftpolicy.cli",
    "ftpolicy.model",
    "ftpolicy.rules",
    "git",
    "importlib.metadata",
    "json",
    "jsonschema",
    "pathlib",
    "re",
    "subprocess",
    "typing",
    "yaml",
}
UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}  # a measured start loads what measures it
ANSWER = "ftpolicy: no fine-tuning in {} changed files\n"


@pytest.fixture
def ready(repo: Repo) -> Repo:
    """A repository with a commit and two plain files staged."""
    repo.write("values.yaml", "replicas: 1\n")
    repo.write("pyproject.toml", '[project]\nname = "x"\n[tool.pytest]\nscope = "extends"\n')
    repo.write("gone.yml", "plain: 1\n")
    repo.commit()
    repo.write("values.yaml", "replicas: 2\n")
    repo.write("src/util.py", "x = 1\n")
    repo.stage()
    return repo


@pytest.fixture
def short(ready: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The same, and the current folder of this process."""
    monkeypatch.chdir(ready.path)
    return ready


def unrelated() -> int:
    return hook._unrelated()


def test_the_answer(ready: Repo) -> None:
    done = ready.run("hook")
    assert (done.stdout, done.stderr, done.returncode) == (ANSWER.format(2), "", 0)


def test_the_answer_for_one_file(ready: Repo) -> None:
    ready.git("restore", "--staged", "src/util.py")
    assert ready.run("hook").stdout == "ftpolicy: no fine-tuning in 1 changed file\n"


def test_the_answer_as_a_module(ready: Repo) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "
    code += "sys.argv[0] = 'ftpolicy'; runpy.run_module('ftpolicy', run_name='__main__')"
    done = ready.run("hook", command=[sys.executable, "-I", "-c", code])
    assert (done.stdout, done.stderr, done.returncode) == (ANSWER.format(2), "", 0)


def test_what_the_answer_loads(ready: Repo) -> None:
    probe = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules)\n"
        "from ftpolicy.hook import main\n"
        "code = main()\n"
        "print(code, *sorted(set(sys.modules) - before))\n"
    )
    done = ready.run("hook", command=[sys.executable, "-I", "-c", probe], env=UNMEASURED)
    code, *loaded = done.stdout.splitlines()[1].split()
    assert (done.stderr, code) == ("", "0")
    assert HEAVY.isdisjoint(loaded)
    assert set(loaded) == {
        "__future__",
        "ftpolicy",
        "ftpolicy.changes",
        "ftpolicy.changes.blobs",
        "ftpolicy.changes.git",
        "ftpolicy.detect",
        "ftpolicy.detect.needles",
        "ftpolicy.errors",
        "ftpolicy.hook",
    }


def test_what_judging_a_record_leaves_out(repo: Repo) -> None:
    """A tuning file with a good record and its evidence; what it must not pay for."""
    repo.commit()
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    repo.stage()
    probe = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules)\n"
        "sys.modules['orjson'] = None  # of an extra; it loads much\n"
        "from ftpolicy.hook import main\n"
        "code = main()\n"
        "print(code, *sorted(set(sys.modules) - before))\n"
    )
    done = repo.run("hook", command=[sys.executable, "-I", "-c", probe], env=UNMEASURED)
    _, *loaded = done.stdout.splitlines()[-1].split()
    assert "1 tuning file in 18 changed files" in done.stdout
    assert "ftpolicy.evidence.datasets.count" in loaded
    left_out = {"click", "dataclasses", "git", "importlib.metadata", "inspect", "jsonschema"}
    assert left_out & {*loaded} == set()
    assert {"locale", "subprocess", "tempfile", "zipfile"}.isdisjoint(loaded)


def gits(repo: Repo) -> tuple[str, list[str]]:
    """What the hook prints, and each git that it starts by its command."""
    log = repo.home / "log"
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout
    fake = repo.home / "tools/git"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real.strip()} "$@"\n')
    fake.chmod(0o755)
    done = repo.run("hook", env={"PATH": f"{fake.parent}:{os.environ['PATH']}"})
    asked = [line.split("protocol.allow=never ")[1] for line in log.read_text().splitlines()]
    return done.stdout, [words.removeprefix(f"-C {repo} ").split()[0] for words in asked]


def test_two_gits_and_no_more(ready: Repo) -> None:
    assert gits(ready) == (ANSWER.format(2), ["diff", "cat-file"])


def test_the_gits_of_a_change_with_a_record(repo: Repo) -> None:
    """Two of the short way; of the rest one process reads everything."""
    repo.commit()
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    repo.stage()
    printed, started = gits(repo)
    assert "nothing to mend; looked at 1 tuning file in 18 changed files" in printed
    listing = ["rev-parse", "diff", "ls-tree", "ls-files"]
    assert started == ["diff", "cat-file", *listing, "cat-file"]


LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 9\n" % ("0" * 64)
PLAIN = {
    "text": ("a.md", "plain words\n"),
    "binary": ("a.bin", bytes(range(256)) * 100),
    "escaped-umlaut": ("a.json", '{"a": "\\u00fc"}'),
    "regex-escape": ("a.py", 'X = "\\x7f\\x1b"\n'),
    "small-data": ("a.jsonl", "{}\n"),
    "large-data-with-needle": ("a.jsonl", b"x" * (1 << 20) + b"axolotl"),
    "spaces": ("a b/c d.txt", "plain\n"),
    "executable": ("run.sh", "#!/bin/sh\nls\n"),
    "empty": ("a.yml", ""),
    "pointer-of-data": ("data/train.jsonl", LFS),
    "full-width-punctuation": ("a.txt", "你好，世界！（一）：二"),
    "quotes": ("a.sh", "echo 'axo' \"lotl\"\n"),
}


@pytest.mark.parametrize(("path", "content"), PLAIN.values(), ids=PLAIN)
def test_answered_alone(path: str, content: str | bytes, short: Repo) -> None:
    short.write(path, content)
    short.stage()
    assert unrelated() == 3


NEEDLE = "axolotl: 1\n"
CLOSER = {
    "needle": ("a.txt", NEEDLE),
    "needle-in-capitals": ("a.yml", NEEDLE.upper()),
    "needle-in-utf-16": ("a.yml", NEEDLE.encode("utf-16")),
    "needle-in-utf-16-be": ("a.yml", b"\xfe\xff" + NEEDLE.encode("utf-16-be")),
    "needle-in-utf-32": ("a.yml", NEEDLE.encode("utf-32")),
    "needle-in-utf-16-unmarked": ("a.yml", NEEDLE.encode("utf-16-le")),
    "needle-in-latin-1": ("a.yml", b"\xe4\xf6\xff " + NEEDLE.encode()),
    "needle-after-a-mebibyte": ("a.json", b" " * (1 << 20) + NEEDLE.encode()),
    "needle-as-escape": ("a.json", '{"\\u0061xolotl": 1}'),
    "needle-as-short-escape": ("a.yml", '"\\x61xolotl": 1'),
    "needle-as-long-escape": ("a.yml", '"\\U00000061xolotl": 1'),
    "needle-as-escape-in-utf-16": ("a.yml", '"\\x61xolotl": 1'.encode("utf-16")),
    "full-width-letters": ("a.py", "ａxolotl = 1\n"),
    "full-width-capitals": ("a.py", "ＡＸＯ = 1\n"),
    "mathematical-letters": ("a.py", "𝐚xolotl = 1\n"),
    "needle-in-pieces": ("a.sh", "axo''lotl train\n"),
    "needle-over-two-lines": ("a.sh", "axo\\\nlotl train\n"),
    "needle-with-backslash": ("a.sh", "axo\\lotl train\n"),
    "no-suffix": ("train", NEEDLE),
    "pointer-of-git-lfs": ("train.yaml", LFS),
    "pointer-of-git-annex": ("train.yaml", "/annex/objects/SHA256E-s9--0a1b.yaml\n"),
    "record": ("a.md", "kind: fine-tuning-decision\n"),
    "clearance": ("a.md", "kind: not-fine-tuning\n"),
    "workflow-of-the-gate": (".github/workflows/x.yml", "run: ftpolicy check\n"),
    "policy": (".ftpolicy.yaml", "schema_version: 1\n"),
    "policy-below": ("team/.ftpolicy.yaml", ""),
    "baseline": (".ftpolicy-baseline.yaml", ""),
    "hook-entry": (".pre-commit-config.yaml", ""),
    "hooks": (".pre-commit-hooks.yaml", ""),
    "owners": (".github/CODEOWNERS", ""),
    "attributes": ("a/.gitattributes", ""),
    "capitals": (".FTPolicy.yaml", ""),
    "not-ascii": ("ä.txt", "plain\n"),
    "control": ("a\nb.txt", "plain\n"),
}


@pytest.mark.parametrize(("path", "content"), CLOSER.values(), ids=CLOSER)
def test_looked_at_closer(path: str, content: str | bytes, short: Repo) -> None:
    assert unrelated() == 2
    short.write(path, content)
    short.stage()
    assert unrelated() == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("kind: fine-tuning-decision\n", 0),
        ("kind: not-fine-tuning\n", 0),
        (NEEDLE, 0),
        ("uses: ftpolicy\n", 0),
        ("plain\n", 2),
    ],
    ids=["record", "clearance", "tuning-file", "gate", "plain"],
)
@pytest.mark.parametrize("after", [None, "other\n"], ids=["deleted", "edited"])
def test_what_stood_there_before_counts(
    content: str, expected: int, after: str | None, short: Repo
) -> None:
    old = short.write("old.txt", content)
    short.commit()
    short.write("values.yaml", "replicas: 3\n")
    old.unlink()
    if after is not None:
        short.write("old.txt", after)
    short.stage()
    assert unrelated() == expected


@pytest.mark.parametrize(
    ("path", "policy", "expected"),
    [
        (".ftpolicy.yaml", "schema_version: 1\n", 2),
        (".ftpolicy.yaml", "detectors: {paths: [x]}\n", 0),
        (".ftpolicy.yaml", "extends: [x]\n", 0),
        (".ftpolicy.yaml", "scope: all\n", 0),
        (".ftpolicy.yaml", '"\\x64etectors": {}\n', 0),
        (".ftpolicy.yaml", "x" * ((1 << 20) + 1), 0),
        ("src/.ftpolicy.yaml", "detectors: {paths: [x]}\n", 0),
        ("src/HEAD:/.ftpolicy.yaml", "scope: all\n", 0),
        ("other/.ftpolicy.yaml", "detectors: {paths: [x]}\n", 2),
        ("pyproject.toml", "[tool.ftpolicy]\nschema_version = 1\n", 2),
        ("pyproject.toml", '[tool.ftpolicy]\nextends = ["x"]\n', 0),
    ],
    ids=[
        "plain",
        "detectors",
        "extends",
        "scope",
        "escape",
        "huge",
        "below",
        "below-colon",
        "beside",
        "project",
        "project-extends",
    ],
)
def test_the_policy_of_the_base_may_ask_for_more(
    path: str, policy: str, expected: int, short: Repo
) -> None:
    short.git("reset", "--quiet")
    short.write(path, policy)
    short.commit("policy", path)
    if path.startswith("src/HEAD:"):
        (short.path / "src/util.py").rename(short.path / "src/HEAD:/util.py")
    short.stage()
    assert unrelated() == expected


@pytest.mark.parametrize(
    ("mode", "content"),
    [("120000", "values.yaml"), ("160000", "1" * 40)],
    ids=["link", "submodule"],
)
def test_links_and_submodules_are_looked_at_closer(mode: str, content: str, short: Repo) -> None:
    short.stage_raw(b"odd", content, mode)
    assert unrelated() == 0


def test_a_type_change_is_looked_at_closer(short: Repo) -> None:
    short.git("rm", "--quiet", "--cached", "gone.yml")
    short.stage_raw(b"gone.yml", b"values.yaml", "120000")
    assert unrelated() == 0


def test_nothing_staged_is_looked_at_closer(short: Repo) -> None:
    short.git("reset", "--quiet")
    assert unrelated() == 0


def test_an_index_that_is_gone_is_looked_at_closer(short: Repo) -> None:
    (short.path / ".git/index").unlink()
    assert unrelated() == 0


def test_a_first_commit_is_looked_at_closer(short: Repo) -> None:
    short.git("checkout", "--quiet", "--orphan", "fresh")
    assert unrelated() == 0


def test_a_merge_is_looked_at_closer(short: Repo) -> None:
    (short.path / ".git/MERGE_HEAD").write_text(short.head() + "\n")
    assert unrelated() == 0


def test_a_missing_object_is_looked_at_closer(short: Repo) -> None:
    blob = short.git("rev-parse", ":src/util.py")
    (short.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert unrelated() == 0


@pytest.mark.threat("huge changes")
def test_more_than_can_be_searched_is_looked_at_closer(
    short: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "LARGE", (1 << 20) + 1)
    short.write("a.json", b" " * ((1 << 20) + 2))
    short.stage()
    assert unrelated() == 0


@pytest.mark.parametrize("name", hook._ELSEWHERE)
def test_what_a_push_says_is_left_to_the_command_line(
    name: str, short: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, short.head())
    assert unrelated() == 0


def test_trouble_is_left_to_the_command_line(short: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert unrelated() == 0


def test_a_file_of_a_language_is_never_bulk() -> None:
    assert [suffix for suffix in hook.BULK if claimed("train" + suffix.decode())] == []


def test_nothing_configured_is_run(ready: Repo) -> None:
    canary = ready.arm()
    for name in ("yaml", "sitecustomize", "ftpolicy", "os", "encodings"):
        ready.write(f"{name}.py", f"open({str(canary)!r}, 'w')\n")
    assert ready.run("hook").stdout == ANSWER.format(2)
    assert not canary.exists()


@pytest.mark.parametrize("closed", [">&-", "<&- >&-", "<&- >&- 2>&-", ">/dev/full"])
def test_an_answer_that_cannot_be_written_is_no_pass(closed: str, ready: Repo) -> None:
    done = ready.run("hook", command=["sh", "-c", f'exec "$@" {closed}', "sh", *program()])
    assert done.returncode == 3
    assert done.stderr.count("\n") == (0 if "2>" in closed else 1)
    assert done.stderr.startswith("" if "2>" in closed else "ftpolicy: standard output cannot be ")


def test_an_answer_that_nobody_hears_is_no_pass(ready: Repo) -> None:
    ear, mouth = os.pipe()
    os.close(ear)
    done = subprocess.run(
        [*program(), "hook"], cwd=ready.path, stdout=mouth, stderr=subprocess.PIPE, check=False
    )
    os.close(mouth)
    message = b"ftpolicy: standard output cannot be written: Broken pipe\n"
    assert (done.returncode, done.stderr) == (3, message)


def test_a_program_that_is_incomplete_is_no_pass(
    short: Repo, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ftpolicy.cli", None)
    monkeypatch.setattr(sys, "argv", ["ftpolicy", "check"])
    monkeypatch.setattr(sys, "path", list(sys.path))
    assert hook.main() == 3
    assert capfd.readouterr().err.startswith("ftpolicy: ftpolicy cannot start, reinstall it: ")


def test_an_interrupt_is_no_pass(short: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(hook, "_unrelated", interrupted)
    monkeypatch.setattr(sys, "argv", ["ftpolicy", "hook"])
    monkeypatch.setattr(sys, "path", list(sys.path))
    assert hook.main() == 130


class TestTheProgramsOwnCode:
    """What stands in the checkout is judged, never imported."""

    @staticmethod
    def start(repo: Repo, root: Path, **env: str) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path.insert(0, {str(root)!r})\n"
        code += "from ftpolicy.hook import main; sys.exit(main())"
        return repo.run("hook", env=env, command=[sys.executable, "-I", "-c", code])

    @pytest.fixture
    def copied(self, ready: Repo) -> Repo:
        """The program lies in the repository, not tracked."""
        (ready.path / ".git/info").mkdir(exist_ok=True)
        (ready.path / ".git/info/exclude").write_text("/ftpolicy\n")
        for name in ("__init__", "hook", "errors", "changes/__init__", "changes/git"):
            ready.write(f"ftpolicy/{name}.py", (ROOT / f"ftpolicy/{name}.py").read_text())
        for name in ("changes/blobs", "changes/refusal", "detect/__init__", "detect/needles"):
            ready.write(f"ftpolicy/{name}.py", (ROOT / f"ftpolicy/{name}.py").read_text())
        return ready

    def test_a_tracked_program_refuses_to_judge(self, copied: Repo) -> None:
        copied.git("add", "-f", "ftpolicy/__init__.py")
        done = self.start(copied, copied.path)
        assert (done.stdout, done.returncode) == ("", 2)
        assert done.stderr == (
            "ftpolicy: this ftpolicy is `ftpolicy/__init__.py` of the repository that it judges;"
            " install it elsewhere (`pipx install ftpolicy`),"
            " or set FTPOLICY_DEV=1 to develop ftpolicy\n"
        )

    def test_a_program_in_a_folder_of_its_own_may_judge(self, copied: Repo) -> None:
        done = self.start(copied, copied.path)
        assert (done.stdout, done.stderr, done.returncode) == (ANSWER.format(2), "", 0)

    def test_its_developers_say_so(self, copied: Repo) -> None:
        copied.git("add", "-f", "ftpolicy/__init__.py")
        done = self.start(copied, copied.path, FTPOLICY_DEV="1")
        assert done.returncode == 3
        assert done.stderr.startswith("ftpolicy: ftpolicy cannot start, reinstall it: ")

    @pytest.mark.parametrize("entry", ["", ".", "lib", "{root}", "{root}/lib", "{root}/link"])
    def test_the_checkout_is_not_searched(self, entry: str, ready: Repo) -> None:
        ready.write("lib/x")
        (ready.home / "outside").mkdir()
        (ready.home / "back").symlink_to(ready.path)
        (ready.path / "link").symlink_to(ready.path / "lib")
        entry = entry.format(root=ready)
        before = list(sys.path)
        try:
            sys.path[:] = [entry, str(ready.home / "back"), str(ready.home / "outside")]
            hook._leave(str(ready))
            assert sys.path == [str(ready.home / "outside")]
        finally:
            sys.path[:] = before

    def test_an_environment_in_the_checkout_is_searched(
        self, ready: Repo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        packages = str(ready.path / ".venv/lib/site-packages")
        monkeypatch.setattr(sys, "prefix", str(ready.path / ".venv"))
        monkeypatch.setattr(sys, "path", [packages, str(ready.path)])
        hook._leave(str(ready))
        assert sys.path == [packages]


class TestNeedles:
    """No file can fit a match and hold no needle."""

    MATCHES = tuple(
        pytest.param(match.keywords, id=f"{detector.id}-{match.id}")
        for detector in built_in()
        for match in detector.matches
    )

    @pytest.mark.parametrize("keywords", MATCHES)
    def test_every_match_is_covered(self, keywords: tuple[tuple[bytes, ...], ...]) -> None:
        assert any(generate.covered(group, NEEDLES) for group in keywords)

    def test_they_are_up_to_date(self) -> None:
        where, make = generate.MADE["needles"]
        assert (ROOT / where).read_text() == make()

    def test_they_are_lower_case_and_none_holds_another(self) -> None:
        assert [word for word in NEEDLES if word != word.lower() or not word.isascii()] == []
        assert [
            (one, other) for one in NEEDLES for other in NEEDLES if one != other and one in other
        ] == []

    @pytest.mark.parametrize(
        ("matches", "expected"),
        [
            ([((b"train",), (b"rare_word",))], (b"rare_word",)),
            ([((b"first_word", b"second_word"),)], (b"first_word", b"second_word")),
            ([((b"word",),), ((b"a_word",), (b"other",))], (b"word",)),
            ([((b"longword",),), ((b"word",),)], (b"word",)),
            ([], ()),
        ],
        ids=["rarest", "all-of-a-group", "covered-already", "one-within-another", "none"],
    )
    def test_how_they_are_chosen(
        self, matches: list[tuple[tuple[bytes, ...], ...]], expected: tuple[bytes, ...]
    ) -> None:
        assert generate.needles(matches) == expected


def test_the_generated_module_holds_data_only() -> None:
    tree = ast.parse((ROOT / "ftpolicy/detect/needles.py").read_text())
    assert [type(node).__name__ for node in tree.body] == ["Expr", "ImportFrom", "AnnAssign"]
