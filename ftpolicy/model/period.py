"""ISO 8601 durations of whole days, weeks, months and years (`P3M`, `P180D`)."""

from __future__ import annotations

from datetime import date, timedelta

from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar duration; months are added before days, the last day of a month is kept."""

    text: str
    months: int
    days: int

    def after(self, start: date) -> date:
        """The date one period after `start`; the last date there is when it overflows."""
        month = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(month, 12)
        if year > date.max.year:
            return date.max
        day = min(start.day, _days(year, month + 1))
        try:
            return date(year, month + 1, day) + timedelta(days=self.days)
        except OverflowError:
            return date.max


def _days(year: int, month: int) -> int:
    """Of a month. The standard library's count comes with `locale`, which every start would pay."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def parse_period(text: str) -> Period | None:
    """`text` as a Period, None when it is no ISO 8601 duration of years, months, weeks, days."""
    if not text.startswith("P") or not text.isascii():
        return None
    amounts = {"Y": 0, "M": 0, "W": 0, "D": 0}
    order = "YMWD"
    digits = ""
    seen = ""
    for char in text[1:]:
        if char.isdigit():
            digits += char
        elif char in amounts and 0 < len(digits) <= 6:
            if seen and order.index(char) <= order.index(seen):
                return None
            amounts[char] = int(digits)
            seen, digits = char, ""
        else:
            return None
    if digits or not seen:
        return None
    return Period(text, amounts["Y"] * 12 + amounts["M"], amounts["W"] * 7 + amounts["D"])
