"""Alerts that reach a person: contacts, one notice for each incident, and the rounds that tell them."""
