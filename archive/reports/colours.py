"""One colour a slot state, the same in every format; each also stands as a word, for print in black and white."""

STATE_COLOURS = {
    "complete": "2E7D32",
    "partial": "6B7A1E",
    "review": "1F5FA8",
    "mismatched": "C25A00",
    "expired": "7A4A21",
    "missing": "B3261E",
    "not_applicable": "6B7280",
    "waived": "6B7280",
    "caliber": "6D3FB0",
    "veto": "B3261E",
}
