"""Training and test data read row by row: one file per container, and the shapes of records."""

from __future__ import annotations
