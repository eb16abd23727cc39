"""What a paper prints of its own body's registration: credit code and full name, as typed and not as recognised."""

from __future__ import annotations

import re

from indexer.extract.reading import Reading

_CODE = re.compile(
    r"(?:统一)?(?:社会)?信用代码(?:证?号)?(?:\([^()]{0,12}\))?[\s:|]{0,4}(?P<code>[0-9a-z][0-9a-z ]{16,40})"
)
_NAME = re.compile(
    r"^[\d.、()]{0,4}(?:(?:单位|企业)(?:详细)?名称)(?:\([^()]{0,8}\))?[\s:|]{0,4}"
    r"(?P<name>[\u4e00-\u9fa5()a-z0-9]{4,40}?(?:公司|集团|厂|矿))(?=$|[^\u4e00-\u9fa5]|统一|社会|信用|法人|法定|组织|行业|所属|地址)"
)
_LENGTH = 18
_PAGES, _FRONT = 20, 3


def find_registration(reading: Reading) -> dict[str, str]:
    """`credit_code` and `unit_name`; a paper that prints several is a list of firms and says neither."""
    codes: set[str] = set()
    names: set[str] = set()
    for view in reading.pages[:_PAGES]:
        if view.page.source == "ocr":
            continue
        codes |= {code for match in _CODE.finditer(view.text) if (code := _code(match["code"]))}
        if view.number <= _FRONT:
            names |= {match["name"] for line in view.lines if (match := _NAME.search(line.text))}
    found = {"credit_code": codes.pop()} if len(codes) == 1 else {}
    return {**found, "unit_name": names.pop()} if len(names) == 1 else found


def _code(text: str) -> str | None:
    """The eighteen characters, also where a form prints one in each box; a longer run is something else."""
    runs = text.split()
    boxed = len(runs) == _LENGTH and all(len(run) == 1 for run in runs)
    code = "".join(runs) if boxed else runs[0]
    return code.upper() if len(code) == _LENGTH else None
