"""The hook under the real pre-commit, in each situation in which git calls it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.honest import HONEST_TUNING, RECORD_PATH, TUNING_PATH
from tests.precommit.conftest import PRE_COMMIT, Hooked, Installed, honest_files

pytestmark = pytest.mark.hook

OTHER = "configs/sales/train.yaml"
NO_RECORD = [f"error FT001 {OTHER}"]
OTHER_MODEL = HONEST_TUNING.replace("Llama-3.1-8B-Instruct", "Llama-3.1-70B-Instruct")


def test_a_commit_without_a_tuning_file_passes(hooked: Hooked) -> None:
    hooked.repo.write("values.yaml", "replicas: 2\n")
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "scale")
    assert "ftpolicy: no fine-tuning in 1 changed file\n" in done.output
    assert (done.code, hooked.repo.git("log", "-1", "--format=%s")) == (0, "scale")


def test_a_tuning_file_without_a_record_is_stopped(hooked: Hooked) -> None:
    before = hooked.repo.head()
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "tune")
    assert (done.code, done.findings) == (1, NO_RECORD)
    assert hooked.repo.head() == before


def test_with_its_record_it_goes_through(hooked: Hooked) -> None:
    for path, text in honest_files().items():
        hooked.repo.write(path, text)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "tune")
    assert (done.code, done.findings) == (0, [])
    assert "looked at 1 tuning file in " in done.output
    assert hooked.repo.git("log", "-1", "--format=%s") == "tune"


def test_another_base_model_is_another_decision(hooked: Hooked) -> None:
    hooked.adopt()
    hooked.repo.write(TUNING_PATH, OTHER_MODEL)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "larger")
    assert (done.code, done.findings) == (1, [f"error FT004 {TUNING_PATH}"])


def test_a_learning_rate_is_free(hooked: Hooked) -> None:
    hooked.adopt()
    hooked.repo.write(TUNING_PATH, HONEST_TUNING.replace("0.0002", "0.0001"))
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "slower")
    assert (done.code, done.findings) == (0, [])


def test_a_rename_out_of_the_record_is_stopped(hooked: Hooked) -> None:
    hooked.adopt()
    (hooked.repo.path / OTHER).parent.mkdir(parents=True)
    hooked.repo.git("mv", TUNING_PATH, OTHER)
    done = hooked.does("git", "commit", "-m", "move")
    assert done.code == 1
    assert [it for it in done.findings if it.startswith("error")] == NO_RECORD


def test_deleting_nothing_but_the_record_is_stopped(hooked: Hooked) -> None:
    hooked.adopt()
    hooked.repo.git("rm", "--quiet", RECORD_PATH)
    done = hooked.does("git", "commit", "-m", "tidy")
    assert (done.code, done.findings) == (1, [f"error FT005 {TUNING_PATH}"])


def test_commit_all_judges_what_will_be_committed(hooked: Hooked) -> None:
    hooked.adopt()
    hooked.repo.write(TUNING_PATH, OTHER_MODEL)
    done = hooked.does("git", "commit", "-a", "-m", "larger")
    assert (done.code, done.findings) == (1, [f"error FT004 {TUNING_PATH}"])


def test_a_partial_commit_leaves_the_staged_record_out(hooked: Hooked) -> None:
    for path, text in honest_files().items():
        hooked.repo.write(path, text)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "only the config", "--", TUNING_PATH)
    assert (done.code, done.findings) == (1, [f"error FT001 {TUNING_PATH}"])


def test_a_partial_commit_leaves_the_staged_tuning_file_out(hooked: Hooked) -> None:
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.stage()
    hooked.repo.write("README.md", "# the product\n")
    done = hooked.does("git", "commit", "-m", "only the page", "--", "README.md")
    assert (done.code, done.findings) == (0, [])


def test_a_clean_merge_is_judged(hooked: Hooked) -> None:
    _branch(hooked, "side", {OTHER: HONEST_TUNING})
    hooked.repo.write("main.txt", "main\n")
    hooked.repo.commit("main goes on")
    done = hooked.does("git", "merge", "side", "-m", "merge")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_a_conflicted_merge_is_judged_beyond_the_conflict(hooked: Hooked) -> None:
    _branch(hooked, "side", {OTHER: HONEST_TUNING, "README.md": "# theirs\n"})
    hooked.repo.write("README.md", "# ours\n")
    hooked.repo.commit("ours")
    assert hooked.does("git", "merge", "side").code == 1
    hooked.repo.write("README.md", "# both\n")
    hooked.repo.stage("README.md")
    done = hooked.does("git", "commit", "-m", "merge")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_the_first_push_judges_the_whole_tree(hooked: Hooked, tmp_path: Path) -> None:
    _remote(hooked, tmp_path)
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.commit("past the hook")
    done = hooked.does("git", "push", "origin", "main")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_a_push_judges_what_the_remote_lacks(hooked: Hooked, tmp_path: Path) -> None:
    _remote(hooked, tmp_path)
    assert hooked.does("git", "push", "origin", "main").code == 0
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.commit("past the hook")
    hooked.repo.write("later.txt", "later\n")
    hooked.repo.commit("later")
    assert hooked.does("git", "push", "origin", "main").findings == NO_RECORD
    hooked.repo.git("switch", "--quiet", "-c", "topic")
    done = hooked.does("git", "push", "origin", "topic")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_all_files_says_what_it_did_not_judge(hooked: Hooked) -> None:
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.commit("past the hook")
    done = hooked.pre_commit("run", "--all-files")
    assert (done.code, done.findings) == (0, [])
    assert "ftpolicy: nothing is staged, so nothing was judged\n" in done.output
    assert "everything: ftpolicy check --all " in done.output


def test_the_refs_that_pre_commit_names_are_judged(hooked: Hooked) -> None:
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.commit("past the hook")
    refs = ("--from-ref", "HEAD~1", "--to-ref", "HEAD")
    done = hooked.pre_commit("run", *refs)
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_the_manual_hook_judges_everything(hooked: Hooked) -> None:
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.commit("past the hook")
    hooked.repo.write("later.txt", "later\n")
    hooked.repo.commit("later")
    done = hooked.pre_commit("run", "ftpolicy-all", "--hook-stage", "manual", "--all-files")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_try_repo(hooked: Hooked, installed: Installed) -> None:
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.stage()
    done = hooked.pre_commit("try-repo", str(installed.source), "ftpolicy")
    assert (done.code, done.findings) == (1, NO_RECORD)


def test_under_prek(hooked: Hooked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prek = shutil.which("prek", path=str(Path(sys.executable).parent))
    if prek is None:
        pytest.skip("prek is not installed; `pip install '.[ci]'`")
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    assert hooked.does(*PRE_COMMIT, "uninstall").code == 0
    assert hooked.does(prek, "install").code == 0
    hooked.repo.write(OTHER, HONEST_TUNING)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "tune")
    assert (done.code, done.findings) == (1, NO_RECORD)
    hooked.repo.git("reset", "--quiet", "--hard")
    for path, text in honest_files().items():
        hooked.repo.write(path, text)
    hooked.repo.stage()
    done = hooked.does("git", "commit", "-m", "tune with a record")
    assert (done.code, done.findings) == (0, [])
    assert hooked.repo.git("log", "-1", "--format=%s") == "tune with a record"


def _branch(hooked: Hooked, name: str, files: dict[str, str]) -> None:
    """A branch whose commit went past the hook; `main` is current again."""
    hooked.repo.git("switch", "--quiet", "-c", name)
    for path, text in files.items():
        hooked.repo.write(path, text)
    hooked.repo.commit(name)
    hooked.repo.git("switch", "--quiet", "main")


def _remote(hooked: Hooked, tmp_path: Path) -> None:
    hooked.repo.git("init", "--quiet", "--bare", str(tmp_path / "origin.git"))
    hooked.repo.git("remote", "add", "origin", str(tmp_path / "origin.git"))
