"""Correcting and withdrawing everywhere: cases seen to, channel by channel."""
