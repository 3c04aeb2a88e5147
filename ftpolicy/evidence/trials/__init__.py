"""One file per tool that can run a trial; `files` walks this folder, so a file adds a tool."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from ftpolicy.evidence.trials.trial import Trial
from ftpolicy.model.modules import modules_in


class Tool(Protocol):
    """A module of this folder that has a NAME."""

    NAME: str

    def files(self, trial: Trial) -> Mapping[str, str]:
        """The text of each file, by its path in the trial's folder."""


@cache
def tools() -> Mapping[str, Tool]:
    """All tools by name; a module without a NAME is shared by several."""
    modules = (import_module(f"{__name__}.{name}") for name in modules_in(__path__))
    found = (cast("Tool", module) for module in modules if hasattr(module, "NAME"))
    return {tool.NAME: tool for tool in found}


def files(name: str, trial: Trial) -> Mapping[str, str]:
    """The files of a trial for the tool of that name."""
    return tools()[name].files(trial)
