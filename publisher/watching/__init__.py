"""A second pair of eyes: a small process that alarms when the publisher, or its database, is dead."""
