// Finds the bot's own deep links, which open on a phone of this page instead of in a new tab.

/** The start payload of a link to this bot: "" without one, null when it leads elsewhere. */
export function payloadOf(url, username) {
  const match = url.match(/^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)\/?(?:\?start=([A-Za-z0-9_-]*))?$/i)
    ?? url.match(/^tg:\/\/resolve\?domain=([A-Za-z0-9_]+)(?:&start=([A-Za-z0-9_-]*))?$/i);
  return match && match[1].toLowerCase() === username.toLowerCase() ? match[2] ?? "" : null;
}

/** The invitations in a message: in its words and on its buttons. */
export function linksIn(message, username) {
  const marked = message.entities.map((one) => one.url ?? (one.type === "url" ? message.text.slice(one.offset, one.offset + one.length) : ""));
  return [...marked, ...message.keyboard.flat().map((button) => button.value)].filter((url) => url && payloadOf(url, username));
}

/** The invitation a picture stands for: its own, or that of the message beside it. */
export function invitation(message, messages, username) {
  const at = messages.findIndex((one) => one.id === message.id);
  const near = [message, messages[at + 1], messages[at - 1]].filter((one) => one && !one.mine);
  return near.flatMap((one) => linksIn(one, username))[0] ?? null;
}
