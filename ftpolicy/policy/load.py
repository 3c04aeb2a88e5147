"""The policy of a repository: read, merged with its parents, typed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Severity, Waiver
from ftpolicy.model.period import Period, parse_period
from ftpolicy.model.run import Limits
from ftpolicy.model.source import MapNode, Node, Unparsed
from ftpolicy.parse.plain import Plain, day
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.policy.extends import Follower, Origin
from ftpolicy.policy.layer import Layer, read_node, read_yaml, texts
from ftpolicy.policy.merge import shown, with_exceptions
from ftpolicy.policy.tightness import DEFAULTS, default, milder

FILE = ".ftpolicy.yaml"
PYPROJECT = "pyproject.toml"
BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force, as it is written, and the file that states it."""

    key: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked today; patterns are gitignore-style."""

    source: str
    sha256: str
    mode: str  # observe | warn | block, as it holds today
    notes: tuple[str, ...]
    scope: str  # changed | added | all
    limits: Limits
    profile_limits: Mapping[Profile, Limits] | None  # only the profiles that the policy names
    evidence_least: str
    rules: tuple[tuple[str, str], ...]  # code and error, warning, note or off
    records: tuple[str, ...]
    exclude: tuple[str, ...]
    examples: tuple[str, ...]
    experiment_paths: tuple[str, ...]
    experiment_max: Period | None  # None: no longest time
    detector_paths: tuple[str, ...]
    include_encoders: bool
    disabled_detectors: tuple[str, ...]
    likely: str  # error | warning | note | off
    required_fields: tuple[str, ...]
    approvals: int
    approvers: tuple[str, ...]  # empty: anybody
    approval_stale_on: str  # decision | push
    exclude_last_pusher: bool
    waivers: tuple[Waiver, ...]
    settings: tuple[Setting, ...]

    def severity(self, code: str, default: Severity) -> Severity | None:
        """The severity of a rule in force, None when it is off."""
        level = dict(self.rules).get(code)
        if level is None:
            return default
        return None if level == "off" else Severity(level)


def load(trees: tuple[Snapshot, ...], today: date, root: str | None = None) -> Policy:
    """The policy of the first tree that has one, with what the other trees exempt.

    `root` is the work tree, from which no package is taken; the current folder without it.
    """
    found = [layer for tree in trees if (layer := _of_tree(tree, root or os.getcwd()))]
    if not found:
        return _typed(Layer(BUILT_IN, {}), today)
    return _typed(with_exceptions(found[0], found[1:]), today)


def load_file(data: bytes, name: str, today: date, root: str | None = None) -> Policy:
    """The policy of a file given by name; it extends packages only."""
    layer = read_yaml(data, name)
    return _typed(Follower(root or os.getcwd()).merged(layer, Origin(name)), today)


def _of_tree(tree: Snapshot, root: str) -> Layer | None:
    """The merged policy of a tree, None when it has none."""
    entry = tree.entry(FILE)
    table = _table(tree)
    if entry is not None and table is not None:
        raise FtpolicyError(
            f"`{FILE}` and `[tool.ftpolicy]` of `{PYPROJECT}` are both there: keep one of them"
        )
    if table is not None:
        layer = read_node(table, PYPROJECT)
    elif entry is None:
        return None
    elif entry.kind is not EntryKind.FILE:
        raise FtpolicyError(f"`{FILE}` is a {entry.kind.value}: the policy must be a regular file")
    else:
        layer = read_yaml(tree.read(FILE) or b"", FILE)
    return Follower(root).merged(layer, Origin(layer.name, layer.name, tree))


def _table(tree: Snapshot) -> Node | None:
    """`[tool.ftpolicy]` of pyproject.toml, None without one."""
    data = tree.read(PYPROJECT)
    if data is None or b"ftpolicy" not in data:
        return None
    from ftpolicy.parse.toml_text import parse_toml

    text = decode(data)
    parsed = text if isinstance(text, Undecodable) else parse_toml(text.text)
    if isinstance(parsed, (Undecodable, Unparsed)):
        raise FtpolicyError(
            f"`{PYPROJECT}` may hold the policy but cannot be read: {parsed.reason}"
            f" (line {parsed.line})"
        )
    tool = parsed.documents[0]
    for key in ("tool", "ftpolicy"):
        found = tool.get(key) if isinstance(tool, MapNode) else None
        if found is None:
            return None
        tool = found
    return tool


def _typed(layer: Layer, today: date) -> Policy:
    def of(key: str) -> Plain:
        return default(key, layer.settings)

    mode, note = _mode(str(of("enforcement.mode")), of("enforcement.from"), today)
    rules = {
        key.removeprefix("rules."): str(level)
        for key, level in layer.settings.items()
        if key.startswith("rules.")
    }
    longest = of("experiments.max")
    return Policy(
        source=layer.name,
        sha256=_digest(layer),
        mode=mode,
        notes=(note,) if note else (),
        scope=str(of("scope")),
        limits=_limits(layer, "limits."),
        profile_limits=_profile_limits(layer),
        evidence_least=str(of("evidence.least")),
        rules=tuple(sorted(rules.items())),
        records=texts(of("records")),
        exclude=texts(of("exclude")),
        examples=texts(of("examples")),
        experiment_paths=texts(of("experiments.paths")),
        experiment_max=parse_period(longest) if isinstance(longest, str) else None,
        detector_paths=texts(of("detectors.paths")),
        include_encoders=of("detectors.include_encoders") is True,
        disabled_detectors=texts(of("detectors.disable")),
        likely=str(of("detectors.likely")),
        required_fields=texts(of("required_fields")),
        approvals=_whole(of("approvals.count")),
        approvers=texts(of("approvals.from")),
        approval_stale_on=str(of("approvals.stale_on")),
        exclude_last_pusher=of("approvals.exclude_last_pusher") is True,
        waivers=layer.waivers,
        settings=_settings(layer),
    )


def _mode(mode: str, start: Plain, today: date) -> tuple[str, str]:
    """The mode of today, and what to say loudly while it is a milder one."""
    begins = day(start) if isinstance(start, str) else None
    if begins is None or today >= begins or mode == "observe":
        return mode, ""
    until = "errors are warnings" if mode == "block" else "nothing fails"
    return milder(mode), f"enforcement starts on {start}: until then {until}"


def _profile_limits(layer: Layer) -> Mapping[Profile, Limits] | None:
    named = {
        profile: _limits(layer, f"limits.profiles.{profile.value}.")
        for profile in Profile
        if any(key.startswith(f"limits.profiles.{profile.value}.") for key in layer.settings)
    }
    return named or None


def _limits(layer: Layer, prefix: str) -> Limits:
    def of(name: str) -> Plain:
        return default(prefix + name, layer.settings)

    share = of("max_duplicate_share")
    return Limits(
        min_examples=_whole(of("min_examples")),
        recommended_examples=_whole(of("recommended_examples")),
        min_few_shot_examples=_whole(of("min_few_shot_examples")),
        min_variations=_whole(of("min_variations")),
        min_test_examples=_whole(of("min_test_examples")),
        min_prompt_tokens=_whole(of("min_prompt_tokens")),
        max_duplicate_share=float(share) if isinstance(share, (int, Decimal)) else 0.0,
        baseline_max_age=_period(of("baseline_max_age")),
        prices_max_age=_period(of("prices_max_age")),
        max_payback_months=_whole(of("max_payback_months")),
        max_waiver=_period(of("max_waiver")),
    )


def _whole(value: Plain) -> int:
    return value if isinstance(value, int) else 0


def _period(value: Plain) -> Period:
    period = parse_period(value) if isinstance(value, str) else None
    return period if period is not None else Period("P0D", 0, 0)


def _settings(layer: Layer) -> tuple[Setting, ...]:
    merged = {**DEFAULTS, **layer.settings}
    found = [
        Setting(key, shown(value), layer.origins.get(key, BUILT_IN))
        for key, value in merged.items()
    ]
    return tuple(sorted(found, key=lambda it: it.key))


def _digest(layer: Layer) -> str:
    """SHA-256 of what holds, wherever and in whichever order it is written."""
    waivers = [[it.rule, it.paths, it.reason, it.owner, it.expires] for it in layer.waivers]
    merged = {**DEFAULTS, **layer.settings, "waivers": waivers}
    canonical = json.dumps(merged, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
