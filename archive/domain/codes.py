"""Check characters of Chinese organisation identifiers."""

from __future__ import annotations

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code_valid(code: str) -> bool:
    """统一社会信用代码: 18 characters, check by mod 31 (GB 32100-2015)."""
    code = code.upper()
    if len(code) != 18 or any(c not in CREDIT_ALPHABET for c in code):
        return False
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def organisation_code_valid(code: str) -> bool:
    """组织机构代码: 8 characters and a check character by mod 11 (GB 11714-1997)."""
    code = code.upper().replace("-", "")
    if len(code) != 9 or not code.isascii() or not code[:8].isalnum():
        return False
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]  # 10 is written X, 11 is written 0


def credit_code_problem(code: str) -> str | None:
    """What is wrong with something that looks like a credit or organisation code; None for other codes."""
    text = code.strip()
    if len(text) == 18 and text.isalnum():
        return None if credit_code_valid(text) else "credit_code_wrong"
    if len(text) == 10 and text[8:9] == "-":
        return None if organisation_code_valid(text) else "organisation_code_wrong"
    return None
