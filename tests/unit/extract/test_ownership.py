"""Whose paper it is: certain only where a paper clearly says so."""

from __future__ import annotations

from collections.abc import Callable

from archive.domain.content import Content, Page
from archive.domain.entity import Alias, Entity, Kind
from archive.domain.facts import Facts
from archive.rulebook import load
from indexer.extract.describe import PaperDescriber

Describe = Callable[..., Facts]


def owner(facts: Facts) -> str | None:
    return facts.entity.value if facts.entity else None


def test_a_mention_is_no_ownership(describe: Describe) -> None:
    """A paper that names many and belongs to none is nobody's, and names all it met."""
    facts = describe("关于节能工作情况的通报\n青河县、东岭区、石门市工作较好，恒兴水泥进展较慢。\n")

    assert owner(facts) is None
    assert {claim.value for claim in facts.entities} >= {"710302", "710303", "710304", "E-HX"}


def test_a_longer_name_covers_a_shorter_one(describe: Describe) -> None:
    """云州市统计局 names the bureau, not the city; a firm called after its county is not the county."""
    facts = describe("2008年工作总结\n东岭绿达化工股份有限公司\n2009年1月5日\n")

    assert owner(facts) == "E-LD"
    assert "710303" not in {claim.value for claim in facts.entities}


def test_the_bureau_confirms_for_the_county(describe: Describe) -> None:
    """Figures that the statistics bureau confirms belong to the county they are about."""
    facts = describe(
        "云州市统计局\n关于核定青河县2008年单位GDP能耗的函\n青河县人民政府：\n经核定，降低率4.21%。\n云州市统计局\n2009年3月2日\n"
    )

    assert owner(facts) == "710302"


def test_the_city_never_owns(describe: Describe) -> None:
    """The city has no checklist; whom its papers serve is for a person to say."""
    facts = describe(
        "云州市人民政府文件\n云州市人民政府关于下达2008年度节能目标的通知\n各县区：现将目标下达给你们。\n云州市人民政府\n2008年3月1日\n"
    )

    assert owner(facts) is None


def test_codes_name_their_entity(describe: Describe) -> None:
    """A credit code is as good as a name, inside a longer number it is none."""
    found = describe("企业情况表\n统一社会信用代码：91710302MA6XYZ1234\n法定代表人：吕三\n")
    other = describe("企业情况表\n流水号：0091710302MA6XYZ12349\n法定代表人：吕三\n")

    assert owner(found) == "E-HX"
    assert owner(other) is None


def test_an_alias_belongs_to_its_years() -> None:
    """Two bodies that bore the same name are told apart by the year."""
    city = Entity("1", "云州市", Kind.CITY)
    old = Entity("A", "新安区", Kind.COUNTY, "1", (Alias("安县", None, 2003),))
    new = Entity("B", "东安区", Kind.COUNTY, "1", (Alias("安县", 2007, None),))
    describer = PaperDescriber(load(), [city, old, new])
    text = "安县{}年度节能自查报告\n安县人民政府\n{}年1月5日\n"

    for year, expected in ((2000, "A"), (2010, "B")):
        content = Content("text/plain", (Page(1, text.format(year, year + 1)),))
        assert owner(describer.describe("D-1", "x.pdf", content)) == expected


def test_a_shared_name_decides_nothing() -> None:
    """Where two bodies bear one name the candidates stand, the owner stays open."""
    city = Entity("1", "云州市", Kind.CITY)
    twins = [
        Entity(code, name, Kind.ENTERPRISE, "1", (Alias("红旗水泥"),))
        for code, name in (("A", "红旗水泥一厂"), ("B", "红旗水泥二厂"))
    ]
    describer = PaperDescriber(load(), [city, *twins])
    facts = describer.describe(
        "D-1", "x.pdf", Content("text/plain", (Page(1, "红旗水泥2008年度节能自查报告\n目标完成。\n"),))
    )

    assert facts.entity is None
    assert {claim.value for claim in facts.entities} == {"A", "B"}
