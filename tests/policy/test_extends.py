from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from ftpolicy.errors import FtpolicyError
from ftpolicy.policy.load import Policy, load, load_file
from tests.honest import MemoryTree

TODAY = date(2026, 11, 22)
AT = ".ftpolicy.yaml:1:1: `extends` cannot follow "


def tree(entry: str, **more: str) -> MemoryTree:
    return MemoryTree({".ftpolicy.yaml": f"extends: ['{entry}']\n", **more})


def refused(judged: MemoryTree, root: str = "/") -> str:
    with pytest.raises(FtpolicyError) as raised:
        load((judged,), TODAY, root)
    return str(raised.value)


def test_a_file_is_relative_to_the_file_that_names_it() -> None:
    files = {
        ".ftpolicy.yaml": "extends: [./org/a.yaml]",
        "org/a.yaml": "extends: [./deep/b.yaml]",
        "org/deep/b.yaml": "extends: [../../c.yaml]",
        "c.yaml": "scope: all",
    }

    assert load((MemoryTree(files),), TODAY).scope == "all"


NO_FILE = "there is no such file at the commit whose policy holds"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param("./no.yaml", NO_FILE, id="missing"),
        pytest.param("./org", NO_FILE, id="folder"),
        pytest.param("../a.yaml", "it leads out of its root", id="out"),
        pytest.param("./org/../../a.yaml", "it leads out of its root", id="out by a detour"),
        pytest.param("./..", "it leads out of its root", id="root's parent"),
        pytest.param("./", "it leads out of its root", id="root"),
        pytest.param("/etc/passwd", "write `./file` or `python:package/resource`", id="absolute"),
        pytest.param("org/a.yaml", "write `./file` or `python:package/resource`", id="bare"),
        pytest.param(
            "https://x.org/a", "write `./file` or `python:package/resource`", id="address"
        ),
        pytest.param(
            ".//etc/passwd\\a", "it is no relative path with `/` between folders", id="backslash"
        ),
        pytest.param("python:", "there is no installed package ``", id="no package"),
        pytest.param("python:no_such/a", "there is no installed package `no_such`", id="unknown"),
        pytest.param("python:os/a", "there is no installed package `os`", id="a module"),
        pytest.param("python:a.b/a", "there is no installed package `a.b`", id="dotted"),
        pytest.param("python:__main__/a", "there is no installed package `__main__`", id="main"),
        pytest.param("python:json/../../a", "it leads out of its root", id="out of the package"),
        pytest.param(
            "python:json//etc/passwd",
            "it is no relative path with `/` between folders",
            id="absolute resource",
        ),
        pytest.param("python:yaml/no.yaml", "the package has no such file", id="no resource"),
    ],
)
def test_what_cannot_be_followed(entry: str, message: str, tmp_path: Path) -> None:
    judged = tree(entry, **{"org/a.yaml": "scope: all"})

    assert refused(judged, str(tmp_path)) == f"{AT}`{entry}`: {message}"


def test_a_link_is_not_followed() -> None:
    judged = MemoryTree(
        {".ftpolicy.yaml": "extends: [./a.yaml]\n", "b.yaml": "scope: all"}, {"a.yaml": "b.yaml"}
    )

    assert refused(judged) == f"{AT}`./a.yaml`: it is a symbolic link, not a regular file"


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        pytest.param(
            {".ftpolicy.yaml": "extends: [./.ftpolicy.yaml]"},
            "`.ftpolicy.yaml` > `.ftpolicy.yaml`",
            id="itself",
        ),
        pytest.param(
            {".ftpolicy.yaml": "extends: [./a.yaml]", "a.yaml": "extends: [./.ftpolicy.yaml]"},
            "`.ftpolicy.yaml` > `a.yaml` > `.ftpolicy.yaml`",
            id="each other",
        ),
    ],
)
def test_a_circle(files: dict[str, str], circle: str) -> None:
    assert refused(MemoryTree(files)) == f"`extends` goes in a circle: {circle}"


def test_how_deep_it_may_go() -> None:
    files = {f"{n}.yaml": f"extends: [./{n + 1}.yaml]" for n in range(2, 11)}
    files[".ftpolicy.yaml"] = "extends: [./2.yaml]"

    assert load((MemoryTree({**files, "10.yaml": "scope: all"}),), TODAY).scope == "all"
    assert refused(MemoryTree({**files, "11.yaml": "scope: all"})).startswith(
        "`extends` goes deeper than 10 files: `.ftpolicy.yaml` > `2.yaml` > "
    )


def test_how_many_files_it_may_reach() -> None:
    files = {f"{n}.yaml": f"extends: [{', '.join([f'./{n + 1}.yaml'] * 8)}]" for n in range(8)}
    files |= {".ftpolicy.yaml": "extends: [./0.yaml]", "8.yaml": ""}

    assert refused(MemoryTree(files)) == "`extends` reaches more than 50 files"


def test_a_broken_parent_is_named() -> None:
    judged = tree("./a.yaml", **{"a.yaml": "scop: all"})

    assert refused(judged) == (
        "the policy cannot be used:\na.yaml:1:1: unknown key `scop`, did you mean `scope`?"
    )


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a policy, whose code leaves a trace when it runs."""
    folder = tmp_path / "env" / "site-packages" / "acme_policy"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('this code must not run')\n")
    (folder / "org.yaml").write_text("extends: [./more/base.yaml]\nscope: all\n")
    (folder / "more").mkdir()
    (folder / "more" / "base.yaml").write_text("limits: {min_examples: 200}\n")
    monkeypatch.syspath_prepend(str(folder.parent))
    return folder


def of_package(root: Path) -> Policy:
    return load((tree("python:acme_policy/org.yaml"),), TODAY, str(root))


@pytest.mark.threat("plugins")
def test_a_package_is_read_and_never_run(installed: Path, tmp_path: Path) -> None:
    policy = of_package(tmp_path / "work")

    assert (policy.scope, policy.limits.min_examples) == ("all", 200)
    assert {it.key: it.origin for it in policy.settings if it.origin != "built-in"} == {
        "scope": "python:acme_policy/org.yaml",
        "limits.min_examples": "python:acme_policy/more/base.yaml",
    }
    assert "acme_policy" not in sys.modules


def test_an_environment_inside_the_work_tree_is_installed(installed: Path, tmp_path: Path) -> None:
    assert of_package(tmp_path).scope == "all"


@pytest.mark.threat("plugins")
def test_a_package_of_the_judged_repository_is_refused(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "work"
    planted.mkdir()
    (installed.rename(planted / "acme_policy") / "org.yaml").write_text("scope: added\n")
    monkeypatch.syspath_prepend(str(planted))

    with pytest.raises(FtpolicyError) as raised:
        of_package(planted)

    assert str(raised.value) == (
        f"{AT}`python:acme_policy/org.yaml`: the package `acme_policy` stands in the judged"
        " repository: install it elsewhere"
    )
    assert "acme_policy" not in sys.modules


def test_a_link_out_of_a_package_is_refused(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "lax.yaml").write_text("scope: added\n")
    (installed / "org.yaml").unlink()
    (installed / "org.yaml").symlink_to(tmp_path / "lax.yaml")

    with pytest.raises(FtpolicyError, match="the package has no such file"):
        of_package(tmp_path / "work")


def test_a_file_given_by_name_extends_packages_only(installed: Path, tmp_path: Path) -> None:
    data = b"extends: ['python:acme_policy/org.yaml']\n"
    assert load_file(data, "p.yaml", TODAY, str(tmp_path / "work")).scope == "all"

    with pytest.raises(FtpolicyError) as raised:
        load_file(b"extends: [./org.yaml]\n", "p.yaml", TODAY)
    assert str(raised.value) == (
        "p.yaml:1:1: `extends` cannot follow `./org.yaml`: a policy given by `--policy` can only"
        " extend `python:` packages"
    )
