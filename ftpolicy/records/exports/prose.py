"""Markdown of a record's texts, and the sentences that several targets have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ftpolicy.model.regex import regex
from ftpolicy.records.exports.written import Written

_MARKS = regex(r"([\\`*\[\]<>|#~])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_OPENING = regex(r"^(\d*)([-+=]|(?<=\d)[.)])(?=\s|$)")


def md(text: str) -> str:
    """A text that Markdown shows as it is written; no mark of it opens anything."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    shown = _MARKS.sub(lambda found: f"\\{found[0]}", plain).strip()
    return _OPENING.sub(r"\1\\\2", shown)


def code(text: str) -> str:
    """A name as code."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    fence = "`" * (1 + max(map(len, re.findall("`+", plain)), default=0))
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}"


def codes(texts: Iterable[str]) -> str:
    return ", ".join(code(each) for each in texts)


def bullets(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A list of what is said, without what is not."""
    for name, said in pairs:
        if said:
            yield f"- {name}: {said}"


def source(part: Written, prefix: str = "") -> str:
    """Where data stands, with what fixes it."""
    named = [part.text(prefix + key) for key in ("hub", "uri", "path")]
    words = [code(each) for each in named if each]
    for key, said in (("revision", "revision"), ("sha256", "SHA-256")):
        value = part.text(prefix + key)
        words += [f"{said} {code(value)}"] if value else []
    count = part.text(prefix + "examples")
    words += [f"{count} examples"] if count else []
    return ", ".join(words)


def judged_by(written: Written) -> str:
    """The judge of the evaluation with how it was compared with people."""
    judge = "evaluation.judge."
    model = written.text(f"{judge}model")
    words = [code(model)] if model else []
    prompt = written.text(f"{judge}prompt_file")
    words += [f"by the prompt {code(prompt)}"] if prompt else []
    items, share = written.text(f"{judge}human_items"), written.text(f"{judge}agreement")
    words += [f"compared with people on {items} items"] if items else []
    words += [f"agreement {share}"] if share else []
    return ", ".join(words)


def target(written: Written) -> str:
    """The metric and what it has to reach."""
    metric, wanted = written.text("evaluation.metric"), written.text("evaluation.target")
    if not metric:
        return ""
    ends = written.texts("evaluation.scale")
    higher = written.text("evaluation.higher_is_better")
    words = [code(metric)]
    kind = written.text("evaluation.kind")
    words += [md(kind)] if kind else []
    words += [f"from {ends[0]} to {ends[1]}"] if len(ends) == 2 else []
    words += [f"{'higher' if higher == 'true' else 'lower'} is better"] if higher else []
    words += [f"target {wanted}"] if wanted else []
    return ", ".join(words)


def goal_evidence(written: Written) -> Iterator[str]:
    """What shows the goal, in the record's own words."""
    for name, said in written.rest("goal.evidence"):
        yield f"- {name.replace('_', ' ')}: {md(said)}"
