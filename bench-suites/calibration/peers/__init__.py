"""Other tools, judged by the same pairs."""
