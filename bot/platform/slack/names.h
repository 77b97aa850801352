/* The ids that our blocks carry: written by render, read by wire. */
#ifndef PLATFORM_SLACK_NAMES_H
#define PLATFORM_SLACK_NAMES_H

/* action_id of a button that opens a page ("url:3"): Slack tells us all the same. */
#define SLACK_URL_ACTION "url:"
/* action_id of a button of ours ("do:3"); the reference is its value. */
#define SLACK_REF_ACTION "do:"
/* block_id of a form's field: "f:NAME"; a moment's time of day: "f:NAME:t". The element's
 * action_id is the same without "f:". */
#define SLACK_FIELD    "f:"
#define SLACK_TIME_END ":t"
/* event_type of the metadata by which a message is found again. */
#define SLACK_MARK "botschafter_outbox"

#endif
