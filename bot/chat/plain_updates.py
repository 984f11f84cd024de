"""Updates of the commonest shape, known at a glance as ones that the library can read.

Words and taps of a person make up nearly all of them, and reading each a second time only to know
that it can be read took a thirtieth of an answer. What has anything more in it, or anything odd, is
for the library to try.
"""

from typing import Annotated, Any

import msgspec

# What every clock can show.
_Instant = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class _Plain(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename={"sender": "from"}):
    """Nothing but the fields named here."""


class _User(_Plain):
    id: int
    is_bot: bool
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_premium: bool = False


class _Chat(_Plain):
    id: int
    type: str
    first_name: str = ""
    last_name: str = ""
    username: str = ""


class _Mark(_Plain):
    type: str
    offset: int
    length: int
    url: str = ""


class _Button(_Plain):
    text: str
    callback_data: str = ""
    url: str = ""


class _Keyboard(_Plain):
    inline_keyboard: list[list[_Button]]


class _Preview(_Plain):
    is_disabled: bool = False


class _Message(_Plain):
    message_id: int
    date: _Instant
    chat: _Chat
    sender: _User
    text: str = ""
    entities: list[_Mark] = []
    edit_date: _Instant = 0
    reply_markup: _Keyboard | None = None
    link_preview_options: _Preview | None = None


class _Tap(_Plain):
    id: str
    sender: _User
    message: _Message
    chat_instance: str
    data: str


class _Update(_Plain):
    update_id: int
    message: _Message | None = None
    callback_query: _Tap | None = None


def is_plain(update: dict[str, Any]) -> bool:
    """Tell whether an update has this shape and nothing more; the library reads any such."""
    try:
        msgspec.convert(update, _Update)
    except msgspec.ValidationError:
        return False
    return True
