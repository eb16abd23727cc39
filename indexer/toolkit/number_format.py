"""Shows a spreadsheet number as its cell shows it: printed digits decide how exact a figure is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import lru_cache

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-m-d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00",
    44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name by number only, as a Chinese office program shows them."""

_MARK = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|上午/下午|General|G/通用格式|[Ee][+-]|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|a{3,4}|[0#?]|[.,%@/]|.',
    re.DOTALL,
)
_DAYS = ("日", "一", "二", "三", "四", "五", "六")
_GENERAL = {"General", "G/通用格式", ""}


def display(value: Decimal, code: str | None, epoch_1904: bool = False) -> str:
    """*value* as the format *code* prints it; a code we do not understand prints the number in full."""
    try:
        return _displayed(value, code, epoch_1904)
    except (ArithmeticError, ValueError):  # no number that anybody printed; its digits as the file has them
        return str(value)


def _displayed(value: Decimal, code: str | None, epoch_1904: bool) -> str:
    if not code or code in _GENERAL or code == "@":
        return general(value)
    marks, is_date, absolute = _section(code, (value > 0) - (value < 0))
    if is_date:
        return _date(value, marks, epoch_1904) or general(value)
    if "/" in marks:
        return general(value)
    text = _number(abs(value) if absolute else value, marks)
    return general(value) if text is None else text


def is_date_format(code: str | None) -> bool:
    return bool(code) and _section(code or "", 1)[1]


def general(value: Decimal) -> str:
    """The shortest way to write the number, as the General format does, without powers of ten."""
    try:
        with localcontext() as context:
            context.prec = 15  # spreadsheets keep fifteen digits; the rest is binary noise
            rounded = +value
        if rounded == rounded.to_integral_value() and abs(rounded.adjusted()) < 21:
            return str(rounded.quantize(Decimal(1))) if rounded else "0"
        if not -20 < rounded.adjusted() < 21:
            return str(rounded.normalize())
        return format(rounded.normalize(), "f")
    except InvalidOperation:
        return str(value)


@lru_cache(maxsize=2048)
def _section(code: str, sign: int) -> tuple[tuple[str, ...], bool, bool]:
    """(marks, is a date, print the absolute value) of the part of the code that fits the sign."""
    sections: list[list[str]] = [[]]
    for mark in _MARK.findall(code):
        if mark == ";":
            sections.append([])
        else:
            sections[-1].append(mark)
    index = {1: 0, -1: 1 if len(sections) > 1 else 0, 0: 2 if len(sections) > 2 else 0}[sign]
    marks = tuple(sections[index])
    bare = [t for t in marks if t[0] not in '"\\_*[']
    elapsed = any(re.fullmatch(r"\[[hHmMsS]+\]", mark) for mark in marks)
    digits = any(mark in {"0", "#", "?"} for mark in bare)
    is_date = elapsed or (
        not digits and any(t[0] in "yYmMdDhHsS" or t.startswith("aaa") for t in bare if t not in _GENERAL)
    )
    return marks, is_date, sign < 0 and index == 1


def _number(value: Decimal, marks: tuple[str, ...]) -> str | None:
    pattern = [t for t in marks if t in {"0", "#", "?", ".", ",", "%"} or re.fullmatch(r"[Ee][+-]", t)]
    if not any(t in {"0", "#", "?"} for t in pattern):
        return _words(value, marks)
    if any(t[0] in "Ee" for t in pattern):
        return _scientific(value, pattern)
    point = pattern.index(".") if "." in pattern else len(pattern)
    whole = [t for t in pattern[:point] if t in {"0", "#", "?", ","}]
    fraction = [t for t in pattern[point:] if t in {"0", "#", "?"}]
    scale = 0
    while whole and whole[-1] == ",":
        whole.pop()
        scale += 3
    shown = value.scaleb(2 * pattern.count("%") - scale)
    try:
        with localcontext() as context:
            context.prec = 60
            rounded = _fifteen(shown).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    except InvalidOperation:
        return None
    digits = format(abs(rounded), "f")
    before, _, after = digits.partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = f"{int(before or 0):,}".rjust(len(before), "0") if before else before
    needed = max((n + 1 for n, t in enumerate(fraction) if t == "0"), default=0)
    after = after[:needed] + after[needed:].rstrip("0")
    sign = "-" if rounded < 0 else ""
    body = before + ("." + after if after else "")
    return sign + _around(marks, body or "0")


def _fifteen(value: Decimal) -> Decimal:
    """Binary noise must not decide a rounding: 2.675 is 2.675 although the file holds 2.67499999999999982."""
    with localcontext() as context:
        context.prec = 15
        return +value


def _around(marks: tuple[str, ...], body: str) -> str:
    """The digits with the words, signs and currency that the format prints around them."""
    before: list[str] = []
    after: list[str] = []
    seen = False
    for mark in marks:
        if mark in {"0", "#", "?", ".", ","}:
            seen = True
        elif word := _word(mark):
            (after if seen else before).append(word)
    return ("".join(before) + body + "".join(after)).strip()


def _word(mark: str) -> str:
    if mark[0] == '"':
        return mark.strip('"')
    if mark[0] == "\\":
        return mark[1:]
    if mark[0] == "[":
        return mark[2:-1].partition("-")[0] if mark.startswith("[$") else ""
    return "" if mark[0] in "_*" else mark


def _words(value: Decimal, marks: tuple[str, ...]) -> str | None:
    if any(mark in _GENERAL or mark == "@" for mark in marks):
        return "".join(
            general(value) if mark in _GENERAL or mark == "@" else _word(mark) for mark in marks
        ).strip()
    return "".join(_word(mark) for mark in marks).strip() or None


def _scientific(value: Decimal, pattern: list[str]) -> str:
    mantissa = pattern[: next(n for n, t in enumerate(pattern) if t[0] in "Ee")]
    decimals = len(mantissa) - mantissa.index(".") - 1 if "." in mantissa else 0
    return f"{_fifteen(value):.{decimals}E}"


def _date(value: Decimal, marks: tuple[str, ...], epoch_1904: bool) -> str | None:
    """The serial number as the date it stands for; None when it stands for none."""
    if not 0 <= value < 2958466:
        return None
    serial = float(value) + (1462 if epoch_1904 else 0)
    start = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)  # noqa: DTZ001 - sheets know no zones
    moment = start + timedelta(seconds=round(serial * 86400))
    half = any(mark in {"AM/PM", "A/P", "上午/下午"} for mark in marks)
    out: list[str] = []
    for index, mark in enumerate(marks):
        kind = mark[0].lower()
        if re.fullmatch(r"\[[hHmMsS]+\]", mark):
            unit = {"h": 3600, "m": 60, "s": 1}[mark[1].lower()]
            out.append(str(int(round(serial * 86400) // unit)))
        elif kind == "m" and _minutes(marks, index):
            out.append(str(moment.minute).zfill(min(len(mark), 2)))
        elif kind in "ymdhs" and mark != "上午/下午":
            out.append(_moment(moment, mark, half))
        elif mark.startswith("aaa"):
            out.append(("星期" if len(mark) == 4 else "") + _DAYS[(moment.weekday() + 1) % 7])
        elif mark in {"AM/PM", "A/P"}:
            out.append("AM" if moment.hour < 12 else "PM")
        elif mark == "上午/下午":
            out.append("上午" if moment.hour < 12 else "下午")
        else:
            out.append(_word(mark))
    return "".join(out).strip()


def _moment(moment: datetime, mark: str, half: bool) -> str:
    kind, length = mark[0].lower(), len(mark)
    if kind == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if kind == "m":
        return moment.strftime("%b") if length == 3 else str(moment.month).zfill(min(length, 2))
    if kind == "d":
        return moment.strftime("%a") if length == 3 else str(moment.day).zfill(min(length, 2))
    if kind == "h":
        hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
        return str(hour).zfill(min(length, 2))
    return str(moment.second).zfill(2 if length > 1 else 1)


def _minutes(marks: tuple[str, ...], index: int) -> bool:
    """`m` means minutes right after hours or right before seconds."""
    parts = [(n, t[0].lower()) for n, t in enumerate(marks) if t[0].lower() in "ymdhs" and t[0] not in '"\\']
    hours = {n for n, t in enumerate(marks) if re.fullmatch(r"\[[hH]+\]", t)}
    place = next(n for n, (at, _) in enumerate(parts) if at == index)
    before = parts[place - 1][1] == "h" if place else any(n < index for n in hours)
    return before or (place + 1 < len(parts) and parts[place + 1][1] == "s")
