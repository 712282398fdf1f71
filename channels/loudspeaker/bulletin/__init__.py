"""A zone's bulletin: its plan, and its export as a folder an operator can play and check."""
