"""Certificates of verification, calibration and management systems; several in one paper are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive.domain.facts import Certificate, Claim, Locator
from indexer.extract.dates import find_dates
from indexer.extract.reading import PageView, Reading

_KINDS = ("检定结果通知书", "检定证书", "校准证书", "认证证书")
_HEADING = re.compile(r"检定结果通知书|检定证书|校准证书|认证证书|测试证书")
_KEYS = re.compile(
    r"(?P<skip>授权证书(?:编)?号|授权证书|计量标准证书(?:编)?号|标准器证书(?:编)?号|原始记录号|计量标准|标准器|页码|地址|电话|邮编|传真|检定员|核验员|校准员|批准人|主管"
    r"|检定地点|环境条件|温度|湿度|接收日期|技术机构|发布日期|范围|认证范围|检定专用章|不确定度|检定项目|校准结果|备注|说明|首次发证日期|换证日期)"
    r"|(?P<number>证书编号|证书号|证书no|通知书编号|注册号)"
    r"|(?P<client>委托方|送检单位|委托单位|申请单位|客户名称|使用单位|获证组织(?:名称)?|组织名称|兹证明)"
    r"|(?P<instrument>计量器具名称|器具名称|仪器名称|样品名称|设备名称)"
    r"|(?P<model>型号(?:[/、]?规格)?|规格(?:[/、]?型号)?)"
    r"|(?P<serial>出厂编号|器具编号|设备编号|仪器编号|出厂号)"
    r"|(?P<maker>制造(?:单位|厂商|厂|商)|生产厂家?|生产单位)"
    r"|(?P<basis>(?:检定|校准)(?:所?依据)(?:规程)?|认证依据|认证标准|依据标准)"
    r"|(?P<verdict>检定结论|检定结果(?!通知)|结论)"
    r"|(?P<accuracy>准确度等级|准确度级别|精度等级)"
    r"|(?P<until>有效期至|有效期限至|有效日期至|有效期截止|有效期限|有效期)"
    r"|(?P<day>检定日期|校准日期|检定时间|发证日期|颁证日期|签发日期)"
    r"|(?P<agency>发证单位|发证机关|检定单位|检定机构|校准机构|校准单位|认证机构|发证机构|检测机构)"
)
_AGENCY_LINE = re.compile(r"^[\u4e00-\u9fa5()]{2,30}(?:所|院|中心|公司|局|站|研究院)$")
_CLASS = re.compile(r"\d+(?:\.\d+)?s?级|[ⅰ-ⅻivx]+级")
_BASIS = re.compile(r"(?:jj[gf]|gb/?t?|rb/t|iso)\s*(?:\([\u4e00-\u9fa5]\)\s*)?\d+(?:\.\d+)?(?:[-:]\d{4})?")
_NUMBER = re.compile(r"[\u4e00-\u9fa5a-z()]{1,12}第\s*[\da-z\-]+\s*号|[^第\s]{3,40}(?=第\d+页)")
_VALUE_KEYS = frozenset(
    {"number", "client", "instrument", "model", "serial", "verdict", "accuracy", "agency"}
)


class _Draft:
    """A certificate being read; fields are filled once, by their first value."""

    def __init__(self, kind: str, locator: Locator | None) -> None:
        self.kind = kind
        self.texts: dict[str, str] = {}
        self.days: dict[str, date] = {}
        self.locator = locator

    def belongs(self, number: str) -> bool:
        return self.texts.get("number") in {None, number}

    def finish(self) -> Certificate:
        text = self.texts.get
        return Certificate(
            kind=self.kind,
            number=text("number"),
            instrument=text("instrument"),
            serial=text("serial"),
            model=text("model"),
            verdict=text("verdict"),
            accuracy=text("accuracy"),
            verified_on=self.days.get("day"),
            valid_until=self.days.get("until"),
            agency=text("agency"),
            client=text("client"),
            basis=text("basis"),
            locator=self.locator,
        )


def find_certificates(reading: Reading, doctype: str | None) -> tuple[Certificate, ...]:
    """Every certificate in the paper; none when the paper merely talks about certificates."""
    if doctype not in {"certificate", None}:
        return ()
    drafts: list[_Draft] = []
    for view in reading.pages[:2000]:
        for start, end, kind in _sections(view, drafts[-1].kind if drafts else None):
            _read(view, start, end, kind, drafts)
    found = [
        draft for draft in drafts if draft.texts.get("number") or draft.texts.get("serial") or draft.days
    ]
    if doctype is None:
        found = [draft for draft in found if len(draft.texts) + len(draft.days) >= 4]
    return tuple(draft.finish() for draft in found)


def validity(certificates: tuple[Certificate, ...]) -> tuple[Claim | None, Claim | None]:
    """(valid from, valid until) of a paper that is one certificate."""
    if len(certificates) != 1:
        return None, None
    only = certificates[0]
    since = Claim(only.verified_on.isoformat(), 0.9, "layout", only.locator) if only.verified_on else None
    until = Claim(only.valid_until.isoformat(), 0.9, "layout", only.locator) if only.valid_until else None
    return since, until


def _sections(view: PageView, before: str | None) -> Iterator[tuple[int, int, str]]:
    """Stretches of a page that belong to one certificate: each begins with its heading."""
    starts: list[tuple[int, str]] = []
    for line in view.lines:
        match = _HEADING.search(line.text)
        heading = match is not None and len(line.text) <= 24 and not re.search(r"[:。,]", line.text)
        if match is not None and heading and (not starts or line.start - starts[-1][0] > 40):
            starts.append((line.start, _kind(match[0])))
    if not starts:
        kind = _HEADING.search(view.text)
        yield 0, len(view.text), before or (_kind(kind[0]) if kind else "other")
        return
    for index, (start, kind_name) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(view.text)
        yield (0 if index == 0 else start), end, kind_name


def _kind(text: str) -> str:
    return next((kind for kind in _KINDS if kind in text), "other")


def _read(view: PageView, start: int, end: int, kind: str, drafts: list[_Draft]) -> None:
    """Read the labelled fields of one section; an inner page with the same number continues its cover."""
    keys = list(_KEYS.finditer(view.text, start, end))
    fields = _Draft(kind, None)
    for index, key in enumerate(keys):
        limit = keys[index + 1].start() if index + 1 < len(keys) else end
        _field(view, key, min(limit, key.end() + 80), fields)
    if not fields.texts and not fields.days:
        return
    fields.locator = fields.locator or view.locator(start, min(end, start + 40))
    _first_line_agency(view, start, fields)
    number = fields.texts.get("number")
    last = drafts[-1] if drafts else None
    if (
        last is not None
        and last.kind == kind
        and (number is None or last.belongs(number))
        and _continues(last, fields)
    ):
        for name, text in fields.texts.items():
            last.texts.setdefault(name, text)
        for name, day in fields.days.items():
            last.days.setdefault(name, day)
        return
    drafts.append(fields)


def _continues(last: _Draft, fields: _Draft) -> bool:
    serial = fields.texts.get("serial")
    return serial is None or last.texts.get("serial") in {None, serial}


def _field(view: PageView, key: re.Match[str], limit: int, fields: _Draft) -> None:
    name = key.lastgroup or "skip"
    start = key.end()
    while start < limit and view.text[start] in ":/ .|":
        start += 1
    if name == "skip" or start >= limit:
        return
    if name in {"day", "until"}:
        _days(view, name, start, limit, fields)
        return
    stop = view.field_end(start, limit)
    if name == "number" and (whole := _NUMBER.match(view.text, start, limit)):
        stop = whole.end()  # 昭计检字第 2008 号 is one number, blanks or not
    if name == "basis":
        match = _BASIS.search(view.text, start, min(limit, start + 40))
        stop = match.end() if match else stop
        start = match.start() if match else start
    value = (
        view.original(start, stop).strip(" :：;；,，。|()（）")
        if name != "client"
        else view.printed(start, stop)
    )
    if name == "verdict":
        _accuracy(view, start, limit, fields)
        value = re.split(r"[(（]", value)[0]
    if name in _VALUE_KEYS | {"basis"} and value and value not in fields.texts.values():
        fields.texts.setdefault(name, value)
        if name in {"number", "serial"} and fields.locator is None:
            fields.locator = view.locator(key.start(), stop)


def _days(view: PageView, name: str, start: int, limit: int, fields: _Draft) -> None:
    found = [d.day for d in find_dates(view.text[start : min(limit, start + 48)])]
    if not found:
        return
    if name == "until":
        fields.days.setdefault("until", found[-1] if len(found) <= 2 else found[0])
        if len(found) == 2:
            fields.days.setdefault("day", found[0])
    else:
        fields.days.setdefault("day", found[0])


def _accuracy(view: PageView, start: int, limit: int, fields: _Draft) -> None:
    match = _CLASS.search(view.text, start, min(limit, start + 24))
    if match:
        fields.texts.setdefault("accuracy", view.original(match.start(), match.end()))


def _first_line_agency(view: PageView, start: int, fields: _Draft) -> None:
    if "agency" in fields.texts:
        return
    for line in view.lines[:3]:
        if (
            line.start >= start
            and _AGENCY_LINE.match(line.text)
            and not _KEYS.match(line.text)
            and line.printed() != fields.texts.get("client")
        ):
            fields.texts["agency"] = line.printed()
            return
