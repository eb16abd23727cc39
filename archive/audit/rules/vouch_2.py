"""R-VOUCH-2 跨期与含税: invoice date in another month or amount with tax where net is required -> flag."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.audit.bench import Bench
from archive.audit.lists import Row, list_rows
from archive.audit.parameters import asked_by, whole
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-VOUCH-2"
_KINDS = frozenset({"invoice", "settlement", "stock_voucher", "ledger", "fund_voucher"})
_HEADS = {
    "date": re.compile(r"开票日期|发票日期"),
    "month": re.compile(r"所属(?:月份?|期)|入账(?:月份?|期)|统计月份"),
    "booked": re.compile(r"入账金额|计入金额|购进金额\(不含税\)|不含税金额"),
    "net": re.compile(r"^(?:不含税)?金额(?:\(元\))?$"),
    "tax": re.compile(r"税额"),
    "gross": re.compile(r"价税合计|含税金额"),
}
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[年.-]\s*(\d{1,2})")


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Invoices booked far from their date, and amounts booked with their tax.

    A bill of the month after is how meters are read, and is told as information only.
    """
    usual = whole(bench, CODE, "months", 1)
    for row in list_rows(bench, _KINDS, _HEADS):
        apart = _apart(row)
        if apart:
            late = 0 < apart <= usual
            args = {"date": row.text("date"), "period": row.text("month"), "months": apart}
            severity = Severity.INFO if late else Severity.WARNING
            yield Finding(CODE, severity, asked_by(bench, CODE), "caliber_period", args, (row.row.locator,))
        booked, gross, tax = row.number("booked"), row.number("gross"), row.number("tax")
        if booked is not None and gross is not None and tax and booked == gross:
            args = {
                "values": [str(booked), str(gross)],
                "tax": str(tax),
                "owners": [row.view.paper.entity] * 2,
            }
            yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, (row.row.locator,))


def _apart(row: Row) -> int:
    """Months from the month that it is booked for to that of its date; 0 when either is not understood."""
    dated, month = row.day("date"), _MONTH.search(row.text("month"))
    if dated is None or month is None or not 1 <= int(month[2]) <= 12:
        return 0
    return dated.year * 12 + dated.month - int(month[1]) * 12 - int(month[2])
