"""Writes a paper in the formats that offices hand in; every file is the same bytes for the same paper."""
