"""How settings are read that name a server, a page, a database or a port; see `values`."""

import re
from urllib.parse import urlsplit

from bot.settings.values import Wrong, shown

PORTS = 65_536
URL_LIMIT_CHARACTERS = 500

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|[0-9a-f:.]+:[0-9a-f:.]*")


def server(value: str) -> str:
    """Read the root address of a server that speaks the Bot API; no slash at its end."""
    root = value.rstrip("/")
    _refuse_bad_address(root, schemes=("https", "http"))
    if urlsplit(root).query or urlsplit(root).fragment:
        raise Wrong(
            "it has a part after '?' or '#'. Write the root only: https://api.telegram.org."
        )
    if not _HOST.fullmatch(urlsplit(root).hostname or ""):
        raise Wrong(f"{shown(root)} names no server. Write it like https://api.telegram.org.")
    if root.endswith("/bot"):
        raise Wrong("it ends with /bot, which is added by itself. Leave /bot out.")
    return root


def web_address(value: str) -> str:
    """Read the address of a page that clients may open."""
    _refuse_bad_address(value, schemes=("https", "http"))
    return value


def database(value: str) -> str:
    """Read the address of a PostgreSQL; it is never repeated in a sentence, as it may open it."""
    parts = urlsplit(value)
    if parts.scheme not in {"postgresql", "postgres"} or parts.path in {"", "/"}:
        raise Wrong("this is no PostgreSQL address. Write postgresql://user:password@host/name.")
    return value


def https_address(value: str) -> str:
    """Read an address that Telegram posts to: it takes https only."""
    _refuse_bad_address(value, schemes=("https",))
    return value


def webhook_secret(value: str) -> str:
    """Read the word by which Telegram is known; it is never repeated in a sentence."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise Wrong("this is no secret. Write 16 to 256 letters, digits, _ or - by chance.")
    return value


def listening(value: str) -> tuple[str, int] | None:
    """Read where to listen: host and port, of which the port alone means this machine only."""
    if not value:
        return None
    host, colon, port = value.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < PORTS or (colon and not host):
        raise Wrong(f"{shown(value)} will not do. Write a port like 8080, or host:port.")
    return host.strip("[]") or "127.0.0.1", int(port)


def _refuse_bad_address(value: str, *, schemes: tuple[str, ...]) -> None:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Wrong("it is no web address. Write it like https://example.org.") from error
    if parts.scheme not in schemes or not host or re.search(r"[\s\x00-\x1f\\]", value):
        raise Wrong(
            f"{shown(value)} is no web address. Write it with https:// or http:// in front."
        )
    if parts.username is not None or parts.password is not None:
        raise Wrong("it holds a name or password before '@'. Leave them out.")
    if len(value) > URL_LIMIT_CHARACTERS:
        raise Wrong(f"it is longer than {URL_LIMIT_CHARACTERS} characters. Use a shorter one.")
