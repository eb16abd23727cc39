"""Which findings a bound account may see of a run over everybody's papers."""

from __future__ import annotations

from pathlib import Path

from archive.audit import rules
from archive.domain.audit import EntityAudit, Finding, Severity
from archive.services.sight import ACROSS, of_own_papers


def test_every_rule_that_looks_at_others_is_known() -> None:
    """A new rule over partners' papers must be named in ACROSS, or its findings would betray them."""
    looking = {
        file.stem
        for file in Path(rules.__file__).parent.glob("*_*.py")
        if "partners" in file.read_text("utf-8")
    }

    assert looking == {code.removeprefix("R-").replace("-", "_").lower() for code in ACROSS}


def test_what_rests_on_anothers_number_is_left_out() -> None:
    """By rule, by a relation that helped to explain it, or by the owner of a value."""
    own = Finding("R-INT-2", Severity.ERROR, args={"owners": ["E1", "E1"]})
    hidden = (
        Finding("R-SUM-2", Severity.ERROR),
        Finding("R-INT-2", Severity.ERROR, args={"also": ["R-XDOC-1"]}),
        Finding("R-INT-2", Severity.ERROR, args={"owners": ["E1", "E2"]}),
    )

    assert of_own_papers(EntityAudit("E1", "county", 2008, findings=(own, *hidden))).findings == (own,)
