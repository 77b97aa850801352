// Forms: a dialog that stays open until the bot says that it may close.

const dialog = document.getElementById("dialog");
let place = null;

function values(form) {
  const found = {};
  for (const set of form.querySelectorAll("fieldset[data-field]")) found[set.dataset.field] = "";
  for (const [name, value] of new FormData(form)) {
    found[name] = found[name] ? `${found[name]},${value}` : value;
  }
  return found;
}

function forget(form) {
  for (const error of form.querySelectorAll(".error")) error.hidden = true;
  for (const field of form.querySelectorAll(".invalid")) field.classList.remove("invalid");
}

export function showErrors(errors) {
  const form = dialog.querySelector("form");
  if (!form) return;
  forget(form);
  busy(false);
  for (const { field, text } of errors) {
    const box = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
    const error = box ? box.querySelector(".error") : form.querySelector("[data-whole]");
    error.textContent = text;
    error.hidden = false;
    box?.classList.add("invalid");
  }
  const first = form.querySelector(".invalid");
  first?.querySelector("input, textarea, select")?.focus();
  first?.querySelector(".error").scrollIntoView({ block: "nearest" });
}

function busy(is) {
  dialog.querySelector("[type=submit]")?.classList.toggle("busy", is);
}

// Says under a text field how full it is, once that matters: the network's own count is
// the bot's business.
function addCount(area) {
  const count = document.createElement("p");
  count.className = "count";
  const update = () => {
    const n = [...area.value].length;
    count.hidden = n < area.maxLength * 0.8;
    count.textContent = `${n} / ${area.maxLength}`;
  };
  area.addEventListener("input", update);
  area.after(count);
  update();
}

export function openForm(html, from, send) {
  place = from;
  dialog.innerHTML = html; // made and escaped by the server
  const form = dialog.querySelector("form");
  form.noValidate = true; // the bot says what is missing, in the person's language
  form.querySelectorAll("textarea[maxlength]").forEach(addCount);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    forget(form);
    busy(true);
    send({ ref: form.dataset.ref, values: values(form), ...place }).catch(() => busy(false));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  if (!dialog.open) dialog.showModal();
  form.querySelector("textarea, input, select")?.focus();
}

export function closeForm() {
  if (dialog.open) dialog.close();
}
