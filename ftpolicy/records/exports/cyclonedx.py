"""A CycloneDX 1.6 bill of materials with the tuned model as one component.

The base models are its ancestors, the data sets components of their own that it refers to; what
the format has no field for and a reader of a bill needs stands in `properties`. No time and no
random number, so that the same record gives the same text.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

from ftpolicy import __version__
from ftpolicy.model.detection import Profile
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.regex import regex
from ftpolicy.records.exports.written import Written

NAME = "cyclonedx"

Json = dict[str, object]

_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_SHA256 = regex(r"[0-9a-fA-F]{64}")
_APPROACHES = {
    Profile.REINFORCEMENT: "reinforcement-learning",
    Profile.CONTINUED: "self-supervised",
}
_PROPERTIES = (
    *("status", "decided_on", "goal.type", "goal.facts_from", "dataset.examples"),
    *("dataset.tokens", "dataset.labelling", "evaluation.metric", "evaluation.kind"),
    *("evaluation.target", "evaluation.higher_is_better", "retraining.owner"),
    *("retraining.cadence", "retraining.next_review", "retraining.base_available_until"),
    *("model.teacher", "model.from_record", "dataset.synthetic.by", "dataset.synthetic.share"),
)


def render(record: DecisionRecord, written: Written) -> str:
    """The bill as JSON."""
    data = list(_data(written))
    bill: Json = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'ftpolicy:{record.sha256}')}",
        "version": 1,
        "metadata": {"tools": {"components": [_tool()]}},
        "components": [_model(record, written, data), *data],
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def _tool() -> Json:
    return {"type": "application", "name": "ftpolicy", "version": __version__}


def _model(record: DecisionRecord, written: Written, data: list[Json]) -> Json:
    results = record.evaluation.tuned_results if record.evaluation is not None else ()
    ancestors = [
        {"type": "machine-learning-model", "name": base} for base in written.texts("model.base")
    ]
    found: Json = {
        "type": "machine-learning-model",
        "bom-ref": f"model:{record.id}",
        "authors": [{"name": each} for each in written.texts("owners")],
        "name": next((each.model for each in results if each.model), record.id),
        "description": written.text("title"),
        "pedigree": {"ancestors": ancestors} if ancestors else {},
        "modelCard": _card(record, written, data),
        "properties": list(_properties(record, written)),
    }
    return _without_nothing(found)


def _card(record: DecisionRecord, written: Written, data: list[Json]) -> Json:
    method = record.model.methods[0] if record.model.methods else None
    approach = _APPROACHES.get(record.profile, "supervised") if method else None
    card: Json = {
        "modelParameters": _without_nothing(
            {
                "approach": {"type": approach} if approach else {},
                "task": "text-generation",
                "datasets": [{"ref": each["bom-ref"]} for each in data],
            }
        ),
        "quantitativeAnalysis": _without_nothing({"performanceMetrics": list(_scores(written))}),
        "considerations": _without_nothing(
            {
                "useCases": [each for each in [written.text("goal.statement")] if each],
                "performanceTradeoffs": list(_tradeoffs(written)),
            }
        ),
    }
    return _without_nothing(card)


def _scores(written: Written) -> Iterator[Json]:
    """What the tuned model scores; prompted ones are trade-offs, not its performance."""
    metric = written.text("evaluation.metric")
    name = _name(written, "evaluation.test_set.")
    for each in written.items("evaluation.tuned_results"):
        each.text("model")
        items, day = each.text("test_examples"), each.text("measured_on")
        about = [f"{items} items" if items else "", day]
        part = ", ".join(word for word in (name, *about) if word)
        if each.text("score"):
            yield _without_nothing({"type": metric, "value": each.text("score"), "slice": part})
        for guard in each.items("guards"):
            yield {"type": guard.text("metric"), "value": guard.text("score")}


def _tradeoffs(written: Written) -> Iterator[str]:
    """What prompting came to, and the other ways that were weighed."""
    for each in written.items("few_shot_baselines"):
        model, shots = each.text("model"), each.text("examples_in_prompt")
        score = each.text("confirmed.score") or each.text("score")
        prompts, items = each.text("variations_tried"), each.text("test_examples")
        role, lacks = each.text("role"), each.text("shortfall")
        words = [f"Prompting {model or 'a model'}"]
        words += [f"as {role}"] if role else []
        words += [f"with {shots} examples"] if shots else []
        words += [f"in the best of {prompts} prompts"] if prompts else []
        words += [f"scores {score}"] if score else []
        words += [f"on {items} test items"] if items else []
        yield " ".join(words) + (f". {lacks}" if lacks else "")
    for each in written.items("alternatives"):
        option, why = each.text("option"), each.text("why_not")
        yield f"{option}: {why}" if why else option


def _data(written: Written) -> Iterator[Json]:
    """Each source as a data component, then the test set."""
    licence, personal = written.text("dataset.licence"), written.text("dataset.personal_data")
    sources = enumerate(written.items("dataset.sources"))
    parts = [(f"data:{index}", each, "") for index, each in sources]
    parts += [("data:test", written, "evaluation.test_set.")]
    for ref, each, prefix in parts:
        name = _name(each, prefix)
        if not name:
            continue
        trained = not prefix
        yield _without_nothing(
            {
                "type": "data",
                "bom-ref": ref,
                "name": name,
                "version": each.text(f"{prefix}revision"),
                "description": "training data" if trained else "test set",
                "hashes": _hashes(each.text(f"{prefix}sha256")),
                "licenses": [{"license": {"name": licence}}] if licence and trained else [],
                "data": [_described(name, personal if trained else "")],
                "properties": _counted(each.text(f"{prefix}examples")),
            }
        )


def _described(name: str, personal: str) -> Json:
    sensitive = [f"personal data: {personal}"] if personal and personal != "none" else []
    return _without_nothing({"type": "dataset", "name": name, "sensitiveData": sensitive})


def _name(part: Written, prefix: str) -> str:
    named = [part.text(prefix + key) for key in ("hub", "uri", "path")]
    return next((each for each in named if each), "")


def _hashes(sha256: str) -> list[Json]:
    return [{"alg": "SHA-256", "content": sha256}] if _SHA256.fullmatch(sha256) else []


def _counted(examples: str) -> list[Json]:
    return [_property("examples", examples)] if examples else []


def _properties(record: DecisionRecord, written: Written) -> Iterator[Json]:
    yield _property("record.id", written.text("id"))
    yield _property("record.sha256", record.sha256)
    yield _property("record.digest", record.digest)
    for field in _PROPERTIES:
        if value := written.text(field):
            yield _property(field, value)
    for field in ("model.methods", "retraining.triggers"):
        for value in written.texts(field):
            yield _property(field, value)
    for name, value in written.rest("goal.evidence"):
        yield _property(f"goal.evidence.{name}", value)


def _property(name: str, value: str) -> Json:
    return {"name": f"ftpolicy:{name}", "value": value}


def _without_nothing(found: Json) -> Json:
    return {key: value for key, value in found.items() if value not in ("", [], {})}
