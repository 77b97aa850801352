"""Ten thousand invented posts, the same in every run, and the stores made of them."""

import datetime
import pathlib
import random
import sqlite3

TOPICS = ("sea", "harbour", "people", "tools", "research")
OPENINGS = (
    "The tide tables are out, and so is our new gauge.",
    "A year ago this was a drawing on a napkin.",
    "What does a harbour sound like at four in the morning?",
    "We measured it twice, because nobody believed the first number.",
    "Three colleagues, one barge and a very long cable.",
    "This week the oldest lamp on the pier was switched off.",
)
MIDDLES = (
    "It has stood at the old wall for a month, every minute of it by sun alone.",
    "The whole series is open, with its gaps and the reasons for them.",
    "Most of what we learnt came from the afternoons when it did not work.",
    "The people who run the lock told us what we had not thought to ask.",
    "There is a short film, a long table and one picture of a very wet notebook.",
)
ENDINGS = (
    "What would you have measured?",
    "If you work with water, tell us where we are wrong.",
    "The next one is due in spring, and there is a place on the barge.",
    "Read how it went, and what we would do differently.",
)


def make(count, now):
    """Posts as plain dicts, the freshest last; one begins every half hour."""
    draw = random.Random(1)
    posts = []
    for n in range(count):
        body = " ".join((draw.choice(OPENINGS), draw.choice(MIDDLES), draw.choice(MIDDLES),
                         draw.choice(ENDINGS)))
        posts.append({
            "id": f"post-{n:05d}",
            "title": f"{draw.choice(OPENINGS)[:-1]} ({n})",
            "topic": draw.choice(TOPICS),
            "link": f"https://www.example.com/news/{n:05d}",
            "body": body,
            "begins": now - datetime.timedelta(minutes=30 * (count - n)),
            "ends": now + datetime.timedelta(days=30),
        })
    return posts


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_library(posts, folder):
    """One TOML file a post, as the daemon reads them."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    for post in posts:
        (folder / f"{post['id']}.toml").write_text("\n".join((
            f"id = {quoted(post['id'])}",
            'kind = "post"',
            f"title = {quoted(post['title'])}",
            f"topics = [{quoted(post['topic'])}]",
            f"link = {quoted(post['link'])}",
            'hashtags = ["Tides", "Harbour"]',
            f"from = {post['begins']:%Y-%m-%dT%H:%M:%SZ}",
            f"until = {post['ends']:%Y-%m-%dT%H:%M:%SZ}",
            "approved = true",
            "",
            "[text.en]",
            f"linkedin = [{quoted(post['body'])}]",
            "")))


def write_bolt_store(posts, schema, file):
    """The same posts, as the Bolt app reads them."""
    db = sqlite3.connect(file)
    db.executescript(pathlib.Path(schema).read_text())
    for n, post in enumerate(posts, 1):
        text = f"{post['body']}\n\n{post['link']}\n\n#Tides #Harbour"
        begins, ends = (int(post[k].timestamp() * 1000) for k in ("begins", "ends"))
        db.execute("INSERT INTO post VALUES (?, ?, ?, ?)",
                   (n, post["title"], post["link"], ends))
        db.execute("INSERT INTO variant VALUES (?, ?, ?, ?, ?)",
                   ("linkedin", "en", begins, n, text))
    db.commit()
    db.close()
