"""A private PostgreSQL cluster in a temporary folder."""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile

from . import process
from .paths import logs
from .ports import free_port, wait_until


def _programs():
    """The folder of the newest installed server programs."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    if found:
        return os.path.dirname(found[-1])
    on_path = shutil.which("initdb")
    if not on_path:
        raise FileNotFoundError("PostgreSQL is not installed (Debian: postgresql-15)")
    return os.path.dirname(os.path.realpath(on_path))


def _unprivileged():
    """PostgreSQL refuses to run as root: the account to run it as then, else nothing."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("no account 'postgres' or 'nobody' to run PostgreSQL as")


class Postgres:
    """A running cluster on 127.0.0.1; trusts every local user. `stop`, `kill` and `start` may alternate; leaving the
    `with` block removes it."""

    def __init__(self, durable):
        self.programs, self.account, self.port = _programs(), _unprivileged(), free_port()
        self.folder = tempfile.mkdtemp(prefix="renkei-postgres-")
        self.durable, self.process, self.databases = durable, None, 0
        self.log_path = logs("%s-postgres-%d.log" % (os.environ.get("RENKEI_SUITE", "manual"), os.getpid()))
        if self.account:
            os.chown(self.folder, self.account["user"], self.account["group"])
        self.data = os.path.join(self.folder, "data")
        subprocess.run([os.path.join(self.programs, "initdb"), "-D", self.data, "-U", "renkei", "-A", "trust", "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync", "--no-instructions"], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL, **self.account)

    def start(self):
        """Starts the cluster and returns when it answers."""
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
                   "fsync": "on" if self.durable else "off", "synchronous_commit": "on" if self.durable else "off",
                   "full_page_writes": "on" if self.durable else "off", "max_connections": 100}
        command = [os.path.join(self.programs, "postgres"), "-D", self.data]
        for name, value in options.items():
            command += ["-c", "%s=%s" % (name, value)]
        with open(self.log_path, "ab") as log:
            self.process = process.start(command, log, parent_gone=signal.SIGINT, cwd=self.folder, **self.account)
        ready = [os.path.join(self.programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]

        def answers():
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL ended with status %s:\n%s" % (self.process.returncode,
                                                                             process.tail(self.log_path)))
            return subprocess.call(ready) == 0
        wait_until(answers, 60, "PostgreSQL's start")
        return self

    def psql(self, sql, database="postgres"):
        """The unaligned, headerless output of SQL statements; raises when one fails."""
        return subprocess.run([os.path.join(self.programs, "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "renkei",
                               "-d", database, "-v", "ON_ERROR_STOP=1", "-XAtqc", sql], check=True, text=True,
                              capture_output=True, cwd="/").stdout

    def new_database(self):
        """A fresh database's address, as SqlSettings.DataSource takes it."""
        self.databases += 1
        name = "renkei_%d" % self.databases
        self.psql("CREATE DATABASE %s" % name)
        return self.address(name)

    def address(self, database):
        return "postgres://renkei@127.0.0.1:%d/%s?sslmode=disable&connect_timeout=10" % (self.port, database)

    def stop(self, number=signal.SIGINT):
        """Ends it: SIGINT breaks connections and checkpoints, SIGQUIT leaves recovery to the next start."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(60)

    def kill(self):
        """As if the machine's power had gone."""
        self.stop(signal.SIGQUIT)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def start_postgres(durable=False):
    """A fresh running cluster; `durable` makes it sync to disk, which only tests of faults need."""
    cluster = Postgres(durable)
    try:
        return cluster.start()
    except BaseException:
        cluster.close()
        raise
