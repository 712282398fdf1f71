"""Migrations of the database, oldest first; run by publisher.database."""
