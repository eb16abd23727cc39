"""Which of two papers is doubted: the one that copies from the other, else the one that fewer agree with."""

from __future__ import annotations

from collections.abc import Sequence

from archive.audit.printed import Printed

_AUTHORITY = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("stat_confirm",),
            ("stat_yearbook", "bulletin"),
            ("resp_letter", "target_notice"),
            ("stat_form", "certificate"),
            ("ledger", "production_report", "financial_report"),
            ("energy_usage_report", "audit_report", "saving_calc", "limit_check"),
            ("assess_result", "assess_notice", "key_ent_result"),
            ("analysis", "enterprise_sheet", "invoice", "settlement", "stock_voucher"),
            ("self_report", "self_score"),
        )
    )
    for kind in kinds
}
"""What a paper is made from: later kinds copy from earlier ones."""
_LEAST = 7


def doubted_first(a: Printed, b: Printed, others: Sequence[Printed] = ()) -> tuple[Printed, Printed]:
    """The pair with the doubted number first; in doubt the order stays.

    A number stands as high as the best paper that prints it; copies of one report do not outvote the bureau.
    """
    for_a, for_b = [a, *_agreeing(a, others)], [b, *_agreeing(b, others)]
    best_a, best_b = min(map(_rank, for_a)), min(map(_rank, for_b))
    if best_a != best_b:
        return (a, b) if best_a > best_b else (b, a)
    papers_a, papers_b = len({i.paper.document for i in for_a}), len({i.paper.document for i in for_b})
    return (b, a) if papers_a > papers_b else (a, b)


def _agreeing(item: Printed, others: Sequence[Printed]) -> list[Printed]:
    return [o for o in others if o.meets(item)]


def _rank(item: Printed) -> int:
    return _AUTHORITY.get(item.paper.doctype or "", _LEAST)
