// The foot of a phone: typing field, commands, emoji, attachments, and START or UNBLOCK instead.

import { h, icon, iconButton } from "./dom.js";
import { openMenu } from "./sheets.js";

const EMOJI = [..."🙂😊😅😢😟😣🤕🤒❤👍👎🙏👌💪🔥🌞☀🧴🧢💧🩹✨🎉🤔"];
const FIELD_PIXELS_MAX = 120;

/** What a person can send from one phone; `phone` acts. */
export class Composer {
  constructor(phone, name) {
    this.phone = phone;
    this.name = name;
    this.editing = null;
    this.payload = null;
    this.kind = null;
    this.element = h("footer", { class: "foot", "data-menus": true });
  }

  /** Shows START for a link that was opened but not yet started. */
  offer(payload, facts) {
    this.payload = payload;
    this.kind = null;
    this.draw(facts);
  }

  focusStart() {
    this.element.querySelector(".start")?.focus();
  }

  draw(facts) {
    this.facts = facts;
    const kind = facts.blocked ? "blocked" : this.payload !== null || !facts.started ? "start" : "write";
    if (this.kind === kind) return this.drawReplyKeyboard(facts);
    this.kind = kind;
    if (kind === "write") this.element.replaceChildren(...this.writing(facts));
    else this.element.replaceChildren(this.oneButton(kind));
    return this.drawReplyKeyboard(facts);
  }

  oneButton(kind) {
    const blocked = kind === "blocked";
    const act = () => {
      const payload = this.payload;
      this.payload = null;
      return blocked ? this.phone.api("unblock") : this.phone.api("start", { payload: payload ?? "" });
    };
    return h("button", { type: "button", class: `start ${this.payload ? "pulse" : ""}`, text: blocked ? "UNBLOCK" : "START", onclick: act });
  }

  writing(facts) {
    this.field = h("textarea", { rows: "1", placeholder: "Message", "aria-label": `Message from ${this.name}`, enterkeyhint: "send" });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.send = iconButton("mic", "Send a sample voice message", () => this.sendOrSpeak(), { class: "send" });
    this.menuButton = h("button", { type: "button", class: "menu-button", "aria-haspopup": "menu", onclick: () => this.openCommands() }, icon("menu"), h("span", { text: "Menu" }));
    this.suggestions = h("div", { class: "suggestions", hidden: true });
    this.editBar = h("div", { class: "edit-bar", hidden: true });
    this.replyKeys = h("div", { class: "reply-keys", hidden: true });
    const file = h("input", { type: "file", accept: "image/png,image/jpeg", hidden: true, "aria-label": "A photo from this computer", tabindex: "-1" });
    file.addEventListener("change", () => this.sendPicture(file));
    this.file = file;
    return [this.suggestions, this.editBar, h("div", { class: "write" }, this.menuButton,
      h("div", { class: "field" }, iconButton("smile", "Emoji", (event) => this.openEmoji(event.currentTarget), { class: "plain", "aria-haspopup": "menu" }), this.field,
        iconButton("attach", "Attach", (event) => this.openAttach(event.currentTarget), { class: "plain", "aria-haspopup": "menu" })),
      this.send, file), this.replyKeys];
  }

  drawReplyKeyboard(facts) {
    if (this.kind !== "write") return;
    const rows = facts.reply_keyboard ?? [];
    const looks = JSON.stringify(rows);
    if (this.replyLooks === looks && this.replyKeys.childElementCount) return;
    this.replyLooks = looks;
    this.replyKeys.hidden = rows.length === 0;
    this.replyKeys.replaceChildren(...rows.map((row) => h("div", { class: "key-row" }, ...row.map((button) =>
      h("button", { type: "button", text: button.label, onclick: () => (button.location ? this.phone.api("location") : this.phone.api("text", { text: button.label })) })))));
  }

  typed() {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, FIELD_PIXELS_MAX)}px`;
    const some = field.value.trim() !== "";
    this.send.replaceChildren(icon(some ? "send" : "mic"));
    this.send.setAttribute("aria-label", some ? "Send" : "Send a sample voice message");
    this.send.title = this.send.getAttribute("aria-label");
    this.suggest();
  }

  suggest() {
    const typed = this.field.value;
    const fits = /^\/\w*$/.test(typed) ? this.facts.commands.filter((one) => `/${one.command}`.startsWith(typed)) : [];
    this.suggestions.hidden = fits.length === 0;
    this.suggestions.replaceChildren(...fits.map((one) => h("button", { type: "button", onclick: () => this.say(`/${one.command}`) }, h("b", { text: `/${one.command}` }), h("span", { text: one.description }))));
  }

  keyed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (this.field.value.trim()) this.sendOrSpeak();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const mine = this.facts.messages.findLast((message) => message.mine && message.text && !message.media);
      if (mine) this.edit(mine);
    } else if (event.key === "Escape") {
      this.suggestions.hidden = true;
      this.stopEditing();
    }
  }

  sendOrSpeak() {
    const text = this.field.value;
    if (!text.trim()) return this.phone.api("voice");
    const { editing } = this;
    this.stopEditing();
    this.field.value = "";
    this.typed();
    if (editing) return this.phone.api("edit", { message: editing.id, text });
    return this.say(text);
  }

  say(text) {
    if (this.field) {
      this.field.value = "";
      this.typed();
      this.field.focus({ preventScroll: true });
    }
    this.phone.following = true;
    return this.phone.api("text", { text });
  }

  edit(message) {
    if (this.kind !== "write") return;
    this.editing = message;
    this.field.value = message.text;
    this.typed();
    this.suggestions.hidden = true;
    this.editBar.hidden = false;
    this.editBar.replaceChildren(h("span", {}, h("b", { text: "Edit message" }), h("span", { class: "one-line", text: message.text })),
      iconButton("close", "Do not edit", () => this.stopEditing(), { class: "plain" }));
    this.field.focus();
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.editBar.hidden = true;
    this.field.value = "";
    this.typed();
  }

  openCommands() {
    const items = this.facts.commands.map((one) => ({ label: one.description, hint: `/${one.command}`, act: () => this.say(`/${one.command}`) }));
    openMenu(this.menuButton, items.length ? items : [{ label: "The bot has set no commands", act: () => {} }], { place: "above wide commands", label: "The bot's commands" });
  }

  openEmoji(anchor) {
    const add = (sign) => () => {
      this.field.setRangeText(sign, this.field.selectionStart, this.field.selectionEnd, "end");
      this.typed();
      this.field.focus();
    };
    openMenu(anchor, EMOJI.map((sign) => ({ label: sign, act: add(sign) })), { place: "above emoji", label: "Emoji" });
  }

  openAttach(anchor) {
    openMenu(anchor, [
      { icon: "photo", label: "A sample photo", hint: "drawn here, no real skin", act: () => this.phone.api("photo") },
      { icon: "photo", label: "A photo from this computer", act: () => this.file.click() },
      { icon: "location", label: "Location", hint: this.phone.world.state().place ?? "", act: () => this.phone.api("location") },
      { icon: "file", label: "A sample document", act: () => this.phone.api("document") },
      { icon: "mic", label: "A sample voice message", act: () => this.phone.api("voice") },
    ], { place: "above right", label: "Attach" });
  }

  async sendPicture(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let packed = "";
    for (const byte of bytes) packed += String.fromCharCode(byte);
    await this.phone.api("photo", { content: btoa(packed) });
  }
}
