"""A match over a file that its parents complete."""

from __future__ import annotations

from ftpolicy.detect.compose import Overlay
from ftpolicy.detect.conditions import all_of
from ftpolicy.detect.detector import Detector, Match
from ftpolicy.detect.match import detections
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import Language, Parsed
from ftpolicy.model.values import replace


def composed(
    path: str, parsed: Parsed, overlay: Overlay | None, detector: Detector, match: Match
) -> tuple[Detection, ...]:
    """What the match finds in a file that its parents complete, or in the file alone."""
    own = tuple(detections(path, parsed, detector, match))
    if overlay is None:
        return own
    if parsed.language is Language.PYTHON:
        return own or _inherited(path, parsed, overlay, detector, match)
    whole = tuple(detections(path, overlay.parsed, detector, match))
    if whole or len(own) != 1:
        return whole or own
    # what the parent adds may say no (a base file lists every kind of run): it still tells names
    anything = replace(match, when=all_of(()))
    return tuple(
        replace(own[0], premises=each.premises, technique=each.technique)
        for each in detections(path, overlay.parsed, detector, anything)
    )[:1]


def _inherited(
    path: str, parsed: Parsed, overlay: Overlay, detector: Detector, match: Match
) -> tuple[Detection, ...]:
    """What the parents' calls say, with the base model and the data that the child sets itself."""
    joined = replace(parsed, calls=(*overlay.parsed.calls, *parsed.calls))
    found = tuple(detections(path, joined, detector, match))
    if not found:
        return ()
    anything = replace(match, when=all_of(()))
    own = [one.premises for one in detections(path, parsed, detector, anything)]
    models = [one.base_model for one in own if one.base_model is not None]
    data = [one.datasets for one in own if one.datasets is not None]
    return tuple(
        replace(
            one,
            premises=replace(
                one.premises,
                base_model=models[0] if models else one.premises.base_model,
                datasets=data[0] if data else one.premises.datasets,
            ),
        )
        for one in found
    )
