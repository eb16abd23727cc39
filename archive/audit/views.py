"""A paper prepared for judging: folded words, years and months worked out once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from archive.audit.periods import Span, span
from archive.domain.audit import Paper
from archive.domain.document import FINAL, WAITING, DocumentState
from archive.domain.facts import Claim, Locator

_NOTHING: frozenset[str] = frozenset()
_READABLE = FINAL - {DocumentState.UNREADABLE}
_HEAD = re.compile(r"CTY|DEP|ENT", re.IGNORECASE)
_NAMED_PART = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)[-._年]?)?(?:第?(?P<quarter>[一二三四1-4])季|(?P<month>0?[1-9]|1[0-2])月)"
    r"|(?P<y>(?:19|20)\d\d)[-._](?P<m>0[1-9]|1[0-2])(?!\d)"
)
_SURE_YEAR = 0.6
_SPACE = re.compile(r"\s+")
_ID = re.compile(r"(CTY|DEP|ENT)[-_ ]?([0-9A-Z]{2,3})[-_ ]?(\d\d[a-i]?)(?![0-9])", re.IGNORECASE)
_NUMBER_YEAR = re.compile(r"[〔\[(（【]\s*((?:19|20)\d\d)\s*[〕\])）】]")
_ENERGY = re.compile("能源|节能|能耗|耗能|用能|降耗|减排|能效|能评|双控|节约|低碳|电力|煤|计量")
_FOREIGN = re.compile(
    r"(?:安全生产|生产安全|安全管理|安全培训|安全教育|安全检查|隐患|消防|防火|防汛|抗旱|防洪|扶贫|计划生育|人口统计|人口普查|党建|党员|党风|党支部|廉政"
    r"|纪检|信访|维稳|综治|社会治安|平安建设|食品|药品|防疫|疫情|疾病|环境监察|环境卫生|劳动监察|卫生监督|城管|征兵|民兵|工会|妇女|共青团"
    r"|文明城市|卫生城市|旅游|体育|招商引资|征地|拆迁|低保|医保|社保|招聘|教师|教育经费|农业|畜牧|林业|水利|考勤|人事管理|财务管理|工资|职称"
    r"|特种作业|职业病|装修|办公用品|食堂|保洁|交通安全|地质灾害|反恐|禁毒|法制宣传|普法)"
    r"(?![\u4e00-\u9fa5]{0,8}(?:局|厅|委|办公室|处|站|所|中心|公司|厂|学校|医院|集团))"
)
"""Fields that file their papers in the same cabinets; an office named after its field is no topic."""
_COLLECTION = re.compile("汇编|合集|材料|附件|手册")
WEAK = frozenset({"file_name", "folder_name", "declared"})
"""Bases of a claim that stand outside of the paper itself."""


_T = TypeVar("_T")


class lazy(Generic[_T]):  # noqa: N801 - reads like property
    """Worked out at first sight and kept; unlike cached_property without a lock, which costs more than the work."""

    def __init__(self, work: Callable[[Any], _T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, view: None, owner: type) -> lazy[_T]: ...

    @overload
    def __get__(self, view: object, owner: type) -> _T: ...

    def __get__(self, view: object | None, owner: type) -> _T | lazy[_T]:
        if view is None:
            return self
        value = view.__dict__[self._name] = self._work(view)
        return value


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Width and white space do not tell topics apart."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _from_date(claim: Claim) -> bool:
    """A year that nobody printed as such, or that is hardly more than a guess."""
    return (claim.basis == "body" and claim.locator is None) or claim.confidence < _SURE_YEAR


def _named_ids(path: str) -> frozenset[str]:
    found = set()
    for match in _ID.finditer(path):
        tail = match[3][:2] + match[3][2:].lower()
        found.add(f"{match[1].upper()}-{match[2].upper()}-{tail}")
    return frozenset(found)


class View:
    """Lazily derived properties of one paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document = paper.document
        self.kind = paper.doctype
        self.facts = paper.facts
        self.waiting = paper.state in WAITING
        self.readable = paper.state in _READABLE
        self.named_ids = _named_ids(paper.path) if _HEAD.search(paper.path) else _NOTHING
        """Requirement ids written in the path."""

    @lazy
    def blurred(self) -> bool:
        """Nothing on the paper was read with certainty."""
        bad = self.paper.unreadable_pages + (0 if self.kind == "photo" else self.paper.doubtful_pages)
        return not self.readable or (bad > 0 and bad >= self.paper.pages)  # a scene carries no text

    @lazy
    def torn(self) -> bool:
        """Some pages were not read with certainty."""
        return self.paper.doubtful_pages + self.paper.unreadable_pages > 0

    @lazy
    def title(self) -> str:
        return folded(self.paper.title or "")

    @lazy
    def foreign(self) -> bool:
        """The title names another field of administration and says nothing of energy."""
        title = self.title
        return bool(title) and _FOREIGN.search(title) is not None and _ENERGY.search(title) is None

    @lazy
    def collection(self) -> bool:
        """The title calls it a book of several papers."""
        return _COLLECTION.search(self.title) is not None

    @lazy
    def path(self) -> str:
        return folded(self.paper.path)

    @lazy
    def stem(self) -> str:
        """File name without folders and extension."""
        name = self.path.replace("\\", "/").rsplit("/", 1)[-1]
        return name.rsplit(".", 1)[0] if "." in name else name

    @lazy
    def body_words(self) -> dict[str, int]:
        return {folded(h.keyword): h.count for h in self.facts.keywords if h.where == "body"}

    @lazy
    def date(self) -> date | None:
        if self.paper.date is not None:
            return self.paper.date
        claim = self.facts.date
        if claim is None:
            return None
        try:
            return date.fromisoformat(claim.value)
        except ValueError:
            return None

    @lazy
    def number_year(self) -> int | None:
        match = _NUMBER_YEAR.search(
            self.paper.number or (self.facts.number.value if self.facts.number else "")
        )
        return int(match[1]) if match else None

    @lazy
    def stated_year(self) -> int | None:
        """The year that the content serves; None when only names or declarations say one."""
        if "year" in self.paper.corrected:
            return self.paper.year
        claim = self.facts.year
        if claim is None or claim.basis == "declared" or not claim.value.isdecimal():
            return None
        return None if _from_date(claim) else int(claim.value)

    @lazy
    def guessed_year(self) -> int | None:
        """A year that was concluded from the document date alone."""
        claim = self.facts.year
        return (
            int(claim.value) if claim is not None and claim.value.isdecimal() and _from_date(claim) else None
        )

    @lazy
    def year_basis(self) -> str:
        if "year" in self.paper.corrected:
            return "person"
        return self.facts.year.basis if self.facts.year else ""

    @lazy
    def spans(self) -> tuple[Span, ...]:
        """Periods that the paper covers; what a person corrected stands alone."""
        if self.paper.period and "period" in self.paper.by_person:
            own = span(self.paper.period)
            return (own,) if own else ()
        texts = [c.value for c in self.facts.periods]
        if self.facts.period is not None:
            texts.append(self.facts.period.value)
        if self.paper.period:
            texts.append(self.paper.period)
        if not texts and not self.readable:
            texts = self._named_periods()
        return tuple(dict.fromkeys(s for s in map(span, texts) if s is not None))

    def _named_periods(self) -> list[str]:
        """The month or quarter in the name of a file that nobody could open."""
        match = _NAMED_PART.search(self.stem)
        year = (match["year"] or match["y"] or self.paper.year) if match else None
        if match is None or year is None:
            return []
        if match["quarter"]:
            return [f"{year}-Q{'一二三四1234'.index(match['quarter']) % 4 + 1}"]
        return [f"{year}-{int(match['month'] or match['m']):02d}"]

    @lazy
    def years(self) -> frozenset[int]:
        """Every year that the content claims to cover or serve."""
        found = {y for s in self.spans for y in s.years if s.months <= 60}
        if self.stated_year is not None:
            found.add(self.stated_year)
        return frozenset(found)

    @lazy
    def dated(self) -> bool:
        return self.date is not None or self.number_year is not None or bool(self.years)

    @lazy
    def identity(self) -> str:
        """Two files of the same paper (scan and text) are one paper."""
        if self.paper.number and self.title:
            return f"{folded(self.paper.number)}|{self.title}"
        if self.title and self.date is not None:
            return f"{self.date.isoformat()}|{self.title}"
        return self.document

    def locator(self, quote: str | None = None) -> Locator:
        """Where the paper shows what it is: its title, else its first keyword, else its first page."""
        claim = self.facts.title
        if claim is not None and claim.locator is not None:
            return claim.locator
        for hit in self.facts.keywords:
            if hit.where == "body" and hit.locator is not None:
                return hit.locator
        return Locator(self.document, 1, None, quote or self.paper.title or self.paper.path)
