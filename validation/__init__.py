"""Published and held results, measured again."""
