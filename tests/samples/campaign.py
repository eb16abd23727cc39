"""Plants dossiers, runs the product on them as a user would, and compares every slot with the truth."""

from __future__ import annotations

import argparse
import collections
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.samples.oracle import Expectation
from tests.samples.papers import CHECKLISTS, DEMO, MINE, Dossier, names, plant, variants
from tests.samples.world import World, world
from webui.demo.author import Template

QIJUAN = Path(sys.executable).with_name("qijuan")
MENU = {
    "resp_letter": ("remove", "wrong_year", "one_party", "wrong_entity"),
    "self_report": ("remove", "late", "unsealed", "wrong_year", "figure", "unreadable"),
    "self_score": ("remove", "unsealed", "wrong_year"),
    "stat_confirm": ("remove", "caliber", "wrong_year"),
    "ledger": ("remove", "month_gone", "wrong_year"),
    "certificate": ("remove", "expired", "calibration", "one_cycle"),
    "meeting_minutes": ("remove", "one_gone"),
    "target_notice": ("remove", "draft", "wrong_year", "wrong_entity"),
}
ALWAYS = ("remove", "wrong_year", "new_cover", "wrong_entity", "unreadable")


def choose(dossier: Dossier, rng: random.Random, count: int) -> dict[str, str]:
    """Some papers of the dossier and a fault for each."""
    chosen = {}
    candidates = [name for name in names(dossier) if variants(name)[0].proves]
    for name in rng.sample(candidates, min(count, len(candidates))):
        template = variants(name)[0]
        menu = MENU.get(template.doctype, ALWAYS)
        if template.per in ("month", "quarter"):
            menu = ("remove", "one_gone") + (("wrong_year",) if template.per == "quarter" else ())
        if any(rule in _rules(template.proves) for rule in ("current_version", "within_years")):
            menu = ("remove", "wrong_entity", "unreadable")
        chosen[name] = rng.choice([fault for fault in menu if _makes_sense(fault, template, dossier)])
    return chosen


def _makes_sense(fault: str, template: Template, dossier: Dossier) -> bool:
    """Another body's paper must name that body; only counties and enterprises report figures."""
    if fault == "wrong_entity":
        return all(
            any(word in t.titles[0] + t.issuer for word in ("{name}", "{gov}", "{short}"))
            for t in variants(template.id)
        )
    if fault == "late":  # a department's report has no deadline
        return any(CHECKLISTS.items[id].get("due") for id in template.proves)
    return fault != "figure" or dossier.place.kind != "department"


def _rules(ids: tuple[str, ...]) -> set[str]:
    return {CHECKLISTS.items[id]["validity"]["rule"] for id in ids}


def build(out: Path, count: int, seed: int, faults: int, scans: int) -> tuple[World, list[Dossier]]:
    """Dossiers of every kind of entity, each with some faults."""
    rng = random.Random(seed)
    counties, firms = max(2, count * 2 // 5), max(2, count * 2 // 5)
    made = world(seed, counties, firms, max(1, count - counties - firms))
    dossiers = []
    for number, place in enumerate(made.places[:count] if count < len(made.places) else made.places):
        year = rng.choice((2007, 2008, 2008, 2009))
        dossier = Dossier(
            place, year, made, out / "dossiers" / f"{number:02d}", random.Random(f"{seed}/{number}")
        )
        dossier.scans, dossier.declared = scans, rng.random() < 0.75
        plant(dossier, {} if number % 6 == 5 else choose(dossier, rng, rng.randint(2, faults)))
        dossiers.append(dossier)
    return made, dossiers


def write_truth(out: Path, made: World, dossiers: list[Dossier]) -> None:
    """entities.csv and truth.json beside the dossiers."""
    with (out / "entities.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, ["code", "name", "kind", "parent", "aliases", "attributes"])
        writer.writeheader()
        writer.writerows(made.rows())
    truth = [
        {
            "folder": d.folder.name,
            "entity": d.place.code,
            "name": d.place.name,
            "kind": d.place.kind,
            "year": d.year,
            "declared": d.declared,
            "faults": d.faults,
            "files": [
                {
                    "path": t.path,
                    "template": t.template,
                    "doctype": t.doctype,
                    "requirements": t.requirements,
                    "slots": t.slots,
                    "fault": t.fault,
                    "number": t.number,
                    "date": str(t.date) if t.date else None,
                }
                for t in d.truths
            ],
            "slots": [
                {"requirement": r, "period": p, "states": sorted(e.states), "why": e.why}
                for (r, p), e in d.expectations().items()
            ],
        }
        for d in dossiers
    ]
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


class Product:
    """The command line under test, with a home of its own."""

    def __init__(self, home: Path, tree: Path | None = None) -> None:
        self._env = {**os.environ, "QIJUAN_HOME": str(home)}
        self._command = [str(QIJUAN)]
        if tree:  # a copy of the sources, so that edits in progress do not disturb a long run
            self._env["PYTHONPATH"] = str(tree)
            self._command = [
                sys.executable,
                "-P",
                "-c",
                "from webui.cli import main; raise SystemExit(main())",
            ]

    def run(self, *args: str) -> Any:
        done = subprocess.run(
            [*self._command, *args, "--json"], env=self._env, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 3):
            raise SystemExit(
                f"qijuan {' '.join(args)} -> {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
            )
        return json.loads(done.stdout)


def ingest(product: Product, dossiers: list[Dossier]) -> dict[tuple[str, str], dict[str, Any]]:
    """Hand in every dossier; the receipt's row of each file by (folder, path)."""
    rows = {}
    for dossier in dossiers:
        options = ["--entity", dossier.place.code, "--year", str(dossier.year)] if dossier.declared else []
        begun = time.monotonic()
        receipt = product.run("ingest", str(dossier.folder), *options)
        for row in receipt["files"]:
            path = row["path"]
            for truth in dossier.truths:
                if ("/" + path).endswith("/" + truth.path):
                    rows[dossier.folder.name, truth.path] = row
        print(
            f"{dossier.folder.name} {dossier.place.name}: {receipt['new']} new, {time.monotonic() - begun:.0f} s",
            file=sys.stderr,
        )
    return rows


def compare(product: Product, dossiers: list[Dossier], rows: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Print the confusion of states, the kinds, and every disagreement."""
    confusion: collections.Counter[tuple[str, str]] = collections.Counter()
    lines: list[str] = []
    runs = {year: product.run("audit", "--year", str(year)) for year in {d.year for d in dossiers}}
    for dossier in dossiers:
        audit = next((e for e in runs[dossier.year]["entities"] if e["entity"] == dossier.place.code), None)
        if audit is None:
            lines.append(f"{dossier.folder.name}: no audit of {dossier.place.name}")
            continue
        got = {(slot["requirement"], slot["period"]): slot for slot in audit["slots"]}
        lines.append(
            f"== {dossier.folder.name} {dossier.place.kind} {dossier.place.name} {dossier.year} declared={dossier.declared} faults={dossier.faults}"
        )
        astray = _astray(dossier, rows)
        for key, expected in dossier.expectations().items():
            expected = Expectation(frozenset(), "filed elsewhere") if key[0] in astray else expected
            lines.extend(_judge(dossier, key, expected, got.get(key), confusion))
        if any("figure" in fault for fault in dossier.faults) and not any(
            f["rule"] == "R-XDOC-1" for f in audit["findings"]
        ):
            lines.append("   no R-XDOC-1 for a contradicting figure")
    _print_confusion(confusion)
    _print_kinds(dossiers, rows)
    print("\n".join(lines))


def _astray(dossier: Dossier, rows: dict[tuple[str, str], dict[str, Any]]) -> set[str]:
    """Requirements whose papers were filed elsewhere because nobody had said whose they are."""
    if dossier.declared:
        return set()
    found: set[str] = set()
    for truth in dossier.truths:
        row = rows.get((dossier.folder.name, truth.path))
        if row is None or (row["entity"], row["year"]) != (dossier.place.code, dossier.year):
            found.update(truth.requirements)
    return found


def _judge(
    dossier: Dossier,
    key: tuple[str, str],
    expected: Expectation,
    slot: dict[str, Any] | None,
    confusion: collections.Counter[tuple[str, str]],
) -> list[str]:
    state = slot["state"] if slot else "absent"
    if not expected.states:
        confusion["(not judged)", state] += 1
        return []
    confusion["|".join(sorted(expected.states)), state] += 1
    if state in expected.states or (slot and slot.get("level") == "supporting"):
        return []
    if key[0] in ("ENT-07-01", "ENT-07-02", "ENT-07-03"):
        return []
    papers = [
        t.path + (f" [{t.fault}]" if t.fault else "")
        for t in dossier.truths
        if key[0] in t.requirements and key[1] in t.slots
    ]
    reasons = json.dumps((slot or {}).get("reasons"), ensure_ascii=False)
    proof = [e["document"] for e in (slot or {}).get("evidence", ())]
    return [
        f"   {key[0]} {key[1]}: want {'|'.join(sorted(expected.states))} ({expected.why}) got {state} {reasons} {proof} papers={papers}"
    ]


def _print_confusion(confusion: collections.Counter[tuple[str, str]]) -> None:
    states = sorted({got for _, got in confusion})
    print("expected \\ got".ljust(34) + "".join(state[:9].rjust(10) for state in states))
    for want in sorted({want for want, _ in confusion}):
        print(want.ljust(34) + "".join(str(confusion[want, state]).rjust(10) for state in states))
    judged = sum(n for (want, _), n in confusion.items() if want != "(not judged)")
    right = sum(n for (want, got), n in confusion.items() if got in want.split("|"))
    accused = sum(
        n for (want, got), n in confusion.items() if want == "complete" and got not in ("complete", "review")
    )
    passed = sum(
        n
        for (want, got), n in confusion.items()
        if got == "complete" and "complete" not in want and want != "(not judged)"
    )
    print(
        f"slots right {right}/{judged} = {right / max(judged, 1):.3f}; accused wrongly {accused}; passed wrongly {passed}"
    )


def _print_kinds(dossiers: list[Dossier], rows: dict[tuple[str, str], dict[str, Any]]) -> None:
    right = total = homeless = 0
    wrong: list[str] = []
    for dossier in dossiers:
        for truth in dossier.truths:
            row = rows.get((dossier.folder.name, truth.path))
            if row is None or truth.fault == "unreadable":
                continue
            total += 1
            right += row["doctype"] == truth.doctype
            if row["doctype"] != truth.doctype:
                wrong.append(
                    f"   {truth.doctype} read as {row['doctype']}: {dossier.folder.name}/{truth.path} ({row['state']} {row['reason']})"
                )
            if not dossier.declared and truth.fault not in ("wrong_entity", "wrong_year", "new_cover"):
                homeless += (row["entity"], row["year"]) != (dossier.place.code, dossier.year)
                if (row["entity"], row["year"]) != (dossier.place.code, dossier.year):
                    wrong.append(
                        f"   filed as {row['entity']}/{row['year']} instead of {dossier.place.code}/{dossier.year}: {dossier.folder.name}/{truth.path}"
                    )
    print(
        f"kinds right {right}/{total} = {right / max(total, 1):.3f}; undeclared files not filed where they belong: {homeless}"
    )
    print("\n".join(wrong))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=7)
    parser.add_argument("--scans", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tree", type=Path, help="run these sources instead of the installed ones")
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--again", action="store_true", help="audit what was ingested before")
    options = parser.parse_args()
    if not options.again:
        shutil.rmtree(options.out, ignore_errors=True)
        options.out.mkdir(parents=True)
    made, dossiers = build(options.out, options.dossiers, options.seed, options.faults, options.scans)
    write_truth(options.out, made, dossiers)
    print(
        f"{len(dossiers)} dossiers, {sum(len(d.truths) for d in dossiers)} files, {len(DEMO)} + {len(MINE)} templates",
        file=sys.stderr,
    )
    if options.build_only:
        return
    product = Product(options.out / "home", options.tree)
    saved = options.out / "rows.json"
    if options.again:
        rows = {tuple(key.split("\t")): row for key, row in json.loads(saved.read_text()).items()}
    else:
        product.run("init")
        product.run("entities", "import", str(options.out / "entities.csv"))
        rows = ingest(product, dossiers)
        saved.write_text(json.dumps({"\t".join(key): row for key, row in rows.items()}, ensure_ascii=False))
    compare(product, dossiers, rows)


if __name__ == "__main__":
    main()
