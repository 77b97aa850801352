"""Everything that happened, in order, and waiting for what is to happen."""

from __future__ import annotations

import asyncio
import time

from .slack_look import seen

SPEECH = ("post", "update", "delete", "ephemeral", "answer", "response", "view", "home")


class Record(dict):
    """One happening. Keys are attributes too; `text` is what the person sees."""

    def __getattr__(self, name):
        if name in self:
            return wrap(self[name])
        if name == "text" and isinstance(self.get("message"), dict):
            return seen(self["message"])
        if name == "text" and isinstance(self.get("view"), dict):
            return seen(self["view"])
        if name in ("ts", "blocks") and isinstance(self.get("message"), dict):
            return wrap(self["message"].get(name))
        raise AttributeError(f"{name!r} is not in {sorted(self)}")

    def short(self) -> str:
        rest = {k: v for k, v in self.items() if k not in ("kind", "n", "workspace")}
        return f"{self['n']:4} {self['kind']:10} {str(rest)[:220]}"


def wrap(value):
    """Dicts, at any depth, that can be read by attribute."""
    if isinstance(value, dict) and not isinstance(value, Record):
        return Record(value)
    if isinstance(value, list):
        return [wrap(v) for v in value]
    return value


def matches(record: Record, kind: str, want: dict) -> bool:
    if record["kind"] != kind:
        return False
    for key, value in want.items():
        if key == "text":
            if value not in getattr(record, "text", ""):
                return False
        elif callable(value):
            if not value(record.get(key)):
                return False
        elif record.get(key) != value:
            return False
    return True


class Journal:
    """A part of the fake: records, and tests that wait with a deadline instead of sleeping."""

    def __init__(self):
        self.journal: list[Record] = []
        self.fresh: dict[str, dict[int, Record]] = {}  # by kind: what no wait returned yet
        self.waiters: set[asyncio.Event] = set()

    def note(self, kind: str, **data) -> Record:
        record = Record(kind=kind, at=time.monotonic(), n=len(self.journal), **data)
        self.journal.append(record)
        self.fresh.setdefault(kind, {})[record["n"]] = record
        for waiter in self.waiters:
            waiter.set()
        return record

    def records(self, kind: str | None = None, **want) -> list[Record]:
        """All that happened of this kind, waited for or not."""
        if kind is None:
            return list(self.journal)
        return [r for r in self.journal if matches(r, kind, want)]

    def forget(self):
        """Waits see only what comes after this."""
        self.fresh.clear()

    async def wait(self, kind: str, timeout_s: float = 5.0, of=None, **want) -> Record:
        """The first record of this kind that no wait returned yet. `of`: the action it answers."""
        if of is not None:
            want["interaction"] = of["id"] if isinstance(of, dict) else of
        deadline = time.monotonic() + timeout_s
        while True:
            for record in self.fresh.get(kind, {}).values():
                if matches(record, kind, want):
                    return self.fresh[kind].pop(record["n"])
            if not await self._changed(deadline):
                raise AssertionError(self._nothing(kind, want, timeout_s))

    async def _changed(self, deadline: float) -> bool:
        waiter = asyncio.Event()
        self.waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), max(0.0, deadline - time.monotonic()))
            return True
        except TimeoutError:
            return False
        finally:
            self.waiters.discard(waiter)

    def _nothing(self, kind, want, timeout_s) -> str:
        last = "\n  ".join(r.short() for r in self.journal[-25:])
        return f"no {kind} with {want} within {timeout_s} s. The last that happened:\n  {last}"

    async def quiet(self, for_ms: int = 300, kinds=SPEECH):
        """Nothing of these kinds happens for so long."""
        before, deadline = len(self.journal), time.monotonic() + for_ms / 1000
        while await self._changed(deadline):
            self._must_be_quiet(before, kinds)
        self._must_be_quiet(before, kinds)

    def _must_be_quiet(self, before: int, kinds):
        for record in self.journal[before:]:
            if record["kind"] in kinds:
                raise AssertionError(f"it was to be quiet, but: {record.short()}")

    def longest_gap_s(self) -> float:
        """The longest time without any connection, since the first one."""
        open_now, gap_from, longest = 0, None, 0.0
        for record in self.journal:
            if record["kind"] == "connect":
                if gap_from is not None:
                    longest, gap_from = max(longest, record["at"] - gap_from), None
                open_now += 1
            elif record["kind"] == "close":
                open_now -= 1
                if open_now == 0:
                    gap_from = record["at"]
        return longest
