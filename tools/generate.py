"""Writes the files that are made from other files: `python tools/generate.py [NAME] [--check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ftpolicy import __version__  # noqa: E402 - from this checkout
from ftpolicy.detect.cues import cues  # noqa: E402
from ftpolicy.detect.load import built_in, rule_part  # noqa: E402
from tools import pages, record_page  # noqa: E402

Group = tuple[bytes, ...]

_GITLAB_HEAD = """\
# The gate of ftpolicy on GitLab; copy it, or include it by project, file and a commit hash as
# `ref`. Who may edit this file may switch the gate off: name its owners in CODEOWNERS, or enforce
# it from outside of the repository (a pipeline execution policy).
"""

COMMON = frozenset(
    b"adapter api aws base bedrock config create data dataset datasets dtype epochs evaluate lora"
    b" main method model models name openai optimizer output path ray reward run script scripts sft"
    b" stage swift train train.py trainer training type types vertex component components workspace"
    b" main.py model_type defaults: entry_point kind spec sources tasks command arguments split"
    b" checkpoint_dir learning_rate from_pretrained jobs.create megatron automodel".split()
)
"""Keywords that ordinary files hold as well; a needle that is one of them costs speed."""


def needles(matches: Iterable[tuple[Group, ...]]) -> Group:
    """Words of which every file that fits one of the matches holds at least one.

    A match is a list of groups, of each of which a file holds one keyword; so the words of one
    group cover the match. The rarest group is taken, and of two words the one within the other.
    """
    chosen: set[bytes] = set()
    for groups in sorted(matches, key=len):
        if not any(covered(group, chosen) for group in groups):
            chosen.update(_rarest(groups, chosen))
    return tuple(sorted(each for each in chosen if not covered((each,), chosen - {each})))


def covered(group: Group, words: Iterable[bytes]) -> bool:
    """Whether each keyword of the group holds one of the words."""
    return all(any(word in keyword for word in words) for keyword in group)


def _rarest(groups: tuple[Group, ...], chosen: set[bytes]) -> Group:
    return min(groups, key=lambda group: (_cost(group, chosen), group))


def _cost(group: Group, chosen: set[bytes]) -> float:
    new = [keyword for keyword in group if not covered((keyword,), chosen)]
    return sum((keyword in COMMON) + 4.0 ** -len(keyword) for keyword in new)


def _literal(word: bytes) -> str:
    """The word as the formatter would write it."""
    text = repr(word)
    return text if '"' in text else f'b"{text[2:-1]}"'


def _needles_module() -> str:
    words = needles(match.keywords for detector in built_in() for match in detector.matches)
    lines = "".join(f"    {_literal(word)},\n" for word in words)
    return (
        '"""Words of which every tuning file holds one; from `tools/generate.py needles`."""\n\n'
        "from __future__ import annotations\n\n"
        f"NEEDLES: tuple[bytes, ...] = (\n{lines})\n"
    )


def _cues_module() -> str:
    lines = "".join(f"{line}\n" for line in _cues_lines())
    return (
        '"""What the matches of each detector ask of bytes; from `tools/generate.py cues`."""\n\n'
        "# fmt: off\n"
        "# ruff: noqa: E501, ISC\n\n"
        "from __future__ import annotations\n\n"
        "Group = tuple[bytes, ...]\n"
        "Row = tuple[str, tuple[Group, ...], Group, bool, Group]\n\n"
        f"CUES: dict[str, tuple[int, str, bool, tuple[Row, ...]]] = {{\n{lines}}}\n"
    )


def _cues_lines() -> Iterator[str]:
    """Of each detector: checksum of its rule part, family, last resort, and a row a match."""
    found = iter(cues([match for detector in built_in() for match in detector.matches]))
    for one in built_in():
        checksum = crc32(rule_part(f"{one.id}.yaml"))
        yield f'    "{one.id}": ({checksum}, "{one.family}", {one.last_resort}, ('
        for _ in one.matches:
            languages, *rest = next(found)
            names = " ".join(sorted(each.value for each in languages))
            yield f"        {(names, *rest)!r},"
        yield "    )),"


def _gitlab_template() -> str:
    """The job that `ftpolicy init` writes, for this version and with a report of tests as well."""
    written = (ROOT / "ftpolicy/wiring/templates/gitlab.yml").read_text(encoding="utf-8")
    codequality = "gl-code-quality-report.json\n"
    _, _, job = written.replace("@VERSION@", __version__).partition("\n")
    return _GITLAB_HEAD + job.replace(
        f"--output gitlab={codequality}",
        f"--output gitlab={codequality.rstrip()} --output junit=ftpolicy.xml\n",
    ).replace(
        f"codequality: {codequality}", f"codequality: {codequality}      junit: ftpolicy.xml\n"
    )


MADE: dict[str, tuple[str, Callable[[], str]]] = {
    "cues": ("ftpolicy/detect/built_in_cues.py", _cues_module),
    "needles": ("ftpolicy/detect/needles.py", _needles_module),
    "rules": ("docs/rules.md", pages.rules),
    "detectors": ("docs/detectors.md", pages.detectors),
    "record": ("docs/decision-record.md", record_page.record),
    "gitlab": ("templates/gitlab-ci.yml", _gitlab_template),
}
"""What can be made: where it is written, and what makes its text."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(MADE), help="without a name: all")
    parser.add_argument("--check", action="store_true", help="only say what is not up to date")
    asked = parser.parse_args()
    names = [asked.name] if asked.name else list(MADE)
    stale = [name for name in names if not up_to_date(name)]
    for name in stale:
        where, make = MADE[name]
        if asked.check:
            print(f"{where} is not up to date; run `python tools/generate.py {name}`")
        else:
            (ROOT / where).write_text(make(), encoding="utf-8", newline="\n")
            print(f"wrote {where}")
    return 1 if asked.check and stale else 0


def up_to_date(name: str) -> bool:
    """Whether the file stands as it would be written now."""
    where, make = MADE[name]
    path = ROOT / where
    return path.is_file() and path.read_text(encoding="utf-8") == make()


if __name__ == "__main__":
    sys.exit(main())
