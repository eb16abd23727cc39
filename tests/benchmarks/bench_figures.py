"""How figures are read, linked and contradicted: papers of a made-up world with planted faults, and published tables.

Run with `python -m tests.benchmarks.bench_figures [--seeds 101 102] [--scans] [--show] [--speed N] [--published | --worlds | --tails N]`.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from archive.audit import audit
from archive.domain.audit import Dossier, Finding, Paper, Severity
from archive.domain.document import Limits
from archive.domain.entity import Kind
from archive.domain.facts import Figure, Locator
from archive.domain.rulebook import Rulebook
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber
from indexer.parsers.reading import parse_file
from tests.benchmarks.figure_published import ABOUT_PAPERS, quiet
from tests.benchmarks.figure_speed import speed
from tests.benchmarks.figure_tails import tails
from tests.samples.figureworld.dossiers import Pile, piles
from tests.samples.figureworld.faults import Fault
from tests.samples.figureworld.files import write
from tests.samples.figureworld.sheet import Print, Sheet
from tests.samples.figureworld.truth import YEAR, World, world

_LOUD = frozenset({Severity.ERROR, Severity.WARNING, Severity.VETO})
SOFT = "soft"
"""Classes of faults that stay inside of what rounding can do at worst."""
SURE = 0.85


@dataclass
class Tally:
    """What came of some worlds."""

    figures: int = 0
    numbers: int = 0
    printed: int = 0
    read: int = 0
    wrong: int = 0
    usable: int = 0
    cells: int = 0
    cells_read: int = 0
    traps: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: int = 0
    top: int = 0
    caught: int = 0
    slips: int = 0
    slips_named: int = 0
    conflicts: int = 0
    conflicts_named: int = 0
    false_errors: int = 0
    false_warnings: int = 0
    links_right: int = 0
    links_made: int = 0
    links_true: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    dossiers: list[Dossier] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)


def measure(made: World, book: Rulebook, tally: Tally, scans: bool, faulty: bool = True) -> None:
    """One world: printed, parsed, described, audited."""
    describer = PaperDescriber(book, made.entities())
    known: dict[str, Paper] = {}
    for pile in piles(made, scans, faulty):
        begin = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            own = [_paper(sheet, describer, Path(folder), known) for sheet in pile.sheets]
            theirs = [_paper(sheet, describer, Path(folder), known) for sheet in pile.partners]
        tally.seconds += time.process_time() - begin
        _count(pile, own, theirs, tally)
        partners: dict[str, tuple[Paper, ...]] = defaultdict(tuple)
        for paper in theirs:
            partners[paper.entity or ""] += (paper,)
        relatives = {e.code: e for e in made.entities() if e.code in partners or e.kind is Kind.CITY}
        dossier = Dossier(
            pile.body.entity,
            YEAR,
            date(YEAR, 12, 31),
            papers=tuple(own),
            partners=dict(partners),
            relatives=relatives,
        )
        tally.dossiers.append(dossier)
        found = [f for f in audit(dossier, book).findings if not ABOUT_PAPERS.match(f.rule)]
        _judge(pile, found, tally)


def _paper(sheet: Sheet, describer: PaperDescriber, folder: Path, known: dict[str, Paper]) -> Paper:
    if sheet.name in known:
        return known[sheet.name]
    path = write(sheet, folder)
    content = parse_file(path, path.name, Limits())
    facts = describer.describe(sheet.name, path.name, content)
    kind = facts.doctype.value if facts.doctype else None
    made = Paper(
        sheet.name, sheet.owner, YEAR, path.name, "ready", doctype=kind,
        doctype_confidence=facts.doctype.confidence if facts.doctype else 0.0,
        title=facts.title.value if facts.title else None, pages=len(content.pages), facts=facts,
    )  # fmt: skip
    if sheet.kind in {"confirmation", "notice"}:
        known[sheet.name] = made
    return made


def _count(pile: Pile, own: Sequence[Paper], theirs: Sequence[Paper], tally: Tally) -> None:
    """What was read of what was printed, and which prints were taken for the same fact."""
    sheets = {s.name: s for s in (*pile.sheets, *pile.partners)}
    mine: list[tuple[Print, Figure]] = []
    for paper in (*own, *theirs):
        figures = list(paper.facts.figures)
        tally.figures += len(figures)
        tally.numbers += sum(len(t.entries) for t in paper.facts.tables)
        left = figures.copy()
        prints = [p for p in sheets[paper.document].prints if p.key.indicator.startswith("I-")]
        matched = _matched(prints, left)
        for print_, match in zip(prints, matched, strict=True):
            tally.printed += 1
            if match is None:
                tally.unread[f"{sheets[paper.document].kind} {print_.key.indicator} {print_.role}"] += 1
                continue
            tally.read += 1
            right = match.period == print_.key.period and (match.entity or paper.entity) == print_.key.entity
            tally.usable += match.confidence >= SURE and match.period is not None
            if not right:
                tally.wrong += 1
                tally.misread.append(f"{print_} AS {match.indicator} {match.entity} {match.period}")
            if print_.key.entity == pile.body.entity.code:
                mine.append((print_, match))
        owners = {p.key.entity for p in sheets[paper.document].prints}
        extra = [
            f
            for f in left
            if (f.entity or paper.entity) in owners and not _same_as_print(f, sheets[paper.document].prints)
        ]
        tally.misread += [
            f"EXTRA {paper.document} {f.indicator} {f.period} {f.entity} {f.wording}" for f in extra
        ]
        tally.wrong += len(extra)
        _cells(paper, tally)
    _links(mine, tally)


def _same_as_print(figure: Figure, prints: Iterable[Print]) -> bool:
    """A number that is printed twice in one paper is read twice."""
    return any(p.key.indicator == figure.indicator and p.value == figure.value for p in prints)


def _matched(prints: Sequence[Print], left: list[Figure]) -> list[Figure | None]:
    """The figure read of each print: those of the same fact first, then any that has its value; taken from *left*."""
    found: list[Figure | None] = [None] * len(prints)
    for strict in (True, False):
        for at, print_ in enumerate(prints):
            if found[at] is None:
                match = next((f for f in left if _fits(print_, f, strict)), None)
                if match is not None:
                    left.remove(match)
                    found[at] = match
    return found


def _fits(print_: Print, figure: Figure, strict: bool) -> bool:
    key = print_.key
    if figure.value != print_.value or _name(figure.indicator) != _name(key.indicator):
        return False
    same = figure.period == key.period and (figure.item or "") == key.item
    return same and figure.entity in {None, key.entity} if strict else True


def _name(indicator: str) -> str:
    """GDP without a stated price is one family."""
    return "I-GDPC" if indicator == "I-GDPN" else indicator


def _cells(paper: Paper, tally: Tally) -> None:
    cells = {(t.page, e.cell) for t in paper.facts.tables for e in t.entries if e.cell}
    read = {(f.locator.page, f.locator.cell) for f in paper.facts.figures if f.locator.cell}
    tally.cells += len(cells)
    tally.cells_read += len(cells & read)


def _links(mine: Sequence[tuple[Print, Figure]], tally: Tally) -> None:
    for (p, f), (q, g) in combinations(mine, 2):
        if p.document == q.document:
            continue
        same = p.key == q.key
        linked = _key(f) == _key(g) and _one_caliber(f, g)
        tally.links_true += same
        tally.links_made += linked
        tally.links_right += same and linked


def _key(figure: Figure) -> tuple[object, ...]:
    return figure.indicator, figure.period, figure.item, figure.canonical_unit


def _one_caliber(a: Figure, b: Figure) -> bool:
    pairs = (
        (a.caliber.electricity_value, b.caliber.electricity_value),
        (a.caliber.gdp_price, b.caliber.gdp_price),
        (a.vintage, b.vintage),
    )
    return all(x is None or y is None or x == y for x, y in pairs)


def _judge(pile: Pile, found: Sequence[Finding], tally: Tally) -> None:
    """Faults caught, named and pointed at; what else was said aloud is false."""
    tally.traps.update(trap for sheet in pile.sheets for trap in set(sheet.traps))
    loud = [f for f in found if f.severity in _LOUD]
    blamed: set[int] = set()
    for fault in pile.faults:
        tally.planted[fault.kind] += 1
        hits = [
            n for n, f in enumerate(loud) if any(_points(e, fault) for e in f.evidence) or _says(f, fault)
        ]
        blamed |= set(hits)
        if not hits:
            tally.missed.append(f"{fault}")
        slip = "unit_slip" in fault.kind
        tally.slips += slip
        if not hits:
            continue
        tally.found[fault.kind] += 1
        tally.caught += 1
        best = [loud[n] for n in hits]
        tally.first += any(f.evidence and _points(f.evidence[0], fault) for f in best)
        tally.top += any(any(_points(e, fault) for e in f.evidence[:3]) for f in best)
        tally.slips_named += slip and any(f.cause == "unit_slip" for f in best)
    for n, finding in enumerate(loud):
        if n not in blamed:
            tally.false_errors += finding.severity is not Severity.WARNING
            tally.false_warnings += finding.severity is Severity.WARNING
            quotes = [f"{e.document} p{e.page} {e.cell} {e.quote!r}" for e in finding.evidence]
            tally.false.append(
                f"{finding.rule} {finding.severity} {finding.cause} {dict(finding.args)} {quotes}"
            )
    if any("noted_caliber" in s.traps for s in pile.sheets):
        tally.conflicts += 1
        tally.conflicts_named += any((f.cause or "").startswith("caliber_") for f in found)


def _points(place: Locator, fault: Fault) -> bool:
    return place.document == fault.document and _plain(fault.wrong) in _plain(place.quote)


def _says(finding: Finding, fault: Fault) -> bool:
    """A finding about a whole column need not show each of its cells."""
    return any(e.document == fault.document for e in finding.evidence) and fault.wrong.replace(
        ",", ""
    ) in re.findall(r"-?\d+(?:\.\d+)?", str(dict(finding.args)))


def _plain(text: str) -> str:
    """Digits as they are compared: grouping and dropped zeros aside."""
    text = text.replace(",", "")
    return re.sub(r"(\.\d*?)0+(?!\d)", lambda m: m[1].rstrip("."), text)


def report(tally: Tally) -> list[str]:
    """The table."""

    def share(part: int, whole: int) -> str:
        return f"{part}/{whole} {part / whole:.3f}" if whole else "-"

    lines = [f"{kind:52} recall {share(tally.found[kind], n)}" for kind, n in sorted(tally.planted.items())]
    per = max(tally.figures, 1) / 1000
    soft = {kind for kind in tally.planted if kind.startswith(SOFT)}
    hard = tally.planted.keys() - soft
    lines += [
        f"{'hard faults':52} recall {share(*_recall(tally, hard))}",
        f"{'soft faults':52} recall {share(*_recall(tally, soft))}",
        f"traps {sum(tally.traps.values())}: "
        + ", ".join(f"{k} {n}" for k, n in sorted(tally.traps.items())),
        f"false errors per 1,000 figures   {tally.false_errors / per:.2f} ({tally.false_errors})",
        f"false warnings per 1,000 figures {tally.false_warnings / per:.2f} ({tally.false_warnings})",
        f"suspect cell first {share(tally.first, tally.caught)}, in the top three {share(tally.top, tally.caught)}",
        f"unit slip named {share(tally.slips_named, tally.slips)}, caliber conflict named {share(tally.conflicts_named, tally.conflicts)}",
        f"printed figures read {share(tally.read, tally.printed)}, usable {share(tally.usable, tally.printed)}, read wrong {tally.wrong}",
        f"numeric cells of tables read {share(tally.cells_read, tally.cells)}",
    ]
    p, r = tally.links_right / max(1, tally.links_made), tally.links_right / max(1, tally.links_true)
    lines.append(f"same-fact links: precision {p:.3f}, recall {r:.3f}, F1 {2 * p * r / max(1e-9, p + r):.3f}")
    lines.append(f"{tally.figures} figures, {tally.seconds:.1f} s of CPU to print, parse and describe")
    return lines


def _recall(tally: Tally, kinds: Iterable[str]) -> tuple[int, int]:
    chosen = list(kinds)
    return sum(tally.found[k] for k in chosen), sum(tally.planted[k] for k in chosen)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    options.add_argument("--counties", type=int, default=4)
    options.add_argument("--firms", type=int, default=4)
    options.add_argument("--scans", action="store_true", help="prose and PDF papers as scanned pictures")
    options.add_argument("--clean", action="store_true", help="nothing planted")
    options.add_argument("--show", action="store_true", help="what was missed, said falsely, not read")
    options.add_argument("--published", action="store_true", help="only the published tables")
    options.add_argument("--worlds", action="store_true", help="only the made-up worlds")
    options.add_argument(
        "--speed", type=int, default=0, metavar="N", help="how long checking N figures takes"
    )
    options.add_argument("--tails", type=int, default=0, metavar="N", help="only N tables of long sums")
    chosen = options.parse_args()
    if chosen.tails:
        print(tails(load(), chosen.tails))
        return
    if chosen.published:
        print("\n".join(quiet(load())))
        return
    book, tally = load(), Tally()
    for seed in chosen.seeds:
        measure(world(seed, chosen.counties, chosen.firms), book, tally, chosen.scans, not chosen.clean)
    print("\n".join(report(tally)))
    if chosen.show:
        for name, values in (("MISSED", tally.missed), ("FALSE", tally.false), ("MISREAD", tally.misread)):
            print(f"== {name}", *values, sep="\n")
        print("== UNREAD", *tally.unread.most_common(40), sep="\n")
    if chosen.speed:
        print(*speed(book, tally.dossiers, chosen.speed), sep="\n")
    if not chosen.worlds:
        print("\n".join(quiet(book)))


if __name__ == "__main__":
    main()
