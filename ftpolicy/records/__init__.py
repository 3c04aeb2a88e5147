"""Finds decision records, reads them and pairs them with detections."""

from __future__ import annotations
