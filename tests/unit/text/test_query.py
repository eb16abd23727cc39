"""How a typed query is understood."""

import pytest

from archive.text.query import Clause, Parsed, Term, parse


def terms(text: str) -> list[tuple[str, bool]]:
    return [(term.text, term.exact) for term in parse(text).positive]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("节能量", [("节能量", False)]),
        ("“節能量”", [("节能量", True)]),
        ("「能」", [("能", True)]),
        ('节能 "能耗"考核', [("节能", False), ("能耗", True), ("考核", False)]),
        ("谁可以成为个体工商户？", [("谁可以成为个体工商户", False)]),
        ("发改环资〔2008〕12号", [("发改环资(2008)12号", True), ("发改环资(2008)第12号", True)]),
        ("關於(2008)第3號的通知", [("关于(2008)第3号", True), ("关于(2008)3号", True), ("的通知", False)]),
        ('"未闭合', [("未闭合", False)]),
        ("-5.2", [("5.2", False)]),
        ("？", []),
        ("year:abc", [("year:abc", False)]),
    ],
)
def test_terms(text: str, expected: list[tuple[str, bool]]) -> None:
    """Words are loose, quotations and document numbers exact, broken operators text."""
    assert terms(text) == expected


def test_exclusion() -> None:
    """A minus before a word or quotation leaves pages out."""
    assert parse('能耗 -会议 -"能号"').clauses[1:] == (
        Clause((Term("会议"),), negative=True),
        Clause((Term("能号", exact=True),), negative=True),
    )


@pytest.mark.parametrize("text", ["a OR b", "a | b", "a|b", "a ｜ b"])
def test_alternatives(text: str) -> None:
    """OR and the bar join their neighbours."""
    assert parse(text).clauses == (Clause((Term("a"), Term("b"))),)


def test_fields() -> None:
    """Field names in two languages restrict or say where to look."""
    parsed = parse("年度:2008-2010 单位:610402,610403 type:notice 标题:自查报告 number:〔2008〕12号")

    assert parsed.filters.years == (2008, 2009, 2010)
    assert parsed.filters.entities == ("610402", "610403")
    assert parsed.filters.doctypes == ("notice",)
    assert [(t.text, t.where) for t in parsed.positive] == [
        ("自查报告", "title"),
        ("(2008)12号", "number"),
        ("(2008)第12号", "number"),
    ]


@pytest.mark.parametrize(
    "piece", ['"', "“", "-", "OR ", "|", "year:", "标题:", "(", "节", '-"a', "a OR ", "\ud800", "\x00"]
)
def test_any_ten_thousand_characters(piece: str) -> None:
    """No text is too broken to be understood."""
    assert isinstance(parse(piece * (10_000 // len(piece))), Parsed)
