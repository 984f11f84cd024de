// The clock in the top bar, its buttons, and the bar that fills while a long jump plays.

import { h, icon } from "./dom.js";

const JUMPS = [
  { to: "hour", label: "+1 hour", icon: "clock" },
  { to: "next_message", label: "Next message", icon: "next" },
  { to: "next_morning", label: "Next morning", icon: "morning" },
  { to: "week", label: "+1 week", icon: "week" },
];

/** The clock; `jump(to)` moves it, `stop()` ends a jump between two messages. */
export class ClockBar {
  constructor(element, { jump, stop }) {
    this.date = h("span", { class: "date" });
    this.hour = h("span", { class: "hour" });
    this.note = h("span", { class: "note" });
    this.buttons = JUMPS.map((one) =>
      h("button", { type: "button", class: "jump", "data-jump": one.to, onclick: () => jump(one.to) }, icon(one.icon), h("span", { text: one.label })));
    this.progress = h("progress", { max: "1", value: "0", "aria-label": "How far the jump has played" });
    this.playing = h("div", { class: "playing", hidden: true }, this.progress,
      h("button", { type: "button", class: "stop", onclick: stop }, icon("stop"), "Stop"));
    this.moves = h("div", { class: "jumps", role: "group", "aria-label": "Move the clock" }, ...this.buttons);
    element.append(h("div", { class: "now-box" }, h("div", { class: "now-line" }, this.hour, this.date), this.note), this.moves, this.playing);
    this.element = element;
  }

  update(clock, jump, world) {
    this.hour.textContent = world.hour(clock.now);
    this.date.textContent = world.longDay(clock.now);
    const stands = clock.movable ? "stands still until you move it" : "this computer's own time";
    this.note.textContent = `${clock.zone.replaceAll("_", " ")} · ${stands}`;
    this.moves.hidden = !clock.movable;
    this.element.classList.toggle("is-playing", Boolean(jump));
    for (const button of this.buttons) button.disabled = Boolean(jump);
    this.playing.hidden = !jump;
    if (jump) this.progress.value = jump.done;
  }
}
