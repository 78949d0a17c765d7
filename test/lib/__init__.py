"""What the test suites share: servers, PostgreSQL clusters, a mail sink, an HTTP client, Go and Node.

Standard library only. Everything started here ends with the program that started it, and is ended by its own process
id. In short:

    with start_server("postgres") as server:
        admin = server.first_admin()
        assert admin.get("/users/me").json["username"] == "admin"
"""
from .api import Answer, Api
from .live import Live
from .paths import ROOT, binary, logs, scratch
from .ports import free_port, wait_until
from .postgres import Postgres, start_postgres
from .server import Server, start_server
from .smtp import Mail, SmtpSink
from .tally import Tally
from .toolchain import go, node, venv

__all__ = ["Answer", "Api", "Live", "Mail", "Postgres", "ROOT", "Server", "SmtpSink", "Tally", "binary", "free_port", "go",
           "logs", "node", "scratch", "start_postgres", "start_server", "venv", "wait_until"]
