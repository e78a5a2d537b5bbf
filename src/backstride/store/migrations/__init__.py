"""Migrations of the schema, from the first log to the newest."""
