"""Real servers for tests: found in the environment or obtained, started on a free port, and surely stopped."""
