// Makes elements. Text always goes in as text: nothing here or elsewhere parses HTML from a message.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `props` are attributes, `on...` listeners, `class`, `text`; children may be null. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A drawing of 24 x 24 from `ICONS`; invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A button that is an icon with a name for those who cannot see it. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

const ICONS = {
  attach: ["m20 11.500-8 8a5 5 0 0 1-7.100-7.100l8.300-8.300a3.300 3.300 0 0 1 4.700 4.700l-8.200 8.200a1.700 1.700 0 0 1-2.400-2.400l7.400-7.300"],
  back: ["M15 5l-7 7 7 7"],
  ban: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M6 6l12 12"],
  bell: ["M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15Z", "M10 20.500h4"],
  bellOff: ["M18 13.500V11a6 6 0 0 0-9.500-4.900M6 10v6.500L4.500 18H16", "M10 20.500h4", "M4 4l16 16"],
  check: ["m5 12.500 4.500 4.500L19 7.500"],
  checks: ["m2.500 12.500 4.200 4.200L15 8", "m11 15.800 1 1L21 8"],
  clock: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M12 7.500V12l3 2"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  course: ["M6 4v16", "M6 6.500h4", "M6 12h4", "M6 17.500h4", "M13 6.500h7", "M13 12h7", "M13 17.500h5"],
  dots: ["M12 5.500v.01", "M12 12v.01", "M12 18.500v.01"],
  down: ["M6 9.500l6 6 6-6"],
  file: ["M7 3.500h7l4 4v13H7z", "M14 3.500v4h4"],
  location: ["M12 21c4.500-4.800 6.500-8.200 6.500-11a6.500 6.500 0 0 0-13 0c0 2.800 2 6.200 6.500 11Z", "M12 7.800a2.300 2.300 0 1 1 0 4.600 2.300 2.300 0 0 1 0-4.600Z"],
  lock: ["M6.500 11h11v9h-11z", "M9 11V8a3 3 0 0 1 6 0v3"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  mic: ["M12 3.500a2.800 2.800 0 0 1 2.800 2.800v5a2.800 2.800 0 0 1-5.600 0v-5A2.800 2.800 0 0 1 12 3.500Z", "M6 11a6 6 0 0 0 12 0", "M12 17v3.500"],
  morning: ["M3 18.500h18", "M7 15a5 5 0 0 1 10 0", "M12 4v3", "M4.500 8.500l1.800 1.800", "M19.500 8.500l-1.800 1.800"],
  next: ["M5 5.500l9 6.500-9 6.500z", "M18.500 5.500v13"],
  open: ["M9 5h10v10", "M19 5 7 17"],
  phone: ["M7 3h10a1.500 1.500 0 0 1 1.500 1.500v15A1.500 1.500 0 0 1 17 21H7a1.500 1.500 0 0 1-1.500-1.500v-15A1.500 1.500 0 0 1 7 3Z", "M11 18h2"],
  photo: ["M4 5.500h16v13H4z", "m4 16 4.500-4.500 4 4 2.500-2.500 5 4.500", "M15.500 8.500v.01"],
  pin: ["M9 4h6l-1 6 3.500 3.500h-11L10 10Z", "M12 13.500V20"],
  plus: ["M12 5v14", "M5 12h14"],
  qr: ["M4 4h6v6H4z", "M14 4h6v6h-6z", "M4 14h6v6H4z", "M14 14h2.500v2.500", "M20 14v6h-6v-1", "M17.500 17.500v.01"],
  reset: ["M5 12a7 7 0 1 0 2.500-5.400", "M7 3v4h4"],
  send: ["M4 12 3.500 4.500 21 12 3.500 19.500Z", "M4 12h8"],
  skip: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M8 12h8"],
  smile: ["M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17Z", "M8.500 14a4.200 4.200 0 0 0 7 0", "M9 9.800v.01", "M15 9.800v.01"],
  stop: ["M7 7h10v10H7z"],
  week: ["M4 6h16v14H4z", "M4 10.500h16", "M8.500 3.500V7", "M15.500 3.500V7"],
};
