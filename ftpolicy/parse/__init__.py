"""Text to values that know their lines, within limits."""

from __future__ import annotations
