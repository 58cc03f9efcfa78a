"""Translations: drafts by the configured language model, checked before they are written."""
