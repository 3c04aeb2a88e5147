from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ftpolicy.parse.patterns import Patterns, problem

PATHS = (
    "a.yaml",
    "train.yaml",
    "configs/a.yaml",
    "configs/billing/a.yaml",
    "configs/billing/deep/er/a.yaml",
    "configs/billing",
    "configs2/billing/a.yaml",
    "x/configs/a.yaml",
    "x/train.yaml",
    "x/y/train.yaml",
    "x/train.yaml/inside",
    "a b/c d.yaml",
    "wei[rd].yaml",
    "star*.yaml",
    "#hash.yaml",
    "!bang.yaml",
    "A.yaml",
    "caf\u00e9/t.yaml",
    ".hidden/a.yaml",
    "a1.yaml",
    "a-.yaml",
    "a].yaml",
    "aXbXc",
)

GIT = ("git", "-c", "core.excludesFile=", "-c", "core.ignoreCase=false")

LIKE_GIT = (
    "configs/billing/**",
    "configs/billing/",
    "configs/billing",
    "configs/*.yaml",
    "configs/**/a.yaml",
    "/configs/a.yaml",
    "configs/a.yaml",
    "/train.yaml",
    "train.yaml",
    "train.yaml/",
    "**/train.yaml",
    "x/**/train.yaml",
    "**",
    "**/",
    "*",
    "/*",
    "*/",
    "x/**/",
    "*.yaml",
    "?.yaml",
    "a?.yaml",
    "a[0-9].yaml",
    "a[!0-9].yaml",
    "a[^0-9].yaml",
    "a[]].yaml",
    "a[-x].yaml",
    "a b/*",
    "wei\\[rd].yaml",
    "star\\*.yaml",
    "star\\*.yaml ",
    "\\#hash.yaml",
    "\\!bang.yaml",
    "**a.yaml",
    "caf\u00e9/",
    "*X*X*",
    "**/billing/**/a.yaml",
    "**/**/a.yaml",
    "configs/**/**",
)


@pytest.mark.parametrize("pattern", LIKE_GIT)
def test_one_pattern_matches_what_git_ignores(pattern: str, tmp_path: Path) -> None:
    subprocess.run([*GIT, "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text(pattern + "\n", encoding="utf-8")
    ignored = subprocess.run(
        [*GIT, "-C", str(tmp_path), "check-ignore", "--no-index", "--stdin", "-z"],
        input="".join(path + "\0" for path in PATHS).encode(),
        stdout=subprocess.PIPE,
        check=False,  # 1 when nothing is ignored
    )
    expected = set(ignored.stdout.decode().split("\0")[:-1])

    assert ignored.returncode in {0, 1}
    assert problem(pattern) is None
    assert {path for path in PATHS if Patterns((pattern,)).match(path)} == expected


@pytest.mark.parametrize(
    ("lines", "path", "matches"),
    [
        pytest.param((), "a", False, id="nothing matches nothing"),
        pytest.param(("a", "!a"), "a", False, id="taken back"),
        pytest.param(("!a", "a"), "a", True, id="the last decides"),
        pytest.param(("v/**", "!v/ours/**"), "v/ours/a", False, id="taken back below"),
        pytest.param(("v/", "!v/ours/"), "v/ours/a", False, id="also below a folder"),
        pytest.param(("v/", "!v/ours/"), "v/other/a", True, id="the rest stays"),
        pytest.param(("!a",), "b", False, id="only taken back"),
        pytest.param(("a\udcff*",), "a\udcffb", True, id="odd bytes in both"),
        pytest.param(("*.yaml",), "a\udcff.yaml", True, id="odd bytes in the path"),
        pytest.param(("*",), "a\nb", True, id="a line end in the path"),
        pytest.param(("caf?/**",), "caf\u00e9/a", True, id="a character, not a byte"),
        pytest.param(("a**/b",), "a1/c/b", False, id="two stars beside a name are one"),
        pytest.param(("a**/b",), "a1/b", True, id="one star stays in its folder"),
        pytest.param(("../a", "b"), "b", True, id="a bad one is left out"),
        pytest.param(("../a",), "../a", False, id="a bad one matches nothing"),
    ],
)
def test_several_patterns(lines: tuple[str, ...], path: str, matches: bool) -> None:
    assert Patterns(lines).match(path) is matches


def test_no_pattern_is_false() -> None:
    assert not Patterns(())
    assert Patterns(("a",))


@pytest.mark.threat("slow patterns")
def test_a_hostile_pattern_does_not_backtrack() -> None:
    stars = Patterns(("*a" * 60 + "b", "**/a/" * 60 + "b", "**/*a*a*/" * 60 + "b"))

    assert not stars.match("a" * 4000)
    assert not stars.match("/".join("a" * 2000))
    assert stars.match("a" * 4000 + "b")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("", "the pattern `` names nothing", id="empty"),
        pytest.param("/", "the pattern `/` names nothing", id="root"),
        pytest.param("!", "the pattern `!` names nothing", id="bang"),
        pytest.param("  ", "the pattern `  ` names nothing", id="blank"),
        pytest.param("a\0b", "the pattern `a\0b` holds a control character", id="nul"),
        pytest.param("a\nb", "the pattern `a\nb` holds a control character", id="line end"),
        pytest.param(
            "#a", "the pattern `#a` is a comment in gitignore style, write `\\#`", id="comment"
        ),
        pytest.param("C:\\a", "`C:\\a` is no path of the repository", id="drive"),
        pytest.param("c:/a", "`c:/a` is no path of the repository", id="drive with slash"),
        pytest.param("~/a", "`~/a` is no path of the repository", id="home"),
        pytest.param("//host/a", "`//host/a` is no path of the repository", id="share"),
        pytest.param("file:///a", "`file:///a` is no path of the repository", id="uri"),
        pytest.param(
            "../a",
            "`../a` leads out of its folder: write it from the repository's root",
            id="parent",
        ),
        pytest.param(
            "!a/../b",
            "`!a/../b` leads out of its folder: write it from the repository's root",
            id="parent inside",
        ),
        pytest.param("./a", "`./a` has an empty part or a `.` between slashes", id="dot"),
        pytest.param("a//b", "`a//b` has an empty part or a `.` between slashes", id="empty part"),
        pytest.param("a\\b", "`a\\b` has a backslash: write `/` between folders", id="backslash"),
        pytest.param("a\\", "`a\\` has a backslash: write `/` between folders", id="at the end"),
        pytest.param("a[b", "`a[b` has an open `[`: write `\\[` for the character", id="open"),
        pytest.param(
            "a[[:digit:]]",
            "`a[[:digit:]]` has `[`, `/` or a backslash between brackets",
            id="class",
        ),
        pytest.param(
            "a" * 1001,
            f"the pattern `{'a' * 80}`... is longer than 1000 characters",
            id="long",
        ),
    ],
)
def test_what_is_wrong_with_a_pattern(pattern: str, message: str) -> None:
    assert problem(pattern) == message
    assert not Patterns((pattern,)).match("a")
