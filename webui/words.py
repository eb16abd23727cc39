"""Words for codes in the reader's language; Chinese is written in the templates, English stands in translations/."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from archive import i18n
from archive.audit import reasons
from archive.audit.order import FINE as SETTLED
from archive.domain.audit import Finding, Reason
from archive.domain.content import Note
from archive.domain.facts import Caliber
from archive.domain.records import Change
from archive.domain.rulebook import Names, Requirement, Rulebook
from webui.standing import Row
from webui.vocabulary import (
    ARGUMENTS,
    BASES,
    DEEDS,
    DETAILS,
    DIFFERENCES,
    FACETS,
    FIELDS,
    GROUPS,
    JOBS,
    KINDS,
    NOBODY,
    OWN_LINES,
    ROLES,
    ROWS,
    SEVERITIES,
    VERDICTS,
)

LANGUAGES = ("zh", "en")
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
CHINA = timedelta(hours=8)
"""Moments are stored in UTC; the office lives in one time zone without summer time."""


@cache
def catalogue() -> Mapping[str, str]:
    """Chinese sentence as written in a template -> English."""
    file = Path(__file__).parent / "translations" / "en.json"
    found: dict[str, str] = json.loads(file.read_text("utf-8"))
    return found


def in_china(instant: datetime) -> str:
    """A stored moment (UTC) as the clocks of its readers showed it."""
    return (instant.replace(tzinfo=None) + CHINA).strftime("%Y-%m-%d %H:%M")


class Words:
    """Everything a page says, in one language."""

    def __init__(self, language: str, rulebook: Callable[[], Rulebook]) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._rulebook = rulebook

    def __call__(self, chinese: str, /, **values: object) -> str:
        text = chinese if self.language == "zh" else catalogue().get(chinese, chinese)
        return text.format(**values) if values else text

    def name(self, names: Names) -> str:
        return names.get(self.language) or names.get("zh", "")

    # -- states -----------------------------------------------------------------------------------
    def slot_state(self, state: str) -> str:
        return self._of(i18n.SLOT_STATES.get(state), state)

    def document_state(self, state: str) -> str:
        return self._of(i18n.DOCUMENT_STATES.get(state), state)

    def page_state(self, state: str) -> str:
        return self._of(i18n.PAGE_STATES.get(state), state)

    def _of(self, words: tuple[str, ...] | None, code: str) -> str:
        return code if words is None else words[0 if self.language == "zh" else 1]

    # -- codes ------------------------------------------------------------------------------------
    def reason(self, code: str | None) -> str:
        return i18n.of_reason(code, self.language)[0]

    def advice(self, code: str | None) -> str:
        return i18n.of_reason(code, self.language)[1]

    def error(self, code: str) -> tuple[str, str]:
        return i18n.of_error(code, self.language)

    def note(self, note: Note) -> str:
        return i18n.of_note(note.code, note.args, self.language)

    def slot_reason(self, reason: Reason) -> str:
        """Why a slot is in its state, as one sentence."""
        return reasons.sentence(reason, self._rulebook(), self.language)

    # -- rulebook ---------------------------------------------------------------------------------
    def doctype(self, id: str | None) -> str:
        found = self._rulebook().doctypes.get(id or "")
        return self.name(found.name) if found else (id or "")

    def requirement(self, id: str) -> str:
        found = self._rulebook().requirement(id)
        return self.name(found.title) if found else id

    def rule(self, id: str) -> str:
        found = self._rulebook().rules.get(id)
        return found.title if found else id

    def indicator(self, id: str) -> str:
        found = self._rulebook().indicators.get(id)
        return self(found.name) if found else id

    def cause(self, id: str | None) -> str:
        return self.name(self._rulebook().causes.get(id or "", {})) or id or ""

    def needs(self, requirement: Requirement) -> str:
        """What would satisfy it, in one line."""
        parts = []
        for need in requirement.needs:
            kinds = self("或").join(self.doctype(kind) for kind in need.any_of)
            count = f" × {need.count}" if need.count > 1 else ""
            parts.append(f"{kinds}{count}{self._per(need.per)}")
        text = self("; ").join(dict.fromkeys(parts))
        return text + (self(", 须盖章") if requirement.seal_required else "")

    def _per(self, per: str) -> str:
        return {
            "slot": self(" (每期)"),
            "previous_year": self(" (上一年度)"),
            "first_half": self(" (上半年)"),
            "instrument": self(" (每台器具)"),
        }.get(per, "")

    def group(self, kind: str, group: str) -> str:
        """Heading of a checklist group: the scheme's line of that number, else its own name."""
        book = self._rulebook()
        checklist = book.checklists.get(kind)
        scheme = book.schemes.get(checklist.scheme or "") if checklist else None
        title = next((i["title"] for i in (scheme.items if scheme else ()) if i.get("code") == group), None)
        if title:
            return f"{group} {title}"
        name = self(GROUPS.get(group, group))
        return f"{group} {name}" if group[:1].isdigit() and name != group else name

    def slot_advice(self, reason: Reason) -> str:
        return reasons.advice(reason.code, reason.args, self.language, self._rulebook())

    # -- values -----------------------------------------------------------------------------------
    def moment(self, at: datetime | str | None) -> str:
        if not at:
            return ""
        try:
            instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        except ValueError:
            return str(at)
        return in_china(instant)

    @staticmethod
    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    @staticmethod
    def points(value: Decimal | float | None) -> str:
        if value is None:
            return ""
        exact = Decimal(str(value)).quantize(Decimal("0.01"))
        return f"{exact.normalize():f}"

    @staticmethod
    def size(count: int) -> str:
        if count < 1024:
            return f"{count} B"
        if count < 1024**2:
            return f"{count / 1024:.0f} KB"
        if count < 1024**3:
            return f"{count / 1024**2:.1f} MB"
        return f"{count / 1024**3:.2f} GB"

    def short_period(self, period: str) -> str:
        """As it fits into a cell: 3, Q2, 2008."""
        _, _, part = period.partition("-")
        if not part or ".." in period:
            return period
        return part if part[0] in "QH" else str(int(part))

    def period(self, period: str) -> str:
        """2008-03 -> 3月; a year stays a year."""
        _, _, part = period.partition("-")
        if not part or ".." in period:
            return period
        if part.startswith("Q"):
            return self("{n}季度", n=part[1:]) if self.language == "zh" else part
        if part.startswith("H"):
            return self("上半年") if part == "H1" else self("下半年")
        return self("{n}月", n=int(part))

    # -- longer phrases -----------------------------------------------------------------------------
    def row_reasons(self, row: Row) -> list[str]:
        """Why a requirement is not complete, each sentence once, with the periods it holds for."""
        return self._by_period(row, self.slot_reason)

    def row_advice(self, row: Row) -> list[str]:
        return list(
            dict.fromkeys(line.partition(": ")[2] or line for line in self._by_period(row, self.slot_advice))
        )

    def _by_period(self, row: Row, say: Callable[[Reason], str]) -> list[str]:
        periods: dict[str, list[str]] = {}
        for slot in row.slots:
            for reason in slot.reasons:
                periods.setdefault(say(reason), []).append(slot.period)
        lines = []
        for sentence, where in periods.items():
            if not sentence:
                continue
            whole = len(row.slots) == 1 or len(where) == len(row.slots)
            lines.append(sentence if whole else f"{self.joined(where)}: {sentence}")
        return lines

    def joined(self, periods: Sequence[str]) -> str:
        return self("、").join(self._run(first, last) for first, last in runs(dict.fromkeys(periods)))

    def _run(self, first: str, last: str) -> str:
        """2008-02, 2008-12 -> 2-12月."""
        if first == last:
            return self.period(first)
        return self("{first} 至 {last}", first=self.period(first), last=self.period(last))

    def open_periods(self, row: Row) -> str:
        return self.joined([slot.period for slot in row.slots if slot.state not in SETTLED])

    def verdict(self, code: str) -> str:
        return self(VERDICTS.get(code, code))

    def finding(self, finding: Finding) -> str:
        """What disagrees, with the quantity's name, period and units; the rule's title stands beside it."""
        args, book = finding.args, self._rulebook()
        values = args.get("values")
        indicator = book.indicators.get(str(args.get("indicator")))
        if indicator is not None and isinstance(values, (list, tuple)):
            given = args.get("units")
            units = given if isinstance(given, (list, tuple)) else [""] * len(values)
            said = self(" 与 ").join(f"{v} {u}".strip() for v, u in zip(values, units, strict=False))
            about = " ".join(str(part) for part in (indicator.name, args.get("period")) if part)
            asked = self("; 请确认 {facet}", facet=self.facet(str(args["ask"]))) if args.get("ask") else ""
            return f"{about}: {said}{asked}"
        shown = [
            f"{said} {_joined(value)}"
            for name, value in args.items()
            if value not in (None, "", [], ()) and (said := self._argument(name))
        ]
        return self(", ").join(shown) or self.rule(finding.rule)

    def _argument(self, name: str) -> str:
        """What an argument is called; nothing for ids and intervals, and for what has a line of its own."""
        if name in OWN_LINES:
            return ""
        return self(ARGUMENTS[name]) if name in ARGUMENTS else self._of(i18n.RULE_ARGUMENTS.get(name), "")

    def facet(self, name: str) -> str:
        return self(FACETS.get(name, name))

    def beside(self, code: str) -> str:
        """Why no slot used a paper: a reason of the auditor, or of reading."""
        if code in reasons.REASONS:
            return reasons.text(code, {}, self.language, self._rulebook())
        return self.reason(code)

    def difference(self, code: str) -> str:
        return self(DIFFERENCES.get(code, code))

    def caliber(self, caliber: Caliber) -> str:
        book = self._rulebook().calibers
        stated = [caliber.electricity_value, caliber.gdp_price, caliber.scope]
        return ", ".join(_caliber_name(book, value) for value in stated if value)

    def doctypes(self) -> list[tuple[str, str]]:
        return sorted((self.name(kind.name), kind.id) for kind in self._rulebook().doctypes.values())

    def change(self, change: Change) -> str:
        """What a person's deed changed, in short."""
        after = change.after
        if change.verb == "corrected":
            return "; ".join(f"{self.field(k)} → {self._value(k, v)}" for k, v in after.items())
        if change.verb == "refiled":
            moved = {k: v for k, v in after.items() if k in FIELDS}
            return "; ".join(f"{self.field(k)} → {v}" for k, v in moved.items())
        if change.verb == "decided":
            state = after.get("state")
            return self.slot_state(str(state)) if state else self("撤回人工决定")
        if change.verb == "bound":
            parts = change.before.get("documents")
            return self("{count} 张图片", count=len(parts) if isinstance(parts, (list, tuple)) else 0)
        if change.verb == "matched":
            return f"{after.get('requirement')}: {self('认定符合') if after.get('accepted') else self('认定不符合')}"
        return ""

    def _value(self, field: str, value: object) -> str:
        if value in (None, ""):
            return self("无")
        return self.doctype(str(value)) if field == "doctype" else str(value)

    def details(self, details: Mapping[str, object]) -> str:
        """What stands beside a custody entry."""
        shown = []
        for name, value in details.items():
            if name == "certificate" and isinstance(value, Mapping):
                counted = (f"{self.page_state(k)} {v}" for k, v in value.items() if v and k != "received")
                shown.append(f"{self('{count} 页', count=value.get('received', 0))}: {', '.join(counted)}")
            elif name == "state":
                shown.append(self.document_state(str(value)))
            elif name == "reason" and value:
                shown.append(self.reason(str(value)))
            elif isinstance(value, Mapping):
                shown += [f"{self.field(str(k))} {self._value(str(k), v)}" for k, v in value.items()]
            elif name == "role":
                shown.append(self.role(str(value)))
            elif isinstance(value, (list, tuple)) and value:
                shown.append(f"{self.detail(name)} {_joined(value)}")
            elif value not in (None, "", [], ()):
                shown.append(f"{self.detail(name)} {value}")
        return " · ".join(shown)[:300]

    def deed(self, verb: str) -> str:
        """What stands in custody and in the undo list, in plain words."""
        return self(DEEDS.get(verb, verb))

    def detail(self, name: str) -> str:
        return self(DETAILS.get(name) or FIELDS.get(name) or name)

    def person(self, name: str) -> str:
        """Who did it; the command line and the program itself are no accounts."""
        return self(NOBODY.get(name, name))

    def role(self, role: str) -> str:
        return self(ROLES.get(role, role))

    def kind(self, kind: str) -> str:
        return self(KINDS.get(kind, kind))

    def row_problem(self, code: str) -> str:
        return self(ROWS.get(code, code))

    def severity(self, severity: str) -> str:
        return self(SEVERITIES.get(severity, severity))

    def field(self, name: str) -> str:
        return self(FIELDS.get(name, name))

    def job_state(self, state: str) -> str:
        return self(JOBS.get(state, state))

    def basis(self, basis: str) -> str:
        """How a value was found."""
        return self(BASES.get(basis, basis))


def runs(periods: Iterable[str]) -> list[tuple[str, str]]:
    """Months and quarters that follow one another, as (first, last)."""
    found: list[tuple[str, str]] = []
    for period in periods:
        if found and _follows(found[-1][1], period):
            found[-1] = (found[-1][0], period)
        else:
            found.append((period, period))
    return found


def _follows(before: str, after: str) -> bool:
    head, _, part = before.rpartition("-")
    other, _, following = after.rpartition("-")
    if head != other or not head or part[:-1].isdigit() != following[:-1].isdigit():
        return False
    digits, next_digits = part.lstrip("QH"), following.lstrip("QH")
    return digits.isdigit() and next_digits.isdigit() and int(next_digits) == int(digits) + 1


def _joined(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)


def _caliber_name(book: Mapping[str, Mapping[str, object]], value: str) -> str:
    for facet in book.values():
        words = facet.get(value) if isinstance(facet, Mapping) else None
        if isinstance(words, str):
            return words
    return value
