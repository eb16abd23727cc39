"""What ranking counts on a page, however quickly it is counted."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold, fold_text
from archive.text.ranking import repeated

TEXTS = st.text(alphabet="节能降耗 12%ab,;:.\n\t\u3000，、。（）½ÚÄÜ惫?😀\U000e0001", max_size=400)


@given(TEXTS)
def test_repeated_pairs_are_counted(text: str) -> None:
    """Every pair of neighbours without a blank that stands at least twice, or four times, once each."""
    counts = Counter(a + b for a, b in pairwise(text) if " " not in a + b)

    for found, least in zip(repeated(text), (2, 4), strict=True):
        kept = found.split(" ") if found else []
        assert sorted(kept) == sorted(pair for pair, count in counts.items() if count >= least)


@given(st.lists(TEXTS, max_size=4).map("".join))
def test_pages_are_folded_as_queries_are(text: str) -> None:
    """The quick way for whole pages and the careful one with the way back agree."""
    assert fold_text(text) == fold(text).text
