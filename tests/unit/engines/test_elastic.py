"""The engine for clusters: late writes, many hits, a server in trouble; all on a real Elasticsearch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.domain.errors import Invalid, Unavailable
from archive.domain.search import Filters, IndexPage, Query, Scope
from indexer.engines.elastic import ElasticIndex
from indexer.engines.elastic.asking import Asking
from indexer.engines.elastic.link import read_address
from indexer.engines.embedded import EmbeddedIndex
from tests.servers.fixtures import own
from tests.servers.indices import removed_afterwards, tell
from tests.servers.running import Server, free_port

ALL = Scope(everything=True)
WORDS = [
    "节能",
    "降耗",
    "考核",
    "目标责任",
    "计量器具",
    "万元GDP能耗",
    "4.14%",
    "标准煤",
    "(2008)12号",
    "领导小组",
    "煤",
    "，",
    "。",
    "电力",
]
Machine = Callable[[str], ElasticIndex]


@pytest.fixture
def address(elasticsearch_url: str) -> Iterator[str]:
    with removed_afterwards(elasticsearch_url) as url:
        yield url


@pytest.fixture
def machine(address: str, tmp_path: Path) -> Iterator[Machine]:
    """Opens the index as a machine of that name would, with its own lock."""
    opened: list[ElasticIndex] = []

    def open_there(name: str) -> ElasticIndex:
        opened.append(ElasticIndex(address, tmp_path / name))
        return opened[-1]

    yield open_there
    for index in opened:
        index.close()


def paper(number: int, *texts: str, revision: int = 0) -> list[IndexPage]:
    document = f"D-{number:06d}"
    return [
        IndexPage(document, page, text, entity=f"6104{number % 3:02d}", year=2008, revision=revision)
        for page, text in enumerate(texts, 1)
    ]


def file(index: ElasticIndex | EmbeddedIndex, pages: list[IndexPage]) -> None:
    index.replace(pages[0].document, pages, pages[0].revision)


def held(index: ElasticIndex) -> list[tuple[str, int]]:
    return list(index.pages())


def test_both_engines_give_the_same_answers(machine: Machine, tmp_path: Path) -> None:
    """The same pages with the same scores, totals, facets and suggestions, in the same order."""
    chance = random.Random(11)
    papers = [
        [
            IndexPage(
                f"D-{number:06d}",
                page,
                "".join(chance.choices(WORDS, k=chance.randrange(1, 120))),
                title="".join(chance.choices(WORDS, k=4)),
                number=chance.choice(["", "咸政发〔2008〕12号"]),
                entity=f"6104{number % 4:02d}",
                year=2007 + number % 3,
                date=chance.choice([None, "2008-03-01", "2009-01-12"]),
            )
            for page in range(1, chance.randrange(2, 6))
        ]
        for number in range(1, 60)
    ]
    near, far = EmbeddedIndex(tmp_path / "near"), machine("far")
    for index in (near, far):
        for pages in papers:
            file(index, pages)
        index.commit()
    asked = ["".join(chance.choices(WORDS, k=chance.randrange(1, 6))) for _ in range(25)]
    asked += [
        "".join(chance.choices(WORDS, k=40)) for _ in range(5)
    ]  # long ones are read by some of their pairs
    asked += [f'"{text}"' for text in asked[:5]] + ["标题:节能 煤", "节能 -煤", "煤 OR 电", "文号:2008", ""]

    for text in asked:
        for scope in (ALL, Scope(frozenset({"610401", "610402"}))):
            for query in (
                Query(text, facets=True, limit=50),
                Query(text, Filters(years=(2008,)), 7, 3, "newest"),
            ):
                assert far.search(query, scope) == near.search(query, scope), text
        assert far.suggest(text[:2], ALL) == near.suggest(text[:2], ALL)
    near.close()


def test_counts_of_a_while_ago_are_checked_by_the_way(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks again is answered in one exchange, by what stands in the index now, whoever wrote it."""
    monkeypatch.setattr("indexer.engines.elastic.counting._SECONDS", -1.0)
    here, there = machine("here"), machine("there")
    for number in range(1, 8):
        file(here, paper(number, "节能目标责任考核" * number, "煤电力"))
    here.commit()
    question = Query("节能目标", facets=True)
    first = here.search(question, ALL)
    alone: list[object] = []
    with monkeypatch.context() as watched:
        watched.setattr(Asking, "once", lambda self, body, pit=None: alone.append(body))
        again = here.search(question, ALL)
    for number in range(8, 60):
        file(there, paper(number, "节能目标", "节能"))
    there.commit()

    assert (again, alone) == (first, [])
    assert here.search(question, ALL) == machine("elsewhere").search(question, ALL) != first


def test_more_hits_than_a_cluster_gives_at_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the cluster's window one sees every hit exactly once too, and fsck every page."""
    monkeypatch.setattr("indexer.engines.elastic.asking._WINDOW", 16)
    monkeypatch.setattr("archive.text.ranking.CANDIDATES", 10)
    index = machine("a")
    for number in range(1, 91):
        file(index, paper(number, "节能" * (number % 5 + 1)))
    index.commit()

    for order in ("relevance", "newest", "document"):
        answers = [
            index.search(Query("节能", limit=20, offset=at, order=order), ALL) for at in range(0, 100, 20)
        ]
        seen = [hit.document for answer in answers for hit in answer.hits]
        assert len(seen) == len(set(seen)) == 90
        assert {answer.total for answer in answers} == {90}
    assert len(held(index)) == 90


def test_a_late_write_never_wins(machine: Machine) -> None:
    """A writer that was overtaken changes nothing, neither pages nor their number, nor what was withdrawn."""
    late, early = machine("a"), machine("b")
    file(early, paper(1, "第一版"))
    file(early, paper(2, "撤回之前"))
    early.commit()
    file(late, paper(1, "第三版", "旧附件", "旧附件", revision=3))
    late.replace("D-000002", paper(2, "撤回之前", revision=3), 3)
    file(early, paper(1, "第四版", revision=4))
    early.replace("D-000002", [], 4)

    early.commit()
    late.commit()

    assert held(early) == [("D-000001", 1)]
    assert early.search(Query("第四版"), ALL).total == 1


def test_writes_during_a_rebuild_are_kept(machine: Machine) -> None:
    """What changes on another machine while a generation is built is in it, also when it is smaller or withdrawn."""
    builder, writer = machine("a"), machine("b")
    for number in (1, 2, 3):
        file(builder, paper(number, "旧文", "旧附件", revision=1))
    builder.commit()

    def stream() -> Iterator[IndexPage]:
        yield from paper(1, "旧文", "旧附件", revision=1)
        file(writer, paper(1, "新文", revision=2))
        file(writer, paper(2, "新文", revision=2))
        writer.replace("D-000003", [], 2)
        file(writer, paper(4, "新来", revision=1))
        writer.commit()
        assert writer.search(Query("新文"), ALL).total == 2
        yield from paper(2, "旧文", "旧附件", revision=1)
        yield from paper(3, "旧文", "旧附件", revision=1)

    builder.rebuild(stream())

    assert held(builder) == [("D-000001", 1), ("D-000002", 1), ("D-000004", 1)]
    assert builder.search(Query("新文"), ALL).total == 2
    assert builder.search(Query("旧"), ALL).total == 0


def test_a_failed_rebuild_changes_nothing(machine: Machine, address: str) -> None:
    """When the source of pages fails, the old generation goes on answering and no rest stays."""
    index = machine("a")
    file(index, paper(1, "节能"))
    index.commit()

    def broken() -> Iterator[IndexPage]:
        yield from paper(5, "降耗")
        raise RuntimeError("database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())

    server, _, prefix = address.rpartition("/")
    assert len(tell(server, "GET", f"/{prefix}*?filter_path=*.aliases")) == 1
    assert held(index) == [("D-000001", 1)]
    assert index.rebuild(paper(7, "节能", "降耗")) == 2


def test_a_full_disk(machine: Machine, address: str) -> None:
    """A read-only index is searched, says why it takes nothing, and takes what waited once it may."""
    server, _, prefix = address.rpartition("/")
    index = machine("a")
    file(index, paper(1, "节能"))
    index.commit()
    tell(server, "PUT", f"/{prefix}/_settings", {"index.blocks.read_only_allow_delete": True})
    file(index, paper(2, "节能"))

    with pytest.raises(Unavailable) as caught:
        index.commit()
    assert caught.value.code == "index_read_only"
    assert index.search(Query("节能"), ALL).total == 1

    tell(server, "PUT", f"/{prefix}/_settings", {"index.blocks.read_only_allow_delete": None})
    index.commit()
    assert index.search(Query("节能"), ALL).total == 2


def test_a_foreign_index_under_our_name(machine: Machine, address: str) -> None:
    """An index of another shape is not written to; a rebuild puts ours in its place."""
    server, _, prefix = address.rpartition("/")
    tell(server, "PUT", f"/{prefix}-g000001", {"aliases": {prefix: {}}})
    index = machine("a")
    file(index, paper(1, "节能"))

    with pytest.raises(Unavailable) as caught:
        index.commit()
    assert caught.value.code == "index_damaged"

    assert index.rebuild(paper(1, "节能")) == 1
    index.commit()
    assert held(index) == [("D-000001", 1)]


def test_a_removed_index_is_noticed(machine: Machine, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once there was an index, its absence is damage and not emptiness; nothing makes one up by itself."""
    monkeypatch.setattr("indexer.engines.elastic.counting._SECONDS", -1.0)  # so that two are asked together
    server, _, prefix = address.rpartition("/")
    index = machine("a")
    file(index, paper(1, "节能"))
    index.commit()
    assert index.search(Query("节能"), ALL).total == 1
    tell(server, "DELETE", f"/{prefix}-g000001")
    file(index, paper(2, "节能"))

    for action in (index.commit, index.count, lambda: index.search(Query("节能"), ALL)):
        with pytest.raises(Unavailable) as caught:
            action()
        assert caught.value.code == "index_damaged"

    assert index.rebuild(paper(1, "节能")) == 1
    assert index.count() == 1


def test_a_red_index_gives_no_half_answers(machine: Machine, address: str) -> None:
    """When a part of the index is lost, search says so instead of answering from the rest."""
    server, _, prefix = address.rpartition("/")
    index = machine("a")
    file(index, paper(1, "节能"))
    index.commit()
    tell(server, "POST", f"/{prefix}/_close")

    with pytest.raises(Unavailable):
        index.search(Query("节能"), ALL)

    tell(server, "POST", f"/{prefix}/_open")
    assert index.search(Query("节能"), ALL).total == 1


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """Nothing listens: search and commit say so, and what was to be written stays."""
    index = ElasticIndex(f"http://127.0.0.1:{free_port()}", tmp_path)
    file(index, paper(1, "节能"))

    for action in (index.commit, index.count, lambda: index.suggest("节", ALL)):
        with pytest.raises(Unavailable) as caught:
            action()
        assert caught.value.code == "index_unavailable"
    index.close()


def test_a_server_that_answers_nothing(
    machine: Machine, address: str, elasticsearch_server: Server | None, tmp_path: Path
) -> None:
    """A frozen server costs the set time, not more; afterwards everything goes on by itself."""
    if elasticsearch_server is None:
        pytest.skip("the server named in the environment is not ours to freeze")
    index = machine("a")
    file(index, paper(1, "节能"))
    index.commit()
    impatient = ElasticIndex(f"{address}?timeout=1", tmp_path / "b", lock_seconds=0.1)
    file(impatient, paper(2, "节能"))
    elasticsearch_server.freeze()
    try:
        for action in (impatient.count, impatient.commit, impatient.commit):
            with pytest.raises(Unavailable) as caught:
                action()
            assert caught.value.code == "index_unavailable"
    finally:
        elasticsearch_server.thaw()
    elasticsearch_server.wait()

    file(index, paper(2, "节能", revision=1))
    index.commit()

    assert held(index) == [("D-000001", 1), ("D-000002", 1)]
    impatient.close()


@pytest.mark.campaign
def test_killed_in_the_middle(tmp_path: Path) -> None:
    """kill -9 of the server in the middle of writing: what was committed is there, the rest is written again."""
    with own("elasticsearch") as server:
        index = ElasticIndex(server.url, tmp_path)
        for number in range(1, 200):
            file(index, paper(number, "节能" * 50, "降耗" * 50))
            if number == 100:
                index.commit()
        server.kill()
        with pytest.raises(Unavailable):
            index.commit()
        server.start()
        index.commit()

        assert index.count() == 398
        assert index.search(Query("降耗"), ALL).total == 199
        index.close()


@pytest.mark.parametrize(
    "url", ["ftp://a", "http://", "http://a/UPPER", "http://a/x?shards=0", "http://a?x=1", "x"]
)
def test_an_address_that_makes_no_sense(url: str) -> None:
    """A wrong address is a mistake of the settings."""
    with pytest.raises(Invalid):
        read_address(url)


def test_an_address() -> None:
    """Several nodes, credentials, a prefix and options."""
    found = read_address("https://u:p%40ss@a:9201,b/office?shards=3&timeout=20&ca=/etc/ca.pem")

    assert found.nodes == ("https://a:9201", "https://b:9200")
    assert (found.user, found.password, found.prefix) == ("u", "p@ss", "office")
    assert (found.shards, found.seconds, found.ca) == (3, 20.0, "/etc/ca.pem")
