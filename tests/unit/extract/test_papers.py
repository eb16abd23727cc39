"""Mini papers of all 64 kinds, written with their truth: what a reader must claim, and where to stay silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.domain.facts import Claim, Facts
from archive.rulebook import load

PAPERS = Path(__file__).parent / "papers"
CASES = [
    pytest.param(case, id=f"{name}:{case['path']}")
    for name in ("government", "enterprise", "hard", "others")
    for case in yaml.safe_load((PAPERS / f"{name}.yaml").read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_paper_is_described_as_its_reader_would(
    case: dict[str, Any], describe: Callable[..., Facts]
) -> None:
    """Kind, owner, year, number and date come out as written down, null where the paper leaves them open."""
    facts = describe(case["text"], case["path"], case.get("media", "text/plain"))
    truth = dict(case["truth"])
    suggested = truth.pop("suggested", None)
    found = {field: _value(getattr(facts, field), field) for field in truth}

    assert found == {field: str(value) if field == "date" else value for field, value in truth.items()}
    assert suggested is None or facts.doctypes[0].value == suggested


def test_every_kind_has_a_mini_paper() -> None:
    """No kind of the rulebook goes untried."""
    tried = {case.values[0]["truth"].get("doctype") for case in CASES}  # type: ignore[union-attr,index,call-overload]

    assert set(load().doctypes) <= tried


@pytest.mark.parametrize("case", CASES)
def test_every_claim_quotes_the_paper(case: dict[str, Any], describe: Callable[..., Facts]) -> None:
    """A locator names an existing page, its quote is short, and confidence lies between 0 and 1."""
    facts = describe(case["text"], case["path"], case.get("media", "text/plain"))
    claims = [
        facts.title,
        facts.number,
        facts.date,
        facts.issuer,
        facts.year,
        *facts.doctypes,
        *facts.entities,
    ]
    text = "".join(case["text"].split()) + "".join(case["path"].casefold().split())

    for claim in claims:
        if claim is None:
            continue
        assert 0 <= claim.confidence <= 1
        if claim.locator is not None:
            assert claim.locator.page == 1
            assert len(claim.locator.quote) <= 60
            if claim.basis not in {"file_name", "folder_name"}:
                assert "".join(claim.locator.quote.split()) in text


def _value(claim: Claim | None, field: str) -> object:
    if claim is None:
        return None
    return int(claim.value) if field == "year" else claim.value
