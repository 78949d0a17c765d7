"""What the programs here share: events as a library hands them over, and refusals."""
import asyncio
import json
import threading
import urllib.parse

PASSWORD = "correct-horse-1"
PATIENCE = 5


def where(base):
    """A server's address as the drivers take it."""
    parts = urllib.parse.urlsplit(base)
    return {"scheme": parts.scheme, "url": parts.hostname, "port": parts.port}


class Live:
    """Runs a driver's own init_websocket() on a thread and keeps the events that it hands to its handler."""

    def __init__(self, driver):
        self.driver, self.events, self.changed = driver, [], threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()
        self.hello = self.expect("hello")

    def _run(self):
        asyncio.set_event_loop(asyncio.new_event_loop())
        self.driver.init_websocket(self._take)

    async def _take(self, message):
        event = json.loads(message)
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def expect(self, name, fits=lambda event: True):
        """The first event of that name that fits, come already or yet to come."""
        def found():
            return next((e for e in self.events if e.get("event") == name and fits(e)), None)
        with self.changed:
            if not self.changed.wait_for(found, PATIENCE):
                raise TimeoutError("no event %s; came: %s" % (name, [e.get("event") for e in self.events]))
            return found()

    def expect_carrying(self, name, key, **wanted):
        """The first event of that name whose JSON text `key` has these values; the event and what it carries."""
        def fits(event):
            carried = json.loads(event["data"][key])
            return all(carried.get(k) == v for k, v in wanted.items())
        event = self.expect(name, fits)
        return event, json.loads(event["data"][key])


def refusal(kind, call, *arguments, **options):
    """The error of exactly that class which the call must raise."""
    try:
        got = call(*arguments, **options)
    except kind as error:
        assert type(error) is kind, repr(error)
        assert str(error), "a refusal has a text"
        return error
    raise AssertionError("was not refused with %s: %r" % (kind.__name__, got))
