"""One character for each way of writing it: script, width, case, radicals, brackets, dashes, quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from opencc_pyo3 import OpenCC

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""The inside of a character class: everything that counts as a Chinese character."""

_HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))

_GROUPS = {
    "(": "［[〔【〖｛{﹙﹛﹝⦅｟❨❲❴〘〚",
    ")": "］]〕】〗｝}﹚﹜﹞⦆｠❩❳❵〙〛",
    "<": "《〈«‹⟨⟪︽︿",
    ">": "》〉»›⟩⟫︾﹀",
    "-": "‐‑‒–—―−－﹣﹘⁃─━﹉﹊⸺⸻",
    "~": "～〜∼˜∽⁓〰",
    '"': "“”„‟″＂〝〞〟「」『』﹁﹂﹃﹄｢｣",
    "'": "‘’‚‛′＇ʼˈ",
    "·": "・•‧∙⋅･⸱·",
    "、": "﹑､",
    "。": "｡",
    "%": "％﹪٪",
    ",": "，﹐",
    ".": "．﹒",
    ":": "：﹕∶",
    ";": "；﹔",
    "零": "〇○◯⭘",  # 二○○八, 二〇〇八 and 二零零八 are one way of counting
    "×": "✕╳⨯",
    "/": "／∕⁄",
    "…": "⋯︙",
    "a": "ɑ",  # the alpha and script g of printed pinyin
    "g": "ɡ",
    " ": "\u00a0\u3000\u2002\u2003\u2007\u2009\u202f",
}

# Radicals that have no compatibility mapping in Unicode, but stand in for characters in PDF text layers.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺌⺎⺏⺒⺗⺙⺛⺝⺞⺟⺠⺡⺢⺥⺩⺫⺬⺮⺯⺶⺷⺻⺼⺾⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
        "厂乙几刀卜小兀尢巳心攵旡月歹母民水水爪王四示竹糸羊羊聿肉艹艹虎衣西西见角讠贝车辶辶辶邑钅长长长门阝雨青韦页风飞食食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龙龟",
        strict=True,
    )
)

# Variants that no conversion table lists; each pair is one character written in two ways.
_VARIANTS = dict(
    zip("値戸呉黒歩毎徳渉頻録緑彦產強沒眞內別吳溫敎淸靑飮爲冊卽旣槪鄕硏倂甁戱觧亰凢囘囬塲墻査凖",
        "值户吴黑步每德涉频录绿彦产强没真内别吴温教清青饮为册即既概乡研并瓶戏解京凡回回场墙查准", strict=True)
)  # fmt: skip

_OWN_MEANING = frozenset("著薰藉袷拚摺捱吒醣")
"""Characters that simplified writing keeps beside their relatives (著名 is not 着名)."""


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _opencc() -> OpenCC:
    """Every instance loads all dictionaries: one for all ways of converting."""
    from opencc_pyo3 import OpenCC

    return OpenCC("t2s")


def _converted(config: str, chars: str) -> Iterator[tuple[str, str]]:
    _opencc().apply_config(config)
    out = _opencc().convert("\n".join(chars)).split("\n")
    return ((a, b) for a, b in zip(chars, out, strict=True) if a != b and len(b) == 1)


def _script() -> dict[str, str]:
    """Traditional, Hong Kong, Taiwan and Japanese forms to the simplified character."""
    han = "".join(chr(c) for low, high in _HAN_BLOCKS for c in range(low, high))
    table = {a: b for a, b in _converted("t2s", han) if a not in _OWN_MEANING}
    for config in ("hk2s", "tw2s"):
        for a, b in _converted(config, han):
            if not _in_gb2312(a):
                table.setdefault(a, b)
    for a, b in _converted("jp2t", han):
        simple = table.get(b, b)
        if a not in table and not _in_gb2312(a) and _in_gb2312(simple):
            table[a] = simple
    return table


_TABLE_SIZE = 0x30000
_KEEP = frozenset("ªº¹²³¼½¾¨¯´¸İ…⁇⁈⁉‼")
_KEEP_RANGES = (
    (0x2150, 0x215F),  # vulgar fractions: 3½ must not become 31/2
    (0x2460, 0x2473),  # circled numbers: 表2① must not become 表21
    (0x2070, 0x207F),  # superscripts: 10⁴ must not become 104; `folding` writes 10^4
    (0x24B6, 0x24FF),
    (0x2776, 0x2793),
    (0x3248, 0x324F),
    (0x3251, 0x32BF),
)


def _compatible(char: str) -> str:
    """The plain way to write a compatibility character, or the character itself."""
    code = ord(char)
    if char in _KEEP or any(low <= code <= high for low, high in _KEEP_RANGES):
        return char
    plain = unicodedata.normalize("NFKC", char).lower()
    return char if " " in plain and plain != " " else plain


_COMPAT_BLOCKS = (
    (0x00A0, 0x0600),
    (0x1E00, 0x2000),
    (0x2010, 0x2500),
    (0x2E80, 0x2FE0),
    (0x3000, 0x3400),
    (0xF900, 0xFB07),
    (0xFE10, 0xFFEF),
    (0x1D400, 0x1D800),
    (0x1F100, 0x1F130),
    (0x2F800, 0x2FA20),
)


@cache
def tables() -> tuple[list[int], dict[str, str]]:
    """`str.translate` table of characters that stay one, and what the others are spelt out as.

    The table is a list because looking into it is twice as fast as missing in a dictionary.
    """
    one: dict[str, str] = {c: c.lower() for c in map(chr, range(ord("A"), ord("Z") + 1))}
    many: dict[str, str] = {}
    for low, high in _COMPAT_BLOCKS:
        for char in map(chr, range(low, high)):
            plain = _compatible(char)
            if plain != char and unicodedata.category(char) != "Mn":
                (one if len(plain) == 1 else many)[char] = plain
    one |= _RADICALS | _VARIANTS | _script()
    one |= {char: to for to, group in _GROUPS.items() for char in group if char != to}
    for char in set(one) & set(many):
        del many[char]
    _opencc.cache_clear()  # tens of megabytes that nobody needs again
    table = list(range(_TABLE_SIZE))
    table[0xD800:0xE000] = [0xFFFD] * 0x800  # half characters that no engine can store
    for char in one:
        table[ord(char)] = ord(_closed(char, one))
    return table, {a: b.translate(table) for a, b in many.items()}


@cache
def table_of_codes() -> npt.NDArray[np.uint32]:
    """The first of `tables` as numbers."""
    import numpy as np

    return np.array(tables()[0], dtype="<u4")


def _closed(char: str, table: dict[str, str]) -> str:
    """Follow the table to its end, so that folding twice changes nothing."""
    for _ in range(4):
        if char not in table or table[char] == char:
            break
        char = table[char]
    return char
