"""The editors' commands, a module each."""
