"""Which lines of a request its host shows, as git's own diff tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ftpolicy.changes.commits import between
from ftpolicy.model.source import Location
from ftpolicy.review.diff import Diff, lines_of
from ftpolicy.review.host import Spot
from tests.conftest import Repo

TEN = "".join(f"line {number}\n" for number in range(1, 11))
FIVE_CHANGED = TEN.replace("line 5\n", "@@ -1 +900 @@\nnew 5b\n")


def test_lines_around_a_change_are_shown() -> None:
    diff = b"""\
diff --git a/x b/x
--- a/x
+++ b/x
@@ -2,3 +2,3 @@ def f():
 two
-three
+@@ -1 +900 @@
 four
\\ No newline at end of file
@@ -20 +20,2 @@
 twenty
+more"""
    assert lines_of(diff) == {2: 2, 3: None, 4: 4, 20: 20, 21: None}
    assert lines_of(b"Binary files a/x and b/x differ\n") == {}
    assert lines_of(b"") == {}


def test_a_place_is_a_line_of_the_diff_or_none(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.txt", TEN)
    repo.write("same.txt", TEN)
    repo.commit()
    repo.git("branch", "base")
    repo.write("a.txt", FIVE_CHANGED)
    repo.write("[b] é.txt", "new\n")
    head = repo.commit()
    monkeypatch.chdir(repo.path)
    change_set = between("base", "HEAD", ".")
    diff = Diff(change_set, head)
    assert diff.known
    assert diff.spot(Location("a.txt", 5)) == Spot("a.txt", 5, None)
    assert diff.spot(Location("a.txt", 8)) == Spot("a.txt", 8, 7)
    assert diff.spot(Location("[b] é.txt", 1)) == Spot("[b] é.txt", 1, None)
    for path, line in (("a.txt", 1), ("a.txt", 11), ("same.txt", 5), ("gone.txt", 1)):
        assert diff.spot(Location(path, line)) is None
    assert diff.spot(Location("odd\n.txt", 1)) is None


def test_a_file_that_the_merge_changed_has_no_lines(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.txt", TEN)
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "proposed")
    repo.write("a.txt", TEN + "last\n")
    head = repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write("a.txt", "first\n" + TEN)
    base = repo.commit()
    repo.git("merge", "--quiet", "--no-edit", "proposed")
    monkeypatch.chdir(repo.path)
    merged = replace(between(base, "HEAD", "."), base=base)
    assert Diff(merged, head).spot(Location("a.txt", 12)) is None
