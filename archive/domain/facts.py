"""What was understood of a paper: each claim with how sure we are and the quote it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archive.domain.content import Box, Note

MEMBERS = "重点用能单位"
"""The `item` of a county's sum over its key enterprises; `12家重点用能单位` where their number is printed."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where something is printed. `cell` is a spreadsheet address or r0c0 of the page's table."""

    document: str
    page: int
    box: Box | None = None
    quote: str = ""
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A value read from a paper. `basis` says how: title, keyword, layout, number, issuer, body, table,
    file_name, folder_name, declared, learned, person."""

    value: str
    confidence: float
    basis: str
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """`where`: title, body, path."""

    keyword: str
    where: str
    locator: Locator | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Certificate:
    """One verification or calibration certificate. `kind`: 检定证书 | 检定结果通知书 | 校准证书 | 认证证书 | other."""

    kind: str
    number: str | None = None
    instrument: str | None = None
    serial: str | None = None
    model: str | None = None
    verdict: str | None = None
    accuracy: str | None = None
    verified_on: date | None = None
    valid_until: date | None = None
    agency: str | None = None
    client: str | None = None
    basis: str | None = None
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """One row of an instrument list (B.3)."""

    name: str | None
    serial: str | None
    model: str | None = None
    manage_no: str | None = None
    accuracy: str | None = None
    status: str | None = None
    cycle_months: int | None = None
    blank_fields: tuple[str, ...] = ()
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One row of an evidence index (佐证材料目录)."""

    title: str
    number: str | None = None
    order: str | None = None
    pages: str | None = None
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a self-scoring table; `ref` as printed (requirement id, line number or title)."""

    ref: str
    maximum: Decimal | None
    claimed: Decimal | None
    is_total: bool = False
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class Caliber:
    """Facets of 口径; None = not stated, never a default."""

    electricity_value: str | None = None
    gdp_price: str | None = None
    period: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number as an interval in its unit and in canonical units."""

    indicator: str
    entity: str | None
    period: str | None
    caliber: Caliber
    vintage: str | None
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    canonical_value: Decimal
    canonical_low: Decimal
    canonical_high: Decimal
    canonical_unit: str
    wording: str
    locator: Locator
    confidence: float = 1.0
    label: str = ""
    """The name of the quantity as printed."""
    item: str | None = None
    """Energy item or product when the indicator needs one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a table; its Decimal keeps the printed decimals."""

    row: int
    col: int
    value: Decimal
    box: Box | None = None
    cell: str | None = None
    text: str = ""
    """As printed."""


@dataclass(frozen=True, slots=True)
class NumberTable:
    """The numbers of one table under the words of their rows and columns, so that relations inside it can be tried."""

    page: int
    caption: str
    """Title and corner lines above it, folded."""
    stubs: dict[int, str]
    """Row -> its label, folded; a row of the table without one is absent."""
    heads: dict[int, str]
    """Column -> the words above it, folded, outermost first, joined by |."""
    entries: tuple[Entry, ...]
    units: dict[int, str] = field(default_factory=dict)
    """Row -> what its unit column prints."""
    indents: dict[int, int] = field(default_factory=dict)
    """Row -> blanks before its label, where there are any."""

    def locator(self, document: str, entry: Entry) -> Locator:
        """Where an entry is printed."""
        return Locator(document, self.page, entry.box, entry.text, entry.cell)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list of words (projects, faults to mend, equipment, invoices) under the heads of its columns."""

    cells: dict[str, str]
    """Folded head -> what is printed below it; a blank cell is an empty text, a column that is not there is absent."""
    locator: Locator
    caption: str = ""


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A name of a quantity that nobody has mapped to an indicator, and how many numbers stand under it."""

    text: str
    """Folded, without numbering, units and marks."""
    cells: int
    locator: Locator


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a letter of responsibility."""

    role: str
    name: str | None
    signed: bool
    sealed: bool
    locator: Locator | None = None
    clear: bool = True
    """False when the place was recognised from an image: what is not seen there may still be there."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything understood of one paper, without what people decided about it."""

    doctype: Claim | None = None
    doctypes: tuple[Claim, ...] = ()
    """Ranked suggestions, best first, the chosen one included."""
    entity: Claim | None = None
    entities: tuple[Claim, ...] = ()
    year: Claim | None = None
    years: tuple[Claim, ...] = ()
    period: Claim | None = None
    periods: tuple[Claim, ...] = ()
    """Every slot period that the paper covers, in contract notation (2008-03, 2008-Q2, 2008)."""
    number: Claim | None = None
    date: Claim | None = None
    issuer: Claim | None = None
    title: Claim | None = None
    valid_from: Claim | None = None
    valid_until: Claim | None = None
    draft: Claim | None = None
    """Set when the paper calls itself a draft (草案, 征求意见稿, 讨论稿, 送审稿)."""
    seal: Claim | None = None
    """value present | absent | unclear, as far as text and image can tell; None = not judged."""
    signature: Claim | None = None
    parties: tuple[Party, ...] = ()
    no_task: Claim | None = None
    """Set when the paper states that the entity has no task (无淘汰任务 ...)."""
    keywords: tuple[KeywordHit, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    index_entries: tuple[IndexEntry, ...] = ()
    score_lines: tuple[ScoreLine, ...] = ()
    figures: tuple[Figure, ...] = ()
    meetings: int = 0
    language: str | None = None
    classified: Claim | None = None
    """Set when a 秘密, 机密 or 绝密 mark is visible in the head of the paper."""
    notes: tuple[Note, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    tables: tuple[NumberTable, ...] = ()
    unknown_labels: tuple[UnknownLabel, ...] = ()
    rows: tuple[ListRow, ...] = ()
    """Lists that rules check field by field."""
