"""What a paper says about itself: draft, classified, no task; how many meetings, which language."""

from __future__ import annotations

import re

from archive.domain.facts import Claim
from indexer.extract.dates import find_dates
from indexer.extract.reading import Reading
from indexer.extract.title import Title

_DRAFT = re.compile(
    r"征求意见稿|讨论稿|送审稿|送审|草案|草稿|初稿|审议稿|征求意见|\((?:稿|代拟稿|修改稿|试评稿|代拟)\)|代拟稿|修改稿|未定稿|样稿|(?<!终)待定稿"
)
_FINAL = re.compile(r"草案(?:的)?(?:报告|说明|审议)|送审(?:的)?(?:报告|函|通知)")
_MARK = re.compile(
    r"^(?:密级\s*:?\s*)?(?P<mark>秘密|机密|绝密)\s*(?P<term>[★☆*]\s*(?:\d+\s*(?:年|个?月)|长期|[一二三五十]+年)?|\(.{1,8}\))?(?:\s*(?:特急|加急|急件|平急).*)?$"
)
_STARRED = re.compile(r"(?P<mark>秘密|机密|绝密)\s*[★☆]")
_TASK = r"(?:淘汰|落后产能|落后设备|整改|节能|技改|技术改造|能评|改造|关停|新建|扩建|固定资产投资)"
_NO_TASK = re.compile(
    r"(?:无|没有|未承担|不承担|未下达|没有下达|不涉及|不存在|未涉及|未分配|没有分配|未列入)"
    r"(?:本?年度?|20\d\d年度?|该项|此项|相关|相应|需要?|应|承担|列入|市下达的?|上级下达的?|下达的?){0,3}"
    rf"{_TASK}[^,。;:]{{0,14}}?(?:任务|项目|企业|设备|产能|事项)"
    rf"|{_TASK}[^,。;:]{{0,12}}?(?:无此项|无任务|任务为零|零任务|为零任务|无淘汰任务)|无此项任务|无(?:淘汰|整改|分解)任务|不涉及(?:此项|该项|本项)"
)
_ISSUE = re.compile(r"第\s*([\d一二三四五六七八九十]{1,3})\s*[期次]")
_APART = 150  # a heading this close to the last one belongs to the same minutes
_MINUTES = re.compile(r"(?:会议纪要|会议记录|会纪要|纪要)(?:\(.{0,14}\))?$")


def find_draft(reading: Reading, title: Title | None) -> Claim | None:
    """A draft says so in its title, at its head, or in its file's name."""
    if title is not None and (match := _DRAFT.search(title.text)) and not _FINAL.search(title.text):
        return Claim(match[0].strip("()"), 0.95, "title", title.claim.locator)
    for line in reading.head[:8]:
        match = _DRAFT.search(line.text)
        if match and len(line.text) <= 24 and len(match[0]) * 2 >= len(line.text.strip("()")):
            return Claim(match[0].strip("()"), 0.9, "layout", line.locator())
    match = _DRAFT.search(reading.stem)
    if match and not _FINAL.search(reading.stem):
        return Claim(match[0].strip("()"), 0.7, "file_name", reading.named(reading.stem))
    return None


def find_classified(reading: Reading) -> Claim | None:
    """A mark of secrecy stands on its own line in the head; words about secrets in the text are none."""
    for view in reading.pages[:3]:
        for index, line in enumerate(view.lines[:10]):
            match = _MARK.match(line.text)
            if match is None and len(line.text) <= 40:
                match = _STARRED.search(line.text)
            if match is not None and (match.re is _STARRED or match["term"] or index < 6):
                return Claim(match["mark"], 0.95 if "★" in line.text else 0.85, "layout", line.locator())
    return None


def find_no_task(reading: Reading) -> Claim | None:
    """The paper claims that the entity has no such task."""
    for view in reading.pages[:10]:
        match = _NO_TASK.search(view.text)
        if match:
            return Claim(
                view.printed(match.start(), match.end()),
                0.75,
                "body",
                view.locator(match.start(), match.end()),
            )
    return None


def count_meetings(reading: Reading, doctype: str | None) -> int:
    """Distinct minutes inside one file, by their titles, issue numbers and dates."""
    if doctype != "meeting_minutes":
        return 0
    found: list[tuple[str, str, str]] = []
    for view in reading.pages[:400]:
        before = -_APART
        for index, line in enumerate(view.lines):
            if len(line.text) > 44 or not _MINUTES.search(line.text) or re.search(r"[:。;]", line.text):
                continue
            near = view.lines[index : index + 8]
            issue = _ISSUE.search("".join(n.text for n in near[:3]))
            held = next((d.day.isoformat() for n in near for d in find_dates(n.text)), "")
            if line.start - before >= _APART:
                found.append((issue[1] if issue else "", held, line.text))
            before = line.start
    if any(issue for issue, _, _ in found):
        found = [item for item in found if item[0]]
    return max(1, len({issue or held or text for issue, held, text in found}))


def find_language(reading: Reading) -> str | None:
    """zh-Hans, zh-Hant or en by the characters of the first pages; None without enough text."""
    text = "".join(view.page.text[:3000] for view in reading.pages[:3])
    han = sum(1 for c in text if "\u4e00" <= c <= "\u9fff")
    latin = sum(1 for c in text if c.isascii() and c.isalpha())
    if han + latin < 8:
        return None
    if han * 2 < latin:
        return "en" if not han else None
    traditional = sum(1 for c in text if c in _TRADITIONAL)
    return "zh-Hant" if traditional * 25 > han else "zh-Hans"


_TRADITIONAL = frozenset(
    "節標準會議開關於個為與據後從對業產經濟國發電點過這來時間長萬億實現報導負責書簽訂縣區務總計劃統應該術環評價級"
)
