"""Tests of ``bot.bench``."""
