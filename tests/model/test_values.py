"""Our `dataclass` against the standard one, whose words it uses."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from ftpolicy.model import values

NAMES = ("ours", "standard")
MAKERS = (
    (values.dataclass, values.field, values.replace),
    (dataclasses.dataclass, dataclasses.field, dataclasses.replace),
)


@values.dataclass(frozen=True, slots=True, order=True)
class Place:
    """A frozen value at the top of a module, where pickle can find it."""

    path: str
    line: int = 1
    note: str = values.field(default="", compare=False, repr=False)
    tags: list[str] = values.field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class StandardPlace:
    path: str
    line: int = 1
    note: str = dataclasses.field(default="", compare=False, repr=False)
    tags: list[str] = dataclasses.field(default_factory=list, compare=False)


BOTH = pytest.mark.parametrize("kind", [Place, StandardPlace], ids=NAMES)


@BOTH
def test_parts_are_taken_by_place_and_by_name(kind: type[Place]) -> None:
    for _ in range(40):  # the first ones of a class are made another way
        one = kind("a.yml", note="n")
        assert (one.path, one.line, one.note, one.tags) == ("a.yml", 1, "n", [])


@BOTH
def test_a_default_is_made_anew(kind: type[Place]) -> None:
    assert kind("a").tags is not kind("a").tags


@BOTH
@pytest.mark.parametrize(
    ("arguments", "keywords", "why"),
    [
        ((), {}, r"missing 1 required positional argument: 'path'"),
        (("a",), {"cost": 1}, r"got an unexpected keyword argument 'cost'"),
        (("a",), {"path": "b"}, r"got multiple values for argument 'path'"),
        (("a", 1, "", [], 5), {}, r"takes from 2 to 5 positional arguments but 6 were given"),
    ],
    ids=["missing", "unknown", "twice", "too many"],
)
@pytest.mark.parametrize("before", [0, 40], ids=["first", "later"])
def test_wrong_arguments_are_refused(
    kind: type[Place],
    arguments: tuple[object, ...],
    keywords: dict[str, object],
    why: str,
    before: int,
) -> None:
    @(values.dataclass if kind is Place else dataclasses.dataclass)(frozen=True, slots=True)
    class New:
        path: str
        line: int = 1
        note: str = ""
        size: int = 0

    for _ in range(before):
        New("a")
    with pytest.raises(TypeError, match=rf"New\.__init__\(\) {why}$"):
        New(*arguments, **keywords)  # type: ignore[arg-type]


@BOTH
def test_equal_parts_make_equal_values(kind: type[Place]) -> None:
    assert kind("a", 2, note="x") == kind("a", 2, note="y")
    assert hash(kind("a", 2, note="x")) == hash(kind("a", 2, note="y"))
    assert kind("a", 2) != kind("a", 3)
    assert kind("a", 2) != ("a", 2)


def test_two_kinds_with_equal_parts_differ() -> None:
    assert Place("a") != StandardPlace("a")


@BOTH
def test_ordered_values_sort_by_their_parts(kind: type[Place]) -> None:
    assert sorted([kind("b"), kind("a", 3), kind("a", 1)]) == [
        kind("a", 1),
        kind("a", 3),
        kind("b"),
    ]
    with pytest.raises(TypeError, match="not supported between"):
        kind("a") < 1  # type: ignore[operator] # noqa: B015


@BOTH
def test_it_prints_what_made_it(kind: type[Place]) -> None:
    assert repr(kind("a", note="secret")) == f"{kind.__name__}(path='a', line=1, tags=[])"


@BOTH
def test_a_frozen_value_stays(kind: type[Place]) -> None:
    one = kind("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.line = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.line
    assert one == kind("a")


@BOTH
def test_it_holds_its_parts_and_nothing_else(kind: type[Place]) -> None:
    assert kind.__slots__ == ("path", "line", "note", "tags")  # type: ignore[attr-defined]
    assert not hasattr(kind("a"), "__dict__")


@BOTH
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))],  # noqa: S301
    ids=["copy", "deepcopy", "pickle"],
)  # fmt: skip
def test_a_copy_is_equal(kind: type[Place], again: object) -> None:
    one = again(kind("a", 2, "n", ["t"]))  # type: ignore[operator]
    assert (one, one.note, one.tags) == (kind("a", 2), "n", ["t"])


@BOTH
@pytest.mark.parametrize("replace", [values.replace, dataclasses.replace], ids=NAMES)
def test_replace_changes_what_it_names(kind: type[Place], replace: object) -> None:
    changed = replace(kind("a", 2, "n"), line=3)  # type: ignore[operator]
    assert (changed, changed.note) == (kind("a", 3), "n")


@BOTH
def test_the_standard_functions_know_it(kind: type[Place]) -> None:
    assert dataclasses.is_dataclass(kind)
    assert [one.name for one in dataclasses.fields(kind)] == ["path", "line", "note", "tags"]
    assert dataclasses.asdict(kind("a")) == {"path": "a", "line": 1, "note": "", "tags": []}


@BOTH
def test_it_can_be_matched(kind: type[Place]) -> None:
    match kind("a", 7):
        case kind("a", line):
            assert line == 7
        case _:
            pytest.fail("did not match")


@pytest.mark.parametrize(("dataclass", "field", "replace"), MAKERS, ids=NAMES)
def test_what_may_change_has_no_hash(dataclass: object, field: object, replace: object) -> None:
    @dataclass(slots=True)  # type: ignore[operator, untyped-decorator]
    class Count:
        found: int = 0

    one = Count()
    one.found += 1
    assert one == Count(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@pytest.mark.parametrize(("dataclass", "field", "replace"), MAKERS, ids=NAMES)
def test_own_methods_stay(dataclass: object, field: object, replace: object) -> None:
    @dataclass(frozen=True, slots=True)  # type: ignore[operator, untyped-decorator]
    class Empty:
        def __repr__(self) -> str:
            return "mine"

        @property
        def size(self) -> int:
            return 0

    assert repr(Empty()) == "mine"
    assert Empty() == Empty()
    assert Empty().size == 0
