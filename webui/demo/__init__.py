"""The demo city: fictional papers of a fictional city, written the way clerks write them."""
