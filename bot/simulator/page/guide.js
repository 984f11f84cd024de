// The first visit's three steps; each is ticked when it has been done, and the strip can be put away.

import { h, icon, iconButton } from "./dom.js";

const PUT_AWAY = "aftercare-guide-put-away";
const DONE_MILLISECONDS = 12000;

/** The strip of three steps; `doing` does a step for the visitor. */
export class Guide {
  constructor(element, doing) {
    this.element = element;
    this.steps = [
      { name: "enrol", act: doing.enrol, button: "Type it for me", words: ["On the clinic's phone type ", h("code", { text: "/enrol" }), " and tap through"] },
      { name: "open", act: doing.open, button: "Open the link", words: ["Open the link on ", h("b", { text: "Ann's phone" }), " and agree"] },
      { name: "move", act: doing.move, button: "Next message", words: ["Move the clock and watch the course arrive"] },
    ].map((step, index) => ({ ...step, ...this.drawn(step, index + 1) }));
    element.append(h("ol", {}, ...this.steps.map((step) => step.row)),
      iconButton("close", "Put these steps away", () => this.putAway(), { class: "plain" }));
  }

  drawn(step, number) {
    const act = h("button", { type: "button", class: "do", onclick: step.act, text: step.button });
    const row = h("li", {}, h("span", { class: "number" }, h("span", { text: number }), icon("check")), h("span", { class: "guide-words" }, ...step.words), act);
    return { row, act };
  }

  update(done) {
    const current = this.steps.find((step) => !done[step.name]);
    for (const step of this.steps) {
      step.row.classList.toggle("done", Boolean(done[step.name]));
      step.row.classList.toggle("current", step === current);
    }
    if (!current) this.away ??= setTimeout(() => this.putAway(), DONE_MILLISECONDS);
    this.element.hidden = localStorage.getItem(PUT_AWAY) === "yes";
  }

  putAway() {
    localStorage.setItem(PUT_AWAY, "yes");
    this.element.hidden = true;
  }

  bringBack() {
    localStorage.removeItem(PUT_AWAY);
    this.element.hidden = false;
  }
}
