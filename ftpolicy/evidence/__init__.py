"""What a record claims, measured."""

from __future__ import annotations
