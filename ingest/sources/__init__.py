"""Where content comes from: connectors behind one small interface, merged into one Knowledge."""
