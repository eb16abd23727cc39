"""Places on a page as fractions of it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.toolkit.fractions import of_page, rounded

PLACES = st.one_of(
    st.floats(-2, 2),
    st.integers(-200_001, 200_001).map(lambda n: n / 200_000),  # every second one is a half
    st.integers(0, 200_001).map(lambda n: float(np.nextafter(n / 200_000, 2))),
    st.sampled_from([1e300, -1e18, 12345678.123455, float("inf"), -0.0]),
)


@given(st.lists(PLACES, max_size=40))
def test_many_numbers_are_rounded_as_one_by_one(places: list[float]) -> None:
    """Halves, neighbours of halves and numbers without measure come out as `round` gives them."""
    assert rounded(np.array(places, np.float64)) == [round(place, 5) for place in places]


@given(st.lists(st.tuples(*[st.floats(-900, 1700)] * 4), max_size=8))
def test_boxes_stay_on_their_page(places: list[tuple[float, float, float, float]]) -> None:
    """What lies beyond the border is cut at it; nothing inside moves."""
    found = of_page(595.0, 842.0)(places)

    for box, place in zip(found, places, strict=True):
        shares = (place[0] / 595, place[1] / 842, place[2] / 595, place[3] / 842)
        assert box == tuple(round(min(max(share, 0.0), 1.0), 5) for share in shares)
