"""Aftercare Bot: aftercare on Telegram, keyed to each client's own session."""
