"""Finds the files that tune a model."""

from __future__ import annotations
