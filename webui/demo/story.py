"""What each body of the demo city hands in, and the faults that a visitor should meet."""

from __future__ import annotations

from datetime import date

from webui.demo.facts import dice
from webui.demo.handing import (
    box,
    broken,
    certificate,
    certificates,
    hand_in,
    locked,
    mail,
    minutes,
    months,
    quarters,
    readings,
    short,
    verified,
)
from webui.demo.paper import Paper, Picture
from webui.demo.places import BY_CODE
from webui.demo.render import image
from webui.demo.scribe import Expected, Scribe, render, with_cover
from webui.demo.tables.metering import meters

YEAR = 2008
COUNTY_SET = [
    "c-report",
    "c-score",
    "c-letter",
    "c-confirm",
    "c-system",
    "c-group",
    "c-workplan",
    "c-allocate",
    "c-downletter",
    "c-assess-notice",
    "c-assess-result",
    "c-bulletin-half",
    "c-bulletin",
    "c-shares",
    "c-review-rule",
    "c-review-list",
    "c-eliminate",
    "c-accept",
    "c-fund-rule",
    "c-budget",
    "c-voucher",
    "c-fund-share",
    "c-projects",
    "c-science",
    "c-research",
    "c-demo",
    "c-promote",
    "c-keyfirms",
    "c-monitor",
    "c-building",
    "c-rules",
    "c-enforce",
    "c-limits",
    "c-team",
    "c-statistics",
    "c-meters",
    "c-week",
    "c-training",
    "c-award",
]
FIRM_SET = [
    "e-report",
    "e-score",
    "e-sheet",
    "e-letter",
    "e-saving",
    "e-output",
    "e-group",
    "e-post",
    "e-split",
    "e-reward",
    "e-bench",
    "e-research",
    "e-retrofit",
    "e-accept",
    "e-obsolete",
    "e-law",
    "e-limit",
    "e-audit",
    "e-statpost",
    "e-ledger",
    "e-usage",
    "e-meter-rule",
    "e-meter-staff",
    "e-equipment",
    "e-meters",
    "e-meter-sum",
    "e-meter-plan",
    "e-diagram",
    "e-flow",
    "e-training",
    "e-rules",
]


def county_a(scribe: Scribe) -> None:
    """Nearly done; one certificate ran out in May."""
    place = BY_CODE["990102"]
    hand_in(
        scribe, place, YEAR, COUNTY_SET, scans={"c-report", "c-letter", "c-voucher", "c-enforce", "c-team"}
    )
    quarters(scribe, place, YEAR, "c-quarter", (1, 2, 3, 4))
    minutes(scribe, place, YEAR, "c-minutes", (date(YEAR, 4, 10), date(YEAR, 10, 16)))
    for name in ("c-photo-week", "c-photo-remove"):
        draft = scribe.draft(place, YEAR, name)
        scribe.file(
            draft, f"{box(place, YEAR)}/{draft.template.group}/照片 {draft.title}", "jpg", place.code, YEAR
        )
    firm = BY_CODE["99E001"]
    meter = meters(scribe.desk(firm, YEAR, "e-meters"))[2]
    draft = certificate(scribe, firm, YEAR, meter, verified(YEAR, 3, meter, ran_out=True), 3)
    scribe.file(
        draft,
        f"{box(place, YEAR)}/9 基础工作/柏溪水泥涡街流量计检定证书",
        "pdf",
        place.code,
        YEAR,
        "expired",
        proves=False,
    )


def firm_of_a(scribe: Scribe) -> None:
    """The cement works of county A: complete but for the vortex meter's certificate."""
    place = BY_CODE["99E001"]
    hand_in(scribe, place, YEAR, FIRM_SET, scans={"e-letter", "e-accept"})
    quarters(scribe, place, YEAR, "e-quarter", (1, 2, 3, 4))
    minutes(scribe, place, YEAR, "e-minutes", (date(YEAR, 3, 14), date(YEAR, 9, 12)))
    whole = range(1, 13)
    months(scribe, place, YEAR, "e-form", whole, "xls", "2008年1-12月能源购进消费与库存报表")
    months(scribe, place, YEAR, "e-invoice", whole, "pdf", "2008年能源购进发票")
    months(scribe, place, YEAR, "e-quota", whole, "xlsx", "2008年主要设备能耗定额执行记录")
    certificates(scribe, place, YEAR, scans=(1,), expired=3)
    readings(scribe, place, YEAR, whole)


def county_b(scribe: Scribe) -> None:
    """Complete in ticks: two papers of last year under a new cover, and 4.41 where 4.14 was confirmed."""
    place = BY_CODE["990121"]
    stale = {"c-projects", "c-assess-result"}
    names = [name for name in COUNTY_SET if name not in stale]
    hand_in(scribe, place, YEAR, names, scans={"c-letter"}, **{"c-report": {"say": {"claimed": "4.41"}}})
    for name in sorted(stale):
        old = scribe.draft(place, YEAR - 1, name)
        title = old.title.replace(str(YEAR - 1), str(YEAR))
        scribe.file(
            with_cover(old, title, YEAR),
            f"{box(place, YEAR)}/{old.template.group}/{short(title)}",
            "docx",
            place.code,
            YEAR,
            "last_year_new_cover",
            proves=False,
        )
    quarters(scribe, place, YEAR, "c-quarter", (1, 2, 3, 4), "html")
    minutes(scribe, place, YEAR, "c-minutes", (date(YEAR, 5, 8), date(YEAR, 11, 20)))


def firm_c(scribe: Scribe) -> None:
    """The coking works: a ledger in tonnes under a head in ten thousand tonnes, three forms missing."""
    place = BY_CODE["99E002"]
    names = [
        "e-report",
        "e-score",
        "e-letter",
        "e-saving",
        "e-output",
        "e-group",
        "e-split",
        "e-statpost",
        "e-ledger",
        "e-meters",
        "e-training",
    ]
    hand_in(scribe, place, YEAR, names, **{"e-ledger": {"ledger_unit": {"原煤": "万吨"}}})
    minutes(scribe, place, YEAR, "e-minutes", (date(YEAR, 6, 3),))
    for month in (1, 2, 3, 4, 5, 6, 8, 9, 11):
        draft = scribe.draft(place, YEAR, "e-form", month=month)
        scribe.file(draft, f"{box(place, YEAR)}/统计报表/P201-{YEAR}{month:02d}", "xls", place.code, YEAR)


def department_d(scribe: Scribe) -> None:
    """Nothing but photographs of papers: one upside down, one that nobody can read."""
    place = BY_CODE["990100-07"]
    names = ("d-report", "d-split", "msa-inspect", "msa-power", "msa-limit")
    for order, name in enumerate(names):
        draft = scribe.draft(place, YEAR, name)
        rng = dice(scribe.seed, "photo", name)
        shot = image.page_images(draft.paper, rng, rough=1.6)[0]
        notes: tuple[str, ...] = ()
        if order == 2:
            shot, notes = shot.rotate(180), ("upside_down",)
        if order == 4:
            shot, notes = image.unreadable(shot), ("unreadable",)
        path = f"{box(place, YEAR)}/IMG_{1041 + order}.jpg"
        scribe.keep(path, image.jpeg_bytes(shot))
        scribe.note(path, draft, place.code, YEAR, *notes, proves=order != 4)


def departments(scribe: Scribe) -> None:
    """The bureau of statistics is complete, the others less so."""
    statistics, planning, industry, finance = (BY_CODE[f"990100-0{n}"] for n in (4, 1, 2, 5))
    hand_in(
        scribe,
        statistics,
        YEAR,
        (
            "d-report",
            "d-split",
            "d-plan",
            "sta-confirm",
            "sta-bulletin-half",
            "sta-bulletin",
            "sta-shares",
            "sta-system",
        ),
    )
    quarters(scribe, statistics, YEAR, "sta-quarter", (1, 2, 3, 4), "txt")
    hand_in(
        scribe,
        planning,
        YEAR,
        ("d-report", "d-plan", "drc-plan", "drc-allocate", "drc-register", "drc-promote", "drc-week"),
    )
    quarters(scribe, planning, YEAR, "drc-quarter", (1, 2, 3))
    hand_in(scribe, industry, YEAR, ("d-report", "iit-list", "iit-eliminate", "iit-projects", "iit-monitor"))
    hand_in(scribe, finance, YEAR, ("d-split", "fin-budget", "fin-share"))
    hand_in(scribe, planning, YEAR + 1, ("d-plan", "drc-allocate"))


def other_counties(scribe: Scribe) -> None:
    """Four more counties in varied completeness, one paper in the wrong folder, one locked, one broken."""
    third, fourth, fifth, sixth = (BY_CODE[code] for code in ("990122", "990123", "990124", "990103"))
    hand_in(scribe, third, YEAR, COUNTY_SET[:12], scans={"c-letter"})
    quarters(scribe, third, YEAR, "c-quarter", (1, 2, 4))
    hand_in(scribe, fourth, YEAR, ("c-score", "c-letter", "c-confirm", "c-allocate", "c-rules", "c-week"))
    draft = scribe.draft(fifth, YEAR, "c-report")
    scribe.file(
        draft, f"{box(fourth, YEAR)}/自查报告", "docx", fourth.code, YEAR, "wrong_entity", proves=False
    )
    hand_in(scribe, fifth, YEAR, ("c-letter", "c-group", "c-workplan", "c-budget", "c-building"))
    minutes(scribe, fifth, YEAR, "c-minutes", (date(YEAR, 7, 2),))
    broken(scribe, fifth, YEAR)
    hand_in(
        scribe,
        sixth,
        YEAR,
        ("c-report", "c-score", "c-letter", "c-confirm", "c-shares", "c-science", "c-award"),
    )
    locked(scribe, sixth, YEAR)
    late = scribe.draft(sixth, YEAR - 1, "c-limits")
    scribe.file(late, f"{box(sixth, YEAR)}/扫描件0012", "pdf", sixth.code, YEAR, "wrong_year", proves=False)


def other_firms(scribe: Scribe) -> None:
    """Six more enterprises; two of them nearly empty."""
    steel, fertiliser, heat, glass, cotton, pulp = (BY_CODE[f"99E00{n}"] for n in range(3, 9))
    hand_in(
        scribe, steel, YEAR, ("e-report", "e-letter", "e-saving", "e-group", "e-bench", "e-audit", "e-meters")
    )
    mail(scribe, steel, YEAR)
    hand_in(scribe, fertiliser, YEAR, ("e-report", "e-score", "e-sheet", "e-ledger", "e-training", "e-rules"))
    hand_in(scribe, heat, YEAR, ("e-letter", "e-ledger", "e-equipment", "e-obsolete"))
    hand_in(scribe, glass, YEAR, ("e-report", "e-saving", "e-output", "e-limit"))
    quarters(scribe, glass, YEAR, "e-quarter", (1, 2))
    hand_in(scribe, cotton, YEAR, ("e-letter",))
    hand_in(scribe, pulp, YEAR, ("e-group",))


def next_year(scribe: Scribe) -> None:
    """The year 2009 has begun: letters, targets, the first quarters."""
    for code in ("990102", "990121", "990122"):
        place = BY_CODE[code]
        hand_in(scribe, place, YEAR + 1, ("c-letter", "c-workplan", "c-allocate"))
        quarters(scribe, place, YEAR + 1, "c-quarter", (1,))
    for code in ("99E001", "99E003"):
        hand_in(scribe, BY_CODE[code], YEAR + 1, ("e-letter", "e-split"))


def loose(scribe: Scribe) -> None:
    """What the office found on a desk: content must say whose it is; one sheet says nothing."""
    one = scribe.draft(BY_CODE["990122"], YEAR, "c-budget")
    scribe.file(one, "补交材料/收到的文件1", "pdf", "990122", YEAR)
    two = scribe.draft(BY_CODE["99E006"], YEAR, "e-training")
    scribe.file(two, "补交材料/签到", "docx", "99E006", YEAR)
    blank = Paper("照片", (Picture(""),))
    scribe.keep("补交材料/DSC00017.jpg", render(blank, "jpg", dice(scribe.seed))[1])
    scribe.expected.append(Expected("补交材料/DSC00017.jpg", None, None, None, notes=("nothing_known",)))


CHAPTERS = (
    county_a,
    firm_of_a,
    county_b,
    firm_c,
    department_d,
    departments,
    other_counties,
    other_firms,
    next_year,
    loose,
)
