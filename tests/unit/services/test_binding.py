"""A paper photographed page by page is proposed as one, bound by a person, and comes apart by undo."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from archive.domain.actor import LOCAL
from archive.domain.errors import Conflict, Invalid
from archive.domain.records import Head
from archive.services.binding import find_series
from tests.conftest import HandIn
from webui.context import Office


def picture(number: int) -> bytes:
    image = Image.new("RGB", (400, 560), "white")
    ImageDraw.Draw(image).text((40, 40), f"PAGE {number}", fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def head(n: int, path: str, **more: object) -> Head:
    values = {"media_type": "image/jpeg", "pages": 1, "entity": "990101", "year": 2008, **more}
    return Head(f"D-{n:06d}", "0" * 64, path, "ready", **values)  # type: ignore[arg-type]


def test_consecutive_numbers_are_a_series_and_gaps_divide_them() -> None:
    """001..003 and 007..009 are two papers; a lone pair and other folders are none."""
    names = ["001", "002", "003", "007", "008", "009", "020", "021"]
    heads = [head(n, f"box/{name}.jpg") for n, name in enumerate(names, 1)]
    heads += [head(50 + n, f"other{n}/{n}.jpg") for n in range(4)]

    assert [s.documents for s in find_series(heads)] == [
        ("D-000001", "D-000002", "D-000003"),
        ("D-000004", "D-000005", "D-000006"),
    ]


def test_pages_that_name_nobody_belong_to_the_page_that_does() -> None:
    """Mostly only the first page names entity and year; another entity begins another paper."""
    nobody = {"entity": None, "year": None}
    heads = [head(1, "b/1.jpg"), *(head(n, f"b/{n}.jpg", **nobody) for n in (2, 3))]
    heads += [head(4, "b/4.jpg", entity="990102"), *(head(n, f"b/{n}.jpg", **nobody) for n in (5, 6))]

    assert [s.documents for s in find_series(heads)] == [
        ("D-000001", "D-000002", "D-000003"),
        ("D-000004", "D-000005", "D-000006"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "青政发〔2008〕1号"},
        {"doctype": "certificate", "doctype_confidence": 0.95},
        {"year": 2007},
        {"media_type": "application/pdf"},
    ],
)
def test_papers_of_their_own_are_no_series(change: dict[str, object]) -> None:
    """A later picture with a number or sure kind of its own, another year, or no picture at all."""
    heads = [head(1, "b/1.jpg"), head(2, "b/2.jpg"), head(3, "b/3.jpg", **change)]

    assert find_series(heads) == []


def test_binding_makes_one_paper_and_undo_takes_it_apart(
    office: Office, hand_in: HandIn, read_all: Callable[[], None]
) -> None:
    """Three pictures, one document of three pages; nothing is deleted either way."""
    receipt = hand_in({f"box/{n:03d}.jpg": picture(n) for n in (1, 2, 3)}, entity="990101", year=2008)
    read_all()
    proposal = office.binding.proposals(LOCAL, receipt.id)
    assert [s.documents for s in proposal] == [("D-000001", "D-000002", "D-000003")]

    bound = office.binding.bind(LOCAL, proposal[0].documents)
    read_all()

    assert [h.id for h in office.papers.find(LOCAL, {})[1]] == [bound]
    assert office.papers.head(LOCAL, bound).pages == 3
    office.deciding.undo(LOCAL)
    assert [h.id for h in office.papers.find(LOCAL, {})[1]] == ["D-000001", "D-000002", "D-000003"]
    assert [d for d in office.upkeep.fsck()[0] if d.grave and d.code != "index_behind"] == []


def test_binding_refuses_what_is_not_one_paper(office: Office, hand_in: HandIn) -> None:
    """One picture, the same twice, or pictures of two entities."""
    hand_in({"1.jpg": picture(1)}, entity="990101", year=2008)
    hand_in({"2.jpg": picture(2)}, entity="990102", year=2008)

    for documents, error in (
        (["D-000001"], Invalid),
        (["D-000001"] * 2, Invalid),
        (["D-000001", "D-000002"], Conflict),
    ):
        with pytest.raises(error):
            office.binding.bind(LOCAL, documents)
