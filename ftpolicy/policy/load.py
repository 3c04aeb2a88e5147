"""The policy of a repository: read, merged with its parents, typed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import date

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.baseline import BaselineEntry
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Severity, Waiver
from ftpolicy.model.period import Period, parse_period
from ftpolicy.model.run import Limits
from ftpolicy.model.values import dataclass, field, replace
from ftpolicy.parse.plain import Plain, day
from ftpolicy.policy import baseline
from ftpolicy.policy.extends import Follower, Origin
from ftpolicy.policy.layer import Layer, read_node, read_yaml, texts
from ftpolicy.policy.limits import limits, profile_limits, whole
from ftpolicy.policy.merge import shown, with_exceptions
from ftpolicy.policy.pyproject import FILE as PYPROJECT
from ftpolicy.policy.pyproject import table
from ftpolicy.policy.tightness import DEFAULTS, default, milder

FILE = ".ftpolicy.yaml"
BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force, as it is written, and the file that states it.

    A list to which several files add names them all.
    """

    key: str
    value: str
    origin: str
    plain: Plain = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the policies of folders stand on: the merged policy, its tree, and the work tree.

    Without a tree, no folder has a policy of its own.
    """

    layer: Layer
    tree: Snapshot | None
    root: str


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
    files: tuple[str, ...]  # every file that was read for it
    ground: Ground = field(compare=False, repr=False)
    baseline: tuple[BaselineEntry, ...] = ()

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
    home = root or os.getcwd()
    found = [(layer, tree) for tree in trees if (layer := _of_tree(tree, home))]
    if found:
        (first, tree), *others = found
        merged = with_exceptions(first, [layer for layer, _ in others])
        ground = Ground(merged, tree, home)
    else:
        ground = Ground(Layer(BUILT_IN, {}), next(iter(trees), None), home)
    policy = typed(ground.layer, today, ground)
    return replace(policy, baseline=baseline.load(trees))


def load_file(
    data: bytes, name: str, today: date, root: str | None = None, trees: tuple[Snapshot, ...] = ()
) -> Policy:
    """The policy of a file given by name; it extends packages only, and no folder has its own.

    The baseline is that of the trees.
    """
    home = root or os.getcwd()
    merged = Follower(home).merged(read_yaml(data, name), Origin(name))
    policy = typed(merged, today, Ground(merged, None, home))
    return replace(policy, baseline=baseline.load(trees))


def _of_tree(tree: Snapshot, root: str) -> Layer | None:
    """The merged policy of a tree, None when it has none."""
    entry = tree.entry(FILE)
    stated = table(tree)
    if entry is not None and stated is not None:
        raise FtpolicyError(
            f"`{FILE}` and `[tool.ftpolicy]` of `{PYPROJECT}` are both there: keep one of them"
        )
    if stated is not None:
        layer = read_node(stated, PYPROJECT)
    elif entry is None:
        return None
    elif entry.kind is not EntryKind.FILE:
        raise FtpolicyError(f"`{FILE}` is a {entry.kind.value}: the policy must be a regular file")
    else:
        layer = read_yaml(tree.read(FILE) or b"", FILE)
    return Follower(root).merged(layer, Origin(layer.name, layer.name, tree))


def typed(layer: Layer, today: date, ground: Ground) -> Policy:
    """What a merged layer asks today."""

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
        limits=limits(layer, "limits."),
        profile_limits=profile_limits(layer),
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
        approvals=whole(of("approvals.count")),
        approvers=texts(of("approvals.from")),
        approval_stale_on=str(of("approvals.stale_on")),
        exclude_last_pusher=of("approvals.exclude_last_pusher") is True,
        waivers=layer.waivers,
        settings=_settings(layer),
        files=layer.files,
        ground=ground,
    )


def _mode(mode: str, start: Plain, today: date) -> tuple[str, str]:
    """The mode of today, and what to say loudly while it is a milder one."""
    begins = day(start) if isinstance(start, str) else None
    if begins is None or today >= begins or mode == "observe":
        return mode, ""
    until = "errors are warnings" if mode == "block" else "nothing fails"
    return milder(mode), f"enforcement starts on {start}: until then {until}"


def _settings(layer: Layer) -> tuple[Setting, ...]:
    merged = {**DEFAULTS, **layer.settings}
    found = [
        Setting(key, shown(value), layer.origins.get(key, BUILT_IN), value)
        for key, value in merged.items()
    ]
    return tuple(sorted(found, key=lambda it: it.key))


def _digest(layer: Layer) -> str:
    """SHA-256 of what holds, wherever and in whichever order it is written."""
    waivers = [[it.rule, it.paths, it.reason, it.owner, it.expires] for it in layer.waivers]
    merged = {**DEFAULTS, **layer.settings, "waivers": waivers}
    canonical = json.dumps(merged, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
