// A Bolt app that does one of everything, so that the tests see how a real client speaks.
'use strict';

const { App, LogLevel } = require('@slack/bolt');

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

const plain = (text) => ({ type: 'plain_text', text });
const button = (text, id, value) => ({ type: 'button', text: plain(text), action_id: id, value });

const form = {
  type: 'modal',
  callback_id: 'words',
  title: plain('In my words'),
  submit: plain('Use it'),
  blocks: [{
    type: 'input',
    block_id: 'own',
    label: plain('Text'),
    element: { type: 'plain_text_input', action_id: 'text', initial_value: 'hello' },
  }],
};

app.command('/share', async ({ command, ack }) => {
  await ack({
    response_type: 'ephemeral',
    text: 'a post',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `for <@${command.user_id}>: ${command.text}` } },
      { type: 'actions', elements: [button('Next post', 'next', '1'), button('In my words', 'words', '2')] },
    ],
  });
});

app.command('/late', async ({ ack, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: 'later' });
});

app.action('next', async ({ ack, respond, action }) => {
  await ack();
  await respond({ replace_original: true, text: `pressed ${action.value}` });
});

app.action('words', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
});

app.view('words', async ({ ack, view }) => {
  const { value } = view.state.values.own.text;
  if (value === 'bad') await ack({ response_action: 'errors', errors: { own: 'not this' } });
  else await ack();
});

app.event('app_mention', async ({ event, client }) => {
  await client.chat.postMessage({ channel: event.channel, text: `heard ${event.text}` });
});

app.event('app_home_opened', async ({ event, client }) => {
  const blocks = [{ type: 'section', text: plain('at home') }];
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
});

app.start().catch((error) => {
  console.error(error);
  process.exit(1);
});
process.on('SIGTERM', () => process.exit(0));
