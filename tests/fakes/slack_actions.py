"""The payloads of interactions, as Slack builds them when a person presses or submits."""

from __future__ import annotations

import time

from .slack_look import Control, find_control
from .slack_methods import STATE_KEYS, element_state, first_state
from .slack_world import World, public


def user_part(world: World, user: str) -> dict:
    person = world.people.get(user)
    name = person.name if person else "somebody"
    return {"id": user, "username": name, "name": name, "team_id": world.team_id}


def base(world: World, kind: str, user: str, trigger_id: str) -> dict:
    return {"type": kind, "team": {"id": world.team_id, "domain": world.domain},
            "user": user_part(world, user), "api_app_id": world.app_id, "token": "verification",
            "trigger_id": trigger_id, "enterprise": None, "is_enterprise_install": False}


def channel_part(world: World, channel_id: str) -> dict:
    channel = world.channels[channel_id]
    name = {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
    return {"id": channel_id, "name": name}


def slash(world: World, command: str, text: str, user: str, channel_id: str, trigger_id: str,
          response_url: str) -> dict:
    return {"token": "verification", "team_id": world.team_id, "team_domain": world.domain,
            "channel_id": channel_id, "channel_name": channel_part(world, channel_id)["name"],
            "user_id": user, "user_name": user_part(world, user)["name"], "command": command,
            "text": text, "api_app_id": world.app_id, "is_enterprise_install": "false",
            "response_url": response_url, "trigger_id": trigger_id}


def action_of(control: Control, value=None) -> dict:
    """One entry of `actions`. `value` is what was picked or typed, where that is not the option."""
    element = control.element
    action = {"type": element["type"], "block_id": control.block["block_id"],
              "action_id": element["action_id"], "action_ts": f"{time.time():.6f}"}
    if element["type"] == "button":
        action |= {k: element[k] for k in ("text", "value", "url", "style") if k in element}
    elif element["type"] == "overflow":
        action["selected_option"] = control.option
    elif element["type"] in STATE_KEYS:
        action |= picked(control, value)
        if "placeholder" in element:
            action["placeholder"] = element["placeholder"]
    return action


def picked(control: Control, value) -> dict:
    if value is None and control.option is not None:
        value = control.option
        if STATE_KEYS[control.element["type"]][0] == "selected_options":
            value = [value]
    return element_state(control.element, value)


def keep_state(values: dict, action: dict):
    """Remembers a pick in state.values, where the next payload shows it."""
    if action["type"] in STATE_KEYS:
        key = STATE_KEYS[action["type"]][0]
        values.setdefault(action["block_id"], {})[action["action_id"]] = {
            "type": action["type"], key: action.get(key)}


def press_message(world: World, message: dict, channel_id: str, payload: dict, what, value) -> dict:
    """Adds to a payload what a press in a message carries. Ephemeral ones send no `message`."""
    control = find_control(message.get("blocks"), what)
    action = action_of(control, value)
    values = message.setdefault("_state", first_state(message["blocks"]))
    keep_state(values, action)
    ephemeral = message["ts"] in world.ephemerals
    payload |= {"container": {"type": "message", "message_ts": message["ts"],
                              "channel_id": channel_id, "is_ephemeral": ephemeral},
                "channel": channel_part(world, channel_id), "state": {"values": values},
                "actions": [action]}
    if not ephemeral:
        payload["message"] = public(message)
    return payload


def press_view(view: dict, payload: dict, what, value) -> dict:
    """Adds to a payload what a press in a modal or Home tab carries."""
    action = action_of(find_control(view["blocks"], what), value)
    keep_state(view["state"]["values"], action)
    return payload | {"container": {"type": "view", "view_id": view["id"]}, "view": public(view),
                      "actions": [action]}


def fill(view: dict, values: dict):
    """Types values into a view's fields, named by label, block_id or action_id."""
    for name, value in values.items():
        block = _field(view, name)
        element = block["element"]
        state = element_state(element, value)
        view["state"]["values"].setdefault(block["block_id"], {})[element["action_id"]] = state


def _field(view: dict, name: str) -> dict:
    inputs = [b for b in view["blocks"] if b["type"] == "input"]
    for block in inputs:
        if name in (block["block_id"], block["element"]["action_id"], block["label"]["text"]):
            return block
    labels = [b["label"]["text"] for b in inputs]
    raise LookupError(f"no field {name!r}; there is: {labels}")


def client_objections(view: dict) -> list[str]:
    """Why Slack's own client would not send this form: the app never hears of it."""
    found = []
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, label = block["element"], block["label"]["text"]
        state = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"], {})
        key = STATE_KEYS.get(element["type"], ("value", ""))[0]
        value = state.get(key)
        if not value and not block.get("optional"):
            found.append(f"{label}: must be filled in")
        if isinstance(value, str):
            if len(value) > element.get("max_length", 3000):
                found.append(f"{label}: is longer than {element.get('max_length', 3000)}")
            if len(value) < element.get("min_length", 0):
                found.append(f"{label}: is shorter than {element['min_length']}")
    return found
