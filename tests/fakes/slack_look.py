"""What a person sees in a message or view: its texts, and the things that can be pressed."""

from __future__ import annotations

from dataclasses import dataclass


def texts(blocks) -> list[str]:
    """Every visible text in reading order, labels of buttons and menus included."""
    found: list[str] = []
    _collect(blocks, found)
    return found


def _collect(node, found: list[str]):
    if isinstance(node, list):
        for item in node:
            _collect(item, found)
    elif isinstance(node, dict):
        for key in ("title", "label", "text", "fields", "rows", "elements", "element", "accessory",
                    "options", "option_groups", "hint", "alt_text", "description", "placeholder",
                    "initial_value"):
            value = node.get(key)
            if isinstance(value, str):
                found.append(value)
            else:
                _collect(value, found)


def seen(message: dict) -> str:
    """All a person can read there. With blocks, the top-level text is not shown."""
    blocks = message.get("blocks")
    return "\n".join(texts(blocks)) if blocks else message.get("text") or ""


@dataclass
class Control:
    """Something that can be pressed: a button, or one option of a menu."""

    label: str
    block: dict
    element: dict
    option: dict | None = None

    @property
    def id(self) -> str:
        return self.element.get("action_id", "")


def _label(text_object) -> str:
    return (text_object or {}).get("text", "")


def _options(element: dict) -> list[dict]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return options


def controls(blocks) -> list[Control]:
    found = []
    for block in blocks or []:
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in [*elements, block.get("accessory"), block.get("element")]:
            if not isinstance(element, dict) or element.get("type") == "image":
                continue
            if _options(element):
                found += [Control(_label(o["text"]), block, element, o) for o in _options(element)]
            else:
                label = _label(element.get("text")) or _label(element.get("placeholder"))
                found.append(Control(label, block, element))
    return found


def find_control(blocks, what: str) -> Control:
    """By visible text, by the beginning of it, by action_id, or as 'action_id=value'."""
    all_controls = controls(blocks)
    tests = (
        lambda c: c.label == what,
        lambda c: c.id == what,
        lambda c: c.option and f"{c.id}={c.option.get('value')}" == what,
        lambda c: c.label.startswith(what),
    )
    for test in tests:
        for control in all_controls:
            if test(control):
                return control
    labels = [c.label or c.id for c in all_controls]
    raise LookupError(f"nothing to press called {what!r}; there is: {labels}")
