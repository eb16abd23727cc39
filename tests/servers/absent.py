"""Why a server cannot be had here."""

from __future__ import annotations


class Absent(Exception):
    """The reason, as a person reads it beside the skipped test."""
