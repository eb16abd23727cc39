"""A number that the margin cut in two is read whole, and nothing else is pulled together."""

from __future__ import annotations

import pytest

from indexer.toolkit.strokes import Stroke
from indexer.toolkit.wrapping import whole_numbers

WIDE = 40


def printed(*texts: str, indent: int = 0) -> list[list[Stroke]]:
    """Lines of ten units a character and twelve high."""
    return [
        [
            Stroke(
                text,
                10.0 * (indent if n == 0 else 0),
                20.0 * n,
                10.0 * len(text),
                20.0 * n + 12,
                order=100 * n,
            )
        ]
        for n, text in enumerate(texts)
    ]


def read(*texts: str, indent: int = 0) -> list[str]:
    return ["".join(s.text for s in line) for line in whole_numbers(printed(*texts, indent=indent))]


def full(end: str) -> str:
    """A line of running text up to the margin."""
    return ("报告期水泥综合能耗按照当量值计算并且扣除余热发电之后折算成标准煤以后为" * 2)[
        : WIDE - len(end)
    ] + end


@pytest.mark.parametrize(
    ("end", "begin", "tail", "rest"),
    [
        ("108.4", "8千克标准煤/吨", "108.48", "千克标准煤/吨"),
        ("108.", "48千克标准煤/吨", "108.48", "千克标准煤/吨"),
        ("108", ".48千克标准煤/吨", "108.48", "千克标准煤/吨"),
        ("3", "467吨标准煤。", "3467", "吨标准煤。"),
        ("20", "09年完成节能量", "2009", "年完成节能量"),
        ("下降4.1", "4%", "下降4.14", "%"),
        ("节能量(111.03-108.4", "8)×146.21", "(111.03-108.48", ")×146.21"),
        ("12", "3,467吨标准煤", "123,467", "吨标准煤"),
    ],
)
def test_a_cut_number_is_whole(end: str, begin: str, tail: str, rest: str) -> None:
    """Its rest moves up; every character keeps its place on the page."""
    first, second = read(full(end), begin)
    assert first.endswith(tail)
    assert second == rest


def test_the_places_of_the_rest_are_those_of_its_own_line() -> None:
    """The box of a whole number covers both lines."""
    upper, lower = whole_numbers(printed(full("108.4"), "8千克标准煤/吨"))
    assert [(s.text, s.x0, s.x1, s.y0) for s in upper[1:]] == [("8", 0.0, 10.0, 20.0)]
    assert (lower[0].text, lower[0].x0, lower[0].y0) == ("千克标准煤/吨", 10.0, 20.0)


@pytest.mark.parametrize(
    "texts",
    [
        (full("为1"), "2、加强节能管理, 落实责任。"),
        (full("为1"), "2. 加强节能管理, 落实责任。"),
        (full("为1"), "2) 加强节能管理, 落实责任。"),
        (full("2008"), "2009年"),
        (full("为3.5"), "2.8万吨"),
        ("共完成节能量12", "8千克标准煤/吨" + "能" * (WIDE - 9)),
        ("12 34 56 78 90 12 34 56 78 90 12 34 56 7", "8 90 12 34 56 78 90 12 34 56 78 90 12 34"),
        (full("为1"), "完成8吨"),
    ],
)
def test_two_numbers_stay_two(texts: tuple[str, str]) -> None:
    """Paragraphs, years, tables without rules, and lines that end short of the margin."""
    assert read(*texts) == list(texts)


def test_a_number_cut_after_an_indented_line_is_whole() -> None:
    """The first line of a paragraph begins two characters further in."""
    assert read("  " + full("108.4")[2:], "8千克标准煤/吨", indent=2)[1] == "千克标准煤/吨"
