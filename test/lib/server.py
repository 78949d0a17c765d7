"""Servers under test."""
import json
import os
import signal
import subprocess

from . import process
from .api import Api
from .paths import binary, logs, scratch
from .ports import free_port, wait_until
from .postgres import start_postgres


class Server:
    """A server on a free port of 127.0.0.1. `stop`, `kill` and `start` may alternate and keep port, data and
    configuration; leaving the `with` block stops it and removes what is its own."""
    started = 0

    def __init__(self, engine, config, environment, arguments, data, database, program, wrapper):
        self.engine, self.environment, self.arguments, self.wrapper = engine, environment, list(arguments), list(wrapper)
        self.program, self.port = program or binary(), free_port()
        if not os.path.exists(self.program):
            raise FileNotFoundError("%s is not built" % self.program)
        self.base = "http://127.0.0.1:%d" % self.port
        self.process = self.exit_status = self.postgres = None
        self._scratch = scratch("server")
        self.data = data or os.path.join(self._scratch.name, "data")
        self.config_path = os.path.join(self._scratch.name, "config.json")
        os.makedirs(self.data, exist_ok=True)
        Server.started += 1
        self.log_path = logs("%s-server-%d.log" % (os.environ.get("RENKEI_SUITE", "manual-%d" % os.getpid()),
                                                   Server.started))
        open(self.log_path, "wb").close()
        settings = dict(config or {})
        if engine == "postgres":
            if database is None:
                self.postgres = start_postgres()
                database = self.postgres.new_database()
            settings["SqlSettings"] = {"DriverName": "postgres", "DataSource": database, **settings.get("SqlSettings", {})}
        elif engine != "sqlite":
            raise ValueError("engine '%s'" % engine)
        with open(self.config_path, "w") as f:
            json.dump(settings, f, indent=1)

    def start(self, seconds=60):
        """Starts it and returns when /api/v4/system/ping answers 200."""
        command = [*self.wrapper, self.program, "serve", "--data", self.data, "--config", self.config_path,
                   "--listen", "127.0.0.1:%d" % self.port, *self.arguments]
        # Settings of the machine that runs the tests must not reach the server.
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MM_", "RENKEI_"))}
        with open(self.log_path, "ab") as log:
            # Hashing as in earnest takes a quarter of a second of a processor for each account and log-in.
            self.process = process.start(command, log, env=dict(clean, MM_RENKEISETTINGS_PASSWORDHASHWORK="1000", **{
                name: value.replace("{base}", self.base) for name, value in self.environment.items()}))
        self.exit_status = None
        api = Api(self.base, timeout=5)

        def answers():
            if self.process.poll() is not None:
                raise RuntimeError("the server ended with status %s at its start:\n%s" % (self.process.returncode,
                                                                                         self.log_tail()))
            try:
                return api.get("/system/ping").status == 200
            except OSError:
                return False
        try:
            wait_until(answers, seconds, "the server's first answer")
        except TimeoutError as error:
            raise TimeoutError("%s; it logged:\n%s" % (error, self.log_tail())) from None
        return self

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=30):
        """Asks it to end (SIGTERM) and returns its exit status: 0 when it ended well, negative for a signal. One that
        does not end in time is killed."""
        if self.process is None:
            return self.exit_status
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.exit_status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None
        return self.exit_status

    def kill(self):
        """SIGKILL: what a crash leaves behind."""
        if self.process is not None:
            self.process.kill()
            self.exit_status = self.process.wait()
            self.process = None

    def restart(self):
        status = self.stop()
        if status != 0:
            raise RuntimeError("the server ended with status %s:\n%s" % (status, self.log_tail()))
        return self.start()

    def log_tail(self, bytes_max=8000):
        return process.tail(self.log_path, bytes_max)

    def memory_bytes(self):
        """Resident memory of the process."""
        with open("/proc/%d/statm" % self.pid) as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def api(self):
        """A client without a session."""
        return Api(self.base)

    def first_admin(self, username="admin", password="correct-horse-1"):
        """Makes the server's first account, its system administrator, and gives a client logged in as it."""
        return self.api().sign_up(username, password)

    def close(self):
        try:
            self.stop()
        finally:
            if self.postgres:
                self.postgres.close()
            self._scratch.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def start_server(engine="sqlite", config=None, environment=None, arguments=(), data=None, database=None, program=None,
                 wrapper=()):
    """A running server with an empty store.

    config       settings in Mattermost's shape, for its config.json
    environment  further variables, such as MM_SERVICESETTINGS_SITEURL; {base} in them is the server's address
    arguments    further arguments of `renkei serve`
    data         its folder; else a temporary one
    database     address of a PostgreSQL database; else that of a cluster of its own
    program      another program than paths.binary()
    wrapper      a command that ends by executing its arguments, to run the server under
    """
    server = Server(engine, config, environment or {}, arguments, data, database, program, wrapper)
    try:
        return server.start()
    except BaseException:
        server.close()
        raise
