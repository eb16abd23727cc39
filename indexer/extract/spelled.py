"""Numbers spelled in Chinese characters, written out as digits in the same room so that places stay."""

from __future__ import annotations

import re

_ONES = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)
)
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_DIGIT = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两"
_WHOLE = rf"[{_DIGIT}十拾百佰千仟]+"
_DECIMAL = rf"(?:点[{_DIGIT}]+)?"
_PERCENT = re.compile(rf"百分之(?P<whole>{_WHOLE})(?P<part>{_DECIMAL})")
_AMOUNT = re.compile(
    rf"(?<![{_DIGIT}十拾百佰千仟第点])(?P<whole>{_WHOLE})(?P<part>{_DECIMAL})(?=[万亿]?(?:吨标准煤|吨标煤|千瓦时|元|吨)|个百分点)"
)


def digits(text: str) -> str:
    """百分之四点一四 becomes 4.14% and 贰拾叁万元 23万元, padded with blanks; what does not fit stays."""
    if "百分之" in text:
        text = _PERCENT.sub(lambda m: _fitted(m, "%"), text)
    return _AMOUNT.sub(lambda m: _fitted(m, ""), text)


def _fitted(match: re.Match[str], mark: str) -> str:
    whole = value_of(match["whole"])
    if whole is None:
        return match[0]
    part = "".join(str(_ONES[char]) for char in match["part"][1:])
    written = f"{whole}{'.' + part if part else ''}{mark}"
    return written.ljust(len(match[0])) if len(written) <= len(match[0]) else match[0]


def value_of(text: str) -> int | None:
    """三百二十五 as 325; None when the characters make no number."""
    if not any(char in _PLACES for char in text):
        if len(text) > 1:
            return None  # 二〇〇八 is a year, 三四 a guess
        return _ONES.get(text)
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _PLACES:
            place = _PLACES[char]
            if place >= last or (digit == 0) or (digit is None and place != 10):
                return None
            total += (1 if digit is None else digit) * place
            last, digit = place, None
        elif digit:
            return None
        else:
            digit = _ONES[char]
    if digit and last > 10 and text[-2] not in "零〇":
        return None  # 一百二 is a hundred and twenty or two
    return total + (digit or 0)
