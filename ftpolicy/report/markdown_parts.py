"""What the reviewer's screen is made of: sections with a room, rows of tables, links to lines."""

from __future__ import annotations

from ftpolicy.model.finding import Report
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass
from ftpolicy.report.markdown_text import cell, code
from ftpolicy.report.safe import address
from ftpolicy.report.wording import counted

_LONGEST_LINK = 600


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; those beyond `room` characters are only counted."""

    head: str
    blocks: tuple[str, ...]
    noun: str
    room: int
    tail: str = ""

    def __str__(self) -> str:
        text = self.head
        for place, block in enumerate(self.blocks):
            if len(text) + len(block) + len(self.tail) + 80 > self.room:
                more = counted(len(self.blocks) - place, f"more {self.noun}")
                return f"{text}\n… and {more}\n{self.tail}"
            text += block
        return text + self.tail


def folded(title: str, blocks: tuple[str, ...], noun: str, head: str = "") -> Section:
    opening = f"<details><summary>{title}</summary>\n\n{head}"
    return Section(opening, blocks, noun, 3_000, "\n</details>\n")


def link(report: Report, place: Location, text: str) -> str:
    """The text as code, on the line that it is about where the host's address is known."""
    if not report.links.files or len(place.path) > _LONGEST_LINK:
        return code(text)
    target = f"{report.links.files}{address(place.path)}#L{place.line}"
    if len(target) > _LONGEST_LINK:
        return code(text)
    return f"[{code(text)}]({target})"


def line(*cells: str) -> str:
    return f"| {' | '.join(cell(each) for each in cells)} |\n"
