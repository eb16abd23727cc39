"""Bodies that no register lists: towns, zones, neighbours and firms whose figures are not their county's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.extract.entities import Mention

# The character before is looked at last: a search runs fast from one 镇 to the next.
_TOWN = re.compile(
    r"镇(?<=[\u4e00-\u9fa5]镇)(?<![城乡集各村小全本我每]镇)(?!企业|村|办|区|人民代)"
    r"|乡(?<=[\u4e00-\u9fa5]乡)(?<![城各下家全本我每]乡)(?!镇|村|企业)"
    r"|街道(?<=[\u4e00-\u9fa5]街道)(?<!各街道)"
    r"|办事处(?<=[\u4e00-\u9fa5]办事处)(?<!各办事处)"
    r"|(?:开发区|高新区|管委会)(?<=[\u4e00-\u9fa5]...)(?<![各等]...)"
    r"|工业园区(?<=[\u4e00-\u9fa5]....)(?<![各等]....)"
    r"|农场(?<=[\u4e00-\u9fa5]..)(?<![各等]..)"
)
_COUNTY = re.compile(
    r"[\u4e00-\u9fa5](?<![我本全各该市区郡外邻余])县(?=单位|万元|的?能|规模|全年|综合|完成|实现|20\d\d|GDP|gdp)"
)
_FIRM = re.compile(r"[\u4e00-\u9fa5](?<![我本全各该分母子总团])(?:公司|厂|煤矿)(?![长内区房规制])")
_HOME = re.compile(r"(?:我|本|全)(?:县|区|市|公司|厂|单位|集团|企业|矿)|全社会|[县区](?:委|政府)")
_KNOWN = ","


def stranger_speaks(said: str, mentions: Sequence[Mention], firms: bool) -> bool:
    """Whether the body that words before a number name last is one that we do not know."""
    text = said
    for mention in mentions:
        text = text[: mention.start] + _KNOWN * (mention.end - mention.start) + text[mention.end :]
    own = max([m.end for m in mentions] + [m.end() for m in _HOME.finditer(text)], default=0)
    patterns = (_TOWN, _COUNTY, _FIRM) if firms else (_TOWN, _COUNTY)
    return any(pattern.search(text, own) for pattern in patterns)
