"""kill -9 at one system call after the other: before a write, a sync, a rename, a reply. The clients do what mail servers do and
bring again what got no 250; in the end every mail is there once, every command was obeyed once, and every answer has one Message-ID.

TICKETD_KILLS: how many kills (10000 in the long form).
"""
import collections
import itertools
import os
import pathlib
import tempfile
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import reply, simple
from support.net import wait_until
from support.smtp import Smtp
from support.strace import Strace

KILLS = int(os.environ.get("TICKETD_KILLS", "16"))
CALLS = ("fdatasync", "pwrite64", "sendmsg", "rename", "write", "fsync")
STEP = 1 if KILLS > 1000 else 3  # every call of a round in the long form, every third in the short one
LARGE = "A line of a mail that is too long for a row of the database.\n" * 1500


class Kills(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.trace = f"{folder.name}/trace"
        self.desk = Desk(pathlib.Path(folder.name) / "desk", more="[automatic]\nper_minute = 100000\n")
        self.rounds, self.killed = 0, 0

    def test_whatever_is_killed_at_any_call_every_mail_is_there_once(self):
        with self.desk:
            self.bring(CUSTOMER, SUPPORT, simple(CUSTOMER, SUPPORT, "the first", "Text", "first@customer.example.net"))
            self.desk.wait_idle()
            self.told, = self.desk.sent(AGENT)
            at = {call: 1 for call in CALLS}
            for call in itertools.cycle(CALLS):
                if self.killed >= KILLS:
                    break
                at[call] = at[call] + STEP if self.round_with_a_kill(call, at[call]) else 1
            self.desk.wait_idle(120)
            self.release_whom_two_kills_hit()
            self.assertEqual(self.desk.run("verify").returncode, 0)
            self.every_question_is_one_ticket()
            self.every_answer_was_heard_once()

    def round_with_a_kill(self, call, when):
        """Three mails while a trap waits for the `when`-th of these calls; whether it closed."""
        self.rounds += 1
        killed = self.killed
        trap = Strace(self.desk.process.pid, self.trace, call, inject=f"{call}:signal=SIGKILL:when={when}")
        with trap:
            for sender, to, mail in self.mails():
                self.bring(sender, to, mail)
            if self.desk.process.poll() is None:
                self.wait_for_the_rest()
        self.back_from_the_dead()
        return self.killed > killed

    def wait_for_the_rest(self):
        """Some calls come only after the last 250."""
        with self.desk.begin("wait", "--idle") as waiting:
            wait_until(lambda: waiting.poll() is not None or self.desk.process.poll() is not None, "ticketd to be idle or dead")
            waiting.kill()

    def mails(self):
        number = self.rounds
        customer = f"c{number}@customer.example.net"
        yield customer, SUPPORT, simple(customer, SUPPORT, f"question {number}", "Text", f"q{number}@customer.example.net")
        yield customer, SUPPORT, simple(customer, SUPPORT, f"long question {number}", LARGE + str(number), f"l{number}@customer.example.net")
        yield AGENT, str(self.told["Reply-To"]), reply(AGENT, self.told, f"#tag t{number}\nanswer {number}", prove="pass",
                                                      message_id=f"a{number}@corp.example.net")

    def bring(self, sender, to, mail):
        """Until there is a 250, as a mail server would."""
        while True:
            try:
                with Smtp(self.desk.smtp_port) as client:
                    if client.mail(sender, to, mail).startswith("250 "):
                        return
            except OSError:
                pass
            self.back_from_the_dead()

    def back_from_the_dead(self):
        wait_until(lambda: self.desk.process.poll() is not None or self.desk.is_ready(), "ticketd to be dead or well")
        if self.desk.process.poll() is None:
            return
        self.killed += 1
        self.desk.start()

    def release_whom_two_kills_hit(self):
        """Who dies twice while reading a mail takes it for the culprit; here it was only there."""
        for mail in self.desk.quarantine():
            self.assertEqual(mail["reason"], "reading it ended the daemon twice")
            self.assertEqual(self.desk.run("quarantine", "release", str(mail["id"])).returncode, 0)
        self.desk.wait_idle(120)
        self.assertEqual(self.desk.quarantine(), [])

    def every_question_is_one_ticket(self):
        subjects = collections.Counter(ticket["subject"] for ticket in self.desk.tickets())
        asked = [f"{kind} {number}" for kind in ("question", "long question") for number in range(1, self.rounds + 1)]
        expected = collections.Counter(["the first", *asked])
        self.assertEqual((expected - subjects, subjects - expected), ({}, {}), "lost, doubled")

    def every_answer_was_heard_once(self):
        ticket = self.desk.ticket(1)
        answers = [entry for entry in ticket["entries"] if entry["author"]["role"] == "agent"]
        expected = collections.Counter(f"answer {number}" for number in range(1, self.rounds + 1))
        self.assertEqual(collections.Counter(entry["text"].strip() for entry in answers), expected)
        tags = collections.Counter(event["to"] for event in ticket["events"] if event["kind"] == "tag")
        self.assertEqual(tags, collections.Counter(f"t{number}" for number in range(1, self.rounds + 1)))
        public = {mail["Message-ID"] for mail in self.desk.sent(CUSTOMER) if mail["Auto-Submitted"] is None}
        self.assertEqual(len(public), self.rounds, "one Message-ID for each answer, however often it was sent")


if __name__ == "__main__":
    unittest.main()
