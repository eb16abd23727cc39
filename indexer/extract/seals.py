"""Seals, signatures and parties, as far as text and image can tell."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.domain.content import Box
from archive.domain.facts import Claim, Locator, Party
from indexer.extract.issuer import Signed
from indexer.extract.reading import Line, PageView, Reading, folded

_INK = re.compile(
    r"\((?:印章?|已盖章|已盖公章|章|[^()]{2,30}(?:公章|印章|专用章))\)|(?<![(\w])[\u4e00-\u9fa5]{4,30}(?:人民政府|局|公司|厂|委员会|所|院)(?:公章|印章|专用章)$"
)
_PLACE = re.compile(r"\(\s*(?:盖\s*章|公\s*章|签\s*章|单位公章|单位盖章|签字盖章|加盖公章|盖公章)\s*\)")
_EMPTY = re.compile(
    r"(?:未|没有|尚未)(?:加)?盖(?:公)?章|无公章|缺(?:少)?公章|此处盖章|盖章处\s*(?:$|_)|\((?:请|在)?(?:此处|此|单位|加)*(?:盖(?:公)?章|公章|签章|盖印)(?:处|位置)\)|\(待盖章\)"
    r"|(?:盖章|公章|签章)\)?\s*:\s*(?:_{2,}|\(空\)|\(?无\)?|$)|\((?:盖章|公章)\)\s*_{2,}|_{2,}\s*\((?:盖章|公章|签章)\)"
)
_HELD = re.compile(r"\((?:盖\s*章|公\s*章|签\s*章|印\s*章)\)\s*(?P<colon>:)?")
_ROLE_END = re.compile(r"[甲乙丙]\s*方$|责任单位$|考核单位$|下达单位$|承诺单位$")
_SECRET = re.compile("秘密|机密|绝密")
_RULE = re.compile(r"未(?:加)?盖章(?:的|者|无效)|不得|应当|要求|方可|有效")
_SIGNED = re.compile(
    r"(?:签[字宇]|代表?字|签名|签发人?|负责人签字|代表签字|法定代表人|代表人?|责任人|负责人|县长|区长|市长|厂长|总经理|董事长|签署人)(?:\([^()]{0,8}\))?\s*:\s*(?P<who>(?!代表|签[字名章]|日期|时间|负责|法定|[甲乙丙]方|盖章|责任|单位|职务|电话)(?:[\u4e00-\u9fa5·]{2,4}(?![\u4e00-\u9fa5])|[\u4e00-\u9fa5·]{2,4}(?=签字|日期|年|时间|20\d\d|乙方|甲方|责任|代表|联系)))?"
)
_ORGANISATION = re.compile(
    r"(?:\(?(?:盖章|签章|公章)\)\s*:?)?(?P<org>[\u4e00-\u9fa5()]{2,40}(?:政府|公司|厂|矿|局|委员会|集团|车间|办事处|镇|乡|处|科|部|中心|院|所|站|村|班组|街道))"
)
_ROLE = re.compile(
    r"(甲\s*方|乙\s*方|丙\s*方)(?:法定|代表人?|负责人|责任人|单位|签[字名章]|盖章)*(?:\([^()]{0,10}\))*\s*[:(]"
)
_PARTY = re.compile(
    r"(?P<role>甲\s*方|乙\s*方|丙\s*方|责任单位|签发单位|发包方|考核单位|被考核单位|下达单位|承诺单位)(?:\([^()]{0,10}\))?\s*[:(]\s*(?P<name>[\u4e00-\u9fa5()]{4,40}?)?(?=\(|签|代表|负责|法定|日期|盖章|乙\s*方|甲\s*方|20\d\d|[\s:_,。;]|$)"
)
_BEHIND = re.compile(
    r"(?P<name>[\u4e00-\u9fa5]{3,30}?(?:政府|公司|厂|矿|局|委员会|集团|车间|办事处|镇|乡|中心|院|所|站|村|街道|办公室))"
    r"\s*\(?(?:\((?:以下)?简称:?|\((?:以下)?称:?|\()\s*[\"“'<]?(?P<role>[甲乙丙]\s*方)[\"”'>]?\s*\)"
)
"""Who a party is, said before what it is called: 某县人民政府（以下简称乙方）."""
_RUN_UP = re.compile(r"^.*(?:与|和|由|经|为|责任书|协议|合同)(?=[\u4e00-\u9fa5]{4,})")
_BROKEN = 7
"""Characters of a name of which the beginning may stand on the line before."""
_ORDER = dict.fromkeys(("甲方", "发包方", "考核单位", "下达单位", "签发单位"), 0) | {"丙方": 2}
"""Who sets the task comes first, whatever was read first."""
_AFTER = 160
"""Characters within which a signature block ends."""


def find_seal(reading: Reading, signed: tuple[Signed, ...]) -> Claim | None:
    """present, absent, unseen or unclear; absent only where a place for the seal stands visibly empty.

    unseen: a scan on which no stamp was found, whatever its words say; a stamp leaves no text behind.
    """
    for view in reading.pages:
        if view.page.seals:
            best = max(view.page.seals, key=lambda seal: seal.confidence)
            place = Locator(view.document, view.number, best.box, best.text[:60])
            return Claim("present", round(min(0.95, 0.5 + best.confidence / 2), 2), "layout", place)
    lines = tuple(dict.fromkeys((*reading.tail, *reading.head[:14])))
    empty = next((line for line in lines if _EMPTY.search(line.text) and not _RULE.search(line.text)), None)
    scanned = _scanned(reading, signed, empty)
    if scanned is not None:
        return scanned
    if empty is not None:
        return Claim("absent", 0.8, "body", empty.locator())
    for line in lines:
        if _INK.search(line.text):
            return Claim("present", 0.8, "body", line.locator())
    star = next(
        (line for line in reading.tail[-14:] if "★" in line.text and not _SECRET.search(line.text)), None
    )
    if star is not None:
        return Claim("present", 0.7, "layout", star.locator())  # the star in the middle of a round seal
    for index, line in enumerate(lines):
        if _PLACE.search(line.text):
            return _placed(line, lines[index - 1] if index else None)
    return Claim("unclear", 0.4, "issuer", signed[0].line.locator()) if signed else None


def _scanned(reading: Reading, signed: tuple[Signed, ...], empty: Line | None) -> Claim | None:
    """On an image only a stamp that was seen counts; the star of one may have been read as text."""
    place = empty or (signed[0].line if signed else None)
    place = place or next((line for line in reading.tail if _PLACE.search(line.text)), None)
    if place is None or place.view.page.source != "ocr":
        return None
    starred = any("★" in line.text and not _SECRET.search(line.text) for line in reading.tail[-14:])
    return None if starred else Claim("unseen", 0.5, "body", place.locator())


def find_signature(reading: Reading) -> Claim | None:
    """present when a name stands behind a place for a signature, absent when only the place does."""
    empty: Line | None = None
    for line in (*reading.tail, *reading.head[:10]):
        for match in _SIGNED.finditer(line.text):
            if match["who"]:
                return Claim("present", 0.75, "body", line.locator())
            if re.match(r"\s*(?:_{2,}|$)", line.text[match.end() :]) and "签" in match[0]:
                empty = empty or line
    return Claim("absent", 0.7, "body", empty.locator()) if empty is not None else None


def find_parties(reading: Reading, doctype: str | None) -> tuple[Party, ...]:
    """The sides of a letter or contract, and whether each signed and sealed it."""
    if doctype not in {"resp_letter", "contract"}:
        return ()
    named: dict[str, str] = {}
    found: dict[str, Party] = {}
    for view in reading.pages:
        for match in _BEHIND.finditer(view.text):
            named.setdefault(match["role"].replace(" ", ""), _called(view, match))
        for match in _PARTY.finditer(view.text):
            role = match["role"].replace(" ", "")
            if match["name"] and role not in named:
                name = _party_name(view, match.start("name"), match.end("name"))
                if name is not None:
                    named[role] = name
        beside = _side_by_side(view)
        blocks = _blocks(view)
        stamped = _stamped_roles(view, blocks, named)
        scanned = view.page.source == "ocr"
        for role, start, end in blocks:
            block = view.text[start:end]
            printed = not scanned and (bool(_INK.search(block)) or _is_placed(view, start, end))
            hand = beside[role] if role in beside else any(m["who"] for m in _SIGNED.finditer(block))
            place = view.locator(start, min(end, start + 40))
            clear = not scanned or (bool(view.page.seals) and _stands_blank(view, start, end))
            found[role] = Party(role, named.get(role), hand, role in stamped or printed, place, clear=clear)
    for role, name in named.items():
        if role not in found or not (found[role].signed or found[role].sealed):
            sealed = any(_stamped(view, name) for view in reading.pages)
            known = found.get(role, Party(role, name, False, False, None, clear=False))
            found[role] = replace(known, sealed=sealed)
    return tuple(sorted(found.values(), key=lambda party: _ORDER.get(party.role, 1)))


def _blocks(view: PageView) -> list[tuple[str, int, int]]:
    """Signature blocks: from each party's label near the end to the next one."""
    labels = list(_ROLE.finditer(view.text))
    if not labels:
        return []
    last: dict[str, re.Match[str]] = {m[1].replace(" ", ""): m for m in labels}
    order = sorted(last.values(), key=lambda m: m.start())
    if len(view.text) - order[-1].end() > 2 * _AFTER:
        return []  # who the parties are, at the head; the signatures stand elsewhere
    ends = [m.start() for m in order[1:]] + [min(len(view.text), order[-1].end() + _AFTER)]
    return [(m[1].replace(" ", ""), m.start(), end) for m, end in zip(order, ends, strict=True)]


def _stamped_roles(view: PageView, blocks: list[tuple[str, int, int]], named: dict[str, str]) -> set[str]:
    """Which parties the stamps on the page belong to: by their words, else each to the nearest block."""
    roles: set[str] = set()
    labels = {role: view.locator(start, start + len(role)).box for role, start, _ in blocks}
    known = {role: box for role, box in labels.items() if box is not None}
    for seal in view.page.seals:
        words = folded(seal.text)
        by_name = next((r for r, n in named.items() if len(words) >= 4 and (words in n or n in words)), None)
        if by_name is not None:
            roles.add(by_name)
        elif known:
            roles.add(_nearest(seal.box, known))
        else:
            roles.update(role for role, _, _ in blocks)  # nothing tells whose it is
    return roles


def _nearest(seal: Box, labels: dict[str, Box]) -> str:
    """Parties side by side are told apart by x; one below the other by the last label above the stamp's middle."""
    x, y = (seal[0] + seal[2]) / 2, (seal[1] + seal[3]) / 2
    boxes = list(labels.values())
    if max(box[1] for box in boxes) < min(box[3] for box in boxes):
        return min(labels, key=lambda role: abs((labels[role][0] + labels[role][2]) / 2 - x))
    above = [role for role in labels if labels[role][1] <= y]
    return max(above, key=lambda role: labels[role][1]) if above else min(labels, key=lambda r: labels[r][1])


def _stands_blank(view: PageView, start: int, end: int) -> bool:
    """Behind no place for a signature stands anything that a hand could have written."""
    for match in _SIGNED.finditer(view.text, start, end):
        stop = min(end, view.line_end(match.end()))
        if match["who"] or re.search(
            r"[^\s_:]", re.sub(r"20\d\d.*|日期.*|年.*", "", view.text[match.end() : stop])
        ):
            return False
    return True


def _side_by_side(view: PageView) -> dict[str, bool]:
    """Where two places for a signature share a line, the first is the first party's."""
    for index in range(len(view.lines) - 1, -1, -1):
        places = list(_SIGNED.finditer(view.lines[index].text))
        if len(places) != 2:
            continue
        above = view.lines[max(0, index - 5) : index + 1]
        beside = [_roles(line) for line in reversed(above)]
        roles = next((found for found in beside if len(found) == 2), [])
        roles = roles or list(dict.fromkeys(role for found in reversed(beside) for role in found))
        if len(roles) == 2:
            return {role: bool(place["who"]) for role, place in zip(roles, places, strict=True)}
    return {}


def _roles(line: Line) -> list[str]:
    """The parties named on a line, in order."""
    return list(dict.fromkeys(match[1].replace(" ", "") for match in _ROLE.finditer(line.text)))


def _called(view: PageView, match: re.Match[str]) -> str:
    """The name alone: what runs up to it, on its line or on the line before, is cut off."""
    begin = max(match.start("name"), view.line_start(match.end("name") - 1))
    if match.end("name") - begin <= _BROKEN:
        begin = match.start("name")  # the name runs over from the line before
    return _RUN_UP.sub("", view.text[begin : match.end("name")])


def _party_name(view: PageView, start: int, end: int) -> str | None:
    """The organisation behind a party's label, on the same line, what a scanner added cut off."""
    end = min(end, view.line_end(start))
    match = _ORGANISATION.match(view.text[start:end])
    first, last = (start + match.start("org"), start + match.end("org")) if match else (start, end)
    return view.printed(first, last) or None


def _is_placed(view: PageView, start: int, end: int) -> bool:
    """A place for a seal that is not left blank: a name stands before it, or behind its colon."""
    for match in _HELD.finditer(view.text, start, end):
        stop = view.field_end(match.end(), min(end, view.line_end(match.start())))
        if not match["colon"]:
            before = view.text[max(start, match.start() - 8) : match.start()]
            if not _ROLE_END.search(before) or match.end() >= end:
                return True
        elif re.match(r"[\u4e00-\u9fa5]{4,}", view.text[match.end() : stop]):
            return True
    return False


def _stamped(view: PageView, name: str) -> bool:
    """The party's own name with the words that stand for its seal."""
    return (
        re.search(rf"{re.escape(folded(name))}\s*\((?:盖\s*章|公\s*章|印\s*章|章|印)\)", view.text)
        is not None
    )


def _placed(line: Line, above: Line | None) -> Claim:
    """（盖章） beside a name was put there with the seal; alone on its line it may stand empty."""
    named = re.search(r"[\u4e00-\u9fa5]{4,}\s*\((?:盖章|公章|签章)", line.text) or re.search(
        r"\)\s*:\s*[\u4e00-\u9fa5]{4,}", line.text
    )
    if named or (above is not None and re.search(r"(?:政府|局|委|公司|厂|办公室|所|院|委员会)$", above.text)):
        return Claim("present", 0.6, "body", line.locator())
    return Claim("unclear", 0.5, "body", line.locator())
