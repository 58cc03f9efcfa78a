"""The chat service: what happens to one question."""
