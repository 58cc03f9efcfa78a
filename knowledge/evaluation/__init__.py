"""What every measurement shares: rows of a set, figures of a ranking, the report."""
