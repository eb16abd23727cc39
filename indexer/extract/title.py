"""The title of a paper: 关于…的通知 joined over its lines, or the line that stands out at the top."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from archive.domain.facts import Claim
from indexer.extract.dates import find_dates
from indexer.extract.numbers import find_numbers
from indexer.extract.reading import Line, PageView, Reading, folded

_ORGAN = r"(?:人民政府|政府|局|委员会|委|办公室|办|公司|厂|矿|集团|领导小组|院|所|中心|站|学校|医院|管委会|处|科|部)"
_ORG_LINE = re.compile(rf"^[\u4e00-\u9fa5()、]{{2,40}}{_ORGAN}$")
_REDHEAD = re.compile(rf"^[\u4e00-\u9fa5()、]{{2,40}}(?:{_ORGAN}|协会|银行|县委|市委|区委|党组)文件$")
_KIND = r"(?:通知|通报|报告|请示|批复|意见|公告|通告|公示|复函|函|决定|方案|纪要|办法|规定|细则|说明|汇报|计划|总结|令|通知书)"
_FULL = re.compile(rf"{_KIND}\s*(?:[(（][^)）]{{1,14}}[)）])?$")
_ENDING = re.compile(
    r"(?:报告|报告书|表|书|办法|方案|意见|纪要|通知|通报|计划|总结|台账|台帐|清单|目录|名单|名册|证书|记录|单|图|公报|公告|公示"
    r"|细则|规定|制度|发票|执照|合同|协议|规划|要点|分析|说明|情况|凭证|回单|笔录|截图|照片|讲话|明细|账|预算|决算"
    r"|购进.{0,3}消费.{0,3}库存|决定|函|文件|条例|汇编|年鉴|标准|职责|申请|批复|请示|影像|登记|核定|测算|一览|致辞|发言|通稿|简报|简介|信息)\s*"
    r"(?:\([^)]{1,20}\))?$"
)
_SKIP = re.compile(
    r"^(?:(?:秘密|机密|绝密)[★*☆]?.{0,8}|特急|加急|急件|平急|内部资料.*|签发人.*|[no№]*\s*\d{1,8}|-?\s*第?\s*\d+\s*(?:页.{0,8})?-?"
    r"|共\s*\d+\s*页.*|[-—]+\s*\d+\s*[-—]+|附\s*[件表录]?\s*[\d一二三四五六七八九十]*\s*[:.、]?|表\s*[\d一二三四五]+(?:[-.]\d+)?"
    r"|\(\s*(?:盖章|公章|印章).*)$"
)
_LABEL = re.compile(
    r"^(?:表\s*号|制定机关|制表机关|制表|批准机关|备案机关|批准文号|备案文号|文\s*号|有效期|填报单位|填表|单位|日期|时间|编号|证书编号"
    r"|计量单位|发件人|收件人|抄送|发送|主送|密级|导语|来源|作者|地点|出席|主持|报告期|统一社会信用代码|组织机构代码"
    r"|from|to|date|cc|sent|被.{1,6}单位)[^:]{0,12}:"
)
_SUBJECT = re.compile(r"^(?:主\s*题|邮件主题|subject)\s*:\s*(?P<title>.+)$")
_ASIDE = re.compile(r"\([^()]{0,40}\)?$")
_OPEN = re.compile(r"\([^()]{0,14}$")
_SENTENCE = re.compile(r"[。;；!?]|,.*,")
_FIELDS = 3
"""Filled cells of a row that is no head line of a form."""
_NARROW = 4
"""Characters of a table head that was broken over several lines."""
_VOLUME = re.compile(
    r"(?:考核|迎检|申报|归档|佐证|自查|迎审)(?:材料|资料)$"
)  # the name of the whole folder in a running head
_STEP = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d)|第[一二三四五六七八九十]+[条章])"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The claim with the printed title, and the folded text that other readers compare."""

    claim: Claim
    text: str


def read_title(reading: Reading) -> Title | None:
    """The title, None when nothing at the top looks like one.

    Behind a cover that names another year stands the paper's own title: that one counts.
    """
    running = _running_heads(reading)
    lines = tuple(line for line in reading.head[:40] if line.text not in running and not _in_row(line))
    found = _best(lines[:24]) or _best(reading.head[:24])
    if found is None:
        return _sheet_name(reading)
    return _behind_cover(lines, found) or found


def _in_row(line: Line) -> bool:
    """Whether a line stands in a cell of a row of several fields, as the words of a wrapped table head do."""
    page = line.view.page
    box = line.locator().box if page.tables and page.words else None
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for table in page.tables:
        filled = Counter(cell.row for cell in table.cells if cell.text.strip())
        for cell in table.cells:
            at = cell.box
            if at and filled[cell.row] >= _FIELDS and at[0] <= x <= at[2] and at[1] <= y <= at[3]:
                return True
    return False


def _behind_cover(lines: tuple[Line, ...], cover: Title) -> Title | None:
    """The same title once more, with another year."""
    place = cover.claim.locator
    year = _years(cover.text)
    if place is None or len(year) != 1:
        return None
    shape = _shape(cover.text)
    for index, line in enumerate(lines):
        begin = _shape(line.text)[:4]
        if len(begin) < 4 or begin not in shape:
            continue
        if line.view.number == place.page and re.sub(r"\s", "", line.text) in cover.text:
            continue
        again = _best(lines[index : index + 6])
        if again is None or _years(again.text) in (year, frozenset()) or _shape(again.text) not in shape:
            continue
        if len(_shape(again.text)) >= max(6, 0.6 * len(shape)):
            return again
    return None


def _years(text: str) -> frozenset[str]:
    for found in reversed(list(find_numbers(text))):
        text = text[: found.start] + text[found.end :]
    return frozenset(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text))


def _shape(text: str) -> str:
    """A title without its years."""
    return re.sub(r"(?:19|20)\d{2}\s*年?度?|[\s()<>]", "", text)


def _best(lines: tuple[Line, ...]) -> Title | None:
    return _subject(lines) or _about(lines) or _standing_out(lines)


def _subject(lines: tuple[Line, ...]) -> Title | None:
    for line in lines[:8]:
        match = _SUBJECT.match(line.text)
        if match and len(match["title"].strip()) > 1:
            return _title(line.view, line.start + match.start("title"), line.end, 0.8)
    return None


def _about(lines: tuple[Line, ...]) -> Title | None:
    """关于…的通知 in its own lines, with the agency's line above it when the title wraps there."""
    for index, line in enumerate(lines):
        at = line.text.find("关于")
        if (
            at < 0
            or at > 30
            or _SENTENCE.search(line.text)
            or line.text.endswith((":", ","))
            or _STEP.match(line.text)
        ):
            continue
        if re.search(r"[:。<]|根据|按照|依据|现将", line.text[:at]) or _listed(line):
            continue
        end = _full_end(lines, index)
        if end is None:
            continue
        first = index
        if (
            at == 0
            and index > 0
            and lines[index - 1].view is line.view
            and _ORG_LINE.match(lines[index - 1].text)
        ):
            first = index - 1
        return _title(line.view, lines[first].start, lines[end].end, 0.95 if index < 14 else 0.7)
    return None


def _listed(line: Line) -> bool:
    """Whether a line is a row of a list that names other papers: 1 | 关于...的通知 | ..."""
    fields = line.view.original(line.start, line.end).split("\t")
    return len(fields) >= _FIELDS or (len(fields) > 1 and fields[0].strip().isdecimal())


def _full_end(lines: tuple[Line, ...], index: int) -> int | None:
    """The line with which a title that begins at *index* ends."""
    length = 0
    for end in range(index, min(index + 4, len(lines))):
        line = lines[end]
        length += len(line.text)
        if line.view is not lines[index].view or length > 120 or _SENTENCE.search(line.text):
            return None
        if _FULL.search(line.text):
            return end
        if line.text.endswith(":"):
            return None
    return None


def _standing_out(lines: tuple[Line, ...]) -> Title | None:
    heights = [_height(line) for line in lines]
    usual = median([h for h in heights if h]) if any(heights) else 0.0
    best, best_score = None, 0.55
    for index, line in enumerate(lines[:16]):
        if best is not None and best_score >= 1.5 and _STEP.match(line.text):
            break  # where the first section begins the title has been
        score = _score(line, index)
        if usual and heights[index]:
            score += max(-0.3, min(1.0, (heights[index] / usual - 1.05) * 1.5))
        if score > best_score:
            best, best_score = index, score
    if best is None:
        return None
    first, last = _wrapped(lines, best)
    return _title(lines[best].view, lines[first].start, lines[last].end, min(0.92, 0.35 + best_score * 0.25))


def _score(line: Line, index: int) -> float:
    """How much a line looks like a title by its words and place alone."""
    text = line.text
    if (
        len(text) < 2
        or _SKIP.match(text)
        or _LABEL.match(text)
        or _REDHEAD.match(text)
        or text.startswith("url")
    ):
        return -1.0
    printed = line.view.original(line.start, line.end)
    fields = printed.count("\t")
    if fields >= 2 or (fields and max(len(part.strip()) for part in printed.split("\t")) <= _NARROW):
        return -1.0  # the head row of a table, or what a narrow column broke off
    if len(text) > 70 or not re.search(r"[\u4e00-\u9fa5]{2}", text):
        return -1.0
    if any(len(n.value) >= len(text) - 8 for n in find_numbers(text)):
        return -1.0
    if any(d.end - d.start >= len(text) - 6 for d in find_dates(text)):
        return -1.0
    score = 1.0 - 0.05 * index - 0.8 * fields
    named = _ASIDE.sub("", text)
    score += 1.2 if _ENDING.search(named) else 0.0
    score -= 0.8 if "," in named else 0.0
    score -= 0.3 if _VOLUME.search(text) else 0.0
    score -= 2.0 if _SENTENCE.search(text) else 0.0
    score -= 1.0 if re.search(r":.", text) else 0.0
    score -= 1.5 if text.endswith((":", ",", "、")) else 0.0
    score -= 1.0 if _STEP.match(text) else 0.0
    score -= 0.6 if _ORG_LINE.match(text) and not _ENDING.search(text) else 0.0
    score -= 0.8 if len(text) > 45 else 0.0
    return score


def _wrapped(lines: tuple[Line, ...], best: int) -> tuple[int, int]:
    """The lines over which the title wraps."""
    first = last = best
    view = lines[best].view
    if (
        _OPEN.search(lines[best].text)
        and best + 1 < len(lines)
        and lines[best + 1].text.find(")") in range(12)
    ):
        last = best + 1  # a bracket that closes on the next line: (2006年 / 度)
    elif not _ENDING.search(lines[best].text) and best + 1 < len(lines):
        after = lines[best + 1]
        short = (
            len(after.text) <= 8
            and not _LABEL.match(after.text)
            and _ENDING.search(lines[best].text + after.text) is not None
        )
        if after.view is view and len(after.text) <= 40 and (short or _score(after, 0) >= 2.0):
            last = best + 1
    if best > 0:
        before = lines[best - 1]
        opens = re.search(r"(?:19|20)\d{2}\s*年|二[〇○零].{2}年|年度$|^[\u4e00-\u9fa5]{2,30}$", before.text)
        ended = _ENDING.search(before.text) or _VOLUME.search(before.text)
        if before.view is view and not ended and _runs_over(before, lines[best]):
            return best - 1, last
        if (
            before.view is view
            and opens
            and not ended
            and _score(before, 0) >= 0.4
            and len(before.text) <= 36
        ):
            first = best - 1
    return first, last


def _runs_over(line: Line, rest: Line) -> bool:
    """A long line that breaks off, and the short rest of it (…专题会议纪要(2008)第2期 节能工作专 / 题会议纪要)."""
    text = line.text
    if len(text) < 18 or len(rest.text) > 14 or len(text) + len(rest.text) > 70:
        return False
    if _LABEL.match(text) or _STEP.match(text) or _REDHEAD.match(text) or re.search(r"[。;,:]$|[。;]", text):
        return False
    return "\t" not in line.view.original(line.start, line.end) and not _dated(text)


def _dated(text: str) -> bool:
    """Whether a whole date stands in a line."""
    return next(iter(find_dates(text)), None) is not None


def _running_heads(reading: Reading) -> frozenset[str]:
    """First lines that come again at the top of other pages."""
    tops = [view.lines[0].text for view in reading.pages[:40] if view.lines]
    return frozenset(text for text in tops if tops.count(text) > 1) if len(tops) > 2 else frozenset()


def _height(line: Line) -> float:
    box = line.view.locator(line.start, line.end).box if line.view.page.words else None
    return box[3] - box[1] if box else 0.0


def _sheet_name(reading: Reading) -> Title | None:
    for view in reading.pages[:3]:
        name = (view.page.tables[0].caption if view.page.tables else None) or view.page.name
        if name and re.search(r"[\u4e00-\u9fa5]{2}", name):
            place = reading.named(name)
            return Title(Claim(name.strip(), 0.4, "layout", place), folded(name.strip()))
    return None


def _title(view: PageView, start: int, end: int, confidence: float) -> Title:
    text = re.sub(r"\s+", "", view.text[start:end])
    return Title(Claim(view.printed(start, end), confidence, "title", view.locator(start, end)), text)
