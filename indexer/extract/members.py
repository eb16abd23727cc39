"""What a county says of all its key enterprises together: a sum over bodies that report themselves."""

from __future__ import annotations

import re

from archive.domain.entity import Entity, Kind
from archive.domain.facts import MEMBERS

_SUMMED = frozenset({"I-CONS", "I-SAVE"})
_WHO = r"(?P<count>\d{1,3})?[家户个]?重点(?:用能|耗能)(?:单位|企业)"
_ALL = re.compile(
    r"^(?:(?:19|20)\d\d年度?)?(?:[全我本][县区市旗州盟]|辖区内?|[\u4e00-\u9fa5]{1,8}[县区市旗])?(?:内|共有|的)*"
    rf"{_WHO}(?:共计?|合计|累计|总计|全年|本年|年|的)*(?:完成|实现|消费|消耗)?$"
)
"""The whole clause: 市级重点, 建材行业重点 and other selections are not all of them."""
_ROW = re.compile(rf"^(?:[全我本][县区市旗州盟])?{_WHO}(?:合计|总计|共计)?$")
_CLAUSE = re.compile(r"[,;:。]")


def all_members(owner: Entity | None, indicator: str, said: str, row: bool = False) -> str | None:
    """The name of the sum, with the number of enterprises where it is printed; None when it is of something else.

    *said* is what stands before the quantity's name or, of a table's *row*, beside it.
    """
    if owner is None or owner.kind is not Kind.COUNTY or indicator not in _SUMMED:
        return None
    match = _ROW.match(said) if row else _ALL.match(_CLAUSE.split(said)[-1].strip())
    if match is None:
        return None
    return f"{match['count']}家{MEMBERS}" if match["count"] else MEMBERS
