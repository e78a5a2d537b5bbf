"""The training system for running and walking backward."""

__version__ = "0.1.0"
