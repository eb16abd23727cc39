"""Every search engine keeps these promises; a further engine joins by one more parameter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.domain.search import Filters, IndexPage, Query, RawResult, Scope
from archive.ports import SearchIndex
from archive.text.folding import fold_text
from indexer.engines.elastic import ElasticIndex
from indexer.engines.embedded import EmbeddedIndex
from tests.servers.indices import removed_afterwards

ALL = Scope(everything=True)
GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "search.yaml").read_text("utf-8"))
ENGINES = ["embedded", "elasticsearch"]


class Place:
    """One index, opened again and again as several processes would."""

    def __init__(self, opener: Callable[[], SearchIndex]) -> None:
        self._opener = opener
        self._opened: list[SearchIndex] = []

    def open(self) -> SearchIndex:
        self._opened.append(self._opener())
        return self._opened[-1]

    def close(self) -> None:
        for index in self._opened:
            index.close()


@contextmanager
def place_of(request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    """A place of the engine that the fixture's parameter names, with nothing in it."""
    if request.param == "embedded":
        place = Place(lambda: EmbeddedIndex(folder))
        yield place
        place.close()
        return
    with removed_afterwards(request.getfixturevalue("elasticsearch_url")) as url:
        place = Place(lambda: ElasticIndex(url, folder))
        yield place
        place.close()


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with place_of(request, tmp_path / "index") as found:
        yield found


@pytest.fixture
def index(place: Place) -> SearchIndex:
    return place.open()


@pytest.fixture(scope="module", params=ENGINES)
def used(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """For many small examples: an index that each of them empties first."""
    with place_of(request, tmp_path_factory.mktemp("used")) as found:
        yield found.open()


@pytest.fixture(scope="module", params=ENGINES)
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with place_of(request, tmp_path_factory.mktemp("golden")) as found:
        index = found.open()
        fill(index, [golden_page(row) for row in GOLDEN["pages"]])
        yield index


def golden_page(row: dict[str, object]) -> IndexPage:
    known = {key: value for key, value in row.items() if key != "id"}
    document, page = str(row["id"]).split("/")
    return IndexPage(document=document, page=int(page), **known)  # type: ignore[arg-type]


def fill(index: SearchIndex, pages: list[IndexPage]) -> None:
    for document in dict.fromkeys(page.document for page in pages):
        index.replace(document, [page for page in pages if page.document == document])
    index.commit()


def fill_anew(index: SearchIndex, pages: list[IndexPage]) -> None:
    """These pages and no others."""
    for document in {document for document, _ in index.pages()}:
        index.replace(document, [])
    fill(index, pages)


def found(result: RawResult) -> list[str]:
    return [f"{hit.document}/{hit.page}" for hit in result.hits]


def texts(*values: str, entity: str | None = "610402", first: int = 1) -> list[IndexPage]:
    return [
        IndexPage(f"D-{number:06d}", 1, text, entity=entity, year=2008)
        for number, text in enumerate(values, first)
    ]


@pytest.mark.parametrize("case", GOLDEN["queries"], ids=lambda case: case["q"])
def test_golden_queries(golden: SearchIndex, case: dict[str, object]) -> None:
    """A query finds exactly the pages that a careful reader would name."""
    result = golden.search(Query(str(case["q"])), ALL)

    if "finds_first" in case:
        assert found(result)[0] == case["finds_first"]
    else:
        assert sorted(found(result)) == case["finds"]
        assert result.total == len(case["finds"])  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(st.text(alphabet="能耗节煤12.% \n，GＧ節", max_size=30), min_size=1, max_size=8),
    data=st.data(),
)
def test_quoted_is_exact(used: SearchIndex, pages: list[str], data: st.DataObject) -> None:
    """The total of a quoted query is the number of pages whose folded text contains it, for any length."""
    fill_anew(used, texts(*pages))
    page = data.draw(st.sampled_from(pages))
    start = data.draw(st.integers(0, len(page)))
    wanted = page[start : start + data.draw(st.integers(1, 12))]
    folded = fold_text(wanted)

    result = used.search(Query(f'"{wanted}"'), ALL)

    if folded:
        expected = [f"D-{n:06d}/1" for n, text in enumerate(pages, 1) if folded in fold_text(text)]
        assert sorted(found(result)) == expected
        assert result.total == len(expected)


def test_nothing_typed_lists_everything(golden: SearchIndex) -> None:
    """An empty query is a list in document order."""
    result = golden.search(Query(""), ALL)

    assert found(result) == [row["id"] for row in GOLDEN["pages"]]


@pytest.mark.parametrize(
    "text", ["", '"', "“", "-", "OR", "|", "a OR", '-"', "year:", "年度：", '"" ""', "((((", "标题:", "\x00", "\ud800", "😀", "a:b:c", "year:abc 能"]
)  # fmt: skip
def test_broken_operators_are_text(golden: SearchIndex, text: str) -> None:
    """No query raises."""
    assert golden.search(Query(text, facets=True), ALL).total >= 0


@pytest.mark.parametrize(
    "text",
    ["节能" * 5000, '"' + "节能" * 5000 + '"', "节 " * 5000, "a OR " * 2000, "-x " * 3000, "“" * 10000],
)
def test_ten_thousand_characters(golden: SearchIndex, text: str) -> None:
    """A query of 10,000 characters is answered."""
    assert golden.search(Query(text), ALL).total >= 0


def test_scope_limits_everything(golden: SearchIndex) -> None:
    """Hits, total, facets and suggestions come from the asker's entities only."""
    scope = Scope(frozenset({"610403"}))
    result = golden.search(Query("能", facets=True), scope)

    assert found(result) == ["D-000002/1"]
    assert result.total == 1
    assert result.facets["entity"] == {"610403": 1}
    assert golden.suggest("2008", scope) == ()
    assert golden.search(Query("能", Filters(entities=("610402",))), scope).total == 0
    assert golden.search(Query("能 entity:610402"), scope).total == 0


def test_an_empty_scope_sees_nothing(golden: SearchIndex) -> None:
    """Who may see no entity finds no page, no facet and no suggestion."""
    result = golden.search(Query("能", facets=True), Scope())

    assert (result.total, result.hits) == (0, ())
    assert not any(result.facets.values())
    assert golden.suggest("节", Scope()) == ()


PAPERS = st.lists(st.text(alphabet="节能降耗考核煤电12% ", max_size=24), min_size=1, max_size=6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=PAPERS,
    foreign=PAPERS,
    other=PAPERS,
    query=st.text(alphabet="节能降耗考核煤电12%", min_size=1, max_size=9),
)
def test_foreign_papers_change_nothing(
    used: SearchIndex, own: list[str], foreign: list[str], other: list[str], query: str
) -> None:
    """Two worlds that differ only in another entity's papers give the same answers, scores included."""
    scope = Scope(frozenset({"610402"}))
    answers: list[list[object]] = []
    for strangers in (foreign, other + other):
        fill_anew(used, [*texts(*strangers, entity="610403", first=100), *texts(*own)])
        answers.append(
            [used.search(Query(query, facets=True, order=o), scope) for o in ("relevance", "newest")]
        )
        answers[-1].append(used.suggest(query[:1], scope))

    assert answers[0] == answers[1]


def test_filters(golden: SearchIndex) -> None:
    """Each filter restricts to the named values; several values are alternatives."""

    def ask(**filters: tuple[object, ...]) -> list[str]:
        return sorted(found(golden.search(Query("能", Filters(**filters)), ALL)))  # type: ignore[arg-type]

    assert ask(entities=("610403",)) == ["D-000002/1"]
    assert ask(years=(2009,)) == ["D-000003/1", "D-000003/2"]
    assert ask(doctypes=("speech", "notice")) == ["D-000002/1", "D-000003/1", "D-000003/2"]
    assert ask(states=("partial",)) == ["D-000004/1"]
    assert ask(qualities=("doubtful",)) == ["D-000004/1"]
    assert ask(documents=("D-000001",)) == ["D-000001/1", "D-000001/2"]


def test_facets_count_pages(golden: SearchIndex) -> None:
    """Facets count the matching pages by value."""
    facets = golden.search(Query("能", facets=True), ALL).facets

    assert facets["entity"] == {"610402": 2, "610403": 1, "610404": 2}
    assert facets["year"] == {"2008": 3, "2009": 2}
    assert facets["state"] == {"partial": 1, "ready": 5}
    assert facets["quality"] == {"doubtful": 1, "read": 5}


def test_orders(golden: SearchIndex) -> None:
    """Newest first, or by document and page."""
    newest = found(golden.search(Query("能", order="newest"), ALL))

    assert newest[:2] == ["D-000003/1", "D-000003/2"]
    assert newest[-1] == "D-000004/1"
    assert found(golden.search(Query("能", order="document"), ALL)) == [row["id"] for row in GOLDEN["pages"]]


@pytest.mark.parametrize("order", ["relevance", "newest", "document"])
def test_paging_is_complete(index: SearchIndex, order: str) -> None:
    """Page by page one sees every hit exactly once, beyond the first thousand too."""
    fill(index, texts(*("节能" + "煤" * (n % 7) for n in range(1300))))

    seen = [
        hit
        for offset in range(0, 1400, 130)
        for hit in found(index.search(Query("节能", limit=130, offset=offset, order=order), ALL))
    ]

    assert len(seen) == len(set(seen)) == 1300
    assert index.search(Query("节能", limit=1), ALL).total == 1300


def test_scores_fall(golden: SearchIndex) -> None:
    """Hits come best first."""
    scores = [hit.score for hit in golden.search(Query("节能降耗工作的考核"), ALL).hits]

    assert scores == sorted(scores, reverse=True)


def test_a_long_question_is_read_by_what_tells(index: SearchIndex) -> None:
    """Of a long question rare pairs count, not the phrases of every page, nor characters that stand nowhere."""
    usual = "各县区人民政府要进一步加强节能降耗工作的组织领导明确目标责任"
    fill(index, texts(*[usual] * 30, "水泥窑余热发电改造项目已经竣工验收", *[usual] * 5))
    nowhere = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天玄黄宇宙洪荒日月盈昃"

    result = index.search(Query(f"{nowhere}{usual}水泥窑余热发电改造", facets=True), ALL)

    assert found(result)[0] == "D-000031/1"
    assert result.total == result.facets["entity"]["610402"] == 36


def test_replace_and_remove(index: SearchIndex) -> None:
    """A document's pages are replaced as a whole; no pages removes it."""
    fill(index, texts("旧的内容"))
    index.replace("D-000001", [IndexPage("D-000001", 1, "新的内容"), IndexPage("D-000001", 2, "第二页")])
    index.commit()

    assert index.search(Query("旧"), ALL).total == 0
    assert list(index.pages()) == [("D-000001", 1), ("D-000001", 2)]

    index.replace("D-000001", [])
    index.commit()

    assert index.count() == 0


def test_nothing_shows_before_commit(index: SearchIndex) -> None:
    """What is buffered is not found yet."""
    index.replace("D-000001", texts("节能"))

    assert index.count() == 0


def test_others_see_a_commit(place: Place) -> None:
    """Another process finds what was committed without opening anew."""
    writer, reader = place.open(), place.open()
    assert reader.count() == 0

    fill(writer, texts("节能"))

    assert reader.search(Query("节能"), ALL).total == 1


def test_rebuild_replaces_everything(place: Place) -> None:
    """A rebuild leaves exactly the given pages, for every reader."""
    writer, reader = place.open(), place.open()
    fill(writer, texts("旧的内容"))
    assert reader.count() == 1

    assert writer.rebuild(iter(texts("节能", "降耗"))) == 2

    assert reader.count() == 2
    assert reader.search(Query("旧"), ALL).total == 0


def test_search_goes_on_during_a_rebuild(place: Place) -> None:
    """While a generation is built and switched, every search answers from the old or the new one, never from half."""
    writer, reader = place.open(), place.open()
    fill(writer, texts(*["节能"] * 40))
    totals: list[int] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            totals.append(reader.search(Query("节能"), ALL).total)

    thread = threading.Thread(target=look)
    thread.start()
    for _ in range(3):
        writer.rebuild(texts(*["节能"] * 60))
    stop.set()
    thread.join()

    assert set(totals) <= {40, 60}
    assert reader.count() == 60


def test_suggestions(golden: SearchIndex) -> None:
    """Titles and document numbers are offered by how they begin, in any script, and by their words."""
    assert "2008年度节能目标责任自查报告" in golden.suggest("2008年", ALL)
    assert "2008年度节能目标责任自查报告" in golden.suggest("節能目标", ALL)
    assert "咸政发〔2008〕12号" in golden.suggest("咸政发(2008", ALL)
    assert golden.suggest("", ALL) == ()
    assert len(golden.suggest("节", ALL, limit=1)) == 1
