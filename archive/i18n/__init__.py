"""Words for codes, chosen on display: what happened, and one sentence of advice; docs/errors.md lists them."""

from __future__ import annotations

from collections.abc import Mapping

from archive.i18n.errors import ERRORS
from archive.i18n.reasons import NOTES, REASONS
from archive.i18n.shapes import Words
from archive.i18n.states import DOCUMENT_STATES, PAGE_STATES, RULE_ARGUMENTS, SLOT_STATES

__all__ = [
    "DOCUMENT_STATES",
    "ERRORS",
    "NOTES",
    "PAGE_STATES",
    "REASONS",
    "RULE_ARGUMENTS",
    "SLOT_STATES",
    "Words",
    "advice",
    "of_error",
    "of_note",
    "of_reason",
]


def of_reason(code: str | None, lang: str = "zh") -> tuple[str, str]:
    """(what, advice) of a document's or page's reason code."""
    return _pick(REASONS.get(code or ""), code or "", lang)


def of_error(code: str, lang: str = "zh") -> tuple[str, str]:
    """(what, advice) of an error code."""
    return _pick(ERRORS.get(code) or REASONS.get(code), code, lang)


def advice(code: str | None) -> str | None:
    """The Chinese sentence that stands beside a reason in every answer; None without reason."""
    words = REASONS.get(code or "")
    return f"{words.zh}。{words.advice_zh}" if words else None


def of_note(code: str, args: Mapping[str, str], lang: str = "zh") -> str:
    words = NOTES.get(code)
    if words is None:
        return code
    text = words[0] if lang == "zh" else words[1]
    for name, value in args.items():
        text = text.replace("{" + name + "}", value)
    return text


def _pick(words: Words | None, code: str, lang: str) -> tuple[str, str]:
    if words is None:
        return code, ""
    return (words.zh, words.advice_zh) if lang == "zh" else (words.en, words.advice_en)
