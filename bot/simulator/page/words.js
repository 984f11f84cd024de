// Draws marked text: entities by their UTF-16 offsets, which are JavaScript's own string offsets.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", spoiler: "span",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|\u200D)+$/u;
const EMOJI_LETTERS_MAX = 12;

/** The text as nodes. `doing` holds what a tap does: command, link, phone, copy; and the zone. */
export function marked(text, entities, doing) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, sorted, doing);
}

/** Whether a message is nothing but a few emoji, which Telegram shows large. */
export function isLargeEmoji(text) {
  return text.length > 0 && text.length <= EMOJI_LETTERS_MAX && EMOJI_ONLY.test(text);
}

function stretch(text, from, to, entities, doing) {
  const drawn = document.createDocumentFragment();
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= to) continue;
    const end = Math.min(entity.offset + entity.length, to);
    drawn.append(text.slice(at, entity.offset));
    const node = wrapped(entity, text.slice(entity.offset, end), doing);
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    slot(node).append(stretch(text, entity.offset, end, inner, doing));
    drawn.append(node);
    at = end;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1;
  }
  drawn.append(text.slice(at, to));
  return drawn;
}

function slot(node) {
  return node.querySelector("[data-slot]") ?? node;
}

function wrapped(entity, words, doing) {
  const act = (label, onclick) => h("button", { type: "button", class: "inword", title: label, onclick });
  switch (entity.type) {
    case "text_link": return link(entity.url, doing);
    case "url": return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, doing);
    case "email": return link(`mailto:${words}`, doing);
    case "bot_command": return act(`Send ${words}`, () => doing.command(words));
    case "phone_number": return act(`Call ${words}`, () => doing.call(words));
    case "code": return h("code", { title: "Tap to copy", onclick: () => doing.copy(words) });
    case "expandable_blockquote": return expandable();
    case "date_time": return h("time", { class: "when", datetime: iso(entity), title: doing.instant(entity) });
    case "spoiler": return spoiler();
    case "mention": case "hashtag": case "cashtag": case "text_mention":
      return h("span", { class: "mention" });
    default: return h(TAGS[entity.type] ?? "span");
  }
}

function iso(entity) {
  return entity.unix_time ? new Date(entity.unix_time * 1000).toISOString() : "";
}

function link(url, doing) {
  const open = (event) => {
    event.preventDefault();
    doing.link(url);
  };
  const safe = /^(https?|mailto|tg):/i.test(url) ? url : "#";
  return h("a", { href: safe, rel: "noopener noreferrer", onclick: open, title: url });
}

function spoiler() {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden words, tap to read" });
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return node;
}

function expandable() {
  const body = h("span", { "data-slot": true, class: "quote-body" });
  const more = h("button", { type: "button", class: "quote-more", "aria-expanded": "false", text: "Read more" });
  const quote = h("blockquote", { class: "expandable" }, body, more);
  more.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? "Show less" : "Read more";
  });
  return quote;
}
