// The message box, with suggestions of commands as one types "/".

const $ = (id) => document.getElementById(id);
let commands = [];
let shown = [];
let active = -1;

export function setCommands(list) {
  commands = list;
  suggest();
}

function fit() {
  const text = $("text");
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

// Commands that begin with what was typed; the one that is typed whole shows its usage.
function matching(typed) {
  if (!typed.startsWith("/") || typed.includes("\n")) return [];
  const words = typed.slice(1).toLowerCase();
  const begun = commands.filter((one) => one.name.startsWith(words) || one.name === words.trim());
  if (begun.length) return begun;
  return commands.filter((one) => words.startsWith(`${one.name} `))
    .sort((a, b) => b.name.length - a.name.length).slice(0, 1);
}

function row(command, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(index === active));
  const name = document.createElement("code");
  name.textContent = `/${command.name}`;
  const usage = document.createElement("i");
  usage.textContent = command.usage;
  const summary = document.createElement("span");
  summary.textContent = command.summary;
  item.append(name, usage, summary);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    complete(index);
  });
  return item;
}

function show() {
  const list = $("suggestions");
  list.replaceChildren(...shown.map(row));
  list.hidden = shown.length === 0;
  $("text").setAttribute("aria-expanded", String(shown.length > 0));
  if (active >= 0) {
    $("text").setAttribute("aria-activedescendant", `suggestion-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  } else {
    $("text").removeAttribute("aria-activedescendant");
  }
}

function suggest() {
  shown = matching($("text").value);
  active = -1;
  show();
}

function hide() {
  shown = [];
  active = -1;
  show();
}

function complete(index) {
  $("text").value = `/${shown[index].name} `;
  fit();
  suggest();
  $("text").focus();
}

function move(step) {
  active = (active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length;
  show();
}

// Whether what is typed could still become a command, but is none yet.
function isBegun() {
  const typed = `${$("text").value.trim()} `;
  return shown.length > 0 && !commands.some((one) => typed.startsWith(`/${one.name} `));
}

function onKey(event, send) {
  const isOpen = shown.length > 0;
  if (isOpen && event.key === "ArrowDown") move(1);
  else if (isOpen && event.key === "ArrowUp") move(-1);
  else if (isOpen && event.key === "Escape") hide();
  else if (isOpen && event.key === "Tab" && !event.shiftKey && ($("text").value !== `/${shown[0].name} ` || active >= 0)) {
    complete(Math.max(active, 0));
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    if (active >= 0 || isBegun()) complete(Math.max(active, 0));
    else send();
  } else {
    return;
  }
  event.preventDefault();
}

export function clear() {
  $("text").value = "";
  fit();
  hide();
}

export function wireComposer(say) {
  const send = () => {
    const text = $("text").value.trim();
    if (!text) return;
    clear();
    say(text).then((isSent) => {
      if (isSent || $("text").value) return;
      $("text").value = text; // to be sent again
      fit();
    });
  };
  $("text").addEventListener("input", () => {
    fit();
    suggest();
  });
  $("text").addEventListener("focus", suggest);
  $("text").addEventListener("blur", hide);
  $("text").addEventListener("keydown", (event) => onKey(event, send));
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    $("text").focus();
  });
}

// Types a text before the reader's eyes, then sends it.
export async function typeAndSay(text, say) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (let n = 1; !isStill && n <= text.length; n++) {
    $("text").value = text.slice(0, n);
    await new Promise((done) => setTimeout(done, 45));
  }
  clear();
  await say(text);
}
