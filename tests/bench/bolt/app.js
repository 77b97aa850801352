// /share, as a good Bolt app would answer it. Environment: BENCH_API, BENCH_DB,
// BENCH_COMMIT (each | together).
'use strict';

const { App, LogLevel, SocketModeReceiver } = require('@slack/bolt');
const { card, nothingLeft } = require('./card');
const { Dealer } = require('./deal');

const clientOptions = { slackApiUrl: process.env.BENCH_API };
const receiver = new SocketModeReceiver({
  appToken: process.env.SLACK_APP_TOKEN,
  logLevel: LogLevel.WARN,
  installerOptions: { clientOptions },
  customPropertiesExtractor: ({ envelope_id: envelope }) => ({ envelope }),
});
const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  receiver,
  clientOptions,
  logLevel: LogLevel.WARN,
});
const dealer = new Dealer(process.env.BENCH_DB);
const together = process.env.BENCH_COMMIT === 'together';

app.command('/share', async ({ command, context, ack }) => {
  const ask = {
    envelope: context.envelope,
    person: command.user_id,
    network: 'linkedin',
    lang: 'en',
    now: Date.now(),
  };
  const post = together ? await dealer.dealTogether(ask) : dealer.deal(ask);
  await ack(post ? card(post, ask.now) : nothingLeft());
});

process.on('SIGTERM', () => {
  dealer.close();
  process.exit(0);
});

app.start();
