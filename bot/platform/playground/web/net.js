// Talking to the playground: requests, and the stream of what happens.

const TAB_KEY = "playground-tab";

function tabName() {
  let name = sessionStorage.getItem(TAB_KEY);
  if (!name) {
    name = "t" + crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem(TAB_KEY, name);
  }
  return name;
}

export const tab = tabName();

export async function loadState(as) {
  const answer = await fetch(`/state?as=${encodeURIComponent(as)}`);
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

export async function post(path, as, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as, tab, ...body }),
  });
  if (!answer.ok) throw new Error((await answer.json()).error);
}

// Calls heard(event) for each event, and line(isUp, isAgain) when the line comes and
// goes. Returns what ends it, and a promise that it has begun.
export function listen(as, heard, line) {
  const source = new EventSource(`/events?as=${encodeURIComponent(as)}&tab=${tab}`);
  let wasUp = false;
  let begun;
  const ready = new Promise((done) => {
    begun = done;
    setTimeout(done, 3000); // a slow line must not keep the page empty
  });
  source.onopen = () => {
    line(true, wasUp);
    wasUp = true;
    begun();
  };
  source.onerror = () => line(false, wasUp);
  source.onmessage = (message) => heard(JSON.parse(message.data));
  return { stop: () => source.close(), ready };
}
