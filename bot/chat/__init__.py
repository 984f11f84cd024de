"""Telegram, thin: what arrives is read, what goes out is rendered and sent."""
