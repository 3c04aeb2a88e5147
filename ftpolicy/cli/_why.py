"""An explanation as text: what decided, or how near a file comes to a match."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.detect.explain import Check, Explanation, Trace
from ftpolicy.report.folding import folded
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import tuned

_WIDTH = 88
_LONGEST = 400


def why(path: str, explained: Explanation, off: tuple[str, ...]) -> str:
    """The text; `off` are detectors that would find something and that the policy leaves out."""
    return "".join(f"{line}\n" for line in _lines(path, explained, off))


def _lines(path: str, explained: Explanation, off: tuple[str, ...]) -> Iterator[str]:
    language = f" ({explained.language.value})" if explained.language else ""
    found = explained.found
    kind = "a tuning file" if found.detections else "no tuning file"
    if found.unreadable and not found.detections:
        kind = "cannot be read, so it cannot be cleared"
    yield f"{safe(path)}{language}: {kind}"
    for one in found.detections:
        yield from _wrapped(f"line {one.location.line}: {safe(tuned(one), _LONGEST)}", "  ")
        yield from _wrapped(f"signs: {safe('; '.join(one.signs), _LONGEST)}", "    ")
    for each in explained.decided:
        yield from _trace(each, "decided by")
    if explained.unread:
        yield from _wrapped(safe(explained.unread), "  ")
    if off:
        yield from _wrapped(f"found by {', '.join(off)}, which the policy leaves out", "  ")
    if explained.decided or found.detections:
        return
    if explained.nearest is None and explained.unread:
        return
    if explained.nearest is None:
        yield "  no keyword of any detector"
    else:
        yield from _trace(explained.nearest, "nearest miss:")


def _trace(trace: Trace, role: str) -> Iterator[str]:
    held = f"{trace.held} of {len(trace.checks)} hold" if trace.missing else "all hold"
    yield f"  {role} {trace.detector.id}, match `{trace.match.id}` ({held})"
    for check in trace.checks:
        yield from _wrapped(_check(check), "    ", "      ")


def _check(check: Check) -> str:
    place = f"line {check.line}: " if check.line is not None else ""
    found = f" -> {safe(check.found)}" if check.found else ""
    return f"{'+' if check.held else '-'} {place}{safe(check.asks, _LONGEST)}{found}"


def _wrapped(text: str, first: str, rest: str | None = None) -> Iterator[str]:
    yield from folded(text, first, first + "  " if rest is None else rest, _WIDTH)
