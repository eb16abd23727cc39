"""The office's rules as data files; `archive.rulebook` reads them."""
