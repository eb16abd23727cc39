"""What the office keeps, and what must be true of it."""
