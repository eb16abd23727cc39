"""Tables of the papers, by name; each takes the desk where the paper is written."""

from collections.abc import Callable
from typing import Any

from webui.demo.paper import Block, Grid
from webui.demo.tables import energy, government, metering, plants, scores

Maker = Callable[[Any], Grid | list[Block]]
TABLES: dict[str, Maker] = {}
for drawer in (government, scores, plants, energy, metering):
    TABLES.update(drawer.TABLES)
