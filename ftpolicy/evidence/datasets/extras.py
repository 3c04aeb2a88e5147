"""Libraries that are used when they are there, and the line that installs them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def library(name: str) -> ModuleType | None:
    """A module of an extra, None when it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def install(extra: str) -> str:
    return f"`pip install 'ftpolicy[{extra}]'`"
