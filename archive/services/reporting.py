"""The gap and score reports: what is wrong, what would satisfy it, who owes it by when, and the proving page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from archive.audit import order
from archive.audit.reasons import advice, text
from archive.domain.actor import Actor
from archive.domain.audit import EntityAudit, Finding, Slot
from archive.domain.clock import now
from archive.domain.entity import Entity
from archive.domain.errors import Invalid
from archive.domain.facts import Locator
from archive.domain.report import Grid, Piece, Report, Section
from archive.domain.rulebook import Rulebook
from archive.i18n import SLOT_STATES
from archive.ports import Store
from archive.services.auditing import Auditing
from archive.services.dossiers import default_as_of
from archive.services.gate import require

KINDS = ("gap", "score")
SEVERITIES = {"veto": "一票否决", "error": "错误", "warning": "警告", "info": "提示"}
Renderers = Mapping[str, Callable[[Report], bytes]]
Link = Callable[[Locator], str]


def page_links(site: str) -> Link:
    """Links that open the proving page in the web."""

    def link(locator: Locator) -> str:
        query = {"page": str(locator.page)}
        if locator.box:
            query["box"] = ",".join(f"{edge:.4f}" for edge in locator.box)
        if locator.quote:
            query["quote"] = locator.quote[:40]
        return f"{site.rstrip('/')}/documents/{locator.document}?{urlencode(query)}"

    return link


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is wrong, in words."""

    weight: str
    requirement: str
    title: str
    period: str
    state: str
    points: float | None
    what: str
    remedy: str
    owner: str
    due: str
    evidence: tuple[Locator, ...]


class Reporting:
    def __init__(
        self,
        store: Store,
        auditing: Auditing,
        rulebook: Callable[[], Rulebook],
        renderers: Renderers,
        link: Link,
    ) -> None:
        self._store = store
        self._auditing = auditing
        self._rulebook = rulebook
        self._renderers = renderers
        self._link = link

    def render(
        self,
        actor: Actor,
        kind: str,
        year: int,
        format: str,
        *,
        entity: str | None = None,
        as_of: date | None = None,
    ) -> bytes:
        """A report of this moment as a file; raise Invalid for an unknown kind or format."""
        require(actor, "report")
        if kind not in KINDS or format not in self._renderers:
            raise Invalid(f"{kind}.{format}", code="report_unknown", kind=kind, format=format)
        return self._renderers[format](self.report(actor, kind, year, entity=entity, as_of=as_of))

    def report(
        self, actor: Actor, kind: str, year: int, *, entity: str | None = None, as_of: date | None = None
    ) -> Report:
        results = self._auditing.standings(actor, year, [entity] if entity else None, as_of)
        with self._store.read() as tx:
            entities = {e.code: e for e in tx.entities.all()}
        day = as_of or default_as_of(year)
        named = entities[entity].name if entity else "全市"
        title = f"{year} 年度{'缺口' if kind == 'gap' else '得分'}报告 · {named}"
        book = self._rulebook()
        facts = (
            f"考核年度 {year}; 有效期按 {day} 判断; 规则版本 {book.version}",
            f"生成时间 {now().isoformat(sep=' ', timespec='minutes')} (UTC)",
        )
        make = self._gap if kind == "gap" else self._score
        return Report(title, facts, tuple(make(results, entities, book)))

    # -- gap --------------------------------------------------------------------------------------
    def lines(self, result: EntityAudit, entity: Entity, book: Rulebook) -> list[Line]:
        """Everything open of one entity, ordered veto, gate, points at risk, severity."""
        open_slots = [slot for slot in order.slots(result.slots) if order.severity(slot) is not None]
        lines = [self._slot_line(slot, entity, book, result.year) for slot in open_slots]
        return lines + [self._finding_line(finding, entity, book) for finding in result.findings]

    def _gap(
        self, results: Sequence[EntityAudit], entities: Mapping[str, Entity], book: Rulebook
    ) -> list[Section]:
        sections = [Section("总览", (), _overview(results, entities))] if len(results) > 1 else []
        for result in results:
            entity = entities[result.entity]
            lines = self.lines(result, entity, book)
            sections.append(Section(f"{entity.name} {entity.code}", _summary(result), self._grid(lines)))
        return sections

    def _grid(self, lines: Sequence[Line]) -> Grid:
        heads = (
            "级别",
            "编号",
            "应交材料",
            "期间",
            "状态",
            "风险分",
            "问题",
            "需要补什么",
            "责任单位",
            "期限",
            "出处",
        )
        rows = tuple(self._row(line) for line in lines)
        return Grid(heads, rows, (5, 8, 14, 6, 6, 5, 20, 20, 9, 7, 9))

    def _row(self, line: Line) -> tuple[Piece, ...]:
        state = SLOT_STATES.get(line.state)
        first = line.evidence[0] if line.evidence else None
        shown = "; ".join(f"{e.document} 第{e.page}页" for e in line.evidence[:4])
        return (
            Piece(line.weight, "veto" if line.weight == SEVERITIES["veto"] else None),
            Piece(line.requirement),
            Piece(line.title),
            Piece(line.period),
            Piece(f"{state[2]} {state[0]}" if state else line.state, line.state),
            Piece("", number=line.points) if line.points else Piece(""),
            Piece(line.what),
            Piece(line.remedy),
            Piece(line.owner),
            Piece(line.due),
            Piece(shown, link=self._link(first) if first else None),
        )

    def _slot_line(self, slot: Slot, entity: Entity, book: Rulebook, year: int) -> Line:
        requirement = book.requirements[slot.requirement]
        severity = order.severity(slot)
        due = slot.due or _handing_in(entity.kind.value, book, year)
        whats = [text(r.code, r.args, "zh", book) for r in slot.reasons]
        remedies = list(dict.fromkeys(advice(r.code, r.args, "zh", book) for r in slot.reasons))
        weight = "门槛" if slot.gate and not slot.veto else SEVERITIES[severity.value if severity else "info"]
        return Line(
            weight,
            slot.requirement,
            requirement.title["zh"],
            slot.period,
            slot.state.value,
            float(slot.points) if slot.points else None,
            "; ".join(whats),
            "; ".join(remedy for remedy in remedies if remedy),
            entity.name,
            due.isoformat() if due else "按通知",
            slot.evidence,
        )

    @staticmethod
    def _finding_line(finding: Finding, entity: Entity, book: Rulebook) -> Line:
        return Line(
            SEVERITIES[finding.severity.value],
            finding.requirement or "",
            f"{finding.rule} {rule_title(finding.rule, book)}",
            "",
            "发现",
            None,
            finding_sentence(finding, book),
            "请核对出处两侧的数字或材料, 更正有误的一份, 或书面说明原因",
            entity.name,
            "",
            finding.evidence,
        )

    # -- score ------------------------------------------------------------------------------------
    def _score(
        self, results: Sequence[EntityAudit], entities: Mapping[str, Entity], book: Rulebook
    ) -> list[Section]:
        sections = [Section("总览", (), _overview(results, entities))]
        for result in results:
            if result.score is None:
                continue
            entity = entities[result.entity]
            sections.append(
                Section(f"{entity.name} {entity.code}", _summary(result), _score_grid(result, book))
            )
        return sections


def rule_title(rule: str, book: Rulebook) -> str:
    info = book.rules.get(rule)
    return info.title if info else rule


def cause_words(cause: str, book: Rulebook) -> str:
    return book.causes.get(cause, {}).get("zh", cause)


def finding_sentence(finding: Finding, book: Rulebook) -> str:
    """The rule's title, the values at odds, and the likely cause."""
    parts = [rule_title(finding.rule, book)]
    values = finding.args.get("values")
    if isinstance(values, (list, tuple)):
        parts.append(" 与 ".join(str(v) for v in values))
    else:
        parts.append(", ".join(f"{k}={v}" for k, v in finding.args.items() if v not in (None, "", [], ())))
    if finding.cause:
        parts.append(f"可能原因: {cause_words(finding.cause, book)}")
    return "; ".join(part for part in parts if part)


def _handing_in(kind: str, book: Rulebook, year: int) -> date | None:
    """Without a deadline of its own a paper is due with the self-check report."""
    checklist = book.checklists.get(kind)
    dues = [r.due for r in checklist.requirements if r.due and r.gate] if checklist else []
    return date(year + dues[0].years_after, dues[0].month, dues[0].day) if dues else None


def _overview(results: Sequence[EntityAudit], entities: Mapping[str, Entity]) -> Grid:
    heads = (
        "代码",
        "考核对象",
        "齐全",
        "应交格",
        "缺失",
        "待复核",
        "错误",
        "总分",
        "可支撑",
        "有风险",
        "自评",
        "等级",
    )
    rows = []
    for result in sorted(results, key=lambda r: -(r.score.at_risk if r.score else 0)):
        states = [slot.state.value for slot in result.slots]
        score = result.score
        errors = sum(f.severity.value in {"veto", "error"} for f in result.findings)
        rows.append(
            (
                Piece(result.entity),
                Piece(entities[result.entity].name),
                *(
                    Piece("", number=float(n))
                    for n in (
                        states.count("complete"),
                        len(states),
                        states.count("missing"),
                        states.count("review"),
                        errors,
                    )
                ),
                *(
                    Piece("", number=float(value)) if value is not None else Piece("")
                    for value in (
                        (score.total, score.supported, score.at_risk, score.claimed) if score else (None,) * 4
                    )
                ),
                Piece((score.grade or "") if score else "", "veto" if score and score.vetoed else None),
            )
        )
    return Grid(heads, tuple(rows), (8, 14, 5, 6, 5, 6, 5, 6, 6, 6, 6, 8))


def _summary(result: EntityAudit) -> tuple[str, ...]:
    complete = sum(slot.state.value == "complete" for slot in result.slots)
    lines = [f"齐全 {complete} / {len(result.slots)} 格; 发现 {len(result.findings)} 处"]
    if result.score is not None:
        score = result.score
        claimed = "无自评表" if score.claimed is None else f"自评 {score.claimed}"
        lines.append(
            f"总分 {score.total}; 可支撑 {score.supported}; 有风险 {score.at_risk}; {claimed};"
            f" 加分 {score.bonus}; 等级 {score.grade or '-'}{'; 一票否决' if score.vetoed else ''}"
        )
    return tuple(lines)


def _score_grid(result: EntityAudit, book: Rulebook) -> Grid:
    rows = []
    for slot in result.slots:
        if not slot.points:
            continue
        state = SLOT_STATES[slot.state.value]
        rows.append(
            (
                Piece(slot.requirement),
                Piece(book.requirements[slot.requirement].title["zh"]),
                Piece(slot.period),
                Piece("", number=round(float(slot.points), 4)),
                Piece(f"{state[2]} {state[0]}", slot.state.value),
                Piece("; ".join(f"{e.document} 第{e.page}页" for e in slot.evidence[:3])),
            )
        )
    return Grid(("编号", "应交材料", "期间", "分值", "状态", "依据"), tuple(rows), (8, 24, 7, 6, 8, 20))
