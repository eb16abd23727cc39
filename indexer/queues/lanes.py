"""Which lane a job waits in: short readings are never behind long ones. A lane only orders work, it decides nothing."""

from __future__ import annotations

from pathlib import PurePath

from archive.domain.records import Head, Job

QUICK, OCR, REPORTS = LANES = ("quick", "ocr", "reports")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".jp2"})
_LARGE = 8 << 20
"""Files beyond this are mostly scans; text of that size is rare."""


def lane_of(job: Job, head: Head | None) -> str:
    """By what is known before reading: a picture, a large file, or one that did not succeed at once is slow."""
    if head is None:
        return QUICK
    slow = PurePath(head.path).suffix.lower() in _PICTURES or head.size > _LARGE or job.attempts > 0
    return OCR if slow else QUICK
