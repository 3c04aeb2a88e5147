"""The honest evidence as measured today: `new` writes for the day on which it runs."""

from __future__ import annotations

from datetime import datetime, timezone

from tests.honest import HONEST_EVIDENCE

TODAY = datetime.now(timezone.utc).date().isoformat()
EVIDENCE = {path: text.replace("2026-11-12", TODAY) for path, text in HONEST_EVIDENCE.items()}
