"""What we are made of, as a CycloneDX 1.5 document on stdout: `python -m tests.release.sbom > sbom.json`."""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.release.lock import ROOT, Pinned, mismatches, pinned


def document(wanted: list[Pinned]) -> dict[str, Any]:
    """Our own component and every pinned one, with licences as their metadata names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": [_component(p) for p in wanted],
        "dependencies": [{"ref": project["name"], "dependsOn": [_purl(p) for p in wanted]}],
    }


def _component(p: Pinned) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(p),
        "name": p.name,
        "version": p.version,
        "purl": _purl(p),
        "properties": [{"name": "qijuan:accepted", "value": value} for value in p.hashes],
    }
    licence = _licence(p)
    return shown | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _licence(p: Pinned) -> str | None:
    """The expression, else the classifier, else the first line of the free text."""
    if p.installed is None:
        return None
    fields = p.installed.metadata
    classified = [
        c.rpartition(" :: ")[2] for c in fields.get_all("Classifier") or () if c.startswith("License ::")
    ]
    free = (fields.get("License") or "").strip().splitlines()
    return fields.get("License-Expression") or " OR ".join(classified) or (free[0][:100] if free else None)


def _purl(p: Pinned) -> str:
    return f"pkg:pypi/{p.name.lower().replace('_', '-')}@{p.version}"


def main() -> int:
    wanted = pinned()
    for line in mismatches(wanted):
        print(f"unlike the lock: {line}", file=sys.stderr)
    print(json.dumps(document(wanted), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
