"""What the page says about a contradiction, in both languages."""

from __future__ import annotations

from archive.domain.audit import Finding, Severity
from archive.i18n import RULE_ARGUMENTS
from archive.rulebook import load
from webui.vocabulary import ARGUMENTS
from webui.words import Words

BOOK = load()
FINDING = Finding(
    "R-SUM-1", Severity.ERROR, None, "digit_swap",
    {"item": "第二产业", "difference": "+9.00", "arithmetic": "1 + 2 = 3 ≠ 4", "fits": "498.31", "intervals": [["1", "2"]]},
    (),
)  # fmt: skip


def test_arguments_of_rules_are_named() -> None:
    """Names of arguments are words; ids and intervals stay away, and so does what has a line of its own."""
    assert Words("zh", lambda: BOOK).finding(FINDING) == "品种 第二产业, 相差 +9.00"
    assert Words("en", lambda: BOOK).finding(FINDING).endswith("difference +9.00")


def test_every_cause_has_words_in_both_languages() -> None:
    """The closed list of causes is told in Chinese and in English."""
    for cause in BOOK.causes:
        chinese, english = Words("zh", lambda: BOOK).cause(cause), Words("en", lambda: BOOK).cause(cause)
        assert chinese != cause
        assert english.isascii()
        assert english != cause


def test_no_argument_has_two_names() -> None:
    """What the pages name is not named again by the rules."""
    assert not set(ARGUMENTS) & set(RULE_ARGUMENTS)
