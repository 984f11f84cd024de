// The course so far beside a client's phone: what was sent, what is coming, what was skipped and why.

import { h, icon } from "./dom.js";

const SIGNS = { sent: "check", planned: "clock", skipped: "skip" };

/** The timeline of one client; `world` gives days, hours and the jump to a step. */
export class Course {
  constructor(id, world) {
    this.id = id;
    this.world = world;
    this.list = h("ol", { class: "steps" });
    this.sum = h("p", { class: "sum" });
    this.element = h("aside", { class: "course", "aria-label": "The course so far" },
      h("header", {}, h("h3", { text: "The course so far" }), this.sum), this.list);
    this.looks = "";
  }

  update(steps, now) {
    const looks = JSON.stringify([steps, this.world.day(now)]);
    if (looks === this.looks) return;
    this.looks = looks;
    this.element.classList.toggle("empty", steps.length === 0);
    this.sum.textContent = summary(steps);
    const rows = [];
    let marked = false;
    for (const step of folded(steps)) {
      const at = Date.parse(step.at) / 1000;
      if (!marked && at > now && step.state === "planned") {
        rows.push(this.nowLine());
        marked = true;
      }
      rows.push(this.row(step, at));
    }
    if (steps.length && !marked) rows.push(this.nowLine());
    this.list.replaceChildren(...rows);
    this.showNow();
  }

  showNow() {
    const line = this.list.querySelector(".now");
    if (!line) return;
    this.list.scrollTo({ top: Math.max(0, line.offsetTop - this.list.offsetTop - this.list.clientHeight / 2) });
  }

  nowLine() {
    return h("li", { class: "now", "aria-label": "Now" }, h("span", { text: "now" }));
  }

  row(step, at) {
    const planned = step.state === "planned" && this.world.movable();
    const head = h("span", { class: "step-head" }, h("b", { text: title(step) }),
      step.state === "skipped" ? null : h("span", { class: "mark", title: step.audible ? "with a sound" : "silent", role: "img", "aria-label": step.audible ? "with a sound" : "silent" }, icon(step.audible ? "bell" : "bellOff")));
    const under = step.state === "skipped" ? h("small", { class: "reason", text: `skipped: ${step.reason || "no reason given"}` }) : null;
    const folds = step.with.length ? h("small", { class: "with", text: `with ${step.with.join(", ")}` }) : null;
    const words = [h("span", { class: "step-sign" }, icon(SIGNS[step.state] ?? "clock")), h("span", { class: "step-words" }, head, h("small", { text: `${this.world.shortDay(at)}, ${this.world.hour(at)}` }), folds, under)];
    const body = planned
      ? h("button", { type: "button", title: "Move the clock to here", onclick: () => this.world.jumpTo(step.at) }, ...words)
      : h("div", { title: step.text || null }, ...words);
    const quiet = !step.audible && step.state !== "skipped" && !step.with.length;
    return h("li", { class: quiet ? `${step.state} quiet-step` : step.state }, body);
  }
}

// A step that went out inside another one (reason "in day-1") is a line of that other one.
function folded(steps) {
  const kept = steps.map((step) => ({ ...step, with: [] }));
  const byName = new Map(kept.map((step) => [step.step, step]));
  return kept.filter((step) => {
    const host = byName.get(/^in (.+)$/.exec(step.reason)?.[1]);
    if (!host || host === step) return true;
    host.with.push(title(step));
    return false;
  });
}

function title(step) {
  const words = step.step.replaceAll("_", " ").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function summary(steps) {
  const count = (state) => steps.filter((step) => step.state === state).length;
  if (!steps.length) return "It begins when the client opens the clinic's link.";
  return [`${count("sent")} sent`, `${count("planned")} coming`, count("skipped") ? `${count("skipped")} skipped` : ""].filter(Boolean).join(" · ");
}
