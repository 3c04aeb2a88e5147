"""The nouns: frozen values without input or output."""

from __future__ import annotations
