"""Asks a public advisory database about every pinned distribution: `python -m tests.release.audit`.

Exit 0 only when as many were asked about as are pinned and installed and nothing is known against any of them. When no
database answers, that is said, and the exit is 4: an audit that did not happen never looks like one that found nothing.
QIJUAN_ADVISORIES names another database that speaks the OSV protocol.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.release.lock import Pinned, mismatches, pinned

DATABASE = "https://api.osv.dev"
SECONDS = 30
OK, KNOWN, UNLIKE, UNREACHED = 0, 1, 3, 4


def advisories(wanted: Sequence[Pinned], database: str) -> list[list[str]]:
    """Ids of advisories, a list for each; raise OSError when the database does not answer properly."""
    asked = [{"package": {"name": p.name, "ecosystem": "PyPI"}, "version": p.version} for p in wanted]
    body = json.dumps({"queries": asked}).encode()
    request = Request(f"{database}/v1/querybatch", body, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=SECONDS) as answer:
            said = json.load(answer)["results"]
        found = [[str(v["id"]) for v in row.get("vulns", ())] for row in said]
    except (URLError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OSError(str(error)) from error
    if len(found) != len(wanted):
        raise OSError(f"asked about {len(wanted)}, answered about {len(found)}")
    return found


def main() -> int:
    database = os.environ.get("QIJUAN_ADVISORIES", DATABASE).rstrip("/")
    wanted = pinned()
    wrong = mismatches(wanted)
    installed = sum(p.installed is not None for p in wanted)
    try:
        found = advisories(wanted, database)
    except OSError as error:
        print(
            f"NOT AUDITED: no answer from {database} ({error}); 0 of {len(wanted)} audited", file=sys.stderr
        )
        return UNREACHED
    for line in wrong:
        print(f"unlike the lock: {line}", file=sys.stderr)
    for p, ids in zip(wanted, found, strict=True):
        for id in ids:
            print(f"known: {p.name} {p.version}: {id}", file=sys.stderr)
    print(
        f"pinned {len(wanted)}, installed {installed}, audited {len(found)}, advisories {sum(map(len, found))}"
    )
    return UNLIKE if wrong else KNOWN if any(found) else OK


if __name__ == "__main__":
    raise SystemExit(main())
