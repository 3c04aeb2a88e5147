"""`dataclasses`, of which a start pays only what it uses.

The standard decorator writes and compiles six methods for each class and imports `inspect`, which
took a third of a commit that holds a tuning file. This one compiles `__init__` alone, and only of
a class with many values; the other methods are shared. `dataclasses.fields`, `replace` and
`asdict` work on its classes, and the type checker sees the standard names.
"""

from __future__ import annotations

from operator import attrgetter

__all__ = ["dataclass", "field", "field_names", "replace"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace


def field_names(value: object) -> tuple[str, ...]:
    """The names of the fields of one of our values, none for anything else."""
    names: tuple[str, ...] = getattr(value, "__match_args__", ())
    return names


if not TYPE_CHECKING:
    _ABSENT = object()
    _set = object.__setattr__

    class field:  # noqa: N801 - the standard name
        """A default made for each value, or a part that comparing or printing leaves out."""

        __slots__ = ("compare", "default", "default_factory", "repr")

        def __init__(self, *, default=_ABSENT, default_factory=_ABSENT, compare=True, repr=True):  # noqa: A002
            self.default, self.default_factory = default, default_factory
            self.compare, self.repr = compare, repr

    def dataclass(*, frozen=False, slots=False, order=False):
        """As `dataclasses.dataclass`, for classes without base classes of their kind."""

        def made(cls):
            body = dict(cls.__dict__)
            names = body.get("__annotations__", {})
            parts = {name: _part(body.get(name, _ABSENT)) for name in names}
            own = {**_shared(parts, order), **(_FROZEN if frozen else {"__hash__": None})}
            own["__init__"] = _late(cls.__qualname__, parts)
            own["__match_args__"] = tuple(parts)
            own["__dataclass_fields__"] = _Fields(parts)
            if not slots:
                for name, value in own.items():
                    setattr(cls, name, body.get(name, value))
                return cls
            kept = {name: value for name, value in body.items() if name not in _NOT_COPIED}
            for name in parts:
                kept.pop(name, None)
            return type(cls)(
                cls.__name__, cls.__bases__, {**own, **kept, "__slots__": tuple(parts)}
            )

        return made

    def replace(value, /, **changes):
        """A copy with some fields changed."""
        kept = {name: getattr(value, name) for name in value.__match_args__ if name not in changes}
        return type(value)(**kept, **changes)

    _FEW = 16
    _NOT_COPIED = ("__dict__", "__weakref__", "__hash__")

    def _part(default):
        return default if isinstance(default, field) else field(default=default)

    def _late(owner, parts):
        """An `__init__` that is written when several values were made; of most classes few are."""
        made = [0]

        def first(self, *values, **named):
            made[0] += 1
            if made[0] > _FEW or not _filled(self, parts, values, named):
                type(self).__init__ = _init(owner, parts)
                self.__init__(*values, **named)

        return first

    def _filled(self, parts, values, named):
        """Whether the arguments fit the fields, which are then set; a misfit is left to Python."""
        given = dict(zip(parts, values, strict=False))
        if len(values) > len(parts) or given.keys() & named.keys() or named.keys() - parts.keys():
            return False
        given.update(named)
        for name, part in parts.items():
            if name in given:
                _set(self, name, given[name])
            elif part.default is not _ABSENT:
                _set(self, name, part.default)
            elif part.default_factory is not _ABSENT:
                _set(self, name, part.default_factory())
            else:
                return False
        return True

    def _init(owner, parts):
        known, takes, sets = {"_set": _set, "_ABSENT": _ABSENT}, ["self"], []
        for name, part in parts.items():
            value = name
            if part.default_factory is not _ABSENT:
                known[f"_make_{name}"] = part.default_factory
                value = f"_make_{name}() if {name} is _ABSENT else {name}"
                takes.append(f"{name}=_ABSENT")
            elif part.default is not _ABSENT:
                known[f"_default_{name}"] = part.default
                takes.append(f"{name}=_default_{name}")
            else:
                takes.append(name)
            sets.append(f" _set(self, {name!r}, {value})")
        exec(f"def __init__({', '.join(takes)}):\n" + "\n".join(sets or [" pass"]), known)  # noqa: S102
        known["__init__"].__qualname__ = f"{owner}.__init__"
        return known["__init__"]

    def _shared(parts, order):
        compared = [name for name, part in parts.items() if part.compare]
        shown = [name for name, part in parts.items() if part.repr]
        key = attrgetter(*compared) if compared else type

        def equal(self, other):
            return key(self) == key(other) if type(self) is type(other) else NotImplemented

        def hashed(self):
            return hash(key(self))

        def less(self, other):
            return key(self) < key(other) if type(self) is type(other) else NotImplemented

        def shown_as(self):
            held = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
            return f"{type(self).__qualname__}({held})"

        def reduced(self):  # a frozen value cannot be filled after it was made
            return type(self), tuple(getattr(self, name) for name in parts)

        found = {"__eq__": equal, "__hash__": hashed, "__repr__": shown_as, "__reduce__": reduced}
        return {**found, "__lt__": less} if order else found

    def _refuse(self, name, value=None):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot change `{name}`: {type(self).__name__} is frozen")

    _FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}

    class _Fields:
        """What the functions of `dataclasses` ask for, made when they do."""

        def __init__(self, parts):
            self.parts, self.made = parts, None

        def __get__(self, held, cls):
            if self.made is None:
                import dataclasses

                fields = [self._standard(cls, name) for name in self.parts]
                self.made = dataclasses.make_dataclass(cls.__name__, fields).__dataclass_fields__
            return self.made

        def _standard(self, cls, name):
            import dataclasses

            part, options = self.parts[name], {}
            if part.default is not _ABSENT:
                options["default"] = part.default
            if part.default_factory is not _ABSENT:
                options["default_factory"] = part.default_factory
            one = dataclasses.field(compare=part.compare, repr=part.repr, **options)
            return name, cls.__annotations__[name], one
