// The card of a post, as Slack shows it.
'use strict';

const NETWORKS = [
  ['linkedin', 'LinkedIn'], ['x', 'X'], ['facebook', 'Facebook'], ['instagram', 'Instagram'],
  ['threads', 'Threads'], ['bluesky', 'Bluesky'], ['mastodon', 'Mastodon'],
  ['whatsapp', 'WhatsApp'], ['telegram', 'Telegram'], ['email', 'E-mail'],
].map(([value, text]) => ({ text: { type: 'plain_text', text }, value }));

const MENU = [
  ['Next post', 'next'], ['Remind me', 'remind'], ['Send me the text', 'send'],
  ['Not for me', 'never'],
];

function button(id, text, rest) {
  return { type: 'button', action_id: id, text: { type: 'plain_text', text }, ...rest };
}

function age(post, now) {
  const days = Math.floor((now - post.publishedAt) / 86400000);
  if (days === 0) return 'From today';
  return days === 1 ? 'From yesterday' : `${days} days old`;
}

function actions(post) {
  const ref = String(post.id);
  const url = `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(post.link)}`;
  return [
    { type: 'actions',
      elements: [
        button('share', 'Share on LinkedIn', { style: 'primary', url, value: ref }),
        button('words', 'In my words', { value: ref }),
        button('done', 'I shared it', { value: ref }),
        { type: 'overflow', action_id: 'menu',
          options: MENU.map(([text, id]) => (
            { text: { type: 'plain_text', text }, value: `${id}:${ref}` })) },
      ] },
    { type: 'actions',
      elements: [
        { type: 'static_select', action_id: 'network',
          placeholder: { type: 'plain_text', text: 'Another network' }, options: NETWORKS },
      ] },
  ];
}

function card(post, now) {
  return {
    response_type: 'ephemeral',
    text: post.title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: post.title } },
      { type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: post.body }] }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: age(post, now) }] },
      ...actions(post),
    ],
  };
}

function nothingLeft() {
  return { response_type: 'ephemeral', text: 'You have had all that is fresh. More is coming.' };
}

module.exports = { card, nothingLeft };
