// Draws one message: bubble, picture, words, the small line with time and marks, buttons beneath.

import { h, icon } from "./dom.js";
import { isLargeEmoji, marked } from "./words.js";

/** A message as an element. `doing` is what taps do; see phone.js. */
export function drawMessage(message, doing) {
  if (message.service) return service(message);
  const side = message.mine ? "out" : "in";
  const large = !message.media && isLargeEmoji(message.text);
  const shape = ["bubble", large && "large", message.media && "with-media", !message.text && "no-words"];
  const bubble = h("div", { class: shape.filter(Boolean).join(" ") });
  if (message.reply) bubble.append(quoted(message.reply, doing));
  if (message.media) bubble.append(media(message, doing));
  bubble.append(words(message, doing));
  const column = h("div", { class: "column" }, bubble);
  if (message.keyboard.length) column.append(keyboard(message, doing));
  const author = message.mine ? doing.name : doing.bot.name;
  const props = { class: `message ${side}`, "data-id": message.id, tabindex: "-1", "aria-label": `${author}, ${doing.hour(message.date)}` };
  if (message.mine && message.text && !message.media) {
    props.title = "Double-click to edit";
    props.ondblclick = () => doing.edit(message);
  }
  return h("article", props, column);
}

/** The first line of a message, for the pinned bar and quotes. */
export function firstLine(message) {
  const line = message.text.split("\n").find((part) => part.trim());
  return line ?? ({ photo: "Photo", location: "Location", document: "File", voice: "Voice message" }[message.media?.kind] ?? "Message");
}

function service(message) {
  return h("p", { class: "service", "data-id": message.id }, h("span", { text: message.service }));
}

function quoted(reply, doing) {
  return h("button", { type: "button", class: "reply", onclick: () => doing.show(reply.id) },
    h("strong", { text: reply.mine ? doing.name : doing.bot.name }), h("span", { text: reply.line }));
}

function words(message, doing) {
  const body = h("div", { class: "words", dir: "auto" });
  body.append(marked(message.text, message.entities, doing));
  const end = message.entities.some((e) => isBlockAtEnd(e, message.text));
  body.append(h("span", { class: end ? "meta below" : "meta" }, ...meta(message, doing)));
  return body;
}

function isBlockAtEnd(entity, text) {
  return /quote|^pre$/.test(entity.type) && entity.offset + entity.length >= text.length;
}

function meta(message, doing) {
  const marks = [];
  if (message.pinned) marks.push(mark("pin", "pinned"));
  if (message.silent && !message.mine) marks.push(mark("bellOff", "sent without a sound"));
  if (message.protected) marks.push(mark("lock", "cannot be forwarded or saved"));
  if (message.edited) marks.push(h("span", { class: "edited", text: "edited" }));
  marks.push(h("time", { datetime: new Date(message.date * 1000).toISOString(), text: doing.hour(message.date) }));
  if (message.mine) marks.push(mark("checks", "read by the bot"));
  return marks;
}

function mark(name, meaning) {
  return h("span", { class: `mark ${name}`, title: meaning, role: "img", "aria-label": meaning }, icon(name));
}

function media(message, doing) {
  const { kind, url, latitude, longitude, name } = message.media;
  if (kind === "photo" && url) return photo(message, url, doing);
  if (kind === "location") {
    const place = `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
    return h("div", { class: "place" }, icon("location"), h("span", { text: place }));
  }
  if (kind === "voice") {
    const bars = [7, 12, 18, 10, 15, 21, 13, 8, 16, 11, 19, 9, 14, 6, 10].map((height) => {
      const bar = h("i");
      bar.style.height = `${height}px`;
      return bar;
    });
    return h("div", { class: "file" }, h("span", { class: "file-sign" }, icon("mic")), h("span", { class: "wave" }, ...bars));
  }
  const save = url ? { href: url, download: name || kind } : {};
  return h(url ? "a" : "div", { class: "file", ...save }, h("span", { class: "file-sign" }, icon("file")),
    h("span", {}, h("strong", { text: name || kind }), h("small", { text: kind })));
}

function photo(message, url, doing) {
  const { width, height } = message.media;
  const image = h("img", { src: url, width: width > 1 ? width : null, height: height > 1 ? height : null, alt: firstLine(message), onload: () => doing.grown() });
  const figure = h("figure", { class: "photo" }, image);
  const link = doing.invitation(message);
  if (link) {
    figure.append(h("button", { type: "button", class: "scan", onclick: () => doing.link(link) }, icon("qr"), "Scan with a phone"));
  }
  return figure;
}

function keyboard(message, doing) {
  let index = -1;
  const rows = message.keyboard.map((row) => {
    const keys = row.map((button) => {
      index += 1;
      return key(message, button, index, doing);
    });
    return h("div", { class: "key-row" }, ...keys);
  });
  return h("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" }, ...rows);
}

function key(message, button, index, doing) {
  const corner = { url: "open", copy: "copy" }[button.kind];
  const element = h("button", {
    type: "button",
    class: ["key", button.style].filter(Boolean).join(" "),
    "data-index": index,
    title: corner ? button.value : null,
  }, h("span", { text: button.label, dir: "auto" }), corner ? icon(corner) : null);
  element.addEventListener("click", () => press(element, message, button, index, doing));
  return element;
}

async function press(element, message, button, index, doing) {
  if (button.kind === "url") return doing.link(button.value);
  if (button.kind === "copy") return doing.copy(button.value);
  if (button.kind !== "callback") return doing.say("This kind of button does nothing here.");
  element.classList.add("waiting");
  await doing.tap(message.id, index);
  return element.classList.remove("waiting");
}
