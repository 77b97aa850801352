/*
 * What is shown: a card, a form, a page of cards. Neutral: each platform's
 * render.c turns them into its own form, and nothing above knows those forms.
 * What a platform cannot do is rendered in the nearest way, never dropped.
 *
 * All views are borrowed: a card made in a turn lives in the turn's arena.
 * "Markup" is our small markup (codec/markup.h); user text enters it escaped.
 */
#ifndef MODEL_CARD_H
#define MODEL_CARD_H

#include "base/lang.h"
#include "base/str.h"

/* At most one primary button on a card. */
enum button_style { BUTTON_PLAIN, BUTTON_PRIMARY, BUTTON_DANGER };

/* Either `ref` (signed by core/action; pressing it is an EVENT_ACTION) or `url`
 * (opens a page; where the platform has no link buttons, a link). */
struct button {
    struct str label; /* plain text, at most 75 bytes */
    struct str ref;
    struct str url; /* at most 3,000 bytes */
    enum button_style style;
};

struct option {
    struct str label; /* plain text, at most 75 bytes */
    struct str value; /* at most 75 bytes; comes back as event.choice */
};

/* A select (stands in a row of its own) or a menu (for what matters less). */
struct choice {
    struct str label; /* placeholder of the select, name of the menu */
    struct str ref;   /* signed; empty: there is no such choice */
    struct str selected;
    const struct option *options;
    size_t n_options;
};

struct fact {
    struct str name, value; /* plain text */
};

struct picture {
    struct str hash;   /* of the bytes, SHA-256 in hex: their name in the store */
    struct str alt;    /* plain text; never empty when there is a picture */
    struct str handle; /* what the platform calls it; empty until it is uploaded */
};

/* A line with buttons of its own: for lists (one), and for a question (two). */
struct item {
    struct str text;      /* markup */
    struct button button; /* empty label: none */
    struct button other;  /* a second one; empty label: none */
};

/* Whatever is empty is left out. */
struct card {
    enum lang lang;   /* for the few words a platform adds of its own */
    struct str title; /* plain text */
    struct str quiet; /* one small line under the title; plain text */
    struct str text;  /* markup */
    struct str copy;  /* text to be copied as it is: no markup in it works; on its own it
                           is the whole message */
    struct str note;  /* small print at the end; markup */
    struct str summary; /* for notifications and screen readers; plain text */
    struct picture picture;
    const struct fact *facts;
    size_t n_facts;
    const struct item *items;
    size_t n_items;
    const struct button *buttons; /* the two or three that matter */
    size_t n_buttons;
    struct choice select;
    struct choice menu; /* at most five options */
};

/* The person's own page (Slack: App Home): several cards below each other. */
struct page {
    const struct card *cards;
    size_t n_cards;
};

enum field_kind {
    FIELD_LINE,   /* one line of text */
    FIELD_LINES,  /* several lines */
    FIELD_ONE_OF, /* choose one option */
    FIELD_ANY_OF, /* choose any number; value: option values, comma between */
    FIELD_MOMENT, /* date and time; value: local "2026-11-24T08:30" */
    FIELD_NOTE,   /* not a field: text between fields (markup in label) */
};

/* One thing to fill in. */
struct field {
    enum field_kind kind;
    struct str name; /* [a-z_]+, unique in the form */
    struct str label, hint, placeholder;
    struct str value; /* filled in already; for FIELD_ANY_OF as above */
    const struct option *options;
    size_t n_options;
    uint32_t max_chars;  /* 0: the platform's own limit */
    struct str only_for; /* matters only where the field before has this value; empty:
                            always. Asked in a talk only then, shown in a window anyway */
    bool optional;
};

/* A window with fields; EVENT_FORM brings what was filled in. */
struct form {
    enum lang lang;
    struct str title;  /* plain text, at most 24 characters */
    struct str submit; /* label of the button, at most 24 characters */
    struct str ref;    /* signed; comes back with EVENT_FORM */
    const struct field *fields;
    size_t n_fields;
};

#endif
