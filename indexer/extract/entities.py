"""Whose paper it is: names, aliases and codes of 100,000 bodies in one pass, weighed by where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.domain.entity import Entity, Kind
from archive.text.folding import fold_text
from indexer.extract.keywords import automaton

_FORM = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府)$")
_OFFICE = re.compile(
    r"^(?!人民政府|政府|县委|区委|市委)[\u4e00-\u9fa5]{0,10}?(?:局|办公室|委员会|工信委|发改委|经贸委|经委|国资委|监察大队|执法大队|支队|领导小组"
    r"|(?:节能|能源|监察|监测|统计|计量|环保|环境|质量)[\u4e00-\u9fa5]{0,8}(?:中心|所|站|队|院))"
)
_OTHER = re.compile(
    r"^(?!人民政府|政府)[\u4e00-\u9fa5]{0,10}?(?:厂|公司|银行|学校|中学|小学|医院|开发区|管委会|街道|乡|镇|矿|集团|合作社|所|站|院|中心)"
)
_FIRM = re.compile(r"^[\u4e00-\u9fa5\d]{1,10}?(?:厂|公司|矿|银行|集团|合作社)")
_ADDRESS = re.compile(r"^[\u4e00-\u9fa5]{0,8}(?:路|街|大道|巷|村|号|工业园)")


_LEVELS = "市县区旗州省"
_JOINTS = "由和与及经报向对请给在从以到为是受同呈送交转将按各全本我该原据因被让令则系凭即发于意知求织属某致会约托协责"
"""Characters behind which a short name begins: 由市科技局, 报市科技局."""
_CODE_KEYS = ("credit_code", "organisation_code", "org_code", "统一社会信用代码", "组织机构代码")
_BETWEEN = "☆"  # survives folding and stands in no name


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an entity; `trust` is lower for derived short forms."""

    entity: str
    trust: float
    since: int | None = None
    until: int | None = None
    code: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named at start..end of a folded text."""

    start: int
    end: int
    names: tuple[Name, ...]
    part: str = ""
    """office, other: the name is only a part of an office's name, of another body's name or of an address."""


class Names:
    """Every name, alias and code as one automaton; the longest match at a place wins."""

    def __init__(self, entities: Iterable[Entity], departments: Mapping[str, Sequence[str]]) -> None:
        self.entities = {entity.code: entity for entity in entities}
        self._cities = {code: city for code in self.entities if (city := self._above(code))}
        self._folded = _fold_all(_texts(self.entities.values(), departments))
        table: dict[str, tuple[Name, ...]] = {}
        for entity in self.entities.values():
            for key, name in self._named(entity, departments):
                if len(key) >= 2:
                    known = table.get(key)
                    table[key] = (name,) if known is None else _with(known, name)
        del self._folded
        self._find = automaton({key: (len(key), names) for key, names in table.items()})

    def mentions(self, text: str, line_end: Callable[[int], int] | None = None) -> list[Mention]:
        """Non-overlapping mentions, longest first at each place; *line_end* tells where lines break."""
        found = [(end + 1 - length, end + 1, names) for end, (length, names) in self._find.iter(text)]
        found.sort(key=lambda item: (item[0], -item[1]))
        result: list[Mention] = []
        for start, end, names in found:
            if names[0].code and not _stands_alone(text, start, end):
                continue
            if _belongs_to_another(text, start, line_end):
                continue
            if result and start < result[-1].end:
                if end - start <= result[-1].end - result[-1].start:
                    continue
                result.pop()
            stop = line_end(end) if line_end is not None else len(text)
            result.append(Mention(start, end, names, self._part(text[end : min(end + 16, stop)], names)))
        return result

    def _part(self, rest: str, names: tuple[Name, ...]) -> str:
        if any(self.entities[name.entity].kind in {Kind.DEPARTMENT, Kind.CITY} for name in names):
            return "other" if _FIRM.match(rest) else ""
        if any(self.entities[name.entity].kind is not Kind.COUNTY for name in names):
            return ""
        if _OFFICE.match(rest):
            return "office"
        return "other" if _OTHER.match(rest) or _ADDRESS.match(rest) else ""

    def _named(self, entity: Entity, departments: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, Name]]:
        """Folded names of an entity."""
        code, fold = entity.code, self._folded
        yield fold[entity.name], Name(code, 1.0)
        for value in _codes(entity):
            yield fold[value], Name(code, 1.0, code=True)
        for alias in entity.aliases:
            yield fold[alias.name], Name(code, 1.0, alias.since, alias.until)
        yield from self._derived(entity, departments)

    def _derived(
        self, entity: Entity, departments: Mapping[str, Sequence[str]]
    ) -> Iterable[tuple[str, Name]]:
        """Short forms that papers use although nobody registered them."""
        code, fold = entity.code, self._folded
        city = self._city(entity)
        name = fold[entity.name]
        if entity.kind is Kind.COUNTY:
            short = _GOVERNMENT.sub("", name)
            bare = short.removeprefix(city) if city and short != city else short
            for prefix in {"", city}:
                yield f"{prefix}{bare}", Name(code, 0.95)
                yield f"{prefix}{bare}人民政府", Name(code, 1.0)
        elif entity.kind is Kind.DEPARTMENT and city:
            word = str(entity.attributes.get("department") or "")
            for office in {name.removeprefix(city), *(fold[text] for text in departments.get(word, ()))}:
                yield f"{city}{office}", Name(code, 0.95)
                yield f"市{office}", Name(code, 0.85)
        elif entity.kind is Kind.ENTERPRISE:
            for text in (name, *(fold[alias.name] for alias in entity.aliases)):
                short = _FORM.sub("", text)
                if len(short) >= 5 and short != text:
                    yield short, Name(code, 0.9)
                if city and short.startswith(city) and len(short) - len(city) >= 4:
                    yield short.removeprefix(city), Name(code, 0.75)

    def city_of(self, entity: Entity) -> str | None:
        """The code of the city above an entity."""
        return self._cities.get(entity.code)

    def _above(self, code: str) -> str | None:
        seen = self.entities[code]
        for _ in range(6):
            if seen.kind is Kind.CITY:
                return seen.code
            parent = self.entities.get(seen.parent or "")
            if parent is None:
                return None
            seen = parent
        return None

    def _city(self, entity: Entity) -> str:
        """The folded name of the city above, without 人民政府; empty when there is none."""
        city = self._cities.get(entity.code)
        return (
            _GOVERNMENT.sub("", self._folded[self.entities[city].name])
            if city and city != entity.code
            else ""
        )


def _with(known: tuple[Name, ...], name: Name) -> tuple[Name, ...]:
    """The names that share a spelling, each entity once with its better trust."""
    for index, other in enumerate(known):
        if other.entity == name.entity:
            return (*known[:index], max(other, name, key=lambda n: n.trust), *known[index + 1 :])
    return (*known, name)


def _codes(entity: Entity) -> list[str]:
    """Codes by which papers name an entity."""
    found = [entity.code] if len(entity.code) >= 6 else []
    values = (entity.attributes.get(key) for key in _CODE_KEYS)
    return found + [value for value in values if isinstance(value, str) and len(value) >= 8]


def _texts(entities: Iterable[Entity], departments: Mapping[str, Sequence[str]]) -> list[str]:
    found = [office for offices in departments.values() for office in offices]
    for entity in entities:
        found += (entity.name, *(alias.name for alias in entity.aliases), *_codes(entity))
    return found


def _fold_all(texts: Sequence[str]) -> dict[str, str]:
    """Fold many short texts a thousand at a time: one fold costs about as much as a thousand."""
    result: dict[str, str] = {}
    for start in range(0, len(texts), 1000):
        chunk = texts[start : start + 1000]
        parts = fold_text(_BETWEEN.join(chunk)).split(_BETWEEN)
        whole = len(parts) == len(chunk)
        result.update(
            zip(chunk, parts, strict=True) if whole else ((text, fold_text(text)) for text in chunk)
        )
    return result


def _belongs_to_another(text: str, start: int, line_end: Callable[[int], int] | None) -> bool:
    """市科技局 right behind another place's name is that place's office: 渭山市科技局."""
    if text[start] not in _LEVELS or start == 0 or not "\u4e00" <= text[start - 1] <= "\u9fff":
        return False
    if line_end is not None and line_end(start - 1) <= start:
        return False  # a line begins here
    return text[start - 1] not in _JOINTS


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A code inside a longer run of letters or digits is another number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
