"""Decodes text whose encoding nobody wrote down: marks, strict UTF-8, then how much it looks like Chinese."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_SAMPLE = 1 << 16
_SURE = 2.0
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平"
    "形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题"
    "節能減排縣區號關於與為這個國來時們發會過學電業開點無從實現應經說對後還麼產種萬單統計審資環標準項責報證檢書據總領導組織構"
    "节降耗考核减排县区号万元吨标准煤单位统计审资环项责报证检书据总领导组织构用综合设备管理目标完成情况企业政府办公室印章"
)
_PLAUSIBLE = re.compile(r"[\u3000-\u303f\uff00-\uffef\u2010-\u2026\u00b7\u2460-\u249b\u2103\u33a1\u00d7]")
_ODD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD_UNMARKED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff]")


def _first_levels() -> frozenset[str]:
    """The characters that the makers of GB 2312 and Big5 thought common."""
    simplified = bytes(b for row in range(0xB0, 0xD8) for col in range(0xA1, 0xFF) for b in (row, col))
    columns = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(b for row in range(0xA4, 0xC6) for col in columns for b in (row, col))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


_COMMON = _first_levels()


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """(text, encoding). Never fails: what fits nothing is read as GB18030 with replacement marks."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    zeros = data.count(b"\0", 0, _SAMPLE)
    if zeros * 20 < min(len(data), _SAMPLE):  # a few stray NULs do not make it UTF-16
        if (text := _strictly(data, "utf-8")) is not None:
            western = not text.isascii() and max(text) < "\u0370"
            if not (western and _score(data[:_SAMPLE], "gb18030") == _SURE):
                return text, "utf-8"  # 煤 alone in GB is a good UTF-8 letter with an accent
        if declared and (text := _strictly(data, _widest(declared))) is not None:
            return text, _widest(declared)
    broken, chinese, beyond = _as_utf8(data)
    if not zeros and 0 < broken < chinese:
        return data.decode("utf-8", "replace"), "utf-8"
    encoding = max(_CANDIDATES, key=lambda name: _score(data[:_SAMPLE], name))
    if _score(data[:_SAMPLE], encoding) <= 0 and not zeros and broken * 20 < beyond:
        encoding = "utf-8"
    return data.decode(encoding, "replace"), encoding


def _widest(declared: str) -> str:
    """GB2312 and GBK are always read as GB18030, of which they are parts."""
    name = declared.strip().strip("'\"").lower()
    return "gb18030" if name in {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "hz"} else name


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _as_utf8(data: bytes) -> tuple[int, int, int]:
    """(broken places, Chinese characters, all beyond ASCII) when read as UTF-8.

    Broken bytes in a UTF-8 text do not make it Chinese in another encoding; and Chinese in GB18030 or Big5,
    misread as UTF-8, is nearly all broken and hardly ever Chinese.
    """
    text = data[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    chinese = sum("\u2e80" <= char <= "\uffef" for char in text)
    return broken, chinese, sum(ord(char) > 0x7F for char in text)


def _score(sample: bytes, encoding: str) -> float:
    """How much the sample looks like a Chinese text in this encoding, per two bytes, about -2 .. 2."""
    if encoding.startswith("utf-16") and len(sample) % 2:
        sample = sample[:-1]
    text = sample.decode(encoding, "replace")
    if not text:
        return -9.0
    points = 0.0
    weighed = 0
    for char in text:
        if char in "\n\r\t" or " " <= char <= "~":
            points += 0.3 if encoding.startswith("utf-16") else 0
            weighed += encoding.startswith("utf-16")
            continue
        weighed += 1
        if char in _FREQUENT:
            points += 2
        elif char in _COMMON or _PLAUSIBLE.match(char):
            points += 1
        elif char == "\ufffd" or _ODD_UNMARKED.match(char):
            points -= 3
        else:
            points -= 0.7
    return points / max(weighed, 1)


def clean(text: str) -> str:
    """The same text, fit for every store: newline is \\n, no NUL, no lone surrogates, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _ODD.sub(lambda found: " " if found.group() < "\ud800" else "\ufffd", text)
