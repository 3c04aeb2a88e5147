"""What a repository asks for."""

from __future__ import annotations
