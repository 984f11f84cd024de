// What opens over the page: small menus beside a button, and sheets that ask one question.

import { h, icon } from "./dom.js";

let closeOpenMenu = null;

/** A menu anchored at a button; `items` are {icon, label, hint, act} or null for a line. */
export function openMenu(anchor, items, { place = "below", label = "Menu" } = {}) {
  const again = anchor.getAttribute("aria-expanded") === "true";
  closeOpenMenu?.();
  if (again) return;
  const list = h("div", { class: `menu ${place}`, role: "menu", "aria-label": label });
  for (const item of items) list.append(item ? entry(item) : h("hr"));
  anchor.setAttribute("aria-expanded", "true");
  anchor.closest("[data-menus]").append(list);
  const outside = (event) => {
    if (!list.contains(event.target) && !anchor.contains(event.target)) closeOpenMenu?.();
  };
  closeOpenMenu = () => {
    list.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    closeOpenMenu = null;
  };
  document.addEventListener("pointerdown", outside);
  list.addEventListener("keydown", (event) => walk(event, list, anchor));
  list.querySelector("button")?.focus({ preventScroll: true });
}

/** Closes the menu that is open, if one is. */
export function closeMenu() {
  closeOpenMenu?.();
}

function entry(item) {
  const act = () => {
    closeOpenMenu?.();
    item.act();
  };
  return h("button", { type: "button", role: "menuitem", class: item.class ?? "", onclick: act },
    item.icon ? icon(item.icon) : null,
    h("span", {}, h("b", { text: item.label }), item.hint ? h("small", { text: item.hint }) : null));
}

function walk(event, list, anchor) {
  const entries = [...list.querySelectorAll("button")];
  const at = entries.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    entries[(at + step + entries.length) % entries.length].focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    closeOpenMenu?.();
    anchor.focus();
  }
}

/** Asks one question; resolves to the chosen option's value, or null when closed. */
export function ask({ title, text, options, sign = "phone" }) {
  return new Promise((resolve) => {
    let answer = null;
    const dialog = h("dialog", { class: "sheet", "aria-label": title });
    const choose = (value) => () => {
      answer = value;
      dialog.close();
    };
    const buttons = options.map((option) =>
      h("button", { type: "button", class: `choice ${option.class ?? ""}`, onclick: choose(option.value) },
        h("span", { class: "choice-sign" }, option.letter ? option.letter : icon(option.icon ?? sign)),
        h("span", {}, h("b", { text: option.label }), option.hint ? h("small", { text: option.hint }) : null)));
    dialog.append(h("h2", { text: title }), text ? h("p", { class: "sheet-text", text }) : "", ...buttons,
      h("button", { type: "button", class: "cancel", text: "Cancel", onclick: () => dialog.close() }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
