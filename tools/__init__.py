"""Programs for those who develop ftpolicy; none of them is in the wheel."""

from __future__ import annotations
