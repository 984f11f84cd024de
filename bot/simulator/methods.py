"""Every method the world answers: its handler, what it needs, what else it takes.

Source: https://core.telegram.org/bots/api#available-methods. A parameter missing here is one that
Telegram knows but this world does not play, or one nobody knows: both are noted as dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator import edits, media, polling, profile, queries, rooms, sending
from bot.simulator.arguments import Arguments
from bot.simulator.state import State

Handler = Callable[[State, Arguments], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: who answers, the parameters it requires and those it may have."""

    handler: Handler
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    floods: bool = False

    def takes(self, name: str) -> bool:
        """Whether the world plays this parameter."""
        return name in self.required or name in self.optional


SENDING = (
    "reply_markup",
    "reply_parameters",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "reply_to_message_id",
    "allow_sending_without_reply",
)
CAPTION = ("caption", "parse_mode", "caption_entities")
EDITED = ("chat_id", "message_id")


def _send(handler: Handler, required: str, *optional: str) -> Method:
    needed = ("chat_id", *required.split())
    return Method(handler=handler, required=needed, optional=(*optional, *SENDING), floods=True)


def _plain(handler: Handler, required: str = "", optional: str = "") -> Method:
    return Method(
        handler=handler, required=tuple(required.split()), optional=tuple(optional.split())
    )


def _edit(handler: Handler, required: str, *optional: str) -> Method:
    return Method(
        handler=handler,
        required=tuple(required.split()),
        optional=(*EDITED, *optional, "reply_markup"),
        floods=True,
    )


METHODS: dict[str, Method] = {
    "getMe": _plain(profile.get_me),
    "setWebhook": _plain(
        polling.set_webhook,
        "url",
        "ip_address max_connections allowed_updates drop_pending_updates secret_token",
    ),
    "deleteWebhook": _plain(polling.delete_webhook, "", "drop_pending_updates"),
    "getWebhookInfo": _plain(polling.get_webhook_info),
    "logOut": _plain(polling.log_out),
    "close": _plain(polling.close),
    "sendMessage": _send(
        sending.send_message, "text", "parse_mode", "entities", "link_preview_options"
    ),
    "sendPhoto": _send(media.send_photo, "photo", *CAPTION),
    "sendDocument": _send(media.send_document, "document", *CAPTION),
    "sendVideo": _send(media.send_video, "video", *CAPTION),
    "sendVoice": _send(media.send_voice, "voice", *CAPTION),
    "sendAnimation": _send(media.send_animation, "animation", *CAPTION),
    "sendAudio": _send(media.send_audio, "audio", *CAPTION),
    "sendVideoNote": _send(media.send_video_note, "video_note"),
    "sendLocation": _send(media.send_location, "latitude longitude"),
    "sendMediaGroup": Method(
        handler=media.send_media_group,
        required=("chat_id", "media"),
        optional=SENDING[1:],
        floods=True,
    ),
    "copyMessage": _send(media.copy_message, "from_chat_id message_id", *CAPTION),
    "forwardMessage": Method(
        handler=media.forward_message,
        required=("chat_id", "from_chat_id", "message_id"),
        optional=("disable_notification", "protect_content"),
        floods=True,
    ),
    "sendChatAction": _plain(rooms.send_chat_action, "chat_id action"),
    "editMessageText": _edit(
        edits.edit_message_text, "", "text", "parse_mode", "entities", "link_preview_options"
    ),
    "editMessageCaption": _edit(edits.edit_message_caption, "", *CAPTION),
    "editMessageMedia": _edit(edits.edit_message_media, "media"),
    "editMessageReplyMarkup": _edit(edits.edit_message_reply_markup, ""),
    "deleteMessage": _plain(edits.delete_message, "chat_id message_id"),
    "deleteMessages": _plain(edits.delete_messages, "chat_id message_ids"),
    "pinChatMessage": _plain(edits.pin_chat_message, "chat_id message_id", "disable_notification"),
    "unpinChatMessage": _plain(edits.unpin_chat_message, "chat_id", "message_id"),
    "unpinAllChatMessages": _plain(edits.unpin_all_chat_messages, "chat_id"),
    "answerCallbackQuery": _plain(
        queries.answer_callback_query, "callback_query_id", "text show_alert url cache_time"
    ),
    "answerInlineQuery": _plain(
        queries.answer_inline_query,
        "inline_query_id results",
        "cache_time is_personal next_offset button",
    ),
    "setMyCommands": _plain(profile.set_my_commands, "commands", "scope language_code"),
    "getMyCommands": _plain(profile.get_my_commands, "", "scope language_code"),
    "deleteMyCommands": _plain(profile.delete_my_commands, "", "scope language_code"),
    "setMyDescription": _plain(profile.text_setter("Description"), "", "description language_code"),
    "getMyDescription": _plain(profile.text_getter("Description"), "", "language_code"),
    "setMyShortDescription": _plain(
        profile.text_setter("ShortDescription"), "", "short_description language_code"
    ),
    "getMyShortDescription": _plain(profile.text_getter("ShortDescription"), "", "language_code"),
    "setMyName": _plain(profile.text_setter("Name"), "", "name language_code"),
    "getMyName": _plain(profile.text_getter("Name"), "", "language_code"),
    "setChatMenuButton": _plain(profile.set_chat_menu_button, "", "chat_id menu_button"),
    "getChatMenuButton": _plain(profile.get_chat_menu_button, "", "chat_id"),
    "getChat": _plain(rooms.get_chat, "chat_id"),
    "getChatMember": _plain(rooms.get_chat_member, "chat_id user_id"),
    "getChatAdministrators": _plain(rooms.get_chat_administrators, "chat_id"),
    "getChatMemberCount": _plain(rooms.get_chat_member_count, "chat_id"),
    "leaveChat": _plain(rooms.leave_chat, "chat_id"),
    "getFile": _plain(media.get_file, "file_id"),
}
GET_UPDATES = Method(
    handler=polling.get_updates,
    optional=("offset", "limit", "timeout", "allowed_updates"),
)
BY_LOWER_NAME = {name.lower(): name for name in (*METHODS, "getUpdates")}


def named(name: str) -> tuple[str, Method] | None:
    """The method's proper name and entry; Telegram does not mind upper and lower case."""
    proper = BY_LOWER_NAME.get(name.lower())
    if proper is None:
        return None
    return proper, GET_UPDATES if proper == "getUpdates" else METHODS[proper]
