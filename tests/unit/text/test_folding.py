"""Single promises of folding and of the repair of garbled text."""

from pathlib import Path

import pytest

from archive.text import fold_text, garbled_share, garbled_spots

SEED = Path(__file__).parents[3].parent / "shared" / "seed" / "speech.txt"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("節能降耗考覈", "节能降耗考核"),
        ("萬元ＧＤＰ能耗下降４．１４％", "万元gdp能耗下降4.14%"),
        ("〔2008〕［1］【2】（3）{4}", "(2008)(1)(2)(3)(4)"),
        ("二○○八年 二〇〇八年 二OO八年 二00八年", "二零零八年" * 4),
        ("节(jié)能 節（jie）能 经(jīng)济", "节能节能经济"),
        ("能耗(he) 煤(t) 电(kWh) 考核(kaohe)", "能耗(he)煤(t)电(kwh)考核"),
        ("万元 GDP 能\n耗", "万元gdp能耗"),
        ("energy  saving\nlaw", "energy saving law"),
        ("1.220 1.198\n12, 13", "1.220 1.198 12, 13"),
        ("4.14 %", "4.14%"),
        ("10⁴ m² 10⁻³ CO₂", "10^4 m2 10^-3 co2"),
        ("⼀⼆⻓⻔", "一二长门"),
        ("2006—2010 2006–2010", "2006-2010 2006-2010"),
        ("“十一五”「十一五」", '"十一五""十一五"'),
        ("节\u200b能\ufeff", "节能"),
        ("著名 显著 後勤", "著名显著后勤"),
        ("表2①", "表2①"),
        ("鑺傝兘", "节能"),
        ("½ÚÄÜ¿¼ºË", "节能考核"),
        ("××××年××县", "××××年××县"),
        ("確?！笆\ue1a9晃濉惫?jié)能", '确?"十一五"节能'),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Each way of writing becomes one."""
    assert fold_text(text) == folded.replace(" 10^-3", " 10^-3")


def test_nothing_by_sound() -> None:
    """能耗 and 能号 sound alike and are two things."""
    assert fold_text("能耗") != fold_text("能号")


@pytest.mark.parametrize(
    "text", ["锟斤拷锟斤拷", "完成\ufffd\ufffd能量", "確?！笆\ue1a9晃濉惫?jié)能", "完成???量"]
)
def test_damage_is_named(text: str) -> None:
    """Damaged spots are named with their surroundings, repaired or not."""
    spots = garbled_spots(f"全面推动节能工作。{text}降耗")

    assert len(spots) == 1
    assert 0 < garbled_share(f"全面推动节能工作。{text}降耗") < 1


def test_sound_text_is_not_accused() -> None:
    """Ordinary text, blanks to fill in and European words are no damage."""
    assert garbled_spots("××县20××年度：café à la crème，±0.5℃，是吗?！对。") == []


@pytest.mark.skipif(not SEED.is_file(), reason="the original speech is not at hand")
def test_the_original_speech() -> None:
    """Its words are found in spite of script, pinyin and mojibake, and its one damaged spot is named."""
    text = SEED.read_text("utf-8")
    folded = fold_text(text)

    for words in ("节能降耗考核", "节能", '"十一五"节能降耗', "万元gdp能耗", "4.14%"):
        assert words in folded
    assert "jié" not in folded
    assert len(garbled_spots(text)) == 1
