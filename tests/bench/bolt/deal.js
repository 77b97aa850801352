// Which post a person gets, kept in SQLite before anybody is told.
'use strict';

const Database = require('better-sqlite3');

const FRESHEST = `
    SELECT v.post_id AS id, p.title, p.link, v.body, v.published_at AS publishedAt
    FROM variant v JOIN post p ON p.id = v.post_id
    WHERE v.network = @network AND v.lang = @lang AND v.published_at <= @now
      AND p.expires_at > @now
      AND NOT EXISTS (SELECT 1 FROM dealt d WHERE d.person = @person
                      AND d.network = v.network AND d.post_id = v.post_id)
    ORDER BY v.published_at DESC, v.post_id DESC LIMIT 1`;

const AGAIN = `
    SELECT p.id, p.title, p.link, v.body, v.published_at AS publishedAt
    FROM inbox i JOIN post p ON p.id = i.post_id
    JOIN variant v ON v.post_id = p.id AND v.network = @network AND v.lang = @lang
    WHERE i.envelope = @envelope`;

class Dealer {
  constructor(file) {
    this.db = new Database(file);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = FULL');
    this.freshest = this.db.prepare(FRESHEST);
    this.again = this.db.prepare(AGAIN);
    this.addEnvelope = this.db.prepare(
      'INSERT INTO inbox (envelope, post_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.addDealt = this.db.prepare(
      'INSERT INTO dealt (person, network, post_id, at) VALUES (?, ?, ?, ?)');
    this.transaction = this.db.transaction((asks) => asks.map((ask) => this.dealOne(ask)));
    this.waiting = [];
  }

  dealOne(ask) {
    const post = this.freshest.get(ask);
    const { changes } = this.addEnvelope.run(ask.envelope, post ? post.id : null, ask.now);
    if (changes === 0) return this.again.get(ask);
    if (post) this.addDealt.run(ask.person, ask.network, post.id, ask.now);
    return post;
  }

  // A transaction for each command: what most apps would do.
  deal(ask) {
    return this.transaction.immediate([ask])[0];
  }

  // One transaction for all commands that came in the same turn of the loop.
  dealTogether(ask) {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => this.flush());
      this.waiting.push({ ask, resolve, reject });
    });
  }

  flush() {
    const batch = this.waiting;
    this.waiting = [];
    try {
      const posts = this.transaction.immediate(batch.map((w) => w.ask));
      batch.forEach((w, i) => w.resolve(posts[i]));
    } catch (error) {
      batch.forEach((w) => w.reject(error));
    }
  }

  close() {
    this.db.close();
  }
}

module.exports = { Dealer };
