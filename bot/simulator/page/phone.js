// One phone: its frame, header, pinned bar and chat. It draws what the server says is there.

import { h, icon, iconButton } from "./dom.js";
import { Composer } from "./composer.js";
import { Course } from "./course.js";
import { drawMessage, firstLine } from "./message.js";
import { closeMenu, openMenu } from "./sheets.js";
import { Toasts } from "./toasts.js";

const NEAR_END_PIXELS = 60;
const DING_MILLISECONDS = 1600;

/** A phone on the stage. `api(verb, facts)` acts; `world` gives zone, bot, links, speech. */
export class Phone {
  constructor(facts, api, world) {
    this.id = facts.id;
    this.acting = 0;
    this.api = async (verb, more = {}) => {
      this.acting += 1;
      return api(verb, { phone: this.id, ...more }).finally(() => { this.acting -= 1; });
    };
    this.world = world;
    this.drawn = new Map();
    this.unread = 0;
    this.first = true;
    this.build(facts);
  }

  build(facts) {
    this.course = facts.role === "client" ? new Course(this.id, this.world) : null;
    this.clock = h("time", { class: "status-time" });
    this.pinnedBar = h("button", { type: "button", class: "pinned", hidden: true, onclick: () => this.showPinned() });
    this.list = h("div", { class: "list" });
    this.chat = h("div", { class: "chat", tabindex: "0", role: "log", "aria-label": `Messages on ${facts.name}'s phone`, onscroll: () => this.scrolled() }, this.list);
    this.jumpDown = h("button", { type: "button", class: "to-end", "aria-label": "To the newest message", hidden: true, onclick: () => this.toEnd(true) }, icon("down"), h("span", { class: "count" }));
    this.toasts = new Toasts();
    this.composer = new Composer(this, facts.name);
    this.subtitle = h("small");
    this.title = h("strong");
    this.screen = h("div", { class: "screen" },
      h("div", { class: "status", "aria-hidden": "true" }, this.clock, h("span", { class: "island" }), h("span", { class: "signals" }, h("i"), h("i"), h("i"), h("b"))),
      h("div", { class: "head", "data-menus": true }, h("span", { class: "avatar" }, h("img", { src: "/page/icon.svg", alt: "" })),
        h("div", { class: "head-words" }, this.title, this.subtitle),
        iconButton("dots", `More on ${facts.name}'s phone`, (event) => this.openMore(event.currentTarget), { class: "plain", "aria-haspopup": "menu" })),
      this.pinnedBar, h("div", { class: "chat-room" }, this.chat, this.jumpDown, this.toasts.element), this.composer.element);
    this.badge = h("span", { class: "badge", hidden: true });
    this.caption = h("div", { class: "caption" }, h("span", { class: `face ${facts.role}`, "aria-hidden": "true", text: facts.name[0] }),
      h("div", {}, h("h2", { text: facts.role === "staff" ? facts.name : `${facts.name}'s phone` }), h("p", { text: facts.role === "staff" ? "the staff's phone" : "a client" })),
      this.badge, h("span", { class: "ding", "aria-hidden": "true" }, icon("bell")), this.courseButton(facts));
    const label = facts.role === "staff" ? "The clinic's phone" : `${facts.name}'s phone`;
    this.element = h("section", { class: `phone ${facts.role}`, "data-phone": this.id, "data-name": facts.name, "aria-label": label },
      h("div", { class: "body" }, this.caption, h("div", { class: "device" }, this.screen)), this.course?.element ?? null);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && closeMenu());
    this.following = true;
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      this.chat.addEventListener(sign, (event) => this.handled(event), { passive: true });
    }
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.chat);
  }

  courseButton(facts) {
    if (!this.course) return null;
    const button = h("button", { type: "button", class: "pill", "aria-expanded": "true" }, icon("course"), "Course");
    button.setAttribute("aria-label", `The course so far of ${facts.name}`);
    button.addEventListener("click", () => this.showCourse(this.element.classList.contains("no-course")));
    this.coursePill = button;
    if (this.world.isNarrow()) queueMicrotask(() => this.showCourse(false));
    return button;
  }

  showCourse(shown) {
    if (!this.course) return;
    this.element.classList.toggle("no-course", !shown);
    this.coursePill.setAttribute("aria-expanded", String(shown));
  }

  // --- what the server says ---

  update(facts, state) {
    this.facts = facts;
    this.clock.textContent = this.world.hour(state.clock.now);
    this.title.textContent = state.bot.name;
    this.subtitle.textContent = facts.blocked ? "blocked" : "bot";
    const fresh = this.drawMessages(facts.messages);
    this.drawPinned(facts);
    this.composer.draw(facts);
    if (!this.first && fresh.length) this.announce(fresh);
    this.place(fresh);
    this.toasts.update(facts.toasts, state.bot.name);
    this.first = false;
    this.element.classList.toggle("quiet", facts.messages.length === 0);
  }

  drawMessages(messages) {
    const fresh = [];
    const present = new Set(messages.map((message) => message.id));
    for (const [id, kept] of this.drawn) {
      if (!present.has(id)) {
        kept.element.remove();
        this.drawn.delete(id);
      }
    }
    messages.forEach((message) => {
      const looks = JSON.stringify(message);
      const kept = this.drawn.get(message.id);
      if (kept?.looks === looks) return;
      const element = drawMessage(message, this.doing(message));
      if (kept) this.exchange(kept.element, element);
      else {
        fresh.push({ message, element });
        if (!this.first) element.classList.add("arriving");
      }
      this.drawn.set(message.id, { element, looks });
    });
    if (fresh.length || this.list.childElementCount === 0) this.arrange(messages);
    return fresh;
  }

  exchange(old, element) {
    const index = old.contains(document.activeElement) ? document.activeElement.dataset.index : undefined;
    old.replaceWith(element);
    if (index === undefined) return;
    const keys = element.querySelectorAll(".key");
    (keys[Math.min(Number(index), keys.length - 1)] ?? this.chat).focus({ preventScroll: true });
  }

  arrange(messages) {
    if (!messages.length) return this.list.replaceChildren(this.welcome());
    this.list.querySelector(".welcome")?.remove();
    let day = null;
    let cursor = this.list.firstChild;
    const put = (node) => {
      if (node === cursor) cursor = cursor.nextSibling;
      else this.list.insertBefore(node, cursor);
    };
    for (const old of [...this.list.querySelectorAll(".day")]) {
      if (old === cursor) cursor = cursor.nextSibling;
      old.remove();
    }
    messages.forEach((message, at) => {
      const today = this.world.day(message.date);
      if (today !== day) put(h("p", { class: "day" }, h("span", { text: today })));
      day = today;
      const { element } = this.drawn.get(message.id);
      const next = messages[at + 1];
      element.classList.toggle("tail", !next || next.mine !== message.mine || this.world.day(next.date) !== today);
      put(element);
    });
    return undefined;
  }

  welcome() {
    const bot = this.world.state().bot;
    return h("div", { class: "welcome" }, h("img", { src: "/page/icon.svg", alt: "" }),
      h("strong", { text: "What can this bot do?" }), h("p", { text: bot.description || "Press START to begin." }));
  }

  drawPinned(facts) {
    const id = facts.pinned.at(-1);
    const message = facts.messages.find((one) => one.id === id);
    this.pinnedBar.hidden = !message;
    if (!message) return;
    this.pinnedId = id;
    const line = firstLine(message);
    if (this.pinnedBar.dataset.line === line) return;
    this.pinnedBar.dataset.line = line;
    this.pinnedBar.setAttribute("aria-label", `Pinned message: ${line}`);
    this.pinnedBar.replaceChildren(h("i", { class: "pinned-line" }), h("span", {}, h("b", { text: "Pinned message" }), h("span", { class: "one-line", text: line })), icon("pin"));
  }

  announce(fresh) {
    const incoming = fresh.filter(({ message }) => !message.mine && !message.service);
    if (!incoming.length) return;
    const away = !this.element.matches(":focus-within") && this.world.isHidden(this);
    if (away || !this.following) this.count(this.unread + incoming.length);
    if (this.acting || !incoming.some(({ message }) => !message.silent)) return;
    this.element.classList.remove("ringing");
    void this.element.offsetWidth;
    this.element.classList.add("ringing");
    clearTimeout(this.ringing);
    this.ringing = setTimeout(() => this.element.classList.remove("ringing"), DING_MILLISECONDS);
  }

  count(unread) {
    this.unread = unread;
    this.badge.hidden = unread === 0;
    this.badge.textContent = unread;
    this.badge.setAttribute("aria-label", `${unread} unread`);
    this.jumpDown.querySelector(".count").textContent = unread || "";
    this.world.counted(this);
  }

  // --- scrolling ---

  place(fresh) {
    if (this.first || (!fresh.length && this.following && this.atEnd)) return this.toEnd();
    if (!fresh.length) return undefined;
    const incoming = fresh.find(({ message }) => !message.mine && !message.service);
    const mine = fresh.some(({ message }) => message.mine);
    if (!this.following && !mine) return undefined;
    if (!incoming) return this.toEnd(true);
    const top = incoming.element;
    const tall = this.list.scrollHeight - top.offsetTop > this.chat.clientHeight - NEAR_END_PIXELS;
    if (tall) {
      this.following = true;
      this.moved = false;
      this.chat.scrollTo({ top: Math.max(0, top.offsetTop - 44) });
      this.atEnd = false;
      return undefined;
    }
    return this.toEnd(true);
  }

  toEnd(smooth = false) {
    const far = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight;
    const gently = smooth && far < 900 && !this.world.still();
    this.chat.scrollTo({ top: this.chat.scrollHeight, behavior: gently ? "smooth" : "instant" });
    this.following = this.atEnd = true;
    this.moved = false;
    this.jumpDown.hidden = true;
    if (this.unread && !this.world.isHidden(this)) this.count(0);
  }

  // Only a reader's own scrolling ends the following of new messages: wheel, finger, scroll bar, keys.
  handled(event) {
    const key = event.type === "keydown" && !/^(Arrow|Page|Home|End)/.test(event.key);
    const button = event.type === "pointerdown" && event.target !== this.chat;
    if (!key && !button) this.moved = true;
  }

  scrolled() {
    const left = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight;
    this.atEnd = left < NEAR_END_PIXELS;
    if (this.atEnd || this.moved) this.following = this.atEnd;
    this.jumpDown.hidden = this.atEnd;
    if (this.atEnd && this.unread && !this.world.isHidden(this)) this.count(0);
  }

  show(id) {
    const element = this.drawn.get(id)?.element;
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: this.world.still() ? "instant" : "smooth" });
    element.classList.remove("shown-now");
    void element.offsetWidth;
    element.classList.add("shown-now");
    element.focus({ preventScroll: true });
  }

  showPinned() {
    this.show(this.pinnedId);
  }

  // --- its menu and links ---

  openMore(anchor) {
    const { blocked, name } = this.facts;
    const items = [
      blocked ? { icon: "check", label: "Unblock the bot", act: () => this.api("unblock") } : { icon: "ban", label: "Block the bot", hint: "to see what staff are told", class: "danger", act: () => this.api("block") },
      { icon: "open", label: "Open the bot without a link", hint: "as somebody who found it by chance", act: () => this.openLink("") },
    ];
    openMenu(anchor, items, { place: "below right", label: `More on ${name}'s phone` });
  }

  /** Opens a deep link here: Telegram shows START, and only pressing it tells the bot. */
  openLink(payload) {
    this.composer.offer(payload, this.facts);
    this.world.bring(this);
    this.composer.focusStart();
  }

  /** Writes a text, as the person whose phone this is. */
  say(text) {
    return this.composer.say(text);
  }

  // --- what the parts may ask of it ---

  /** What taps on a message do. */
  doing(message) {
    const { world } = this;
    return {
      name: this.facts.name,
      bot: world.state().bot,
      hour: world.hour,
      instant: (entity) => (entity.unix_time ? `${world.day(entity.unix_time)}, ${world.hour(entity.unix_time)}` : ""),
      invitation: (one) => world.invitation(one, this.facts.messages),
      grown: () => this.following && this.atEnd && this.toEnd(),
      command: (words) => this.say(words),
      link: (url) => world.openLink(url, this),
      call: (number) => world.speak(`A real phone would now call ${number}.`),
      copy: (text) => world.copy(text),
      say: (text) => world.speak(text),
      edit: () => this.composer.edit(message),
      show: (id) => this.show(id),
      tap: (id, index) => this.api("tap", { message: id, index }),
    };
  }
}
