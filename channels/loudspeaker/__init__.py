"""Loudspeakers: spoken text, voices, audio, bulletins."""
