"""A consistent world of figures, printed in many ways, with faults planted where we know them."""
