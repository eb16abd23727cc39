"""What is looked at before a release: what we stand on, and what is known against it."""
