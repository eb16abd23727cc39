"""The office's rules as values: reads `schemas/`, refuses mistakes, remembers what it read."""

from archive.rulebook.loading import Problem, check, load

__all__ = ["Problem", "check", "load"]
