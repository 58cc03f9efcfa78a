"""The language model's path: asking it, and showing only what is verified. Optional."""
