"""Search on 100,000 pages: build against raw insertion, memory, latency, and ranking where questions are at hand.

python tests/benchmarks/bench_search.py [pages]
"""

from __future__ import annotations

import json
import math
import random
import re
import resource
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import tantivy

from archive.domain.search import Filters, IndexPage, Query, Scope
from archive.text import fold_text, parse, snippet
from indexer.engines import pages as layout
from indexer.engines.embedded import EmbeddedIndex

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "search"
ALL = Scope(everything=True)
WORDS = [
    "节能",
    "降耗",
    "考核",
    "能源",
    "计量",
    "器具",
    "万元",
    "GDP",
    "能耗",
    "下降",
    "目标",
    "责任",
    "评价",
    "单位",
    "工业",
    "增加值",
    "标准煤",
    "统计",
    "监测",
    "淘汰",
    "落后",
    "产能",
    "项目",
    "审查",
    "重点",
    "用能",
    "企业",
    "领导",
    "小组",
    "会议",
    "纪要",
    "通知",
    "方案",
    "报告",
    "证书",
    "检定",
    "校准",
    "台账",
    "电力",
    "消耗",
    "总量",
    "完成",
    "情况",
    "县",
    "市",
    "区",
    "政府",
    "办公室",
    "关于",
    "印发",
    "2008年",
    "4.14%",
    "1.220",
    "12,200",
    "吨",
    "千瓦时",
    "的",
    "和",
    "在",
    "对",
    "为",
    "了",
    "与",
    "及",
    "等",
    "按照",
    "要求",
    "进一步",
    "加强",
    "工作",
    "。",
    "，",
    "；",
    "、",
]
T = TypeVar("T")
_ARTICLE = re.compile(r"^第[零一二三四五六七八九十百千〇]+条", re.MULTILINE)


def synthetic(number: int) -> Iterator[IndexPage]:
    """Pages of about 670 characters, words drawn with falling frequency, a rare name on each."""
    chance = random.Random(7)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    for n in range(number):
        words = chance.choices(WORDS, weights, k=320)
        words[chance.randrange(320)] = "".join(chr(chance.randrange(0x4E00, 0x8000)) for _ in range(3))
        yield IndexPage(
            document=f"D-{n // 8 + 1:06d}",
            page=n % 8 + 1,
            text="".join(words),
            title=f"{2000 + n % 12}年度{chance.choice(WORDS)}自查报告",
            entity=f"{610000 + n // 8 % 400}",
            year=2000 + n // 8 % 12,
            doctype=f"kind_{n // 8 % 20}",
        )


def statutes() -> Iterator[tuple[str, str]]:
    """Title and body of every statute at hand."""
    with tarfile.open(DATA / "statutes.tar.xz") as box:
        for member in box:
            if member.name.endswith(".md") and (handle := box.extractfile(member)):
                text = handle.read().decode("utf-8")
                yield text.split("\n", 1)[0].lstrip("# ").strip(), text.rpartition("<!-- INFO END -->")[2]


def real(number: int) -> Iterator[IndexPage]:
    """Pages of about 670 characters cut from statutes, which repeat in other cuts until there are enough."""
    runs = [body for _, body in statutes()]
    chance = random.Random(5)
    for n in range(number):
        body = runs[n // 8 % len(runs)]
        start = chance.randrange(max(1, len(body) - 670))
        yield IndexPage(
            document=f"D-{n // 8 + 1:06d}",
            page=n % 8 + 1,
            text=body[start : start + 670],
            title=body[start : start + 12].strip(),
            entity=f"{610000 + n // 8 % 400}",
            year=2000 + n // 8 % 12,
            doctype=f"kind_{n // 8 % 20}",
        )


def measured(what: Callable[[], T]) -> tuple[T, float]:
    """With its seconds of processor time, which do not depend on what else the machine does."""
    start = time.process_time()
    result = what()
    return result, time.process_time() - start


def raw_insert(pages: list[IndexPage], path: Path) -> None:
    """The engine alone: the same characters and pairs, folded beforehand, nothing else."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="characters", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="pairs", index_option="basic")
    index = layout.prepared(tantivy.Index(builder.build(), str(path)))
    writer = index.writer(96 * 1024**2, 1)
    for page in pages:
        row = tantivy.Document()
        row.add_text("text", page.text)
        row.add_text("pairs", page.text)
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def latencies(index: EmbeddedIndex, pages: list[IndexPage]) -> None:
    chance = random.Random(3)
    texts = {(page.document, page.page): page.text for page in pages}
    for name, make in QUERIES.items():
        times = []
        for _ in range(60):
            text = make(chance.choice(pages).text, chance)
            query = Query(text, Filters(years=(2008, 2009)), limit=20, facets=True)
            start = time.process_time()
            result = index.search(query, ALL)
            parsed = parse(text)
            for hit in result.hits:
                snippet(texts[hit.document, hit.page], parsed)
            times.append((time.process_time() - start) * 1000)
        times.sort()
        print(f"  {name:12s} p50 {times[30]:6.1f} ms   p95 {times[57]:6.1f} ms")


def _piece(size: int, quoted: bool) -> Callable[[str, random.Random], str]:
    def make(text: str, chance: random.Random) -> str:
        start = chance.randrange(max(1, len(text) - size))
        piece = text[start : start + size].replace('"', " ")
        return f'"{piece}"' if quoted else piece

    return make


QUERIES = {
    "1 character": _piece(1, quoted=True),
    "2 characters": _piece(2, quoted=True),
    "4 characters": _piece(4, quoted=True),
    "8 characters": _piece(8, quoted=True),
    "loose 3": _piece(3, quoted=False),
    "loose 20": _piece(20, quoted=False),
    "loose 60": _piece(60, quoted=False),
}


Key = tuple[str, str]
"""Name of the statute without 中华人民共和国 and brackets, number of the article."""
_MARKS = re.compile(r"[^\w]")
_COUNTRY = re.compile(r"^中华人民共和国|\(.*?\)")
_NUMBERED = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?")


def named(statute: str, article: str) -> Key:
    return _MARKS.sub("", _COUNTRY.sub("", fold_text(statute))), article


def key_of(title: str, text: str) -> Key | None:
    """Which article a page is."""
    number = _NUMBERED.match(_MARKS.sub("", fold_text(text[:60])))
    return named(title, number[0]) if number else None


def key_wanted(name: str) -> Key | None:
    """民法典第五十六条 -> (民法典, 第五十六条)."""
    numbers = list(_NUMBERED.finditer(fold_text(name)))
    return named(fold_text(name)[: numbers[-1].start()], numbers[-1][0]) if numbers else None


def gain(found: list[Key | None], wanted: list[Key], depth: int = 10) -> float:
    """nDCG of one question; each article counts once."""
    left, got = list(wanted), 0.0
    for rank, key in enumerate(found[:depth]):
        if key in left:
            left.remove(key)
            got += 1 / math.log2(rank + 2)
    return got / sum(1 / math.log2(rank + 2) for rank in range(min(depth, len(wanted))))


def articles() -> Iterator[IndexPage]:
    for number, (title, body) in enumerate(statutes(), 1):
        marks = [*(m.start() for m in _ARTICLE.finditer(body)), len(body)]
        for page, (start, end) in enumerate(pairwise(marks), 1):
            yield IndexPage(f"D-{number:06d}", page, body[start:end].strip(), title=title)


def ranking(folder: Path) -> None:
    """nDCG@10 of lay questions over the articles of all statutes; articles that the corpus lacks count as not found."""
    pages = list(articles())
    keys = {(page.document, page.page): key_of(page.title, page.text) for page in pages}
    there = set(keys.values())
    index = EmbeddedIndex(folder)
    index.rebuild(pages)
    gains, times, lacking = [], [], 0
    for case in json.loads((DATA / "stard-dev.json").read_text("utf-8")):
        wanted = [key for name in case["相关法规"] if (key := key_wanted(name)) is not None]
        lacking += sum(key not in there for key in wanted)
        start = time.process_time()
        hits = index.search(Query(case["问题"], limit=10), ALL).hits
        times.append(time.process_time() - start)
        gains.append(gain([keys[hit.document, hit.page] for hit in hits], wanted))
    index.close()
    times.sort()
    p95 = times[int(len(times) * 0.95)] * 1000
    print(f"lay questions: nDCG@10 {statistics.mean(gains):.4f} over {len(gains)} on {len(pages)} articles")
    print(f"  {lacking} wanted articles are not in the corpus; processor time p95 {p95:.0f} ms")


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder) / "index")
        source = real if DATA.is_dir() else synthetic
        _, built = measured(lambda: index.rebuild(source(number)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pages, made = measured(lambda: list(source(number)))
        (Path(folder) / "raw").mkdir()
        _, raw = measured(lambda: raw_insert(pages, Path(folder) / "raw"))
        built -= made  # inventing the pages is no part of indexing them
        print(f"build: {number} pages in {built:.1f} s, raw insertion {raw:.1f} s, ratio {built / raw:.2f}")
        print(f"memory of the build: {peak:.0f} MB", flush=True)
        latencies(index, pages)
        index.close()
        if DATA.is_dir():
            ranking(Path(folder) / "statutes")


if __name__ == "__main__":
    main()
