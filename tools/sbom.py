"""Prints a CycloneDX 1.6 bill of materials: `python tools/sbom.py PYTHON WHEEL`.

PYTHON has the wheel installed without extras. Same wheel, same installed versions and same
SOURCE_DATE_EPOCH give the same bytes: number and time come from them, not from the day.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.installed import OURS, Package, installed  # noqa: E402 - from this checkout

_SPACE = UUID("6f3f4a34-6c58-4b3c-9d0c-3b7d9a2f8a11")  # drawn once, for our bills of materials


def bill(packages: tuple[Package, ...], wheel: bytes, epoch: int) -> dict[str, Any]:
    """The bill as plain values; the wheel is what it is about, the rest are its components."""
    (ours,) = (one for one in packages if one.name == OURS)
    digest = hashlib.sha256(wheel).hexdigest()
    subject = {**_component(ours), "type": "application"}
    subject["hashes"] = [{"alg": "SHA-256", "content": digest}]
    told = " ".join([digest, *(_purl(one) for one in packages)])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(_SPACE, told)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, timezone.utc).isoformat(),
            "lifecycles": [{"phase": "build"}],
            "component": subject,
        },
        "components": [_component(one) for one in packages if one is not ours],
        "dependencies": _dependencies(packages),
    }


def _component(one: Package) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(one),
        "name": one.name,
        "version": one.version,
        "purl": _purl(one),
    }
    if one.summary:
        made["description"] = one.summary
    if one.expression:
        made["licenses"] = [{"expression": one.expression, "acknowledgement": "declared"}]
    elif one.licence:
        made["licenses"] = [{"license": {"name": one.licence, "acknowledgement": "declared"}}]
    return made


def _dependencies(packages: tuple[Package, ...]) -> list[dict[str, Any]]:
    known = {one.name: one for one in packages}
    return [
        {"ref": _purl(one), "dependsOn": [_purl(known[name]) for name in one.needs]}
        for one in packages
    ]


def _purl(one: Package) -> str:
    return f"pkg:pypi/{one.name}@{one.version}"


def main() -> int:
    """Print the bill; SOURCE_DATE_EPOCH is its time, 1970 without one."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    made = bill(installed(Path(sys.argv[1])), Path(sys.argv[2]).read_bytes(), epoch)
    print(json.dumps(made, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
