// Mattermost's own client, told by lines of JSON what to do, so that the tests see how it speaks:
// {"n": 1, "call": "getMe", "args": []} is answered by {"n": 1, "result": ...} or {"n": 1,
// "error": ...}; {"connect": true} opens its websocket, whose happenings are printed.
'use strict';

const readline = require('node:readline');
const { Client4, WebSocketClient } = require('@mattermost/client');
const WebSocket = require('ws');

console.log = console.error; // stdout is for what is told
globalThis.WebSocket = WebSocket; // what browsers have and Node 18 has not
globalThis.CloseEvent = class extends Event {
  constructor(type, { code }) {
    super(type);
    this.code = code;
  }
};

const client = new Client4();
client.setUrl(process.env.MATTERMOST_URL);

const tell = (what) => process.stdout.write(JSON.stringify(what) + '\n');

function connect() {
  const headers = { Authorization: `Bearer ${client.getToken()}` };
  const line = new WebSocketClient({
    minWebSocketRetryTime: 50,
    reconnectJitterRange: 1,
    clientPingInterval: 200,
    newWebSocketFn: (url) => {
      tell({ opens: url.slice(url.indexOf('?')) });
      return new WebSocket(url, { headers });
    },
  });
  line.addFirstConnectListener(() => tell({ first: true }));
  line.addReconnectListener(() => tell({ reconnected: true }));
  line.addMissedMessageListener(() => tell({ missed: true }));
  line.addCloseListener(() => tell({ closed: true }));
  line.addMessageListener((message) => tell({ event: message.event, data: message.data, seq: message.seq }));
  line.initialize(client.getWebSocketUrl(), client.getToken());
}

async function call({ n, call: name, args }) {
  try {
    tell({ n, result: await client[name](...args) });
  } catch (error) {
    tell({ n, error: error.server_error_id || String(error), status: error.status_code });
  }
}

readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const what = JSON.parse(text);
  if (what.connect) connect();
  else call(what);
}).on('close', () => process.exit(0));
