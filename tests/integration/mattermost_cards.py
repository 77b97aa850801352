"""Posts, answers and dialogs of Mattermost, read as people read them."""

from __future__ import annotations

import html
import re

from surface import Card, Field, Form, Picture

LINK = re.compile(r"\*{0,2}\[([^\]]*)\]\(([^)\s]*)\)\*{0,2}")
NUMBER = re.compile(r"\*\*(\d+)\*\*\s+(.+?)(?= · \*\*\d|: |\n|$)", re.M)
ALL_OF = re.compile(r"[“„](.+?)[”“]: ")
FENCE = re.compile(r"^(`{3,})\n(.*)\n\1$", re.S)
PICTURE = re.compile(r"/api/v4/files/(\w+)/preview$")
COUNTED = re.compile(r"^\d+ · ")
CODE = re.compile(r"(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.S)
CALLS = re.compile(r"\B@[a-z0-9._-]+", re.I)
KINDS = {"one_of": "one", "any_of": "any"}
WINDOW_KINDS = {"textarea": "lines", "select": "one", "radio": "one"}


def readable(text: str) -> str:
    """Markdown as people see it, so far as the bot writes any."""
    text = LINK.sub(r"\1", text).replace("**", "").replace("\u200b", "")
    return html.unescape(text)


def _body(field: dict) -> str:
    """Of a field: what is in its box, or its text."""
    fence = FENCE.match(field["value"])
    return fence.group(2) if fence else readable(field["value"])


def _lines(attachment: dict) -> list[str]:
    lines = [readable(attachment.get("title") or ""), readable(attachment.get("text") or "")]
    for field in attachment.get("fields") or []:
        lines += [readable(field["title"]), _body(field)]
    lines.append(attachment.get("footer") or "")
    for action in attachment.get("actions") or []:
        lines.append(readable(action["name"]))
        lines += [option["text"] for option in action.get("options") or []]
    return [line for line in lines if line]


def _markdown(attachments: list) -> list[str]:
    """All that is Markdown, boxes apart."""
    texts = [a.get("text") or "" for a in attachments]
    return texts + [f["value"] for a in attachments for f in a.get("fields") or []
                    if not FENCE.match(f["value"])]


def _copy(post: dict, attachments: list) -> str:
    """What stands in a box: in the message itself, or in a field."""
    texts = [post.get("message") or "",
             *(f["value"] for a in attachments for f in a.get("fields") or [])]
    boxes = (FENCE.search(text) for text in texts)
    return "".join(box.group(2) for box in boxes if box)


def _picture(attachments: list) -> Picture | None:
    for attachment in attachments:
        if found := PICTURE.search(attachment.get("image_url") or ""):
            return Picture(found.group(1), attachment.get("footer") or "")
    return None


def actions(post: dict) -> list[dict]:
    return [action for attachment in (post.get("props") or {}).get("attachments") or []
            for action in attachment.get("actions") or []]


def label_of(action: dict) -> str:
    """Of a button: in a list, buttons are counted."""
    return COUNTED.sub("", readable(action["name"]))


def _labels(post: dict) -> list[str]:
    found = []
    for action in actions(post):
        options = action.get("options") or []
        found += [o["text"] for o in options] if options else [label_of(action)]
    return found


def numbers(post: dict) -> list[tuple[int, str]]:
    """What may be picked by number, as it stands there to be read. Above a list stands what its
    numbers do."""
    attachments = (post.get("props") or {}).get("attachments") or []
    found = []
    for field in (f for a in attachments for f in a.get("fields") or []):
        name = ALL_OF.match(field["title"])
        found += [(int(n), name.group(1) if name else readable(label))
                  for n, label in NUMBER.findall(field["value"])]
    return sorted(found)


def mark_of(post: dict) -> dict:
    return (post.get("props") or {}).get("botschafter") or {}


def _note(text: str) -> str:
    """What stands below the first lines, which say where and how long, and the links."""
    parts = text.split("\n\n")[1:]
    return readable("\n\n".join(part for part in parts if LINK.sub("", part).strip(" ·")))


def find_label(labels: list[str], wanted: str) -> str:
    """That one, or the first that begins so."""
    for label in labels:
        if label == wanted:
            return label
    for label in labels:
        if label.startswith(wanted):
            return label
    raise LookupError(f"nothing called {wanted!r} in {labels}")


def card_of(post: dict, user: str, is_private=True, came=None) -> Card:
    """From a post, or from what an answer would make one of."""
    attachments = (post.get("props") or {}).get("attachments") or []
    first = attachments[0] if attachments else {}
    lines = [readable(post.get("message") or "")]
    lines += [line for attachment in attachments for line in _lines(attachment)]
    links = {readable(label): html.unescape(url) for text in
             [post.get("message") or "", *_markdown(attachments)]
             for label, url in LINK.findall(text) if label != url}
    return Card(
        user=user, title=readable(first.get("title") or ""), copy=_copy(post, attachments),
        text="\n".join(line for line in lines if line), links=links,
        note=_note(first.get("text") or ""),
        labels=_labels(post) or [label for _, label in numbers(post)],
        picture=_picture(attachments), is_private=is_private, mark=mark_of(post).get("id", ""),
        at=post, came=came)


def pings(post: dict) -> list[str]:
    """Whom a post calls, as the server counts it: in text and fields, not in code."""
    attachments = (post.get("props") or {}).get("attachments") or []
    texts = [post.get("message") or "", *(a.get("text") or "" for a in attachments)]
    texts += [f["value"] for a in attachments for f in a.get("fields") or []]
    return [name for text in texts for name in CALLS.findall(CODE.sub(" ", text))]


# --- forms


def form_of_dialog(shown: dict, user: str) -> Form:
    fields: dict[str, Field] = {}
    dialog = shown["dialog"]
    lines = [dialog["title"], readable(dialog["introduction_text"])]
    for element in dialog["elements"]:
        name, has, option = element["name"].partition(".has.")
        name, moment, _ = name.partition(".moment")
        kind = "any" if has else "moment" if moment else WINDOW_KINDS.get(element["type"], "line")
        known = fields.setdefault(name, Field(name, element["display_name"], kind,
                                              "" if has else element["default"]))
        if has:
            known.options[option] = element["placeholder"]
            if element["default"] == "true":
                known.value += ("," if known.value else "") + option
        known.options |= {o["value"]: o["text"] for o in element["options"] or []}
        lines += [element["display_name"], element["help_text"], element["placeholder"],
                  str(element["default"]), *(o["text"] for o in element["options"] or [])]
    return Form(user, dialog["title"], "\n".join(filter(None, lines)), list(fields.values()),
                at=shown)


def filled_in(form: Form, values: dict) -> dict:
    """By the names of a dialog's elements."""
    out = {}
    for name, value in values.items():
        field = form.field(name)
        if field.kind == "any":
            out |= {f"{name}.has.{o}": o in _listed(value) for o in field.options}
        elif field.kind == "moment":
            out[name + ".moment"] = value.replace("T", " ")
        else:
            out[name] = value
    return out


def _listed(value) -> list[str]:
    return value.split(",") if isinstance(value, str) else value


def form_of_talk(post: dict, user: str) -> Form:
    talk = mark_of(post)["talk"]
    form = talk["form"]
    fields = [Field(f["name"], f["label"], KINDS.get(f["kind"], f["kind"]), value,
                    {value: label for label, value in f.get("options") or []})
              for f, value in zip(form["fields"], talk["values"]) if f["kind"] != "note"]
    return Form(user, form["title"], card_of(post, user).text, fields, at=post)


def asked(post: dict) -> str | None:
    """The field that a talk asks for; None: it shows them all."""
    talk = mark_of(post)["talk"]
    return talk["form"]["fields"][talk["at"]]["name"] if talk["at"] < len(talk["values"]) else None


def typed(field: Field, value) -> str:
    """What one types for that value."""
    if field.kind == "moment":
        return value.replace("T", " ")
    if field.kind not in ("one", "any"):
        return value
    options = list(field.options)
    picked = [value] if field.kind == "one" else _listed(value)
    return ", ".join(str(options.index(one) + 1) for one in picked) or "0"
