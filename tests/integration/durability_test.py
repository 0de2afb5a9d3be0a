"""A 250 under strace: what it came after; and what a client hears when the disk fails at one call or another."""
import collections
import os
import pathlib
import tempfile
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import simple
from support.smtp import Smtp
from support.strace import Strace, parse

WRITES = {"write", "pwrite64", "writev", "pwritev"}
SYNCS = {"fsync", "fdatasync"}
TRACED = ",".join(sorted(WRITES | SYNCS | {"rename", "sendmsg", "sendto"}))
ROUNDS = int(os.environ.get("TICKETD_FAULT_ROUNDS", "1"))  # how deep into the calls of one mail faults are tried; 5 in the long form

LARGE = b"".join(b"a line of a mail that is too long for a row of the database, number %d\r\n" % i for i in range(3000))


def a_mail(number, large=False):
    mail = simple(CUSTOMER, SUPPORT, f"durable {number}", "Text", f"durable-{number}@customer.example.net",
                  extra=f"X-Marker: marker-{number}-here\n")
    return mail + LARGE if large else mail


def file_of(call):
    """The path that -y prints beside the descriptor."""
    return call.arguments.split("<", 1)[1].split(">", 1)[0] if "<" in call.arguments else ""


def unsynced_write(calls, number):
    """Why the 250 of mail `number` came too early; None when it did not."""
    marker, code = f"marker-{number}-here", f"accepted as {number}\\r\\n"
    reply = next((call for call in calls if call.name in ("sendmsg", "sendto") and code in call.arguments), None)
    if reply is None:
        return "no 250 was sent"
    last_write = {}
    for call in calls:
        if call.name in WRITES and marker in call.arguments and call.ended < reply.begun:
            last_write[file_of(call)] = call
    if not any(path.endswith("-wal") or "/incoming/" in path for path in last_write):
        return "its bytes were written nowhere before the 250"
    for path, write in last_write.items():
        if path.endswith(".db"):
            continue  # the log is copied back at leisure; it is the log that must be synced
        if not any(call.name in SYNCS and file_of(call) == path and write.ended < call.begun and call.ended < reply.begun
                   for call in calls):
            return f"{path} was written and not synced"
    return None


class OrderOfCalls(unittest.TestCase):
    """The check itself: it must see what it is there for."""

    def calls(self, *lines):
        return parse("\n".join(f"{7 + i % 2} {line}" for i, line in enumerate(lines)))

    WRITE = 'pwrite64(9</s/ticketd.db-wal>, "...marker-1-here...", 4096, 32) = 4096'
    SYNC = "fdatasync(9</s/ticketd.db-wal>) = 0"
    REPLY = 'sendmsg(20<TCP:[1]>, {msg_iov=[{iov_base="250 2.0.0 accepted as 1\\r\\n", iov_len=25}]}, MSG_NOSIGNAL) = 25'

    def test_a_write_a_sync_and_then_the_reply_are_in_order(self):
        self.assertIsNone(unsynced_write(self.calls(self.WRITE, self.SYNC, self.REPLY), 1))

    def test_a_reply_before_the_sync_is_seen(self):
        self.assertIn("not synced", unsynced_write(self.calls(self.WRITE, self.REPLY, self.SYNC), 1))

    def test_a_sync_that_had_not_returned_does_not_count(self):
        calls = parse("\n".join(["7 " + self.WRITE, "7 fdatasync(9</s/ticketd.db-wal> <unfinished ...>", "8 " + self.REPLY,
                                 "7 <... fdatasync resumed>) = 0"]))
        self.assertIn("not synced", unsynced_write(calls, 1))

    def test_a_reply_without_any_write_is_seen(self):
        self.assertIn("nowhere", unsynced_write(self.calls(self.SYNC, self.REPLY), 1))


class Durability(unittest.TestCase):
    def test_no_250_leaves_between_a_write_and_its_sync(self):
        with tempfile.TemporaryDirectory() as directory, Desk(pathlib.Path(directory) / "desk") as desk:
            with Strace(desk.process.pid, f"{directory}/trace", TRACED, shown=150_000) as trace, Smtp(desk.smtp_port) as client:
                for number in range(1, 13):
                    answer = client.mail(CUSTOMER, SUPPORT, a_mail(number, large=number % 4 == 0))
                    self.assertEqual(answer, f"250 2.0.0 accepted as {number}\r\n")
                client.ask("NOOP")  # answered by the thread that sent the last 250: that call has ended and is in the trace
            calls = trace.calls()
            for number in range(1, 13):
                self.assertIsNone(unsynced_write(calls, number), f"mail {number}")
            self.the_name_of_a_large_mail_is_synced_before_it_is_committed(calls)

    def the_name_of_a_large_mail_is_synced_before_it_is_committed(self, calls):
        for rename in (call for call in calls if call.name == "rename" and "/incoming/" in call.arguments):
            folder = rename.arguments.split('", "')[1].rsplit("/", 1)[0]
            self.assertTrue(any(call.name in SYNCS and file_of(call) == folder and rename.ended < call.begun for call in calls))

    def test_a_disk_that_fails_at_any_call_defers_the_mail_and_loses_none(self):
        small = ["pwrite64", "fdatasync"]
        large = ["openat", "write", "fdatasync", "rename", "fsync", "pwrite64"]
        faults = [(call, error, when, is_large) for is_large, names in ((False, small), (True, large)) for call in names
                  for error in ("EIO", "ENOSPC") for when in ("1+" if call == "write" else str(n) for n in range(1, ROUNDS + 1))]
        with tempfile.TemporaryDirectory() as directory, Desk(pathlib.Path(directory) / "desk") as desk:
            acknowledged, deferred = [], []
            for number, (call, error, when, is_large) in enumerate(faults):
                answer = self.answer_under(desk, f"{directory}/trace", call, f"{call}:error={error}:when={when}", a_mail(number, is_large))
                self.assertRegex(answer, r"^(250 |45[12] 4\.3\.|$)", f"{call} {error} {when}")
                (acknowledged if answer.startswith("250") else deferred).append(number)
                if desk.process.poll() is not None:  # a failed sync of the database: only a new process may go on
                    self.assertEqual(desk.process.returncode, 70, f"{call} {error} {when}")
                    desk.start()
            self.assertGreater(len(deferred), len(faults) // 3, "too few faults were met to prove anything")

            desk.stop()
            desk.start()
            with Smtp(desk.smtp_port) as client:
                for number in deferred:  # their senders still have them
                    self.assertTrue(client.mail(CUSTOMER, SUPPORT, a_mail(number, faults[number][3])).startswith("250"))
            desk.wait_idle(120)
            subjects = collections.Counter(ticket["subject"] for ticket in desk.tickets())
            self.assertEqual(subjects, collections.Counter(f"durable {number}" for number in range(len(faults))))
            self.assertEqual(list((desk.directory / "state" / "ticketd.db-mails" / "incoming").glob("*")), [])

    def answer_under(self, desk, log, call, fault, mail):
        """What the client hears while one call fails; "" when the daemon ended instead."""
        with Smtp(desk.smtp_port) as client:
            client.ask("NOOP")
            with Strace(desk.process.pid, log, call, inject=fault):
                answer = client.mail(CUSTOMER, SUPPORT, mail)
        if not desk.is_ready():
            desk.process.wait(40)
        return answer


if __name__ == "__main__":
    unittest.main()
