// What is seen of a conversation: its messages, and pressing what is on them.

const $ = (id) => document.getElementById(id);

export function initials(name) {
  return name.split(" ").map((word) => word[0]).slice(0, 2).join("");
}

export function face(people, id) {
  const span = document.createElement("span");
  span.className = "face";
  span.setAttribute("aria-hidden", "true");
  const at = people.findIndex((person) => person.id === id);
  if (at < 0) {
    const image = document.createElement("img");
    image.src = "/icon.svg";
    image.alt = "";
    span.append(image);
  } else {
    span.classList.add(`f${at % 5}`);
    span.textContent = initials(people[at].name);
  }
  return span;
}

function part(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function clock(state, at) {
  const zone = state.people.find((person) => person.id === state.me).zone;
  const time = part("time", "", new Intl.DateTimeFormat(state.lang, {
    hour: "2-digit", minute: "2-digit", timeZone: zone,
  }).format(at));
  time.dateTime = new Date(at).toISOString();
  return time;
}

export function nameOf(state, id) {
  const person = state.people.find((one) => one.id === id);
  return person ? person.name : "Botschafter";
}

function head(state, message) {
  const line = document.createElement("div");
  line.className = "head";
  line.append(part("strong", "", nameOf(state, message.from)));
  if (!message.from) line.append(part("span", "badge", state.words.app));
  line.append(clock(state, message.at));
  if (message.edited) line.append(part("span", "mark", `(${state.words.edited})`));
  if (message.only && !message.from && !message.channel.startsWith("D-")) {
    line.append(part("span", "mark", state.words.only_you));
  }
  return line;
}

export function element(state, message) {
  const whole = document.createElement("div");
  whole.className = "message";
  whole.id = message.id;
  whole.dataset.channel = message.channel;
  if (message.only && message.from) whole.classList.add("typed");
  const body = document.createElement("div");
  body.className = "body";
  body.append(head(state, message));
  const content = document.createElement("div");
  content.className = "content";
  content.innerHTML = message.html; // made and escaped by the server
  body.append(content);
  whole.append(face(state.people, message.from), body);
  return whole;
}

// Whoever had the keyboard's focus in the old one has it in the new one.
export function replace(old, fresh) {
  const parts = (of) => [...of.querySelectorAll("button, a, select, summary, pre")];
  const at = parts(old).indexOf(document.activeElement);
  const inMenu = document.activeElement?.closest(".menu-list") && old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (at < 0) return;
  const next = inMenu ? fresh.querySelector("summary") : parts(fresh)[at];
  (next || parts(fresh).pop() || $("text")).focus();
}

export function scrollDown() {
  const box = $("scroll");
  box.scrollTop = box.scrollHeight;
}

// The end of the conversation, unless its last message is taller than what is seen.
export function follow(element) {
  const box = $("scroll");
  scrollDown();
  if (element.offsetHeight > box.clientHeight) element.scrollIntoView({ block: "start" });
}

export function isAtEnd() {
  const box = $("scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
}

export function announce(text) {
  $("live").textContent = "";
  requestAnimationFrame(() => { $("live").textContent = text; });
}

let toastTimer = 0;
export function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 5000);
}

async function copyText(button, words) {
  const pre = button.parentElement.querySelector("pre");
  try {
    await navigator.clipboard.writeText(pre.textContent);
  } catch {
    getSelection().selectAllChildren(pre);
    document.execCommand("copy");
  }
  const label = button.textContent;
  if (button.classList.contains("done")) return;
  button.textContent = button.dataset.copied;
  button.classList.add("done");
  announce(words.copied);
  setTimeout(() => {
    button.textContent = label;
    button.classList.remove("done");
  }, 1600);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

function placeMenu(menu) {
  const list = menu.querySelector(".menu-list");
  list.classList.remove("flip", "up");
  const rect = list.getBoundingClientRect();
  const bottom = $("scroll").getBoundingClientRect().bottom;
  if (rect.right > innerWidth - 8) list.classList.add("flip");
  if (rect.bottom > bottom && rect.height < rect.top) list.classList.add("up");
}

function moveInMenu(event) {
  const menu = event.target.closest?.(".menu[open]");
  if (!menu) return;
  const buttons = [...menu.querySelectorAll(".menu-list button")];
  const at = buttons.indexOf(document.activeElement);
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown") {
    buttons[(at + 1) % buttons.length].focus();
  } else if (event.key === "ArrowUp") {
    buttons[(at - 1 + buttons.length) % buttons.length].focus();
  } else {
    return;
  }
  event.preventDefault();
}

// press({ref, choice, message, channel}) is called for what is pressed on a card.
export function wirePresses(press, words) {
  const where = (target) => {
    const message = target.closest(".message");
    return message ? { message: message.id, channel: message.dataset.channel } : { channel: "home" };
  };
  $("scroll").addEventListener("click", (event) => {
    const copy = event.target.closest(".copy-button");
    if (copy) copyText(copy, words());
    const button = event.target.closest("button[data-ref]");
    if (!button) return;
    button.classList.add("busy");
    press({ ref: button.dataset.ref, choice: button.dataset.choice || "", ...where(button) }, button);
    closeMenus();
  });
  $("scroll").addEventListener("change", (event) => {
    const select = event.target.closest("select[data-ref]");
    if (select) press({ ref: select.dataset.ref, choice: select.value, ...where(select) }, select);
  });
  $("scroll").addEventListener("toggle", (event) => {
    if (event.target.open) {
      closeMenus(event.target);
      placeMenu(event.target);
    }
  }, true);
  $("scroll").addEventListener("keydown", moveInMenu);
  $("scroll").addEventListener("error", (event) => event.target.classList.add("broken"), true);
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));
}
