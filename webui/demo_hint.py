"""After `make demo` the sign-in page says how to come in; any other home says nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

RECORD = "demo.json"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    name: str
    password: str
    title: str


def demo_accounts(home: Path) -> list[DemoAccount]:
    """The demo city's accounts, whose passwords are no secret."""
    try:
        record = json.loads((home / RECORD).read_text("utf-8"))
        return [DemoAccount(user["name"], user["password"], user["title"]) for user in record["users"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
