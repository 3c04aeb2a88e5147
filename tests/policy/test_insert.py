"""A waiver put into a policy: everything else stays as it is written."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ftpolicy.model.finding import Waiver
from ftpolicy.model.source import Location
from ftpolicy.policy.insert import into_toml, into_yaml

TOML = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
PILOT = Waiver("FT203", ("configs/pilot/**",), "Pilot", "@dana", "2027-01-31", Location(""))
BLOCK = (
    '  - rule: FT203\n    paths: ["configs/pilot/**"]\n    reason: "Pilot"\n    owner: "@dana"\n'
    "    expires: 2027-01-31\n"
)
BRACES = (
    '{rule: FT203, paths: ["configs/pilot/**"], reason: "Pilot", owner: "@dana",'
    " expires: 2027-01-31}"
)
TABLE = (
    '[[tool.ftpolicy.waivers]]\nrule = "FT203"\npaths = ["configs/pilot/**"]\nreason = "Pilot"\n'
    'owner = "@dana"\nexpires = 2027-01-31\n'
)
INLINE = (
    '{rule = "FT203", paths = ["configs/pilot/**"], reason = "Pilot", owner = "@dana",'
    " expires = 2027-01-31}"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", f"waivers:\n{BLOCK}", id="empty"),
        pytest.param("# why\n", f"# why\nwaivers:\n{BLOCK}", id="a comment"),
        pytest.param("scope: all", f"scope: all\nwaivers:\n{BLOCK}", id="no last line end"),
        pytest.param(
            "scope: all # x\n# end\n", f"scope: all # x\n# end\nwaivers:\n{BLOCK}", id="last"
        ),
        pytest.param(
            "scope: all\r\n",
            f"scope: all\r\nwaivers:\n{BLOCK}".replace("\r\n", "\n").replace("\n", "\r\n"),
            id="line ends",
        ),
        pytest.param("\ufeffscope: all\n", f"\ufeffscope: all\nwaivers:\n{BLOCK}", id="mark"),
        pytest.param("--- # x\n", f"--- # x\nwaivers:\n{BLOCK}", id="start"),
        pytest.param(
            "---\nscope: all\n...\n", f"---\nscope: all\nwaivers:\n{BLOCK}...\n", id="start and end"
        ),
        pytest.param("{}\n", f"{{waivers: [{BRACES}]}}\n", id="empty braces"),
        pytest.param("{scope: all,}\n", f"{{scope: all, waivers: [{BRACES}],}}\n", id="braces"),
        pytest.param(
            "waivers: [] # none\nscope: all\n",
            f"waivers: [{BRACES}] # none\nscope: all\n",
            id="empty list",
        ),
        pytest.param(
            "waivers: # soon\nscope: all\n", f"waivers: # soon\n{BLOCK}scope: all\n", id="nothing"
        ),
        pytest.param("waivers: ~ # none\n", f"waivers: [{BRACES}] # none\n", id="null"),
        pytest.param(
            "waivers:\n  - rule: FT104\n    # of it\n\n# next\nscope: all\n",
            f"waivers:\n  - rule: FT104\n    # of it\n{BLOCK}\n# next\nscope: all\n",
            id="block list",
        ),
        pytest.param(
            "waivers:\n- {rule: FT104}   # why\n\nscope: all",
            f"waivers:\n- {{rule: FT104}}   # why\n- {BRACES}\n\nscope: all",
            id="block list of braces",
        ),
        pytest.param(
            "waivers: [{rule: FT104}, # c\n  {rule: FT105},\n  ]\n",
            f"waivers: [{{rule: FT104}}, # c\n  {{rule: FT105}}, {BRACES},\n  ]\n",
            id="list in brackets",
        ),
        pytest.param(
            "waivers:\n  - rule: FT104\n    reason: |\n      a\n      b\n",
            f"waivers:\n  - rule: FT104\n    reason: |\n      a\n      b\n{BLOCK}",
            id="behind a block of text",
        ),
        pytest.param(
            " scope: all\n",
            " scope: all\n waivers:\n" + BLOCK.replace("\n ", "\n  ").replace("  - ", "   - "),
            id="all indented",
        ),
    ],
)
def test_into_yaml(before: str, after: str) -> None:
    assert into_yaml(before, PILOT) == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[scope]\n", id="list"),
        pytest.param("a: 1\n---\nb: 2\n", id="two documents"),
        pytest.param("scope: [\n", id="broken"),
        pytest.param("waivers: text\n", id="waivers are text"),
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert into_yaml(text, PILOT) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '[tool.ftpolicy]\nscope = "all" # c\n\n[tool.ruff]\nx = 1\n',
            f'[tool.ftpolicy]\nscope = "all" # c\n\n{TABLE}\n[tool.ruff]\nx = 1\n',
            id="after our table",
        ),
        pytest.param("[tool.ftpolicy]", f"[tool.ftpolicy]\n\n{TABLE}", id="no last line end"),
        pytest.param(
            "[tool.ftpolicy]\n[build]\n[[tool.ftpolicy.waivers]]\nrule = 'FT104'\n# of it\n\n[x]\n",
            "[tool.ftpolicy]\n[build]\n[[tool.ftpolicy.waivers]]\nrule = 'FT104'\n# of it\n"
            f"\n{TABLE}\n[x]\n",
            id="after our last table",
        ),
        pytest.param(
            "[tool.ftpolicy]\nwaivers = []\n",
            f"[tool.ftpolicy]\nwaivers = [{INLINE}]\n",
            id="empty list",
        ),
        pytest.param(
            "[tool.ftpolicy]\nexclude = ['[a]']\nwaivers = [\n  {rule = 'FT104'}, # ]\n]\n",
            "[tool.ftpolicy]\nexclude = ['[a]']\nwaivers = [\n  {rule = 'FT104'}, # ]\n"
            f"{INLINE}]\n",
            id="list with a comma",
        ),
        pytest.param(
            "[tool.ftpolicy]\nwaivers = [{rule = 'FT104'}]\n",
            f"[tool.ftpolicy]\nwaivers = [{{rule = 'FT104'}}, {INLINE}]\n",
            id="list without",
        ),
    ],
)
def test_into_toml(before: str, after: str) -> None:
    assert into_toml(before, PILOT) == after


@pytest.mark.parametrize("text", ["", "[tool.x]\n", "tool = 1\n", "[tool\n"])
def test_a_pyproject_without_our_table(text: str) -> None:
    assert into_toml(text, PILOT) is None


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda it: bool(it.strip())
)
WAIVERS = st.builds(
    Waiver,
    st.sampled_from(["FT203", "FT104"]),
    st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    WORDS,
    WORDS,
    st.dates().map(lambda it: it.isoformat()),
    st.just(Location("")),
)
PLAIN = st.recursive(
    st.booleans() | st.integers(0, 999) | st.sampled_from(["a", "x: y", "# no", "'", '"', "a\nb"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["limits", "rules", "k"]), inner, max_size=3)
    ),
    max_leaves=8,
)
COMMENTS = st.sampled_from(["", "# a comment\n", "\n\n  # indented\n"])


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A policy in some style with comments between its keys; `waivers` may stand anywhere."""
    rules = st.fixed_dictionaries({"rule": st.just("FT505")}, optional={"reason": WORDS})
    values: dict[str, Any] = {
        key: draw(st.lists(rules, max_size=3) if key == "waivers" else PLAIN)
        for key in draw(st.permutations(["scope", "limits", "exclude", "waivers"]))
        if draw(st.booleans())
    }
    if draw(st.integers(0, 4)) == 0:
        return draw(COMMENTS) + yaml.safe_dump(values, default_flow_style=True) + draw(COMMENTS)
    parts = [
        yaml.safe_dump({key: value}, default_flow_style=draw(st.sampled_from([None, False])))
        for key, value in values.items()
    ]
    parts = [part for part in parts if not part.startswith("{")]
    return draw(COMMENTS) + "".join(part + draw(COMMENTS) for part in parts)


def without(after: str, before: str) -> bool:
    """Whether the second text is the first with one piece taken out."""
    start = 0
    while start < len(before) and after[start] == before[start]:
        start += 1
    return after.endswith(before[start:])


@given(policies(), WAIVERS)
def test_any_policy_keeps_its_text_and_its_values(before: str, waiver: Waiver) -> None:
    after = into_yaml(before, waiver)

    assert after is not None
    assert without(after, before) or without(after, before + "\n")
    was, now = yaml.safe_load(before) or {}, yaml.safe_load(after)
    *kept, new = now.pop("waivers")
    assert kept == (was.pop("waivers", None) or [])
    assert now == was
    assert {**new, "expires": str(new["expires"])} == {
        "rule": waiver.rule,
        "paths": list(waiver.paths),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires,
    }


@st.composite
def pyprojects(draw: st.DrawFn) -> str:
    parts = [
        "[tool.ftpolicy]\nscope = 'all' # ours\n",
        "# a comment\n[tool.ftpolicy.rules]\nFT505 = 'off'\n",
        "[[tool.ftpolicy.waivers]]\nrule = 'FT505'\n# of it\n",
        "[build-system]\nrequires = ['[x]'] # ]\n",
        '[tool.x]\ntext = """\n[tool.ftpolicy]\n"""\n',
    ]
    return "\n".join(draw(st.permutations(parts)))


@given(pyprojects(), WAIVERS)
def test_any_pyproject_keeps_its_text_and_its_values(before: str, waiver: Waiver) -> None:
    after = into_toml(before, waiver)

    assert after is not None
    assert without(after, before)
    was, now = TOML.loads(before), TOML.loads(after)
    *kept, new = now["tool"]["ftpolicy"].pop("waivers")
    assert kept == was["tool"]["ftpolicy"].pop("waivers")
    assert now == was
    assert (new["rule"], new["paths"], new["reason"]) == (
        waiver.rule,
        list(waiver.paths),
        waiver.reason,
    )
