"""清单: what an entity has to prove, and how far it is."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.domain.errors import NotFound
from webui.current import actor, office, words
from webui.pages.door import bp
from webui.pages.home import desks_of
from webui.place import place
from webui.rendering import called
from webui.standing import Row, grouped, rows, serious, tally, vetoes

STATES = ("not_applicable", "waived", "complete", "missing")


@bp.get("/entities")
def checklists() -> str | Response:
    """Every entity with its three numbers; who sees only one entity goes straight there."""
    here = place()
    if len(here.assessed) == 1:
        return redirect(url_for("pages.checklist", code=here.assessed[0].code, year=here.year))
    return render_template("checklists.html", desks=desks_of(here.year))


@bp.get("/entities/<code>/<int:year>")
def checklist(code: str, year: int) -> str:
    entity = place().named(code, year)
    try:
        audit = office().auditing.standing(actor(), code, year)
    except NotFound:
        return render_template("checklist_none.html", entity=entity, year=year)
    everything = rows(audit, office().parts.rulebook)
    shown = [row for row in everything if row.gap] if request.args.get("only") == "gaps" else everything
    wanted = request.args.get("state")
    if wanted:
        shown = [row for row in shown if any(slot.state.value == wanted for slot in row.slots)]
    group = request.args.get("group")
    if group:
        shown = [row for row in shown if row.requirement.group == group]
    by_risk = request.args.get("order") == "risk"
    groups = {"": sorted(shown, key=lambda row: row.order)} if by_risk else grouped(shown)
    return render_template(
        "checklist.html",
        entity=entity,
        year=year,
        audit=audit,
        groups=groups,
        tally=tally(everything),
        vetoes=vetoes(everything),
        findings=serious(audit.findings),
        hints=[f for f in audit.findings if f.severity.value == "info"],
        counts=_counts(everything),
        titles=titles({loc.document for row in everything for loc in row.evidence}),
        beside_titles=titles({b.document for b in audit.beside}),
        waiting=office().papers.find(actor(), {"entities": {code}, "waiting": True}, limit=0)[0],
        states=STATES,
        handed_in=office().handing_in.get(actor(), code, year),
    )


def _counts(found: list[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in found:
        counts[row.state.value] = counts.get(row.state.value, 0) + 1
    return counts


def titles(documents: set[str]) -> dict[str, str]:
    """Document id -> what to call it, for the papers that the actor may see."""
    with office().parts.store.read() as tx:
        heads = tx.documents.many(documents)
    me = actor()
    return {id: called(head) for id, head in heads.items() if me.sees(head.entity)}


@bp.post("/entities/<code>/<int:year>/decide")
def decide(code: str, year: int) -> Response:
    """A person's word on a slot, with a reason; goes back to where it was said."""
    form = request.form
    requirement, period = form.get("requirement", ""), form.get("period", "")
    if form.get("state") == "undecide":
        office().deciding.undecide(actor(), requirement, code, period)
        flash(
            words()(
                "已撤回对 {requirement} {period} 的决定, 由系统重新判断。",
                requirement=requirement,
                period=period,
            ),
            "undo",
        )
    else:
        office().deciding.decide(
            actor(), requirement, code, period, form.get("state", ""), form.get("reason", "")
        )
        state = words().slot_state(form.get("state", ""))
        flash(
            words()(
                "{requirement} {period} 已定为{state}, 理由已记入保管记录。",
                requirement=requirement,
                period=period,
                state=state,
            ),
            "undo",
        )
    back = url_for("pages.checklist", code=code, year=year, **_kept(request.args.to_dict()))
    return redirect(f"{back}#{requirement}")


@bp.post("/entities/<code>/<int:year>/hand-in")
def hand_in(code: str, year: int) -> Response:
    """The entity declares its dossier complete, or the office gives it back with a reason."""
    if request.form.get("reopen"):
        office().handing_in.reopen(actor(), code, year, request.form.get("reason", ""))
        flash(words()("{year} 年度材料已退回, 本单位可以继续增改。", year=year))
    else:
        office().handing_in.hand_in(actor(), code, year)
        flash(words()("{year} 年度材料已报送, 需要补充时请联系节能办退回。", year=year))
    return redirect(url_for("pages.checklist", code=code, year=year))


def _kept(arguments: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in {"only", "order", "state", "group"}}
