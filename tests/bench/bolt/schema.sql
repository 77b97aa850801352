-- What the Bolt app reads and writes; run.py fills `post` and `variant`.
CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- In the order of the one question that is asked of it.
CREATE TABLE variant (
    network TEXT NOT NULL,
    lang TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    post_id INTEGER NOT NULL REFERENCES post (id),
    body TEXT NOT NULL,
    PRIMARY KEY (network, lang, published_at DESC, post_id DESC)
) STRICT, WITHOUT ROWID;

CREATE TABLE dealt (
    person TEXT NOT NULL,
    network TEXT NOT NULL,
    post_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, network, post_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    envelope TEXT PRIMARY KEY,
    post_id INTEGER,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
