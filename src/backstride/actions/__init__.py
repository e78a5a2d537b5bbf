"""What a person can do, one file for each: gather, decide, save, and say what happened."""
