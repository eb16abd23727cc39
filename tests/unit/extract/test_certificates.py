"""Certificates field by field, and the papers that only talk about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from archive.domain.facts import Facts

VERIFIED = """云州市计量检定测试所
检 定 证 书
证书编号：DN20090318-{n}
送 检 单 位：云州恒兴水泥有限责任公司
计量器具名称：三相电子式电能表
型号/规格：DTSD341
出 厂 编 号：2006118{n}
制造单位：长河仪表厂
检定依据：JJG 596-1999
检定结论：合格（0.5S级）
检定日期：2009 年 3 月 18 日
有效期至：2015年3月17日
授权证书号：（陕）法计（2005）01号
"""

Describe = Callable[..., Facts]


def test_a_certificate_gives_all_its_fields(describe: Describe) -> None:
    """Cover fields come out in their printed form, dates as dates."""
    facts = describe(VERIFIED.format(n=1))

    [found] = facts.certificates
    assert (found.kind, found.number, found.serial) == ("检定证书", "DN20090318-1", "20061181")
    assert (found.instrument, found.model, found.verdict) == ("三相电子式电能表", "DTSD341", "合格")
    assert (found.verified_on, found.valid_until) == (date(2009, 3, 18), date(2015, 3, 17))
    assert (found.accuracy, found.basis) == ("0.5S级", "JJG 596-1999")
    assert (found.agency, found.client) == ("云州市计量检定测试所", "云州恒兴水泥有限责任公司")
    assert facts.valid_until is not None
    assert facts.valid_until.value == "2015-03-17"


def test_several_certificates_in_one_file_are_told_apart(describe: Describe) -> None:
    """Each has its own number and serial, on one page or on several."""
    apart = describe(VERIFIED.format(n=1) + "\f" + VERIFIED.format(n=2))
    together = describe(VERIFIED.format(n=1) + VERIFIED.format(n=2))

    for facts in (apart, together):
        assert [c.serial for c in facts.certificates] == ["20061181", "20061182"]
    assert apart.valid_until is None


def test_an_inner_page_belongs_to_its_cover(describe: Describe) -> None:
    """The same certificate number on the next page is the same certificate."""
    facts = describe(
        VERIFIED.format(n=1) + "\f检定证书\n证书编号：DN20090318-1\n第2页 共2页\n检定结果 基本误差 合格\n"
    )

    assert len(facts.certificates) == 1


def test_calibration_has_no_verdict_and_no_validity(describe: Describe) -> None:
    """What a calibration certificate does not say stays unknown."""
    facts = describe(
        "校准证书\n证书编号 J2009-556\n委托方 东岭绿达化工股份有限公司\n仪器名称 电磁流量计\n出厂编号 EM-3321\n"
        "接收日期 2009.07.01\n校准日期 2009.07.08\n校准结果及测量不确定度 U=0.5%\n"
    )

    [found] = facts.certificates
    assert (found.kind, found.serial, found.verified_on) == ("校准证书", "EM-3321", date(2009, 7, 8))
    assert found.valid_until is None
    assert found.verdict is None


def test_a_failed_verification_is_seen(describe: Describe) -> None:
    """检定结果通知书 is a kind of its own."""
    facts = describe(
        "检定结果通知书\n通知书编号：TZ2010-7\n送检单位：东岭绿达化工股份有限公司\n计量器具名称：电子汽车衡\n"
        "出厂编号：8812\n检定结论：不合格\n检定日期：2010年2月3日\n"
    )

    [found] = facts.certificates
    assert (found.kind, found.verdict) == ("检定结果通知书", "不合格")


def test_a_term_of_validity_with_two_dates(describe: Describe) -> None:
    """有效期 from one day to another gives both ends."""
    facts = describe(
        "能源管理体系认证证书\n证书编号：02018En0088R0M\n兹证明 云州第二钢铁厂\n认证范围：生铁生产\n"
        "有效期：2018年5月6日至2021年5月5日\n"
    )

    assert facts.valid_until is not None
    assert facts.valid_until.value == "2021-05-05"
    assert facts.certificates[0].kind == "认证证书"


def test_talk_of_certificates_is_no_certificate(describe: Describe) -> None:
    """A report that mentions 检定证书 and 有效期至 has none."""
    facts = describe(
        "青河县2008年度节能自查报告\n各企业计量器具均有检定证书，证书编号齐全，有效期至2010年。出厂编号与一览表一致。\n"
    )

    assert facts.certificates == ()
