"""A tuning file and its record to a trial: examples of the training data, tests of the test set."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ftpolicy.errors import FtpolicyError
from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.part import Part
from ftpolicy.evidence.locate import Tree, files_of, locate
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references import references
from ftpolicy.evidence.trials.draw import LONGEST, Drawn, draw
from ftpolicy.evidence.trials.stubs import DRAWN, MOST_SHOWN, stubs
from ftpolicy.evidence.trials.trial import Judge, Trial
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.detection import Detection
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import dataclass
from ftpolicy.pipeline import inventory
from ftpolicy.policy.load import Policy
from ftpolicy.records import find as record_files
from ftpolicy.records.cover import Coverage
from ftpolicy.records.load import load as load_record

MOST_TESTS = 1_000
"""Test items that a trial takes at most: ten prompts are ten calls for each."""

_EXACT = ("exactmatch", "accuracy", "em")
_LARGEST_PROMPT = 1 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user named; None and empty text stand for what is to be found out."""

    tuning_file: str
    record: str | None = None
    train: str | None = None
    tests: str | None = None
    seed: int = 0


def trial(change_set: ChangeSet, policy: Policy, wanted: Wanted) -> Trial:
    """The trial of a tuning file; raises FtpolicyError when there is nothing to try it with."""
    tree, budget = Tree(change_set.after), Budget()
    found = inventory(change_set, policy, (wanted.tuning_file,)).detections
    if not found:
        raise FtpolicyError(
            f"no fine-tuning was found in `{wanted.tuning_file}`; `ftpolicy scan` lists the tuning"
            " files"
        )
    record = _record(change_set, policy, wanted)
    tests = _tests(tree, wanted, record, budget)
    shown = _shown(tree, wanted, record, found, tests, budget)
    judge = _judge(tree, record)
    metric, asked = _metric(record, judge)
    system = _common(shown.systems)
    goal = record.goal.statement or "" if record is not None and record.goal is not None else ""
    return Trial(
        name=record.id if record is not None else _stem(wanted.tuning_file),
        tuning_file=wanted.tuning_file,
        stubs=stubs(shown.items, goal, system),
        tests=tests.items,
        metric=metric,
        judge=judge,
        model=_model(record),
        record=record.path if record is not None else "",
        wanted_metric=asked,
        left_out=tests.usable - len(tests.items),
        seed=wanted.seed,
    )


def _record(change_set: ChangeSet, policy: Policy, wanted: Wanted) -> DecisionRecord | None:
    """The record that was named, else the first live one that covers the file."""
    tree = change_set.after
    if wanted.record is None:
        book = record_files.find(tree, policy.records, policy.exclude)
        return next(iter(Coverage(book).live(wanted.tuning_file)), None)
    found = load_record(wanted.record, tree.read(wanted.record) or b"")
    if isinstance(found, DecisionRecord):
        return found
    raise FtpolicyError(
        f"`{wanted.record}` is no well-shaped decision record; `ftpolicy check {wanted.record}`"
        " says why"
    )


def _tests(tree: Tree, wanted: Wanted, record: DecisionRecord | None, budget: Budget) -> Drawn:
    evaluation = record.evaluation if record is not None else None
    named = evaluation.test_set if evaluation is not None else None
    source = Source(path=wanted.tests) if wanted.tests else named
    if source is None or not (source.path or source.hub or source.uri):
        raise FtpolicyError(
            "no test set is known; name one by `--tests FILE`, or as `evaluation.test_set` of the"
            " record"
        )
    parts, why = _parts(tree, _of_source(source), "")
    found = draw(tree.snapshot, parts, MOST_TESTS, wanted.seed, budget, answered=False)
    if not found.items:
        name = source.path or source.hub or source.uri
        raise FtpolicyError(
            f"the test set `{name}` gives no test item: "
            f"{why or found.why or 'it has no row with a question'}; name one by `--tests FILE`"
        )
    return found


def _shown(
    tree: Tree,
    wanted: Wanted,
    record: DecisionRecord | None,
    found: tuple[Detection, ...],
    tests: Drawn,
    budget: Budget,
) -> Drawn:
    """Examples of the training data that are no test items."""
    parts: dict[Part, None] = {}
    whys = []
    for reference, beside in _training(tree, wanted, record, found):
        more, why = _parts(tree, reference, beside)
        parts.update(dict.fromkeys(more))
        whys += [f"`{reference.name}`: {why}"] if why else []
    shown = draw(tree.snapshot, tuple(parts), DRAWN, wanted.seed, budget, avoid=tests.seen)
    if shown.usable < MOST_SHOWN:
        whys += [shown.why] if shown.why else []
        why = f" ({'; '.join(whys)})" if whys else ""
        raise FtpolicyError(
            f"the training data holds {shown.usable} examples that can be shown{why}; a prompt"
            f" needs {MOST_SHOWN} that have an answer, at most {LONGEST:,} characters, and are no"
            " test items; name more by `--train FILE`"
        )
    return shown


def _training(
    tree: Tree, wanted: Wanted, record: DecisionRecord | None, found: tuple[Detection, ...]
) -> Iterator[tuple[Reference, str]]:
    """What the user named; else what the tuning file names, and what the record does."""
    if wanted.train:
        yield _of_source(Source(path=wanted.train)), ""
        return
    for one in found:
        for reference in references(one, tree.snapshot):
            yield reference, one.path
    dataset = record.dataset if record is not None else None
    for source in dataset.sources if dataset is not None else ():
        yield _of_source(source), ""


def _of_source(source: Source) -> Reference:
    name = source.path or source.hub or source.uri or ""
    return Reference(name, (source.path,) if source.path else (), source=source)


def _parts(tree: Tree, reference: Reference, beside: str) -> tuple[tuple[Part, ...], str]:
    """The files of a reference, or why there are none."""
    at = locate(tree, reference, beside)
    if at.parts:
        return at.parts, ""
    return (), at.why or "it stands outside of the repository"


def _judge(tree: Tree, record: DecisionRecord | None) -> Judge | None:
    """The record's judge, when it says pass or fail and its prompt can be read."""
    evaluation = record.evaluation if record is not None else None
    if evaluation is None or evaluation.judge is None or not evaluation.metric:
        return None
    model, file = evaluation.judge.model, evaluation.judge.prompt_file
    if not (model and file) or evaluation.kind not in (None, "proportion"):
        return None
    held = tree.snapshot.read_all(files_of(tree, file)[:1], _LARGEST_PROMPT)
    data = next((each for _, each in held), None)
    return Judge(model, data.decode("utf-8-sig", "replace")) if data else None


def _metric(record: DecisionRecord | None, judge: Judge | None) -> tuple[str, str]:
    """What the files measure, and the record's metric when that is another one."""
    evaluation = record.evaluation if record is not None else None
    named = evaluation.metric or "" if evaluation is not None else ""
    plain = "".join(each for each in named.casefold() if each.isalnum())
    if named and (judge is not None or plain in _EXACT):
        return named, ""
    return "exact_match", named


def _model(record: DecisionRecord | None) -> str:
    baselines = record.few_shot_baselines if record is not None else ()
    return next((each.model for each in baselines if each.model), "")


def _stem(path: str) -> str:
    """A tuning file's folder and name as one word: `billing-train`."""
    parts = posixpath.splitext(path)[0].split("/")[-2:]
    return "-".join(re.findall(r"[a-z0-9]+", "-".join(parts).lower())) or "prompting"


def _common(systems: tuple[str, ...]) -> str:
    """The system prompt of most rows; rows that differ in it leave it to the author."""
    most = max(sorted(set(systems)), key=systems.count, default="")
    return most if systems.count(most) * 2 > len(systems) else ""
