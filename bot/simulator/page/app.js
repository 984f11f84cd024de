// Starts the page: asks the server what there is, draws it, hears of changes, and passes actions on.

import { h, icon, iconButton } from "./dom.js";
import { ClockBar } from "./clock.js";
import { Guide } from "./guide.js";
import * as links from "./links.js";
import { Phone } from "./phone.js";
import { ask, openMenu } from "./sheets.js";

const SPEECH_MILLISECONDS = 4000;
const RETRY_MILLISECONDS = 1500;
const TICK_MILLISECONDS = 5000;
const narrow = matchMedia("(max-width: 760px)");
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const $ = (id) => document.getElementById(id);

let state = null;
let shown = null;
let loading = null;
let stale = false;
let underway = 0;
let tabLooks = "";
const phones = new Map();

// --- the server ---

async function refresh() {
  stale = true;
  loading ??= (async () => {
    while (stale) {
      stale = false;
      const answer = await fetch("/api/state");
      if (answer.ok) draw(await answer.json());
    }
  })().finally(() => {
    loading = null;
  });
  return loading;
}

async function api(verb, facts = {}) {
  busy(1);
  try {
    const answer = await fetch(`/api/${verb}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(facts),
    });
    const said = await answer.json();
    if (!answer.ok) speak(said.error);
    await refresh();
    return answer.ok ? said : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    speak("The simulator does not answer. Is ./run simulate still running?");
    return null;
  } finally {
    busy(-1);
  }
}

// Says to screen readers, and to whoever waits, that an answer is still to come.
function busy(change) {
  underway += change;
  $("stage").setAttribute("aria-busy", String(underway > 0));
}

function listen() {
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => document.body.classList.remove("offline"));
  events.addEventListener("change", () => refresh());
  events.addEventListener("jump", (event) => drawJump(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    document.body.classList.add("offline");
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MILLISECONDS);
  });
}

// --- what phones and other parts may ask of the page ---

const format = (options) => {
  let made = null;
  let zone = null;
  return (seconds) => {
    if (zone !== state.clock.zone) {
      zone = state.clock.zone;
      made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    }
    return made.format(new Date(seconds * 1000));
  };
};

const world = {
  state: () => state,
  hour: format({ hour: "2-digit", minute: "2-digit" }),
  day: format({ weekday: "long", day: "numeric", month: "long" }),
  shortDay: format({ weekday: "short", day: "numeric", month: "short" }),
  longDay: format({ weekday: "short", day: "numeric", month: "long", year: "numeric" }),
  still: () => stillness.matches,
  movable: () => state.clock.movable && !state.jump,
  isNarrow: () => narrow.matches,
  isHidden: (phone) => narrow.matches && shown !== phone.id,
  counted: () => drawTabs(),
  bring: (phone) => show(phone.id, true),
  jumpTo: jump,
  invitation: (message, messages) => links.invitation(message, messages, username()),
  openLink, copy, speak,
};

function username() {
  return state.bot.username;
}

async function openLink(url) {
  const payload = links.payloadOf(url, username());
  if (payload === null) return openElsewhere(url);
  const options = [...phones.values()].sort((a, b) => (a.facts.role === "staff") - (b.facts.role === "staff")).map(({ facts }) => ({
    value: facts.id, letter: facts.name[0], class: facts.role, label: facts.role === "staff" ? facts.name : `${facts.name}'s phone`,
    hint: facts.role === "staff" ? "staff: sees a preview" : facts.messages.length ? "has written with the bot before" : "has never opened the bot",
  }));
  if (state.more.length) options.push({ value: "new", icon: "plus", label: `A new phone: ${state.more[0]}`, hint: "somebody else altogether" });
  const chosen = await ask({ title: "Who opens this link?", text: url, options });
  if (chosen === null) return undefined;
  const id = chosen === "new" ? await addPhone() : chosen;
  return phones.get(id)?.openLink(payload);
}

async function openElsewhere(url) {
  const chosen = await ask({ title: "Open this link?", text: url, options: [{ value: true, icon: "open", label: "Open it in a new tab" }] });
  if (chosen && /^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    speak(`Copied: ${text}`);
  } catch {
    speak(`To copy: ${text}`);
  }
}

async function jump(to) {
  for (const phone of phones.values()) {
    phone.following = true;
    phone.moved = false;
  }
  const answer = await api("jump", { to });
  if (answer?.note) speak(answer.note);
}

function speak(text) {
  const line = h("p", { text });
  $("said").replaceChildren(line);
  setTimeout(() => line.remove(), SPEECH_MILLISECONDS);
}

// --- drawing ---

const clock = new ClockBar($("time"), { jump, stop: () => api("stop") });
const guide = new Guide($("guide"), { enrol: enrolForMe, open: openForMe, move: () => jump("next_message") });

function draw(next) {
  state = next;
  for (const [id, phone] of phones) {
    if (!state.phones.some((facts) => facts.id === id)) {
      phone.element.remove();
      phones.delete(id);
    }
  }
  for (const facts of state.phones) {
    if (!phones.has(facts.id)) {
      const phone = new Phone(facts, api, world);
      phones.set(facts.id, phone);
      $("stage").append(phone.element);
    }
    phones.get(facts.id).update(facts, state);
    phones.get(facts.id).course?.update(facts.course, state.clock.now);
  }
  if (!phones.has(shown)) shown = state.phones[0]?.id ?? null;
  document.body.classList.toggle("no-courses", !state.courses);
  clock.update(state.clock, state.jump, world);
  if (state.clock.movable) guide.update(progress());
  drawTabs();
  drawEnd();
}

function drawJump(jump) {
  if (!state) return;
  state.jump = jump.playing ? jump : null;
  state.clock.now = jump.now;
  clock.update(state.clock, state.jump, world);
}

function onTheWay(phone) {
  return phone.course.some((step) => step.state !== "planned");
}

function progress() {
  const clients = state.phones.filter((phone) => phone.role === "client");
  const staff = state.phones.filter((phone) => phone.role === "staff");
  return {
    enrol: staff.some((phone) => phone.messages.some((message) => message.mine === false && links.linksIn(message, username()).length)),
    open: clients.some(onTheWay),
    move: clients.some(onTheWay) && state.clock.now > state.clock.start,
  };
}

function drawTabs() {
  const looks = JSON.stringify([...phones.values()].map((phone) => [phone.id, phone.unread, phone.id === shown]));
  if (looks === tabLooks) return;
  tabLooks = looks;
  const focused = [...$("tabs").children].indexOf(document.activeElement);
  const tabs = [...phones.values()].map((phone) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(phone.id === shown), onclick: () => show(phone.id) },
      h("span", { text: phone.facts.name }), phone.unread ? h("span", { class: "badge", text: phone.unread }) : null));
  $("tabs").replaceChildren(...tabs);
  tabs[focused]?.focus();
  for (const phone of phones.values()) phone.element.classList.toggle("shown", phone.id === shown);
}

function show(id, scroll = false) {
  shown = id;
  drawTabs();
  const phone = phones.get(id);
  if (scroll) phone.element.scrollIntoView({ inline: "nearest", block: "nearest", behavior: world.still() ? "instant" : "smooth" });
  if (narrow.matches) phone.toEnd();
}

function drawEnd() {
  const end = $("bar-end");
  if (!end.childElementCount) {
    const add = h("button", { type: "button", class: "add", onclick: () => addPhone() }, icon("plus"), h("span", { text: "New client phone" }));
    const more = iconButton("dots", "More", (event) => openMore(event.currentTarget), { class: "plain", "aria-haspopup": "menu" });
    end.setAttribute("data-menus", "");
    end.append(add, more);
  }
  const add = end.querySelector(".add");
  add.disabled = state.more.length === 0;
  add.title = state.more.length ? `Adds ${state.more[0]}'s phone` : "The whole cast has phones";
}

async function addPhone() {
  const added = await api("phone", { name: state.more[0] });
  if (!added) return null;
  const stage = $("stage");
  if (stage.scrollWidth > stage.clientWidth) for (const phone of phones.values()) phone.showCourse(false);
  show(added.phone, true);
  return added.phone;
}

function openMore(anchor) {
  const items = [{ icon: "phone", label: "New client phone", hint: state.more.length ? `${state.more[0]}'s` : "the whole cast has phones", act: () => state.more.length && addPhone() }];
  if (state.clock.movable) items.push({ icon: "course", label: "Show the three first steps", act: () => guide.bringBack() });
  if (state.can_reset) items.push({ icon: "reset", label: "Start over", hint: "empty phones, the first day", class: "danger", act: () => startOver() });
  openMenu(anchor, items, { place: "below right", label: "More" });
}

async function startOver() {
  const sure = await ask({ title: "Start over?", text: "All phones become empty and the clock goes back to its first day.", options: [{ value: true, icon: "reset", label: "Start over" }] });
  if (!sure) return;
  await api("reset");
  location.reload();
}

function staffPhone() {
  return [...phones.values()].find((phone) => phone.facts.role === "staff");
}

async function enrolForMe() {
  const phone = staffPhone();
  if (!phone) return;
  show(phone.id, true);
  if (!phone.facts.started) await phone.api("start", { payload: "" });
  await phone.say("/enrol");
}

function openForMe() {
  const messages = staffPhone()?.facts.messages ?? [];
  const link = messages.toReversed().filter((message) => !message.mine).flatMap((message) => links.linksIn(message, username()))[0];
  const ann = [...phones.values()].find((phone) => phone.facts.role === "client");
  if (link && ann) ann.openLink(links.payloadOf(link, username()));
  else speak("Enrol somebody first: the link is the last thing the clinic's phone shows.");
}

// Without a clock to move, the world runs on this computer's time and the page's clock runs along.
setInterval(() => {
  if (!state || state.clock.movable) return;
  state.clock.now = Math.floor(Date.now() / 1000);
  clock.update(state.clock, state.jump, world);
}, TICK_MILLISECONDS);

narrow.addEventListener("change", () => {
  for (const phone of phones.values()) phone.showCourse(!narrow.matches);
});
await refresh();
listen();
