// The answers to taps: a toast that goes by itself, or an alert that waits for its OK.

import { h } from "./dom.js";

const TOAST_MILLISECONDS = 3500;

/** The toasts of one phone; those from before the page was opened are not shown again. */
export class Toasts {
  constructor() {
    this.element = h("div", { class: "toasts", "aria-live": "assertive" });
    this.seen = null;
  }

  update(toasts, botName) {
    const fresh = this.seen === null ? [] : toasts.slice(this.seen);
    this.seen = toasts.length;
    for (const toast of fresh) {
      if (toast.text && toast.alert) this.alert(toast.text, botName);
      else if (toast.text) this.toast(toast.text);
    }
  }

  toast(text) {
    const shown = h("p", { class: "toast", text });
    this.element.replaceChildren(shown);
    setTimeout(() => shown.remove(), TOAST_MILLISECONDS);
  }

  alert(text, botName) {
    const back = document.activeElement;
    const close = h("button", { type: "button", text: "OK" });
    const box = h("div", { class: "alert", role: "alertdialog", "aria-label": "A notice from the bot" },
      h("div", {}, h("strong", { text: botName }), h("p", { text }), close));
    close.addEventListener("click", () => {
      box.remove();
      back?.focus?.();
    });
    this.element.closest(".screen").append(box);
    close.focus();
  }
}
