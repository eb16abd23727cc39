"""What a reader of the embedded index sees: the pages as of one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import tantivy

from archive.domain.search import Query, RawHit, RawResult, Scope
from archive.text import ranking, wanted
from archive.text.folding import fold_text
from archive.text.query import Parsed, parse
from archive.text.wanted import Condition
from indexer.engines import pages as layout
from indexer.engines.generations import Generations
from indexer.engines.matching import Matcher
from indexer.toolkit import entries

_MANY_BUCKETS = 65_000
_TIED = 256

Address = Any
"""Where the engine keeps a page."""

_Hit = tuple[float, int, Address]
"""Score, place in document order, address."""
_NO_HITS: list[_Hit] = []


class View:
    """One generation at one commit."""

    def __init__(self, folder: Path, index: tantivy.Index, lock: IO[str]) -> None:
        self.name = folder.name
        self._folder = folder
        self.lock = lock
        self.index = index
        self._stamp = _stamp(folder)
        index.reload()
        self.searcher = index.searcher()
        self.matcher = Matcher(index.schema)
        self._statistics = lru_cache(maxsize=32)(self._counted)

    @classmethod
    def of(cls, generations: Generations, name: str, former: View | None) -> View:
        """The newest state of generation *name*, reusing what *former* holds open."""
        folder = generations.path / name
        if former is not None and former.name == name:
            return cls(folder, former.index, former.lock)
        if former is not None:
            former.close()
        lock = generations.share(name)
        try:
            return cls(folder, layout.opened(folder), lock)
        except BaseException:
            lock.close()
            raise

    def is_fresh(self) -> bool:
        """Whether nothing was committed since."""
        return _stamp(self._folder) == self._stamp

    def close(self) -> None:
        self.lock.close()

    def everything(self) -> list[tuple[str, int]]:
        _, hits = self._by_column("order", tantivy.Query.all_query(), self.searcher.num_docs)
        return [self._place(address) for _, _, address in hits]

    def search(self, query: Query, scope: Scope) -> RawResult:
        """Filter, match, order and count within *scope*; the strictest reading that finds anything counts."""
        parsed = parse(query.text)
        within = wanted.within(scope, query.filters, parsed.filters)
        end = query.offset + max(0, query.limit)
        total, hits, asked = 0, _NO_HITS, within
        for strict, reading in wanted.readings(parsed, lambda: self._statistics(scope)):
            asked = wanted.both(within, reading)
            total, hits = self._ordered(query.order, parsed, asked, scope, end, strict=strict)
            if total:
                break
        places = [RawHit(*self._place(at), score) for score, _, at in hits[query.offset : end]]
        return RawResult(
            total, tuple(places), self._facets(self.matcher.query(asked)) if query.facets else {}
        )

    def suggest(self, prefix: str, scope: Scope, limit: int) -> Sequence[str]:
        folded = fold_text(prefix)
        if not folded or limit <= 0:
            return ()
        within = self.matcher.query(wanted.within(scope))
        found = self.searcher.terms_with_prefix("suggest", folded, within)
        return entries.best_offers(found, limit)

    def _ordered(
        self, order: str, parsed: Parsed, asked: Condition, scope: Scope, end: int, *, strict: bool
    ) -> tuple[int, list[_Hit]]:
        if order in ("newest", "document") or not parsed.positive:
            column = "newest" if order == "newest" else "order"
            return self._by_column(column, self.matcher.query(asked), end)
        return self._ranked(parsed, asked, scope, end, strict=strict)

    def _by_column(self, column: str, asked: tantivy.Query, number: int) -> tuple[int, list[_Hit]]:
        order = tantivy.Order.Asc if column == "order" else tantivy.Order.Desc
        found = self.searcher.search(asked, max(1, number), order_by_field=column, order=order)
        return int(found.count), [(0.0, place, at) for place, at in found.hits]

    def _ranked(
        self, parsed: Parsed, asked: Condition, scope: Scope, end: int, *, strict: bool
    ) -> tuple[int, list[_Hit]]:
        statistics = self._statistics(scope)
        scored = self.matcher.scored(asked, *ranking.features(parsed, statistics, strict=strict))
        usual = ranking.usual_average(statistics.average)
        total, hits = self._best(scored, max(end, ranking.CANDIDATES), f"shortness_{usual}")
        addresses = [address for _, _, address in hits]
        scores = ranking.weighed(
            [score for score, _, _ in hits],
            self.searcher.fast_field_values("size", addresses),
            self.searcher.fast_field_values("key", addresses),
            statistics.average,
        )
        return total, _sorted(
            [(score, order, at) for score, (_, order, at) in zip(scores, hits, strict=True)]
        )

    def _best(self, scored: tantivy.Query, number: int, weight: str) -> tuple[int, list[_Hit]]:
        """The best pages; equal ones in order of document and page, whatever the engine's own order."""
        ask = number + _TIED
        while True:
            answer = self.searcher.search(scored, ask, weight_by_field=weight)
            found = answer.hits
            if len(found) < ask or found[number - 1][0] > found[-1][0]:
                break
            ask *= 4
        orders = self.searcher.fast_field_values("order", [address for _, address in found])
        hits = _sorted([(score, order, at) for (score, at), order in zip(found, orders, strict=True)])
        return int(answer.count), hits[:number]

    def count(self, query: tantivy.Query) -> int:
        """How many pages *query* matches."""
        return int(self.searcher.search(query, 1, count=True).count)

    def _place(self, address: Address) -> tuple[str, int]:
        row = self.searcher.doc(address)
        return str(row.get_first("document")), int(row.get_first("page"))

    def _facets(self, found: tantivy.Query) -> Mapping[str, Mapping[str, int]]:
        asked = {name: {"terms": {"field": name, "size": _MANY_BUCKETS}} for name in entries.FACETS}
        answer = self.searcher.aggregate(found, asked)
        return {
            name: dict(sorted((str(b["key"]), int(b["doc_count"])) for b in answer[name]["buckets"]))
            for name in entries.FACETS
        }

    def _counted(self, scope: Scope) -> _Statistics:
        return _Statistics(self, None if scope.everything else wanted.within(scope))


def _sorted(hits: list[_Hit]) -> list[_Hit]:
    hits.sort(key=itemgetter(1))
    hits.sort(key=itemgetter(0), reverse=True)  # equal scores stay in order
    return hits


class _Statistics:
    """Counts over the pages of a scope, asked once each."""

    def __init__(self, view: View, within: Condition | None) -> None:
        self._view = view
        self._within = within
        self._seen: dict[tuple[str, str], int] = {}
        everything = view.matcher.query(within) if within is not None else tantivy.Query.all_query()
        self.pages = view.count(everything)
        answer = view.searcher.aggregate(everything, {"size": {"avg": {"field": "size"}}})
        self.average = float(answer["size"]["value"] or 0.0)

    def frequency(self, field: str, token: str) -> int:
        key = (field, token)
        if key not in self._seen:
            self._seen[key] = self._asked(field, token)
        return self._seen[key]

    def _asked(self, field: str, token: str) -> int:
        if self._within is None:
            return int(self._view.searcher.doc_freq(field, token))
        both = wanted.both(self._within, wanted.Token(field, token))
        return self._view.count(self._view.matcher.query(both))


def _stamp(folder: Path) -> tuple[int, int, int]:
    state = (folder / "meta.json").stat()
    return state.st_ino, state.st_mtime_ns, state.st_size
