"""How content gets in: sources -> records -> snapshot, and the editors' command ``hanni``."""
