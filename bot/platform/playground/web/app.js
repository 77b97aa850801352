// The whole of the page: who one is, where one looks, what arrives.
import * as chat from "/chat.js";
import * as composer from "/composer.js";
import * as form from "/form.js";
import { listen, loadState, post } from "/net.js";

const $ = (id) => document.getElementById(id);
const state = { me: "", lang: "en", words: {}, people: [], channels: [], commands: [], messages: [],
  channel: "C-general", view: "messages", unread: new Set() };
let stopListening = () => {};
let lastPlace = null; // where something was pressed last: forms belong there

const mine = () => `D-${state.me}`;
const isDirect = () => state.channel === mine();

function fillWords() {
  document.documentElement.lang = state.lang;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = state.words[element.dataset.word];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", state.words[element.dataset.label]);
    element.title = state.words[element.dataset.label];
  }
}

function entry(isCurrent, onClick, ...parts) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-current", String(isCurrent));
  button.append(...parts);
  button.addEventListener("click", onClick);
  item.append(button);
  return item;
}

function label(name, hint) {
  const box = document.createElement("span");
  box.className = "who";
  const strong = document.createElement("strong");
  strong.textContent = name;
  const small = document.createElement("small");
  small.textContent = hint;
  box.append(strong, small);
  return box;
}

function channelEntry(id, name) {
  const hash = document.createElement("span");
  hash.className = "hash";
  hash.textContent = "#";
  const text = document.createElement("span");
  text.textContent = name;
  const item = entry(state.channel === id, () => open(id), hash, text);
  item.firstChild.dataset.channel = id;
  addDot(item.firstChild, id);
  return item;
}

function addDot(button, id) {
  if (!state.unread.has(id)) return;
  const dot = document.createElement("span");
  dot.className = "dot";
  button.classList.add("unread");
  button.append(dot);
}

function fillSide() {
  const inside = document.activeElement?.closest("#side button");
  const key = inside?.dataset.person || inside?.dataset.channel;
  $("people").replaceChildren(...state.people.map((person) => {
    const item = entry(person.id === state.me, () => become(person.id), chat.face(state.people, person.id), label(person.name, person.role));
    item.firstChild.dataset.person = person.id;
    return item;
  }));
  $("channels").replaceChildren(...state.channels.map((one) => channelEntry(one.id, one.name)));
  const bot = entry(isDirect(), () => open(mine()), chat.face(state.people, ""), label("Botschafter", state.words.bot_role));
  bot.firstChild.dataset.channel = mine();
  addDot(bot.firstChild, mine());
  $("direct").replaceChildren(bot);
  if (key) document.querySelector(`#side [data-person="${key}"], #side [data-channel="${key}"]`)?.focus();
}

function fillTop() {
  const channel = state.channels.find((one) => one.id === state.channel);
  const place = channel ? `#${channel.name}` : "Botschafter";
  $("place").textContent = channel ? `# ${channel.name}` : place;
  $("topic").textContent = channel ? channel.topic : state.words.bot_role;
  $("tabs").hidden = !isDirect();
  $("tab-home").setAttribute("aria-selected", String(state.view === "home"));
  $("tab-messages").setAttribute("aria-selected", String(state.view === "messages"));
  $("me").replaceChildren(chat.face(state.people, state.me), chat.nameOf(state, state.me));
  $("text").placeholder = state.words.message_to.replace("{}", place);
  $("text").setAttribute("aria-label", $("text").placeholder);
  document.title = `${place} · Botschafter`;
}

function fillLog() {
  const here = state.messages.filter((one) => one.channel === state.channel);
  const isHome = isDirect() && state.view === "home";
  $("start").hidden = state.channel !== "C-general";
  $("home").hidden = !isHome;
  $("log").hidden = isHome;
  $("composer").hidden = isHome;
  $("nothing").hidden = isHome || here.length > 0 || !$("start").hidden;
  $("log").replaceChildren(...here.map((one) => chat.element(state, one)));
  if (here.length) chat.scrollDown();
  else $("scroll").scrollTop = 0;
}

function fill() {
  fillWords();
  fillSide();
  fillTop();
  fillLog();
  composer.setCommands(state.commands);
  const view = isDirect() && state.view === "home" ? "home" : state.channel;
  history.replaceState(null, "", `#${state.me}/${view}`);
}

function closeSide() {
  $("side").classList.remove("open");
  $("shade").hidden = true;
  $("side-open").setAttribute("aria-expanded", "false");
}

function openSide() {
  $("side").classList.add("open");
  $("shade").hidden = false;
  $("side-open").setAttribute("aria-expanded", "true");
  $("side-close").focus();
}

function open(channel, view = "messages") {
  state.channel = channel;
  state.view = view;
  state.unread.delete(channel);
  closeSide();
  fill();
  if (view === "home") {
    $("home").replaceChildren();
    attempt(post("/home", state.me));
  } else if (matchMedia("(min-width: 761px)").matches) {
    $("text").focus();
  }
}

// Whether it worked; what did not is said.
async function attempt(promise) {
  try {
    await promise;
    return true;
  } catch (error) {
    const isOffline = error instanceof TypeError; // that is how fetch says it
    chat.toast((isOffline ? state.words.offline : state.words.failed?.replace("{}", error.message)) || error.message);
    return false;
  }
}

function has(id) {
  return state.messages.findIndex((one) => one.id === id);
}

function arrived(message) {
  if (has(message.id) >= 0) return;
  state.messages.push(message);
  if (state.view === "home" && message.channel === mine() && lastPlace?.channel === "home" && !message.from) {
    lastPlace = null;
    open(mine());
    return;
  }
  const isHere = message.channel === state.channel && !$("log").hidden;
  if (!isHere) {
    if (message.from !== state.me) state.unread.add(message.channel);
    fillSide();
    return;
  }
  const follow = chat.isAtEnd() || message.only || message.from === state.me;
  const element = chat.element(state, message);
  element.classList.add("fresh");
  $("log").append(element);
  $("nothing").hidden = true;
  if (follow) chat.follow(element);
  if (message.from !== state.me) chat.announce(`${chat.nameOf(state, message.from)}: ${message.plain}`);
}

function changed(message) {
  const at = has(message.id);
  if (at < 0) return arrived(message);
  state.messages[at] = message;
  const old = $(message.id);
  if (!old) return;
  const follow = chat.isAtEnd();
  chat.replace(old, chat.element(state, message));
  if (follow) chat.scrollDown();
  chat.announce(message.plain);
}

function removed({ id }) {
  const at = has(id);
  if (at >= 0) state.messages.splice(at, 1);
  const element = $(id);
  const hadFocus = element?.contains(document.activeElement);
  element?.remove();
  if (hadFocus) $("text").focus();
}

const send = (body) => {
  const sent = post("/form", state.me, body);
  attempt(sent);
  return sent;
};

function heard(event) {
  for (const busy of document.querySelectorAll("#scroll .busy")) busy.classList.remove("busy");
  if (event.type === "message") arrived(event.message);
  else if (event.type === "edit") changed(event.message);
  else if (event.type === "remove") removed(event);
  else if (event.type === "form") form.openForm(event.html, lastPlace || { channel: state.channel }, send);
  else if (event.type === "form-errors") form.showErrors(event.errors);
  else if (event.type === "form-done") form.closeForm();
  else if (event.type === "page") $("home").innerHTML = event.html;
}

async function become(id, channel = "", view = "messages") {
  const wasDirect = !state.me || isDirect();
  const line = listen(id, (event) => state.me === id && heard(event), lineChanged);
  stopListening();
  stopListening = line.stop;
  await line.ready; // first the line, then what there is: so nothing falls between
  Object.assign(state, await loadState(id), { unread: new Set(), view });
  const canSee = state.channels.some((one) => one.id === state.channel);
  state.channel = channel || (canSee ? state.channel : wasDirect ? mine() : "C-general");
  if (state.channel !== mine()) state.view = "messages";
  open(state.channel, state.view);
}

async function lineChanged(isUp, wasUp) {
  $("offline").hidden = isUp || !wasUp;
  if (!isUp || !wasUp) return;
  const { messages } = await loadState(state.me); // what was said in between
  const known = state.messages.map((one) => one.id + one.edited).join();
  state.messages = messages;
  if (known !== messages.map((one) => one.id + one.edited).join()) fillLog();
}

const say = (text) => attempt(post("/say", state.me, { channel: state.channel, text }));

async function start(which) {
  if (which === "home") return become("anna", "D-anna", "home");
  if (which === "new") {
    await become("tom", "D-tom");
    return composer.typeAndSay("/share help", say);
  }
  await become("anna", "C-general");
  return composer.typeAndSay("/share", say);
}

function wire() {
  chat.wirePresses((press, element) => {
    lastPlace = { channel: press.channel, message: press.message };
    attempt(post("/press", state.me, press)).then(() => setTimeout(() => element.classList.remove("busy"), 4000));
  }, () => state.words);
  composer.wireComposer(say);
  for (const button of document.querySelectorAll("[data-start]")) {
    button.addEventListener("click", () => attempt(start(button.dataset.start)));
  }
  $("tab-home").addEventListener("click", () => open(mine(), "home"));
  $("tab-messages").addEventListener("click", () => open(mine()));
  $("tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = state.view === "home" ? $("tab-messages") : $("tab-home");
    next.click();
    next.focus();
  });
  $("company").addEventListener("click", () => {
    open("C-general");
    $("scroll").scrollTop = 0;
  });
  $("side-open").addEventListener("click", openSide);
  $("side-close").addEventListener("click", closeSide);
  $("shade").addEventListener("click", closeSide);
  $("side").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closeSide();
    $("side-open").focus();
  });
}

wire();
const [who, where] = location.hash.slice(1).split("/");
const isHome = where === "home";
become(who || "anna", isHome ? `D-${who}` : where || "C-general", isHome ? "home" : "messages")
  .catch(() => become("anna", "C-general"));
