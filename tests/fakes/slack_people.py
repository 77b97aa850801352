"""The members of a pretend workspace, cheap enough for a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass, field

ZONES = {
    # zone -> label, offset in winter; Slack sends both beside the name
    "Europe/Berlin": ("Central European Time", 3600),
    "Europe/London": ("Greenwich Mean Time", 0),
    "America/New_York": ("Eastern Standard Time", -18000),
    "Asia/Kolkata": ("India Standard Time", 19800),
    "Australia/Sydney": ("Australian Eastern Daylight Time", 39600),
}
CROWD_ZONES = tuple(ZONES)
CROWD_LOCALES = ("de-DE", "en-US", "en-GB", "fr-FR")


@dataclass(slots=True)
class Person:
    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    updated: int = 1_700_000_000
    dnd: dict | None = field(default=None)


def default_people() -> list[Person]:
    """Three invented people, and the accounts that every workspace has besides."""
    return [
        Person("U0ANNA0001", "anna", "Anna Beispiel", "de-DE", "Europe/Berlin", "anna@acme.example"),
        Person("U0BEN00001", "ben", "Ben Muster", "en-GB", "Europe/London", "ben@acme.example"),
        Person("U0CARLA001", "carla", "Carla Probe", "de-DE", "Europe/Berlin", "carla@acme.example",
               is_admin=True),
        Person("USLACKBOT", "slackbot", "Slackbot", is_bot=True),
    ]


def crowd(count: int) -> list[Person]:
    """Generated members: every 97th has left, every 53rd is a bot, as in real companies."""
    people = []
    for i in range(count):
        name = f"member{i:06d}"
        people.append(Person(
            f"U1M{i:07d}", name, f"Member {i}", CROWD_LOCALES[i % 4], CROWD_ZONES[i % 5],
            f"{name}@acme.example", is_bot=i % 53 == 52, deleted=i % 97 == 96))
    return people


def user_object(person: Person, team_id: str, *, locale: bool, email: bool) -> dict:
    """The user object of users.list, users.info and the events."""
    label, offset = ZONES.get(person.tz, ("Somewhere", 0))
    profile = {
        "real_name": person.real_name, "real_name_normalized": person.real_name,
        "display_name": person.name, "display_name_normalized": person.name,
        "title": "", "phone": "", "skype": "", "status_text": "", "status_emoji": "",
        "team": team_id, "avatar_hash": "g0000000000",
        "image_72": "https://secure.gravatar.example/avatar.png",
    }
    if email and person.email:
        profile["email"] = person.email
    user = {
        "id": person.id, "team_id": team_id, "name": person.name, "deleted": person.deleted,
        "color": "9f69e7", "real_name": person.real_name, "profile": profile,
        "is_admin": person.is_admin, "is_owner": False, "is_primary_owner": False,
        "is_restricted": False, "is_ultra_restricted": False, "is_bot": person.is_bot,
        "is_app_user": False, "updated": person.updated, "is_email_confirmed": True,
    }
    if not person.deleted:
        user |= {"tz": person.tz, "tz_label": label, "tz_offset": offset}
    if locale:
        user["locale"] = person.locale
    return user
