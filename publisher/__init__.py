"""How: settings, wiring, command line, console, sandbox."""
