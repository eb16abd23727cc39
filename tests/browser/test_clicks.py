"""A clerk and the office click through every page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import COUNTY, Served, Visitor

pytestmark = pytest.mark.browser


def test_a_clerk_hands_in_and_finds_the_gap(visitor: Visitor, served: Served, tmp_path: Path) -> None:
    """Sign in, see what is missing, upload it, take the receipt, open the paper."""
    page = visitor.page
    visitor.sign_in("jingban")
    assert "先补这些" in visitor.text()
    paper = tmp_path / "会议纪要.txt"
    paper.write_text("青川区节能工作会议纪要\n二○○八年六月二日\n会议研究了节能目标任务。\n", "utf-8")

    page.click(".rail .handin")
    page.set_input_files("#files", str(paper))
    page.wait_for_selector("#sending-receipts a")
    assert "已收到 1 份: 新增 1, 重复 0, 拒收 0" in visitor.text()
    page.click("#sending-receipts a")

    page.wait_for_selector(".balance")
    assert "会议纪要.txt" in visitor.text()
    assert "正在读取" in visitor.text()


def test_checklist_leads_to_the_proving_page(visitor: Visitor, served: Served) -> None:
    """From a requirement one click leads to the page, with the place marked on its picture."""
    page = visitor.page
    visitor.sign_in("jieneng")
    visitor.go(f"/entities/{COUNTY}/2008")
    row = page.locator("tr#CTY-00-01")
    assert row.count() == 1

    row.locator("a.chip").first.click()

    page.wait_for_selector(".facsimile img")
    page.wait_for_load_state("networkidle")
    assert page.locator(".facsimile img").evaluate("image => image.naturalWidth") > 0
    assert page.locator(".facsimile .found rect").count() >= 1
    page.go_back()
    page.click("text=只看缺口")
    assert "only=gaps" in page.url
    assert page.locator("tr#CTY-00-01 .state.complete").count() == 0


def test_a_month_cell_tells_its_reason(visitor: Visitor) -> None:
    """Hover or focus: every little square says what is wrong with that period."""
    page = visitor.page
    visitor.sign_in("jieneng")
    visitor.go("/entities/99E001/2008")
    cells = page.locator("tr:has(.cells .cell:nth-child(12)) .cell")
    assert cells.count() >= 12
    assert "2008-01" in str(cells.first.get_attribute("data-tip"))


def test_search_with_drawer_and_keys(visitor: Visitor, served: Served) -> None:
    """Slash searches, a hit opens beside the list with its boxes, Escape closes, Back opens it again."""
    page = visitor.page
    visitor.sign_in("jieneng")
    page.keyboard.press("/")
    page.keyboard.type('"4.14%"')
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.locator(".hit em").first.inner_text() == "4.14%"

    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.wait_for_selector(".drawer .facsimile .found rect")
    assert f"open={served.report}" in page.url
    page.keyboard.press("Escape")
    page.wait_for_selector(".drawer", state="detached")
    page.go_back()
    page.wait_for_selector(".drawer")
    page.click(".facets a >> nth=0")
    page.wait_for_load_state()
    assert page.locator('.facets a[aria-current="true"]').count() == 1


def test_empty_search_helps(visitor: Visitor) -> None:
    """Nothing found: what was searched, what it was folded to, and what to try."""
    visitor.sign_in("jieneng")
    visitor.go("/search?q=龜兔賽跑")
    text = visitor.text()
    assert "没有找到" in text
    assert "龟兔赛跑" in text
    assert "可以试试" in text


def test_correcting_a_paper(visitor: Visitor, served: Served) -> None:
    """A value is corrected, shown as a person's word, and undone."""
    page = visitor.page
    visitor.sign_in("jingban")
    visitor.go(f"/documents/{served.notice}")

    page.fill("#field-title", "领导小组通知")
    page.click("text=保存更正")

    page.wait_for_selector(".flash")
    assert page.inner_text("h1") == "领导小组通知"
    page.click(".flash button")
    page.wait_for_selector("text=已撤销")
    assert page.inner_text("h1") != "领导小组通知"


def test_layers_of_a_page(visitor: Visitor, served: Served) -> None:
    """Boxes of words appear when asked for; n turns the page."""
    page = visitor.page
    visitor.sign_in("jieneng")
    visitor.go(f"/documents/{served.report}")
    assert page.locator(".facsimile .words").is_hidden()
    page.check("#layer-words")
    assert page.locator(".facsimile .words").is_visible()
    page.keyboard.press("n")
    page.wait_for_url("**page=2**")


def test_the_office_decides_and_compares(visitor: Visitor, served: Served) -> None:
    """Audit, decide a slot, audit again, compare: what got better and why."""
    page = visitor.page
    visitor.sign_in("jieneng")
    visitor.go("/runs?year=2008")
    page.click("text=现在审核并留档")
    visitor.go(f"/entities/{COUNTY}/2008")
    row = page.locator("tr#CTY-02-02")
    row.locator("summary", has_text="详情").click()
    row.locator("select[name=state]").select_option("waived")
    row.locator("input[name=reason]").fill("区划调整")
    row.locator("text=记下决定").click()
    page.wait_for_selector(".flash")
    assert "区划调整" in page.locator("tr#CTY-02-02").inner_text()
    visitor.go("/runs?year=2008")
    page.click("text=现在审核并留档")
    page.click("text=比较这两次")
    page.wait_for_url("**/runs/compare**")
    assert "有人作了决定" in visitor.text()


def test_heat_map_to_gaps_to_download(visitor: Visitor) -> None:
    """The city at a glance, then one entity's ordered list, then the file."""
    page = visitor.page
    visitor.sign_in("jieneng")
    visitor.go("/gaps?year=2008")
    assert page.locator(".heat-cell").count() > 10
    page.click(".heat td.name a >> nth=0")
    page.wait_for_selector(".gap-lines")
    with page.expect_download() as download:
        page.click("text=Word")
    assert download.value.suggested_filename.endswith(".docx")


def test_pages_fit_the_screen(visitor: Visitor) -> None:
    """No page scrolls sideways at 1366 x 768 nor complains in the console."""
    visitor.sign_in("jieneng")
    paths = ("/", "/entities", f"/entities/{COUNTY}/2008", "/documents", "/search?q=节能", "/gaps?year=2008",
             "/jobs", "/upload", "/receipts", "/changes", "/custody", "/runs")  # fmt: skip
    for path in paths:
        visitor.go(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1366, path


def test_jumping_by_keys(visitor: Visitor) -> None:
    """g and a letter jump; the question mark lists the keys."""
    page = visitor.page
    visitor.sign_in("jieneng")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/documents")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


@pytest.mark.parametrize("script", [False], indirect=True, ids=["no-script"])
def test_without_script(visitor: Visitor, served: Served, tmp_path: Path) -> None:
    """Reading, searching and uploading work with scripts switched off."""
    page = visitor.page
    visitor.sign_in("jingban")
    page.fill("#find", "领导小组")
    page.click(".find button")
    assert page.locator(".hit").count() == 1
    page.click(".hit h3 a")
    assert page.locator(".drawer").is_visible()
    paper = tmp_path / "新.txt"
    paper.write_text("节能", "utf-8")
    visitor.go("/upload")
    page.set_input_files("#files", str(paper))
    page.click("#upload button.main")
    page.wait_for_url("**/receipts/**")
    assert "新.txt" in visitor.text()
