"""Where a change set comes from."""

from __future__ import annotations
