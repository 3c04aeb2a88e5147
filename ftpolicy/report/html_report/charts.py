"""Charts as plain numbers for SVG: bars, bars against a limit, counts by month."""

from __future__ import annotations

import math

from ftpolicy.model.values import dataclass

WIDTH = 640.0
LABEL, VALUE = 220.0, 70.0
ROW, BAR = 26.0, 16.0
HEIGHT = 150.0
_ROOM = 40.0
_SPAN = WIDTH - LABEL - VALUE


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with what it leads to; `limit` is where a mark stands, 0 for none."""

    label: str
    value: float
    shown: str
    href: str
    mark: str = ""
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `bars` lie, `months` stand side by side; `log` suits sizes far apart."""

    id: str
    title: str
    about: str
    bars: tuple[Bar, ...]
    kind: str = "bars"  # bars | months
    log: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar in its place."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float
    limit: float | None  # x of the mark
    value_x: float
    year: str = ""  # of a month, where it is the first of its year


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in its places."""

    width: float
    height: float
    label: float
    parts: tuple[Drawn, ...]


def drawn(chart: Chart) -> Drawing:
    """Where everything stands."""
    return _months(chart) if chart.kind == "months" else _bars(chart)


def _bars(chart: Chart) -> Drawing:
    largest = max((max(one.value, one.limit) for one in chart.bars), default=0.0)
    parts = []
    for index, one in enumerate(chart.bars):
        limit = LABEL + _share(one.limit, largest, chart.log) * _SPAN if one.limit else None
        wide = _share(one.value, largest, chart.log) * _SPAN
        top, end = index * ROW + (ROW - BAR) / 2, LABEL + wide
        if limit is not None and end - 4 < limit < end + _ROOM:
            end = limit  # the number must not stand on the mark
        wide = round(max(wide, 1.0), 1)
        parts.append(Drawn(one, LABEL, top, wide, BAR, _rounded(limit), round(end + 6, 1)))
    return Drawing(WIDTH, max(len(parts), 1) * ROW, LABEL, tuple(parts))


def _months(chart: Chart) -> Drawing:
    largest = max((one.value for one in chart.bars), default=0.0)
    step = WIDTH / max(len(chart.bars), 8)
    room = HEIGHT - 52.0
    parts = []
    for index, one in enumerate(chart.bars):
        high = round(_share(one.value, largest, log=False) * room, 1)
        left, wide = round(index * step + step * 0.15, 1), round(step * 0.7, 1)
        middle, year = round(left + wide / 2, 1), one.label[:4]
        is_first = not index or chart.bars[index - 1].label[:4] != year
        top = round(16.0 + room - high, 1)
        parts.append(Drawn(one, left, top, wide, high, None, middle, year if is_first else ""))
    return Drawing(WIDTH, HEIGHT, 0.0, tuple(parts))


def _share(value: float, largest: float, log: bool) -> float:
    if largest <= 0 or value <= 0:
        return 0.0
    return math.log1p(value) / math.log1p(largest) if log else value / largest


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
