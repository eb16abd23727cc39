"""Words of states and of the arguments of findings."""

from __future__ import annotations

PAGE_STATES: dict[str, tuple[str, str]] = {
    "read": ("已读", "read"),
    "blank": ("空白页", "blank"),
    "doubtful": ("存疑", "doubtful"),
    "unreadable": ("读不出", "unreadable"),
}

DOCUMENT_STATES: dict[str, tuple[str, str]] = {
    "received": ("已收到, 等待读取", "received"),
    "processing": ("正在读取", "processing"),
    "ready": ("已就绪", "ready"),
    "partial": ("部分页未读", "partial"),
    "unreadable": ("不可读", "unreadable"),
    "rejected": ("拒收", "rejected"),
    "duplicate": ("重复", "duplicate"),
}

SLOT_STATES: dict[str, tuple[str, str, str]] = {
    "complete": ("齐全", "complete", "●"),
    "partial": ("不全", "partial", "◐"),
    "review": ("待复核", "review", "?"),
    "mismatched": ("不符", "mismatched", "✕"),
    "expired": ("过期", "expired", "⧗"),
    "missing": ("缺失", "missing", "○"),
    "not_applicable": ("不适用", "not applicable", "–"),
    "waived": ("豁免", "waived", "–"),
    "caliber": ("口径不一", "caliber", "≠"),
}
"""Chinese, English, mark."""

RULE_ARGUMENTS: dict[str, tuple[str, str]] = {
    "arithmetic": ("算式", "arithmetic"),
    "fits": ("应为", "would fit"),
    "difference": ("相差", "difference"),
    "also": ("同一原因还违反", "also breaks"),
    "cells": ("涉及处数", "places"),
    "column": ("栏目", "column"),
    "expected": ("四舍五入的标准差", "standard deviation of rounding"),
    "missing": ("缺少", "missing"),
    "unlisted": ("名单外", "not listed"),
    "items": ("涉及项目", "items"),
    "models": ("型号", "models"),
    "standard": ("引用标准", "standard cited"),
    "reference": ("参考值", "reference"),
    "edition": ("适用版本", "edition in force"),
    "completion": ("完成率区间(%)", "completion in percent"),
    "points": ("按台阶应得分", "points by the steps"),
    "periods": ("缺的月份", "months missing"),
    "rate": ("上报率", "rate reported"),
    "step": ("所在台阶", "step reached"),
    "change": ("同比", "change on last year"),
    "due": ("期限", "deadline"),
    "price": ("单价", "price"),
}
"""Arguments of findings that people read beside those of the pages: (Chinese, English)."""
