"""The people of a pretend Mattermost server, cheap enough for a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class User:
    id: str
    username: str
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    locale: str = "en"
    automatic: str = ""  # zones
    manual: str = ""
    use_automatic: bool = True
    email: str = ""
    position: str = ""
    roles: str = "system_user"
    is_bot: bool = False
    owner_id: str = ""
    bot_description: str = ""
    password: str = "Fictional-1"
    create_at: int = 0
    update_at: int = 0
    delete_at: int = 0

    @property
    def is_guest(self) -> bool:
        return "system_guest" in self.roles.split()

    def timezone(self) -> dict:
        return {"automaticTimezone": self.automatic, "manualTimezone": self.manual,
                "useAutomaticTimezone": "true" if self.use_automatic else "false"}


def default_people() -> list[User]:
    """Invented people with the names of the other fake, and the accounts that a server has."""
    return [
        User("", "admin", email="admin@acme.example", roles="system_admin system_user"),
        User("", "botschafter", "Botschafter", email="botschafter@localhost", is_bot=True,
             bot_description="helps to spread the word"),
        User("", "anna", "Anna", "Beispiel", locale="de", automatic="Europe/Berlin",
             email="anna@acme.example"),
        User("", "ben", "Ben", "Muster", locale="en", automatic="Europe/London",
             manual="America/New_York", use_automatic=False, email="ben@acme.example"),
        User("", "carla", "Carla", "Probe", nickname="Carla P.", locale="de",
             automatic="Europe/Berlin", email="carla@acme.example", position="Communications"),
        User("", "zoe", "Zoe", "Leer", email="zoe@acme.example"),
        User("", "gast", "Gesa", "Gast", locale="de", automatic="Europe/Vienna",
             email="gast@guest.example", roles="system_guest"),
        User("", "gone", "Gregor", "Fort", email="gone@acme.example", delete_at=1_700_000_000_000),
        User("", "helper", "Helper", email="helper@localhost", is_bot=True,
             bot_description="another bot"),
    ]


CROWD_LOCALES = ("de", "en", "fr", "es")
CROWD_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "")


def crowd(count: int) -> list[User]:
    """Generated people: every 97th is deactivated, every 53rd is a bot."""
    return [User("", f"member{i:06d}", "Member", str(i), locale=CROWD_LOCALES[i % 4],
                 automatic=CROWD_ZONES[i % 5], email=f"member{i:06d}@acme.example",
                 is_bot=i % 53 == 52, delete_at=1_700_000_000_000 if i % 97 == 96 else 0)
            for i in range(count)]
