"""What is shown of a page that was found."""

from archive.domain.content import Cell, Page, Table, Word
from archive.domain.search import Span
from archive.text import boxes, marks, parse, snippet


def test_only_the_query_is_marked_and_the_rest_escaped() -> None:
    """Mark-up of the page stays text; the marks are ours."""
    shown = snippet('<script>x</script> 完成節(jié)\n能量&"其他"', parse("节能量"))

    assert shown == ("&lt;script&gt;x&lt;/script&gt;完成<em>節</em>(jié)<em>能量</em>&amp;&quot;其他&quot;")


def test_the_passage_is_cut_around_the_marks() -> None:
    """A long page is shown where the query stands, with ellipses."""
    text = "煤" * 400 + "。完成节能量一万吨，" + "电" * 400
    shown = snippet(text, parse("节能量"))

    assert shown.startswith("……完成<em>节能量</em>一万吨，")
    assert shown.endswith("……")
    assert len(shown) < 130


def test_without_a_mark_the_beginning_is_shown() -> None:
    """A page found by its filters shows how it begins."""
    assert snippet("　　第一段", parse("")) == "第一段"


def test_loose_text_marks_its_pairs() -> None:
    """A question marks what of it stands on the page, and no stray characters."""
    text = "个体工商户可以起字号。"

    assert [text[s.start : s.end] for s in marks(text, parse("谁能成为个体工商户？"))] == ["个体工商户"]


def page(vertical: bool = False) -> Page:
    words = (
        Word("完成节", 0, (0.1, 0.1, 0.4, 0.2), edges=(0.1, 0.2, 0.3, 0.4), vertical=vertical),
        Word("能量", 4, (0.1, 0.3, 0.3, 0.4)),
    )
    return Page(1, "完成节\n能量", words)


def test_boxes_follow_the_lines() -> None:
    """A mark over a line break has one box a line, cut to its characters."""
    assert boxes(page(), marks("完成节\n能量", parse('"节能"'))) == [
        (0.3, 0.1, 0.4, 0.2),
        (0.1, 0.3, 0.2, 0.4),
    ]


def test_boxes_of_cells() -> None:
    """Where only table cells have places, the cell is the box."""
    cell = Cell(0, 0, "节能量", box=(0.0, 0.0, 0.5, 0.1), start=0)

    assert boxes(Page(1, "节能量\t1", tables=(Table((cell,)),)), [Span(0, 2)]) == [(0.0, 0.0, 0.5, 0.1)]
    assert boxes(Page(1, "节能量"), [Span(0, 2)]) == []
