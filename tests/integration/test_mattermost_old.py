"""A server before version 6, which stores little of a post and shows files to few."""

from __future__ import annotations

import pytest
from answering import cards, has_buttons, wait_cards, wait_for, wait_rows
from conftest import life_of
from fakes.mattermost import Mattermost
from fakes.mattermost_actors import actions_of
from places import MattermostPlace
from sharing import HAS_HANDLE, WORDS, illustrated, rows

POST = """id = "p{n}"
kind = "post"
title = {{ de = "Beitrag {n}", en = "Post {n}" }}
link = "https://example.com/{n}"
topics = ["events"]
approved = true
from = 2026-01-{n:02}
[text.de]
any = ["{text}"]
"""
LONG = "<Ä&> " * 560  # counted six times, most of it


@pytest.fixture
def mm():
    with Mattermost(version="5.37") as fake:
        yield fake


@pytest.fixture(params=[True, False], ids=["buttons", "numbers"])
def daemon(mm, tmp_path, request):
    place = MattermostPlace(mm) if request.param else MattermostPlace(mm, callbacks=False)
    with life_of(tmp_path, place) as one:
        yield one


def start(daemon, mm, posts):
    daemon.configure(posts, more=WORDS)
    daemon.start()
    wait_rows(daemon, "SELECT 1 FROM member WHERE user_id = ? AND locale = 'de'",
              mm.info.users["anna"])


def library(folder):
    posts = folder / "posts"
    posts.mkdir()
    for n in range(1, 21):
        (posts / f"p{n}.toml").write_text(POST.format(n=n, text=f"Nummer {n}: {LONG}"))
    return posts


def test_long_posts_and_lists_are_shown(daemon, mm, tmp_path):
    start(daemon, mm, library(tmp_path))
    mm.say("anna", "share linkedin")
    first, = wait_cards(mm, 1)
    assert LONG.strip() in first.text and "linkedin.com" in first.text
    mm.say("anna", "list")
    shown = wait_cards(mm, 2)[-1]
    assert "Beitrag" in str(shown)
    if has_buttons(shown):
        mm.press(shown, actions_of(shown)[0]["name"])
    else:
        mm.say("anna", "1")
    assert wait_for(lambda: LONG.strip() in cards(mm)[-1].text)


def test_a_picture_is_a_link_to_its_post(daemon, mm, tmp_path):
    start(daemon, mm, illustrated(tmp_path))
    handle, = wait_for(lambda: [h for h, in rows(daemon, HAS_HANDLE) if h])
    posts = {team: post for team, _, post in (part.split(":") for part in handle.split(","))}
    mm.say("anna", "share")
    card, = wait_cards(mm, 1)
    assert f"/_redirect/pl/{posts[mm.info.teams['acme']]}" in card.text
    assert not any(a["image_url"] for a in card.props["attachments"])
    for name in ("acme", "lab"):
        assert posts[mm.info.teams[name]] in [p.id for p in mm.posts("botschafter-pictures", name)]
