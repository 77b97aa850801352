"""What the tests of /share have in common: a library whose order is known, words, the database."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace

from daemon import LIBRARY

POSTS = Path(__file__).resolve().parent.parent / "fixtures" / "share_library"
WORDS = """\
[words]
confidential = ["Project Waterlily"]
disclosure.en = "(I work at Acme.)"
disclosure.de = "(Ich arbeite bei Acme.)"

[channels]
suggest = "#ideas"
"""

PICTURE = (LIBRARY / "open-gate.png").read_bytes()
ALT = """\
picture = "fair.png"
alt = { de = "Grünes Bild mit einem Zelt", en = "Green picture with a tent" }
"""
ALTS = {"en": "Green picture with a tent", "de": "Grünes Bild mit einem Zelt"}
HAS_HANDLE = "SELECT handle FROM picture_handle"
RETRY_NOW = "UPDATE outbox SET not_before_ms = 0 WHERE state = 0"

EN = SimpleNamespace(
    user="ben", lang="en", first="Spring fair in the yard", second="The robot that sorts screws",
    text="Saturday is spring fair in the yard &", other_text="Cake, music and us",
    share="Share on {}", own="In my words", next="Next post", other="Other wording",
    remind="Remind me", send="Send me the text", shared="I shared it", not_for_me="Not for me",
    thanks="Thank you!", known="counted already", noted="you will not get that one again",
    only="only this one wording", settings="Settings", again="You have seen this one before",
    take="Take", yes="Yes", no="No", asked="Did you post", later="I will remind you",
    reminded="the post you wanted to come back to", sent="by direct message", list="list",
    help="help", job="The nursery is hiring", confidential="is confidential",
    too_long="at most 3,000 fit", disclosure="(I work at Acme.)", saved="Saved")
DE = SimpleNamespace(
    user="anna", lang="de", first="Frühlingsmarkt im Hof",
    second="Der Roboter, der Schrauben sortiert",
    text="Samstag ist Frühlingsmarkt im Hof &", other_text="Kuchen, Musik und wir",
    share="Auf {} teilen", own="In meinen Worten", next="Nächster Beitrag",
    other="Anderer Text", remind="Erinnere mich", send="Schick mir den Text",
    shared="Hab ich geteilt", not_for_me="Nichts für mich", thanks="Danke!",
    known="schon gezählt", noted="der kommt nicht wieder", only="nur diesen einen Text",
    settings="Einstellungen", again="Diesen hier kennst du schon", take="Nehmen", yes="Ja",
    no="Nein", asked="Hast du", later="Ich erinnere dich",
    reminded="auf den du zurückkommen wolltest", sent="in deinen Direktnachrichten",
    list="liste", help="hilfe", job="Gärtnerei sucht Verstärkung",
    confidential="ist vertraulich", too_long="Höchstens 3.000 passen",
    disclosure="(Ich arbeite bei Acme.)", saved="Gespeichert")


def illustrated(folder):
    """A library there, with a picture."""
    posts = folder / "posts"
    posts.mkdir()
    for path in POSTS.glob("*.toml"):
        (posts / path.name).write_text(path.read_text())
    fair = posts / "spring-fair.toml"
    fair.write_text(fair.read_text().replace("from =", ALT + "from ="))
    (posts / "fair.png").write_bytes(PICTURE)
    return posts


def set_up(daemon, folder=POSTS, bot="", more=WORDS):
    """A daemon with the library whose order is known."""
    daemon.configure(folder, bot=bot, more=more)
    return daemon


def rows(daemon, sql: str, *args) -> list[tuple]:
    """What the database holds; nothing is written."""
    db = sqlite3.connect(f"file:{daemon.data}/botschafter.db?mode=ro", uri=True, timeout=5)
    try:
        return db.execute(sql, args).fetchall()
    finally:
        db.close()


def wait_rows(daemon, sql: str, *args, timeout_s=10.0) -> list[tuple]:
    """Until there are any."""
    deadline = time.monotonic() + timeout_s
    while not (found := rows(daemon, sql, *args)):
        assert time.monotonic() < deadline, f"no row by {sql} {args}\n{daemon.log()}"
        time.sleep(0.02)
    return found


def meanwhile(daemon, *statements: str):
    """Changes the database between two runs, as time would: nothing may hold it open."""
    assert daemon.process is None
    db = sqlite3.connect(daemon.data / "botschafter.db")
    with db:
        for sql in statements:
            db.execute(sql)
    db.close()
