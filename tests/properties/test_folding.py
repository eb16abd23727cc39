"""What folding promises for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.search import Span
from archive.text.folding import fold, fold_text

PIECES = st.sampled_from(
    [
        "节能", "節能", "降耗", "節(jié)能", "节(jie)能", "經(jīng)濟", "能耗(he)", "煤(t)", "（一）", "〔2008〕12号", "【", "］",
        "4.14％", "１２，２００", " ", "\n", "\u3000", "\t\r\n", "\u200b", "\ufeff", "㎡", "10⁴", "⒈", "㈠", "Ⅻ", "二○○八", "二OO八年",
        "e\u0301", "か\u3099", "jie\u0301", "鑺傝兘", "½ÚÄÜ", "èŠ‚èƒ½", "?！笆\ue1a9晃濉惫?jié)", "锟斤拷", "\ufffd", "⼀", "⻓", "ABC", "GDP", "—", "～", "“", "」",
        "\ud800", "\U0001d7ce", "𠀀", "\x00", "\u0301", "İ", "ß", "?", "(", ")", "jié", "e", "ⅷ", "²", "℃", "'", "·",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))
SIMPLE = st.text(alphabet="节能降耗考核二〇〇八年万元GDP1234，。、〔〕（）％.節 \n", max_size=40)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own folded form."""
    once = fold(text).text

    assert fold(once).text == once


@given(TEXTS)
def test_every_folded_character_comes_from_somewhere(text: str) -> None:
    """Each folded character maps to a non-empty range of the original, and the ranges never go back."""
    folded = fold(text)
    ranges = [folded.origin(at, at + 1) for at in range(len(folded.text))]

    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert ranges == sorted(ranges)


@given(TEXTS)
def test_the_way_back_costs_nothing_in_meaning(text: str) -> None:
    """With and without offsets the folded text is the same."""
    assert fold_text(text) == fold(text).text


@given(SIMPLE, st.data())
def test_a_part_is_found_in_the_whole(text: str, data: st.DataObject) -> None:
    """Whatever stands on a page is found by typing it, wherever one starts and stops."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert fold_text(text[start:end]) in fold_text(text)


@given(TEXTS, st.data())
def test_marks_lie_inside_the_original(text: str, data: st.DataObject) -> None:
    """Marking any stretch of folded text marks original characters, in order and without overlap."""
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    spans = folded.spans(start, end)

    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "needle", "marked"),
    [("市節(jié)能", "节能", ["節", "能"]), ("节\n能", "节能", ["节", "能"]), ("㎡x", "2", ["㎡"])],
)
def test_only_the_characters_that_answer_are_marked(text: str, needle: str, marked: list[str]) -> None:
    """Pinyin and line breaks between the characters stay unmarked."""
    folded = fold(text)
    (place,) = folded.find(needle)
    spans: list[Span] = folded.spans(*place)

    assert [text[s.start : s.end] for s in spans] == marked


@given(SIMPLE)
def test_a_long_page_leads_back_like_its_parts(text: str) -> None:
    """Behind a hundred other characters the same text folds to the same, and leads back to the same places."""
    page = "煤\n电。" * 40
    before = len(fold(page).text)
    alone, within = fold(text), fold(page + text)

    assert within.text[before:] == alone.text
    for at in range(len(alone.text)):
        start, end = alone.origin(at, at + 1)
        assert within.origin(before + at, before + at + 1) == (start + len(page), end + len(page))
