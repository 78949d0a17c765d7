#!/usr/bin/env python3
"""Tests of what the other suites lean on: counts, waiting, the mail sink, PostgreSQL clusters, the suite list."""
import os
import smtplib
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run  # noqa: E402
from lib import ROOT, SmtpSink, Tally, free_port, start_postgres, wait_until  # noqa: E402

tally = Tally()

with tally.check("a suite's counts come from its last closing line"):
    assert run.judge(0, "1 passed, 1 failed\nmore\n7 passed, 0 failed\n", "") == (7, 0, "")
    assert run.judge(1, "12 passed, 3 failed\n", "") == (12, 3, "")
    assert run.judge(1, "[doctest] test cases:  9 |  7 passed | 2 failed | 0 skipped\n", "") == (7, 2, "")

with tally.check("a suite that ran nothing, crashed or was stopped has failed"):
    assert run.judge(0, "hello\n", "")[:2] == (0, 1)
    assert run.judge(0, "0 passed, 0 failed\n", "")[:2] == (0, 1)
    assert run.judge(-11, "5 passed, 0 failed\n", "")[:2] == (5, 1)
    assert run.judge(124, "", "stopped after 1 minutes") == (0, 1, "stopped after 1 minutes")

with tally.check("what a suite leaves running past its time is ended"):
    began = time.monotonic()
    log = os.path.join(ROOT, "build", "test-logs", "tools-timeout.log")
    os.makedirs(os.path.dirname(log), exist_ok=True)
    status, output, remark = run.run_logged(["sh", "-c", "echo begun; sleep 60"], log, 0.005, dict(os.environ))
    assert (status, output) == (124, "begun\n") and remark, (status, output, remark)
    assert time.monotonic() - began < 15

with tally.check("a filter names a suite exactly or by its beginning"):
    assert [s.name for s in run.chosen(["unit"])] == ["unit"]
    assert [s.name for s in run.chosen(["contract"])] == ["contract-sqlite", "contract-postgres"]
    names = [s.name for s in run.SUITES]
    assert len(set(names)) == len(names)

with tally.check("waiting ends when its time is over"):
    try:
        wait_until(lambda: False, 0.05, "nothing")
    except TimeoutError:
        pass
    else:
        raise AssertionError("no TimeoutError")

with tally.check("free ports are free"):
    assert 1024 <= free_port() <= 65535

with tally.check("the mail sink keeps what arrives and refuses whom it should"):
    with SmtpSink() as sink:
        sink.refused.add("nobody@example.com")
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.login("me", "secret")
            client.sendmail("a@example.com", ["b@example.com"], "Subject: hi\n\nline\n.dot\n")
            try:
                client.sendmail("a@example.com", ["nobody@example.com"], "Subject: no\n\n")
            except smtplib.SMTPRecipientsRefused:
                pass
            else:
                raise AssertionError("not refused")
        mail = sink.wait_for(lambda m: m.subject == "hi")
        assert (mail.sender, mail.recipients, mail.login) == ("a@example.com", ["b@example.com"], ("me", "secret"))
        assert mail.text().split() == ["line", ".dot"], mail.text()
        assert len(sink.mails()) == 1

with tally.check("a private PostgreSQL cluster starts, survives a crash and goes away"):
    with start_postgres(durable=True) as postgres:
        postgres.new_database()
        postgres.psql("CREATE TABLE t (n int); INSERT INTO t VALUES (7)", "renkei_1")
        postgres.kill()
        postgres.start()
        assert postgres.psql("SELECT n FROM t", "renkei_1") == "7\n"
        folder = postgres.folder
    assert not os.path.exists(folder)

sys.exit(tally.finish())
