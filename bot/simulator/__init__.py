"""Local Telegram: a faithful Bot API in memory and the people who use it.

It stops at Telegram's own border: nothing here knows a client, a course or a leaflet.
"""
