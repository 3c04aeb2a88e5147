"""CONTRIBUTING's "add a framework: one file", walked through."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import ftpolicy
from tests.acme import ACME, SERVE, TUNE
from tests.conftest import Repo

PACKAGE = Path(ftpolicy.__file__).parent
ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_BOOT = "import sys; sys.path.insert(0, {root!r}); from ftpolicy.hook import main; sys.exit(main())"


def _copy(home: Path) -> Path:
    """The package and its schemas, elsewhere."""
    shutil.copytree(PACKAGE, home / "ftpolicy", ignore=shutil.ignore_patterns("__pycache__"))
    if not (home / "ftpolicy/schemas").is_dir():
        shutil.copytree(ROOT / "schemas", home / "schemas")
    return home


def test_one_file_adds_a_framework(repo: Repo) -> None:
    home = _copy(repo.home / "copy")
    (home / "ftpolicy/detect/detectors/acme.yaml").write_text(ACME, encoding="utf-8")
    repo.write("runs/tune.yaml", TUNE)
    repo.write("runs/serve.yaml", SERVE)
    command = [sys.executable, "-I", "-c", _BOOT.format(root=str(home))]

    scanned = repo.run("scan", "--format", "paths", command=command)
    assert (scanned.returncode, scanned.stdout, scanned.stderr) == (0, "runs/tune.yaml\n", "")
    page = repo.run("explain", "acme", command=command)
    assert page.stdout.startswith("acme: Acme Tuner (generative)\nhttps://acme.example/docs\n")
    assert "Not found: a server (serve.yaml): mode serve answers requests" in page.stdout
    why = repo.run("scan", "--explain", "runs/serve.yaml", command=command)
    assert "nearest miss: acme, match `config` (3 of 4 hold)" in why.stdout
    assert "- `acme_tuner.mode` is tune" in why.stdout
    tried = repo.run(
        "detector", "test", str(home / "ftpolicy/detect/detectors/acme.yaml"), command=command
    )
    assert (tried.returncode, tried.stderr) == (0, "")


def test_what_is_generated_takes_the_file_in(tmp_path: Path) -> None:
    home = _copy(tmp_path)
    shutil.copytree(ROOT / "tools", home / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "docs").mkdir()
    (home / "ftpolicy/detect/detectors/acme.yaml").write_text(ACME, encoding="utf-8")
    for name in ("needles", "detectors"):
        subprocess.run([sys.executable, home / "tools/generate.py", name], check=True, cwd=home)
    needles = (home / "ftpolicy/detect/needles.py").read_text(encoding="utf-8")
    assert 'b"acme_tuner"' in needles
    page = (home / "docs/detectors.md").read_text(encoding="utf-8")
    assert "| [acme](#acme) | Acme Tuner |" in page
    assert "mode serve answers requests and changes no weights" in page


def test_the_guide_shows_a_detector_that_works(tmp_path: Path) -> None:
    """The block of the guide with its two examples written out."""
    guide = CONTRIBUTING.partition("## Add a framework: one file")[2]
    block = re.search(r"^((?:    .*\n|\n)*    .*\n)", guide, re.MULTILINE)
    assert block is not None
    text = re.sub(r"^    ", "", block[1].strip("\n") + "\n", flags=re.MULTILINE)
    path = tmp_path / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    boot = _BOOT.format(root=str(PACKAGE.parent))
    done = subprocess.run(
        [sys.executable, "-I", "-c", boot, "detector", "test", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
