"""ftpolicy: fine-tuning enters a repository only with a decision that shows its evidence."""

from __future__ import annotations

__version__ = "0.1.0"
