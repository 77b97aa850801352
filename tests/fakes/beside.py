"""A fake that runs beside the tests, in a thread and an event loop of its own."""

from __future__ import annotations

import asyncio
import copy
import inspect
import threading

from .slack_journal import wrap

CALL_TIMEOUT_S = 120


class Beside:
    """Calls of the core's public methods, from any thread; what they return is a copy."""

    def __init__(self, make_core, port: int = 0):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._core = make_core()
        self._do(self._core.start, port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._do(self._core.stop)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, function, *args, **kwargs):
        async def run():
            result = function(*args, **kwargs)
            result = await result if inspect.isawaitable(result) else result
            return copy.deepcopy(result)
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(CALL_TIMEOUT_S)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        function = getattr(self._core, name)
        if not callable(function):
            raise AttributeError(f"{name} belongs to the fake's own thread")
        return lambda *args, **kwargs: wrap(self._do(function, *args, **kwargs))
