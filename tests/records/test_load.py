from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from ftpolicy.model.period import Period
from ftpolicy.model.record import DecisionRecord, MalformedRecord, NotFineTuning, Status
from ftpolicy.model.record_parts import Alternative, Budget, Guard, Source
from ftpolicy.model.source import Location
from ftpolicy.records.load import load
from tests.honest import HONEST_RECORD

PATH = "decisions/r.yaml"
CLEARANCE = "kind: not-fine-tuning\ncovers: [configs/eval/**]\nreason: Only scores.\nby: '@dana'\n"


def record(text: str | bytes, path: str = PATH) -> DecisionRecord:
    loaded = load(path, text.encode() if isinstance(text, str) else text)
    assert isinstance(loaded, DecisionRecord), loaded
    return loaded


def malformed(text: str | bytes, path: str = PATH) -> MalformedRecord:
    loaded = load(path, text.encode() if isinstance(text, str) else text)
    assert isinstance(loaded, MalformedRecord), loaded
    return loaded


def changed(old: str, new: str) -> str:
    assert HONEST_RECORD.count(old) == 1, old
    return HONEST_RECORD.replace(old, new)


def told(found: MalformedRecord) -> list[tuple[int, int, str]]:
    return [(it.location.line, it.location.column, it.message) for it in found.faults]


def test_the_honest_record_is_typed() -> None:
    honest = record(HONEST_RECORD)

    assert honest.id == "billing-support-voice"
    assert honest.status is Status.ACCEPTED
    assert honest.covers == ("configs/billing/**",)
    assert honest.decided_on == date(2026, 11, 20)
    assert honest.ends is None
    assert honest.model.base == ("meta-llama/Llama-3.1-8B-Instruct",)
    assert honest.model.methods == ("sft",)
    assert honest.goal is not None
    assert honest.goal.evidence.prompt_tokens_to_describe == 1900
    assert honest.few_shot_baselines[0].score == Decimal("0.71")
    assert honest.few_shot_baselines[0].results == (Source(path="evals/few_shot/variations.csv"),)
    assert honest.few_shot_baselines[0].confirmed is None
    assert honest.dataset is not None
    assert honest.dataset.examples == 1240
    assert honest.dataset.sources == (Source(path="data/billing_train*.jsonl"),)
    assert honest.evaluation is not None
    assert honest.evaluation.scale == (Decimal(0), Decimal(1))
    assert honest.evaluation.higher_is_better is True
    assert str(honest.evaluation.margin) == "0.0"
    assert honest.evaluation.test_set == Source(path="data/billing_test.jsonl", examples=300)
    assert honest.evaluation.guards == (Guard("refusal_accuracy", Decimal("0.97")),)
    assert honest.retraining is not None
    assert honest.retraining.cadence == Period("P3M", 3, 0)
    assert honest.retraining.budget == Budget(Decimal(1200), "USD", "run")
    assert honest.economics is not None
    assert honest.economics.few_shot is not None
    assert honest.economics.few_shot.per_call == Decimal("0.005175")
    assert honest.alternatives[1] == Alternative("rag", "No facts are missing; the register is.")
    assert honest.outcome is None
    assert honest.sha256 == hashlib.sha256(HONEST_RECORD.encode()).hexdigest()


OPTIONAL = """\
kind: fine-tuning-decision
schema_version: 1
id: a-b
status: exploring
covers: [a]
ends: 2026-12-01
supersedes: [a-a]
superseded_by: [a-c]
model: {from_record: a-a, teacher: big-model}
goal:
  evidence: {percentile: p95, wanted_ms: 150, ceiling_ms: 900.5, candidate_ms: 120}
few_shot_baselines:
  - confirmed: {score: 0.7, test_examples: 90, results: [b.json]}
    results: [a.json, {uri: "s3://b/r.json", sha256: %s, examples: 300}]
dataset:
  sources: [{hub: acme/voice, revision: 9f31c0e, examples: 600, path: data/voice}]
  synthetic: {by: gpt, share: 0.5}
  reward: {kind: judge, path: rewards/judge.md}
  tokens: 12000000
evaluation:
  tuned_results:
    - {model: m, score: 0.9, test_examples: 300, measured_on: 2026-12-24,
       results: [t.json], guards: [{metric: refusals, score: 0.98}]}
outcome: {result: shipped, date: 2027-01-20, note: Well.}
""" % ("a" * 64)


def test_the_optional_parts_are_typed() -> None:
    found = record(OPTIONAL)

    assert found.ends == date(2026, 12, 1)
    assert (found.supersedes, found.superseded_by) == (("a-a",), ("a-c",))
    assert (found.model.from_record, found.model.teacher) == ("a-a", "big-model")
    assert found.goal is not None
    assert found.goal.evidence.ceiling_ms == Decimal("900.5")
    (baseline,) = found.few_shot_baselines
    assert baseline.results[1] == Source(uri="s3://b/r.json", sha256="a" * 64, examples=300)
    assert baseline.judged_score == Decimal("0.7")
    assert baseline.confirmed is not None
    assert baseline.confirmed.results == (Source(path="b.json"),)
    assert found.dataset is not None
    assert found.dataset.sources[0].hub == "acme/voice"
    assert found.dataset.synthetic is not None
    assert found.dataset.synthetic.share == Decimal("0.5")
    assert found.dataset.reward is not None
    assert found.dataset.reward.kind == "judge"
    assert found.dataset.tokens == 12_000_000
    assert found.evaluation is not None
    (tuned,) = found.evaluation.tuned_results
    assert tuned.measured_on == date(2026, 12, 24)
    assert tuned.guards == (Guard("refusals", None, Decimal("0.98")),)
    assert found.outcome is not None
    assert found.outcome.date == date(2027, 1, 20)


@pytest.mark.parametrize("status", list(Status))
def test_every_status(status: Status) -> None:
    assert record(changed("status: accepted", f"status: {status.value}")).status is status


@pytest.mark.parametrize(
    ("field", "place"),
    [
        pytest.param("id", (3, 5, 21), id="text"),
        pytest.param("few_shot_baselines", (19, 1, 18), id="a list stands at its key"),
        pytest.param("few_shot_baselines.0", (20, 5, 0), id="item"),
        pytest.param("few_shot_baselines.0.score", (24, 12, 4), id="number in a list"),
        pytest.param("few_shot_baselines.0.results.0", (27, 15, 29), id="path in a list"),
        pytest.param("few_shot_baselines.0.confirmed.score", (20, 5, 0), id="nearest parent"),
        pytest.param("few_shot_baselines.3.score", (19, 1, 18), id="no such item"),
        pytest.param("retraining.owner", (49, 10, 7), id="in quotes"),
        pytest.param("extra.dpia", (84, 15, 6), id="in the free map"),
        pytest.param("outcome.date", (1, 1, 0), id="not there at all"),
    ],
)
def test_places(field: str, place: tuple[int, int, int]) -> None:
    assert record(HONEST_RECORD).places.of(field) == Location(PATH, *place)


@pytest.mark.parametrize(
    ("written", "said"),
    [("x", True), ("[a]", True), ("~", False), ('""', False), ("[]", False), ("{a: ~}", False)],
)
def test_only_what_says_something_is_written(written: str, said: bool) -> None:
    found = record(changed("{dpia: DP-112}", f"{{dpia: {written}}}"))

    assert found.places.has("extra.dpia") is said


VALUES = [
    pytest.param(
        "2026-11-20",
        "2026-11-31",
        (6, 13, "`decided_on` is no day of the calendar, found `2026-11-31`"),
        id="no such day",
    ),
    pytest.param(
        "2027-02-20",
        "0227-02-20",
        (52, 16, "`next_review` must lie between 2000 and 2100, found `0227-02-20`"),
        id="year too early",
    ),
    pytest.param(
        "2027-01-15",
        "2101-01-15",
        (47, 16, "`results_due` must lie between 2000 and 2100, found `2101-01-15`"),
        id="year too late",
    ),
    pytest.param(
        '["configs/billing/**"]',
        "[a, ../b]",
        (
            8,
            13,
            (
                "item 2 of `covers`: `../b` leads out of its folder:"
                " write it from the repository's root"
            ),
        ),
        id="pattern",
    ),
    pytest.param(
        "data/billing_train*.jsonl",
        "../data/a.jsonl",
        (32, 13, "`path` must not hold `..`, found `../data/a.jsonl`"),
        id="path out of the tree",
    ),
    pytest.param(
        "data/billing_test.jsonl",
        "/etc/passwd",
        (43, 20, "`path` must be relative to the repository's root, found `/etc/passwd`"),
        id="absolute path",
    ),
    pytest.param(
        "evals/judge.md",
        "~/judge.md",
        (44, 50, "`prompt_file` must be relative to the repository's root, found `~/judge.md`"),
        id="path at home",
    ),
    pytest.param(
        "[evals/few_shot/variations.csv]",
        "['C:evals']",
        (27, 15, "item 1 of `results` must be relative to the repository's root, found `C:evals`"),
        id="drive",
    ),
    pytest.param(
        "[evals/few_shot/variations.csv]",
        "['evals\\a.json']",
        (
            27,
            15,
            (
                "item 1 of `results` must not hold a backslash or a control character,"
                " found `evals\\a.json`"
            ),
        ),
        id="backslash",
    ),
    pytest.param(
        "[evals/few_shot/variations.csv]",
        '["a\\0b"]',
        (
            27,
            15,
            "item 1 of `results` must not hold a backslash or a control character, found `a\0b`",
        ),
        id="NUL",
    ),
    pytest.param(
        "data/billing_test.jsonl",
        ".git/config",
        (43, 20, "`path` must not lie under `.git`, found `.git/config`"),
        id="git folder",
    ),
    pytest.param(
        "data/billing_test.jsonl",
        "a/.GIT/config",
        (43, 20, "`path` must not lie under `.git`, found `a/.GIT/config`"),
        id="git folder of a submodule, other case",
    ),
    pytest.param(
        "data/billing_test.jsonl",
        "file:///etc/passwd",
        (43, 20, "`path` must be a path of the repository, found `file:///etc/passwd`"),
        id="uri as a path",
    ),
    pytest.param(
        "- path: data/billing_train*.jsonl",
        "- uri: file:///etc/passwd",
        (32, 12, "`uri` must not name a file of this machine, found `file:///etc/passwd`"),
        id="file uri",
    ),
    pytest.param(
        "- path: data/billing_train*.jsonl",
        "- uri: data/a.jsonl",
        (32, 12, "`uri` must start with a scheme, found `data/a.jsonl`"),
        id="path as a uri",
    ),
    pytest.param(
        "examples: 1240",
        "examples: 1:40",
        (30, 13, "`examples` must be a whole number, found `1:40`"),
        id="base sixty",
    ),
    pytest.param(
        "id: billing-support-voice",
        "id: Billing_Voice",
        (3, 5, "`id` must be kebab-case, like `billing-support-voice`, found `Billing_Voice`"),
        id="id",
    ),
    pytest.param(
        "score: 0.71",
        "score: 0.71\n    score: 0.2",
        (25, 5, "`score` stands twice, first on line 24"),
        id="key twice",
    ),
    pytest.param(
        "target: 0.85",
        "target: &t 0.85",
        (41, 11, "the record may not use the anchor `t`"),
        id="anchor",
    ),
    pytest.param(
        "title: Answer",
        "title: !x Answer",
        (4, 8, "the record may not use the tag `!x`"),
        id="tag",
    ),
    pytest.param(
        "title: Answer",
        "title: !!python/name:os.system Answer",
        (4, 8, "the record may not use the tag `!!python/name:os.system`"),
        id="python tag",
    ),
    pytest.param(
        "extra: {dpia: DP-112}",
        "---\na: 1",
        (85, 1, "the record must be alone in its file, found 2 documents"),
        id="second document",
    ),
    pytest.param(
        "extra: {dpia: DP-112}",
        "extra: {dpia",
        (
            85,
            1,
            "the record cannot be read: it is not valid YAML: did not find expected ',' or '}'",
        ),
        id="syntax",
    ),
]


@pytest.mark.threat("repeated keys", "custom tags")
@pytest.mark.parametrize(("old", "new", "fault"), VALUES)
def test_one_fault_makes_it_malformed(old: str, new: str, fault: tuple[int, int, str]) -> None:
    found = malformed(changed(old, new))

    assert told(found) == [fault]
    assert found.place == Location(PATH, fault[0], fault[1], found.faults[0].location.width)
    assert found.status is Status.ACCEPTED
    if "covers" not in fault[2]:
        assert found.covers == ("configs/billing/**",)


@pytest.mark.threat("merged values")
def test_a_merge_key_hides_nothing() -> None:
    text = HONEST_RECORD + "extra2: &b {x: 1}\noutcome: {<<: *b}\n"

    assert told(malformed(text)) == [
        (85, 9, "the record may not use the anchor `b`"),
        (86, 11, "the record may not use the merge key `<<`"),
        (86, 15, "the record may not use the alias `b`"),
    ]


@pytest.mark.parametrize("uri", ["s3://b/k", "gs://b/k", "https://x.org/a", "file-Ab12", "hf:a/b"])
def test_a_uri_outside_the_repository(uri: str) -> None:
    found = record(changed("- path: data/billing_train*.jsonl", f"- uri: {uri}"))

    assert found.dataset is not None
    assert found.dataset.sources == (Source(uri=uri),)


def test_the_free_map_is_free() -> None:
    text = changed(
        "{dpia: DP-112}", "{path: /x, date: 1999-99-99, covers: [../a], uri: 7, n: .inf}"
    )

    assert record(text).places.has("extra.uri")


@pytest.mark.parametrize(
    ("text", "name", "covers", "status"),
    [
        pytest.param("id: a-b\ncovers: [a, b]", "a-b", ("a", "b"), None, id="one line"),
        pytest.param(
            'id: "a-b" # x\ncovers: ["a b", \'c\']', "a-b", ("a b", "c"), None, id="quotes"
        ),
        pytest.param("covers: [a, # x, y\n  b,\n  c]", None, ("a", "b", "c"), None, id="lines"),
        pytest.param(
            "covers: # x\n- a\n\n  # y\n- 'b' # z\nid: q", "q", ("a", "b"), None, id="block"
        ),
        pytest.param("covers: a/**", None, ("a/**",), None, id="no list"),
        pytest.param("covers: [../a, b]", None, ("b",), None, id="only good patterns"),
        pytest.param("covers:", None, (), None, id="nothing"),
        pytest.param("id: Not_Kebab\nstatus: rejected", None, (), Status.REJECTED, id="status"),
        pytest.param("status: agreed", None, (), None, id="unknown status"),
    ],
)
def test_what_a_broken_record_covers_stays_covered(
    text: str, name: str | None, covers: tuple[str, ...], status: Status | None
) -> None:
    found = malformed(f"kind: fine-tuning-decision\n{text}\nbroken: [\n")

    assert (found.id, found.covers, found.status) == (name, covers, status)
    assert len(found.faults) == 1
    assert (
        found.sha256
        == hashlib.sha256(f"kind: fine-tuning-decision\n{text}\nbroken: [\n".encode()).hexdigest()
    )


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        pytest.param("covers: a/**", ("a/**",), id="no list"),
        pytest.param("covers: [[a], b, {c: d}]", ("b",), id="odd items"),
        pytest.param("covers: {a: b}", (), id="mapping"),
        pytest.param("cover: [a]", (), id="other key"),
    ],
)
def test_what_an_ill_shaped_record_covers_stays_covered(text: str, covers: tuple[str, ...]) -> None:
    found = malformed(f"kind: fine-tuning-decision\nid: a-b\n{text}\n")

    assert (found.id, found.covers) == ("a-b", covers)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(
            b"\xe4",
            (85, 1, "the record cannot be read: it is not UTF-8 (byte `0xe4`)"),
            id="Latin-1",
        ),
        pytest.param(b"\0", (85, 1, "the record cannot be read: it holds a NUL byte"), id="NUL"),
    ],
)
def test_a_record_that_is_no_text(data: bytes, fault: tuple[int, int, str]) -> None:
    found = malformed(HONEST_RECORD.encode() + data)

    assert told(found) == [fault]
    assert found.covers == ("configs/billing/**",)


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 60, "&a [" * 60])
def test_a_bomb_is_refused(bomb: str) -> None:
    (fault,) = malformed(HONEST_RECORD + "more: " + bomb).faults

    assert fault.message == "the record cannot be read: it is nested deeper than 50 levels"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark(encoding: str) -> None:
    assert record(HONEST_RECORD.encode(encoding)).digest == record(HONEST_RECORD).digest


def test_line_ends_of_windows() -> None:
    found = record(HONEST_RECORD.replace("\n", "\r\n"))

    assert found.digest == record(HONEST_RECORD).digest
    assert found.places.of("few_shot_baselines.0.score") == Location(PATH, 24, 12, 4)


@pytest.mark.parametrize("path", ["docs/adr/7.md", "docs/adr/7.MARKDOWN"])
@pytest.mark.parametrize("end", ["---", "...", "--- \r"])
def test_front_matter_keeps_the_lines_of_the_file(path: str, end: str) -> None:
    found = record(f"---\n{HONEST_RECORD}{end}\n# Why\n\n: [ {{ prose\n", path)

    assert found.places.of("id") == Location(path, 4, 5, 21)
    assert found.digest == record(HONEST_RECORD).digest


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"# Why\n\n---\n{HONEST_RECORD}---\n", id="not at the start"),
        pytest.param(f"# Why\n\n```yaml\n{HONEST_RECORD}```\n", id="quoted"),
        pytest.param("---\ntitle: about fine-tuning\n---\n", id="other front matter"),
        pytest.param(f"---\na: [\n---\n{HONEST_RECORD}", id="broken, and a quote below"),
        pytest.param("", id="empty"),
    ],
)
def test_markdown_that_is_no_record(text: str) -> None:
    assert load("docs/a.md", text.encode()) is None
    assert load("docs/a.md", text.encode() + b"\xff") is None


def test_front_matter_without_an_end() -> None:
    found = malformed(f"---\n{HONEST_RECORD}\n# Why\n\nA: b: c\n", "docs/a.md")

    assert found.id == "billing-support-voice"
    assert told(found)[0][0] == 89


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a: 1\n", id="other YAML"),
        pytest.param("kind: Deployment\n# fine-tuning\n", id="other kind"),
        pytest.param("- kind: fine-tuning-decision\n", id="in a list"),
        pytest.param("a: {kind: fine-tuning-decision}\n", id="further down"),
        pytest.param("note: kind is fine-tuning-decision\nx: [\n", id="broken, other kind"),
        pytest.param("# kind: fine-tuning-decision\nx: [\n", id="broken, in a comment"),
        pytest.param("kind: not-fine-tuning\nx: [\n", id="broken clearance"),
    ],
)
def test_what_is_no_record(text: str) -> None:
    assert load(PATH, text.encode()) is None


def test_a_kind_that_stands_twice_is_still_a_record() -> None:
    found = malformed("kind: Deployment\n" + HONEST_RECORD)

    assert told(found) == [
        (1, 7, "`kind` must be `fine-tuning-decision`, found `Deployment`"),
        (2, 1, "`kind` stands twice, first on line 1"),
    ]


@pytest.mark.threat("several documents")
def test_a_record_in_the_second_document() -> None:
    assert told(malformed("a: 1\n---\n" + HONEST_RECORD)) == [
        (3, 1, "the record must be alone in its file, found 2 documents")
    ]


def test_a_clearance() -> None:
    assert load(PATH, CLEARANCE.encode()) == NotFineTuning(
        PATH, ("configs/eval/**",), "Only scores.", "@dana"
    )


def test_a_malformed_clearance_covers_nothing() -> None:
    found = malformed(CLEARANCE.replace("reason: Only scores.\n", "").replace("configs", "/../c"))

    assert found.covers == ()
    assert told(found) == [
        (1, 1, "the not-fine-tuning file has no `reason`"),
        (
            2,
            10,
            (
                "item 1 of `covers`: `/../c/eval/**` leads out of its folder:"
                " write it from the repository's root"
            ),
        ),
    ]


DECISION = [
    pytest.param("target: 0.85", "target: 0.86", False, id="target"),
    pytest.param("target: 0.85", "target: 0.850", False, id="printed precision"),
    pytest.param("status: accepted", "status: rejected", False, id="status"),
    pytest.param("{dpia: DP-112}", "{dpia: DP-113}", False, id="own fields"),
    pytest.param("results_due: 2027-01-15", "results_due: 2027-05-15", True, id="due date"),
    pytest.param("next_review: 2027-02-20", "next_review: 2027-05-20", True, id="review date"),
    pytest.param("tuned_results: []", "tuned_results: [{score: 0.9}]", True, id="tuned results"),
    pytest.param("extra: ", "outcome: {result: dropped}\nextra: ", True, id="outcome"),
    pytest.param("title: ", "# a comment\ntitle:   ", True, id="comment and spaces"),
    pytest.param('owner: "@dana"', "owner: '@dana'", True, id="quotes"),
]


@pytest.mark.parametrize(("old", "new", "same"), DECISION)
def test_what_the_decision_digest_holds(old: str, new: str, same: bool) -> None:
    honest, other = record(HONEST_RECORD), record(changed(old, new))

    assert (other.digest == honest.digest) is same
    assert other.sha256 != honest.sha256


def test_the_decision_digest_lets_results_follow_into_an_absent_part() -> None:
    bare = "kind: fine-tuning-decision\nschema_version: 1\nid: a\nstatus: accepted\ncovers: [b]\n"
    later = bare + "evaluation: {results_due: 2027-01-15}\nretraining: {next_review: 2027-01-15}\n"

    assert record(later).digest == record(bare).digest


def test_the_decision_digest_does_not_move_with_the_program() -> None:
    text = "kind: fine-tuning-decision\nschema_version: 1\nid: a\nstatus: accepted\ncovers: [b]\n"
    canonical = (
        '{"covers":["b"],"id":"a","kind":"fine-tuning-decision","schema_version":1,'
        '"status":"accepted"}'
    )

    assert record(text).digest == hashlib.sha256(canonical.encode()).hexdigest()
