"""Found by tests, never run."""
