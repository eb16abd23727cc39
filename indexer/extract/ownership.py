"""Whose paper it is, decided by the place where a body is named: label, signature, title, head, folder."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.domain.entity import Kind
from archive.domain.facts import Claim, Locator
from indexer.extract.entities import Mention, Name, Names
from indexer.extract.issuer import Signed
from indexer.extract.reading import Line, PageView, Reading
from indexer.extract.title import Title

THRESHOLD = 0.6
_PLAIN = 3.0
"""Points of a name in a place of its own: a label, the signature, the title."""
CANDIDATES = 50
_OWN = re.compile(
    r"(?:填报单位|填表单位|编制单位|报送单位|申报单位|单位名称|单位详细名称|单位全称|企业名称|企业全称|公司名称|自评单位|自查单位|被考核单位|考核对象"
    r"|被监察单位|被检查单位|被监测单位|被审计单位|受检单位|受检查单位|送检单位|委托单位|委托方|申请单位|使用单位|购货单位|购买方|购方|购买方名称"
    r"|付款单位|付款人|用户名称|户名|客户名称|用电客户|收货单位|项目单位|建设单位|机构名称|责任单位|乙方|承诺单位|承诺人|用能单位|用能单位名称|报告单位"
    r"|责任方|被查单位|获证组织|组织名称|立档单位|全宗名称|承担单位|地区|县区|县\(市、区\)|县市区|客户|用户|兹证明|单位|名称)"
    r"(?:名称|全称)?(?:\([^()]{0,10}\))?\s*[:|]?\s*(?:名称\s*:)?\s*$"
)
_OTHER = re.compile(
    r"(?<![被受])(?:甲方|销货单位|销售方|销方|供货单位|供货方|供方|收款单位|收款人|发证单位|发证机关|检定单位|校准单位|检定机构|认证机构|监察单位|监察机构|检查单位"
    r"|监测单位|检测单位|检测机构|审计单位|审计机构|审核机构|核定单位|主管部门|制定机关|批准机关|备案机关|抄送|抄报|主送|报送|送|登记机关|制造单位|生产厂家)"
    r"(?:名称|全称)?(?:\([^()]{0,10}\))?\s*[:|]?\s*(?:名称\s*:)?\s*$"
)
_AUTHOR = re.compile(
    r"(?:填报单位|填表单位|编制单位|报送单位|报告单位|(?<![\u4e00-\u9fa5])单位)(?:\([^()]{0,10}\))?\s*[:|]?\s*$"
)
_CALLED = re.compile(r"[\u4e00-\u9fa5]{0,8}\((?:以下)?(?:简?称)?[:\"“'<]?\s*(?P<role>[甲乙]方)")
"""某县人民政府（乙方）: what the body is called in its letter."""
_CODE = re.compile(r"(?:代码|信用代码|机构代码|编码|区划|税号|识别号|注册号)(?:\([^()]{0,10}\))?\s*[:|]?\s*$")
# Papers that one body writes about another: the one they are about owns them.
_ABOUT = frozenset(
    [
        "stat_confirm",
        "rectification_notice",
        "enforcement_record",
        "inspection_record",
        "assess_result",
        "monitoring_report",
        "energy_review",
        "target_notice",
        "acceptance",
        "award_doc",
        "test_report",
        "certificate",
        "license",
        "invoice",
        "settlement",
        "audit_report",
        "limit_check",
        "fund_voucher",
        "key_ent_result",
    ]
)
_CAPS = {
    "label": 5.0,
    "signature": 4.2,
    "title": 3.6,
    "head": 3.4,
    "code": 4.0,
    "addressee": 0.8,
    "first_party": 2.4,
    "author": 5.0,
    "file_name": 2.0,
}
_CAPS |= {"folder_name": 2.3, "other": 0.4, "body": 0.3}
_BODY_CAP = 1.2
_NAMES = frozenset({"file_name", "folder_name"})
_SURE = 0.9
# A county's bureau files for its county; a firm that carries the county's name does not.
_PARTIAL = {"": 1.0, "office": 0.78, "other": 0.3}


@dataclass(slots=True)
class _Case:
    """What speaks for one entity."""

    roles: dict[str, float] = field(default_factory=dict)
    body: float = 0.0
    locator: Locator | None = None
    best: float = 0.0

    def add(self, role: str, points: float, locator: Locator | None) -> None:
        if role in {"body", "other"}:
            self.body = min(_BODY_CAP, self.body + points)
        else:
            self.roles[role] = max(self.roles.get(role, 0.0), points)
        if points > self.best or self.locator is None:
            self.best, self.locator = points, locator

    def points(self) -> float:
        return sum(self.roles.values()) + self.body

    def basis(self) -> str:
        role = max(self.roles, key=lambda r: self.roles[r]) if self.roles else "body"
        return {
            "label": "layout",
            "author": "layout",
            "first_party": "layout",
            "other": "body",
            "head": "layout",
            "code": "number",
            "signature": "issuer",
            "addressee": "body",
        }.get(role, role)


@dataclass(frozen=True, slots=True)
class _Place:
    """Ranges of a page that say more than the body does."""

    view: PageView
    start: int
    end: int
    role: str


class Owners:
    """Decides whose paper it is."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def claims(
        self,
        reading: Reading,
        title: Title | None,
        signed: Sequence[Signed],
        doctype: str | None,
        year: int | None,
    ) -> tuple[Claim | None, tuple[Claim, ...]]:
        """The owner, None when it is not certain enough, and everybody named, likeliest first."""
        cases: dict[str, _Case] = {}
        places = _places(reading, title, signed)
        for view in _views(reading):
            spots = [place for place in places if place.view is view]
            for mention in self._names.mentions(view.text, view.line_end):
                role = _role(view, mention, spots)
                self._count(cases, mention, role, year, view.locator(mention.start, mention.end))
        self._by_path(cases, reading, year)
        return self._decide(cases, doctype)

    def _by_path(self, cases: dict[str, _Case], reading: Reading, year: int | None) -> None:
        for text, role in ((reading.stem, "file_name"), ("/".join(reading.folders), "folder_name")):
            for mention in self._names.mentions(text):
                self._count(cases, mention, role, year, reading.named(text))

    def _count(
        self, cases: dict[str, _Case], mention: Mention, role: str, year: int | None, place: Locator
    ) -> None:
        names = [name for name in mention.names if _in_use(name, year)] or list(mention.names)
        for name in names:
            if name.code and role == "body":
                continue
            points = _CAPS[role] * name.trust / len(names) ** 1.5
            points *= (
                _PARTIAL[mention.part] if role not in {"body", "other"} else (0.35 if mention.part else 1.0)
            )
            points *= 1.0 if _in_use(name, year) else 0.3
            cases.setdefault(name.entity, _Case()).add(role, points, place)

    def _decide(self, cases: dict[str, _Case], doctype: str | None) -> tuple[Claim | None, tuple[Claim, ...]]:
        self._only_one(cases, doctype)
        scores = {code: self._points(code, case, cases, doctype) for code, case in cases.items()}
        order = sorted(scores, key=lambda code: (-scores[code], code))
        ranked = []
        assessed = [code for code in order if self._names.entities[code].kind is not Kind.CITY]
        for place, code in enumerate(order[:CANDIDATES]):
            rivals = [other for other in (assessed if code in assessed else order) if other != code]
            rival = scores[order[0]] if place else scores[rivals[0]] if rivals else 0.0
            confidence = _confidence(scores[code], rival, alone=len(order) == 1)
            if assessed == [code] and cases[code].best >= _PLAIN:
                confidence = max(confidence, 0.92)  # nobody else is named, and the place says whose it is
            if not place:
                confidence = max(confidence, self._printed_alone(code, cases, doctype))
            if self._names.entities[code].kind is Kind.CITY:
                confidence = min(
                    confidence, 0.5
                )  # the city has no checklist: a person decides whom it serves
            ranked.append(Claim(code, round(confidence, 3), cases[code].basis(), cases[code].locator))
        sure = ranked[0] if ranked and ranked[0].confidence >= THRESHOLD else None
        return sure, tuple(ranked)

    def _printed_alone(self, code: str, cases: dict[str, _Case], doctype: str | None) -> float:
        """How sure the paper itself is when only names of files speak for a body of the same kind, else 0.

        A name of a file is what the clerk claims: it cannot make a plain paper doubtful.
        """
        kind = self._names.entities[code].kind
        printed = {c: case for c, case in cases.items() if case.body or case.roles.keys() - _NAMES}
        named = [c for c in cases if c not in printed]
        if code not in printed or not named or any(self._names.entities[c].kind is not kind for c in named):
            return 0.0
        bare = {c: replace(case, roles=_without_names(case.roles)) for c, case in printed.items()}
        scores = {c: self._points(c, case, bare, doctype) for c, case in bare.items()}
        assessed = [c for c in bare if self._names.entities[c].kind is not Kind.CITY]
        rivals = [scores[c] for c in assessed if c != code]
        alone = assessed == [code] and max(bare[code].roles.values(), default=0.0) >= _PLAIN
        sure = _confidence(scores[code], max(rivals, default=0.0), alone=len(scores) == 1)
        sure = max(sure, 0.92) if alone else sure
        return sure if sure >= _SURE else 0.0

    def _only_one(self, cases: dict[str, _Case], doctype: str | None) -> None:
        """A paper about somebody that names nobody else is about him."""
        assessed = [code for code in cases if self._names.entities[code].kind is not Kind.CITY]
        if len(assessed) == 1 and doctype in _ABOUT and not cases[assessed[0]].roles:
            cases[assessed[0]].roles["body"] = 1.6
        told = [code for code in assessed if self._names.entities[code].kind is not Kind.DEPARTMENT]
        if doctype == "stat_confirm" and len(told) == 1 and not cases[told[0]].roles:
            cases[told[0]].roles["label"] = 3.4  # a bureau confirms the figures of the one body it names

    def _points(self, code: str, case: _Case, cases: dict[str, _Case], doctype: str | None) -> float:
        roles = dict(case.roles)
        if doctype in _ABOUT:
            pointed = any(
                other != code
                and ({"title", "addressee", "label"} & seen.roles.keys())
                and self._names.entities[other].kind is not Kind.CITY
                for other, seen in cases.items()
            )
            if "addressee" in roles:
                roles["addressee"] = 3.4
            if pointed:
                roles |= {
                    role: min(roles[role], 1.2) for role in ("signature", "head", "author") if role in roles
                }
        points = sum(roles.values()) + case.body
        return points * (0.35 if self._names.entities[code].kind is Kind.CITY else 1.0)


def _confidence(score: float, rival: float, *, alone: bool) -> float:
    lead = 1.0 if alone else 1 / (1 + math.exp(-1.5 * (score - rival) - 0.1))
    return min(0.99, (1 - math.exp(-score / 1.7)) * lead)


def _without_names(roles: dict[str, float]) -> dict[str, float]:
    return {role: points for role, points in roles.items() if role not in _NAMES}


def _in_use(name: Name, year: int | None) -> bool:
    if year is None:
        return True
    return (name.since is None or name.since <= year + 1) and (name.until is None or year <= name.until + 1)


def _views(reading: Reading) -> Iterable[PageView]:
    pages = reading.pages
    return pages if len(pages) <= 60 else (*pages[:40], *pages[-20:])


def _places(reading: Reading, title: Title | None, signed: Sequence[Signed]) -> list[_Place]:
    places = [_Place(s.line.view, s.line.start, s.line.end, "signature") for s in signed]
    head = reading.head[:16]
    titled = False
    for line in head:
        if title is not None and line.text.replace(" ", "") and line.text.replace(" ", "") in title.text:
            places.append(_Place(line.view, line.start, line.end, "title"))
            titled = True
        elif line.text.endswith(":") and len(line.text) <= 60:
            places.append(_Place(line.view, line.start, line.end, "addressee"))
        elif not titled and len(line.text) <= 40 and ":" not in line.text and "。" not in line.text:
            places.append(_Place(line.view, line.start, line.end, "head"))
        elif titled and _plain(line):
            places.append(_Place(line.view, line.start, line.end, "line"))
    places += [_Place(line.view, line.start, line.end, "line") for line in reading.tail[-4:] if _plain(line)]
    return places


def _plain(line: Line) -> bool:
    """A short line of words: no sentence, no field, no row of a table."""
    text = line.text
    if len(text) > 44 or text[0].isdigit() or set(text) & set(":。;,"):
        return False
    return sum(c.isdigit() for c in text) < 3 and "\t" not in line.view.original(line.start, line.end)


def _role(view: PageView, mention: Mention, spots: Sequence[_Place]) -> str:
    begin = view.line_start(mention.start)
    if begin == mention.start:
        begin = view.line_start(begin - 1)  # a form prints the label above or in the cell before
    before = view.text[max(begin, mention.start - 26) : mention.start]
    if mention.names[0].code:
        return "code" if len(view.text[mention.start : mention.end]) >= 9 or _CODE.search(before) else "body"
    if called := _CALLED.match(view.text, mention.end):
        return "first_party" if called["role"] == "甲方" else "label"
    if _OTHER.search(before):
        return "first_party" if re.search(r"甲方[^:]{0,12}:?\s*$", before) else "other"
    if _OWN.search(before):
        return "author" if _AUTHOR.search(before) else "label"
    for spot in spots:
        if spot.start <= mention.start < spot.end:
            if spot.role != "line":
                return spot.role
            opens = mention.start == spot.start and spot.end - spot.start <= 16
            if opens or mention.end - mention.start >= 0.55 * (spot.end - spot.start):
                return "head"  # the name has a line near the top or the bottom to itself
    return "body"
