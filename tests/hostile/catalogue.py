"""The whole catalogue: importing this fills it."""

from __future__ import annotations

from tests.hostile import archives, images, office, pdfs, texts
from tests.hostile.kinds import KINDS, Kind

PARTS = (archives, images, office, pdfs, texts)

SHORT = [kind for kind in KINDS.values() if not kind.campaign]
LONG = [kind for kind in KINDS.values() if kind.campaign]

__all__ = ["KINDS", "LONG", "SHORT", "Kind"]
