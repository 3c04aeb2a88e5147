"""What is to be done on a request, worked out before any of it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ftpolicy.changes.commits import known, merge_base
from ftpolicy.changes.refusal import shown
from ftpolicy.model.finding import Report, Severity
from ftpolicy.model.values import dataclass
from ftpolicy.report.wording import tally
from ftpolicy.review import comment, inline
from ftpolicy.review.diff import Diff
from ftpolicy.review.host import CHANGES_MARKER, Comment, Host, Spot

_RESOLVED = "ftpolicy: resolved, no error is left"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to write; `do` returns what must be said of it, mostly nothing."""

    words: str
    do: Callable[[], str | None]
    text: str


def superseded(host: Host, head: str, cwd: str) -> bool:
    """Whether the request has moved on, so that a later run will write.

    A host may tell an older head for a moment after a push; that does not count.
    """
    now = host.request().head
    if not now or now == head:
        return False
    return known(now, cwd) is None or merge_base(now, head, cwd) != now


def sticky(report: Report, host: Host) -> Iterator[Act]:
    """Our one comment, written, brought up to date or turned to resolved."""
    ours = comment.own(host.comments(), comment.MARKER, host.me())
    first = ours[0] if ours else None
    text = comment.body(report, exists=first is not None)
    if text is None:
        return
    if first is None:
        yield Act("write the comment", partial(_new, host, text), text)
    elif first.body.rstrip() != text.rstrip():
        resolved = comment.clean(report)
        words = "turn the comment to resolved" if resolved else "bring the comment up to date"
        yield Act(words, partial(host.edit_comment, first.id, text), text)


def lines(report: Report, host: Host, diff: Diff, head: str) -> Iterator[Act]:
    """Comments on the lines of the diff: new ones, changed ones, and those that are resolved."""
    findings = inline.wanted(report)
    ours = {
        fingerprint: one
        for one in comment.own(host.inline_comments(), inline.MARKER, host.me())
        if (fingerprint := inline.known_by(one.body))
    }
    written = 0
    for fingerprint, one in findings.items():
        text = inline.body(fingerprint, one)
        spot = diff.spot(one.location)
        if fingerprint in ours:
            yield from _edit(host, ours[fingerprint], text, resolved=False)
        elif spot is not None and written < inline.MOST:
            written += 1
            yield _on_line(host, head, spot, text)
    for fingerprint, each in ours.items():
        if fingerprint not in findings and not inline.is_resolved(each.body):
            yield from _edit(host, each, inline.resolved(each.body), resolved=True)


def changes(report: Report, host: Host, head: str) -> Iterator[Act]:
    """Our request for changes: there while an error stands, dismissed when none does."""
    ours = comment.own(host.objections(), CHANGES_MARKER, host.me())
    failing = report.count(Severity.ERROR) > 0 and report.policy.mode != "observe"
    if failing and not ours:
        text = (
            f"{CHANGES_MARKER}\nftpolicy: {tally(report)}. The comment of ftpolicy says what to"
            " mend; this request goes away by itself once no error is left.\n"
        )
        yield Act("request changes", partial(host.ask_for_changes, head, text), text)
    elif not failing:
        for one in ours:
            do = partial(host.withdraw, one.id, _RESOLVED)
            yield Act("dismiss the request for changes", do, _RESOLVED)


def _edit(host: Host, was: Comment, text: str, *, resolved: bool) -> Iterator[Act]:
    if was.body.rstrip() == text.rstrip():
        return
    words = "turn a comment on a line to resolved" if resolved else "change a comment on a line"
    yield Act(words, partial(host.edit_inline, was.id, text, resolved=resolved), text)


def _on_line(host: Host, head: str, spot: Spot, text: str) -> Act:
    place = f"{shown(spot.path)}:{spot.line}"

    def do() -> str | None:
        taken = host.add_inline(head, spot, text)
        return None if taken else f"{host.name} takes no comment on {place}"

    return Act(f"comment on {place}", do, text)


def _new(host: Host, text: str) -> str | None:
    author, me = host.add_comment(text), host.me()
    if author.casefold() == me.casefold():
        return None
    return (
        f"the comment was written by `{shown(author)}`, not by `{shown(me)}`; give"
        f" `--author '{shown(author)}'`, or the next run will not find it again"
    )
