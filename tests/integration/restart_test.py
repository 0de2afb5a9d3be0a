"""SIGHUP and SIGTERM under load, and while the servers we depend on are silent: ticketd ends in time with 0, and what was
acknowledged is there exactly once."""
import collections
import contextlib
import pathlib
import signal
import smtplib
import socket
import sqlite3
import tempfile
import threading
import time
import unittest

from conversation import SUPPORT
from support.desk import Desk
from support.mails import simple
from support.net import wait_until

SESSIONS, IN_TIME = 12, 30


class Load:
    """Sessions that submit mails one after the other until they are told to end, whatever becomes of the server."""

    def __init__(self, desk):
        self.desk, self.acknowledged, self.over = desk, set(), threading.Event()
        self.threads = [threading.Thread(target=self.session, args=(n,)) for n in range(SESSIONS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def session(self, session):
        number = 0
        while not self.over.is_set():
            try:
                with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30) as client:
                    while not self.over.is_set():
                        number += 1
                        name = f"{session}-{number}"
                        sender = f"c{name}@customer.example.net"
                        client.sendmail(sender, [SUPPORT], simple(sender, SUPPORT, f"question {name}", "Text\n" * 400,
                                                                  f"load-{name}@customer.example.net"))
                        self.acknowledged.add(name)
            except (smtplib.SMTPException, OSError):
                time.sleep(0.1)  # the server is away for a while

    def more(self, mails):
        enough = len(self.acknowledged) + mails
        wait_until(lambda: len(self.acknowledged) >= enough, f"{mails} more mails", 60)


class Silent:
    """A server that takes connections and never says a word."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        return self

    def __exit__(self, *_):
        self.socket.close()


class Restart(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.stack = stack

    def ends_in_time(self, desk, at_most=IN_TIME):
        begun = time.monotonic()
        desk.process.send_signal(signal.SIGTERM)
        self.assertEqual(desk.process.wait(IN_TIME + 30), 0, desk.log()[-3000:])
        self.assertLess(time.monotonic() - begun, at_most, "the stop took too long")

    def test_under_load_nothing_is_lost_or_doubled(self):
        desk = self.stack.enter_context(Desk(self.directory, more="[automatic]\nper_minute = 100000\n"))
        with Load(desk) as load:
            for _ in range(3):
                for _ in range(4):
                    load.more(20)
                    desk.process.send_signal(signal.SIGHUP)
                desk.process.send_signal(signal.SIGHUP)  # a reload that the stop overtakes
                self.ends_in_time(desk)
                desk.start()
            load.more(20)
        desk.wait_idle(120)
        self.assertIn("reloaded", desk.log())
        subjects = collections.Counter(ticket["subject"] for ticket in desk.tickets())
        self.assertEqual([s for s, count in subjects.items() if count > 1], [], "doubled")
        self.assertEqual([n for n in load.acknowledged if f"question {n}" not in subjects], [], "acknowledged, and lost")
        self.assertEqual(desk.quarantine(), [])
        recipients = collections.Counter(mail["X-Original-To"] for mail in desk.sent() if mail["Auto-Submitted"] == "auto-replied")
        self.assertEqual([r for r, count in recipients.items() if count > 1], [], "acknowledged twice though nothing was killed")

    def test_two_kills_in_a_row_make_only_the_mail_suspect_that_was_being_read(self):
        desk = self.stack.enter_context(Desk(self.directory, more="[automatic]\nper_minute = 100000\n"))
        with Load(desk) as load:
            while "mail.interrupted" not in desk.log():  # mostly a kill hits one that is being read
                load.more(100)
                desk.kill()
                desk.start()  # and reads again what was being read
            desk.kill()
            desk.start()
            load.more(20)
        desk.wait_idle(120)
        self.assertLessEqual(len(desk.quarantine()), 1)

    def test_a_database_that_somebody_holds_is_waited_for_once(self):
        desk = self.stack.enter_context(Desk(self.directory, more="[automatic]\nper_minute = 100000\n"))
        with Load(desk) as load:
            load.more(20)
            other = self.stack.enter_context(contextlib.closing(
                sqlite3.connect(desk.directory / "state" / "ticketd.db", isolation_level=None, timeout=30)))
            other.execute("BEGIN IMMEDIATE")
            wait_until(lambda: "store.trouble" in desk.log(), "the daemon to wait for the database", 20)
            self.ends_in_time(desk, at_most=10)
            other.execute("ROLLBACK")
            desk.start()
            load.more(5)
        desk.wait_idle(120)
        subjects = collections.Counter(ticket["subject"] for ticket in desk.tickets())
        self.assertEqual([n for n in load.acknowledged if subjects[f"question {n}"] != 1], [], "acknowledged, and lost or doubled")

    def test_a_silent_next_hop_does_not_hold_up_the_stop(self):
        hop = self.stack.enter_context(Silent())
        desk = self.stack.enter_context(Desk(self.directory, delivery=f"smtp://127.0.0.1:{hop.port}"))
        desk.submit("park@customer.example.net", [SUPPORT],
                    simple("park@customer.example.net", SUPPORT, "question", "Text\n", "one@customer.example.net"))
        wait_until(lambda: any(row["state"] == "sending" for row in desk.queue()), "a letter on its way")
        self.ends_in_time(desk)
        desk.start()
        self.assertTrue(desk.queue(), "the letter is still there")

    def test_silent_mailboxes_do_not_hold_up_a_reload_or_the_stop(self):
        server = self.stack.enter_context(Silent())
        (self.directory / "imap-password").write_text("secret\n")
        (self.directory / "imap-password").chmod(0o600)
        desk = self.stack.enter_context(Desk(
            self.directory, mailbox=f'[mailbox.imap]\nurl = "imap://127.0.0.1:{server.port}/INBOX"\n'
                                    f'user = "{SUPPORT}"\npassword_file = "imap-password"'))
        desk.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "reloaded" in desk.log(), "the reload")
        self.ends_in_time(desk)


if __name__ == "__main__":
    unittest.main()
