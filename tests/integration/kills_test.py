"""kill -9 at one system call after the other: before a write, a sync, a rename, a reply, of any thread, from the first call of a
start to the last behind a 250. The clients do what mail servers do and bring again what got no 250; in the end every mail is there
once, every command was obeyed once, and every answer has one Message-ID.

TICKETD_KILLS: how many kills; with 1000 and more (10000 in the long form) at every call, else at some.
"""
import collections
import itertools
import os
import pathlib
import random
import tempfile
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import reply, simple
from support.net import wait_until
from support.smtp import Smtp
from support.strace import trap

KILLS = int(os.environ.get("TICKETD_KILLS", "16"))
SEED = int(os.environ.get("TICKETD_SEED", "1"))
CALLS = ("fdatasync", "pwrite64", "sendmsg", "rename", "write", "fsync")
EACH_CALL = 1000  # from so many kills on
LARGE = "A line of a mail that is too long for a row of the database.\n" * 2500


class Kills(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.desk = Desk(pathlib.Path(folder.name) / "desk", more="[automatic]\nper_minute = 100000\n")
        self.dice = random.Random(SEED)
        self.rounds, self.killed = 0, 0
        self.to_bring = []

    def test_whatever_is_killed_at_any_call_every_mail_is_there_once(self):
        with self.desk:
            self.bring(CUSTOMER, SUPPORT, simple(CUSTOMER, SUPPORT, "the first", "Text", "first@customer.example.net"))
            self.desk.wait_idle()
            self.told, = self.desk.sent(AGENT)
            for call in itertools.cycle(CALLS):
                if self.killed >= KILLS:
                    break
                self.kill_at_one_after_the_other(call)
            self.back_to_life(under=[])
            self.bring_all()
            self.desk.wait_idle(120)
            self.release_whom_two_kills_hit()
            self.assertEqual(self.desk.run("verify").returncode, 0)
            self.every_question_is_one_ticket()
            self.every_answer_was_heard_once()

    def kill_at_one_after_the_other(self, call):
        """Until a life comes to its end before the trap closes."""
        when = 1
        while self.killed < KILLS and self.dies(trap(call, when)):
            when += 1 if KILLS >= EACH_CALL else self.dice.randint(1, 6)

    def dies(self, under):
        """One life under a trap, from the start until all its mails are worked off; whether the trap closed."""
        if self.back_to_life(under):
            self.to_bring += self.mails()
            if self.bring_all():
                self.wait_for_the_rest()
        died = self.desk.process.poll() is not None
        self.killed += died
        return died

    def back_to_life(self, under):
        if self.desk.process.poll() is None:
            self.desk.kill()
        self.desk.under = under
        return self.desk.launch()

    def wait_for_the_rest(self):
        """Some calls come only after the last 250."""
        with self.desk.begin("wait", "--idle") as waiting:
            wait_until(lambda: waiting.poll() is not None or self.desk.process.poll() is not None, "ticketd to be idle or dead", 60)
            waiting.kill()

    def mails(self):
        self.rounds += 1
        number = self.rounds
        customer = f"c{number}@customer.example.net"
        yield customer, SUPPORT, simple(customer, SUPPORT, f"question {number}", "Text", f"q{number}@customer.example.net")
        yield customer, SUPPORT, simple(customer, SUPPORT, f"long question {number}", LARGE + str(number), f"l{number}@customer.example.net")
        yield AGENT, str(self.told["Reply-To"]), reply(AGENT, self.told, f"#tag t{number}\nanswer {number}", prove="pass",
                                                      message_id=f"a{number}@corp.example.net")

    def bring_all(self):
        """Whether all got their 250; a mail server keeps the others."""
        while self.to_bring and self.bring(*self.to_bring[0]):
            del self.to_bring[0]
        return not self.to_bring

    def bring(self, sender, to, mail):
        """Whether there was a 250, however often it had to be asked for; nothing else ends it but the daemon's death."""
        while self.desk.process.poll() is None:
            try:
                with Smtp(self.desk.smtp_port) as client:
                    if client.mail(sender, to, mail).startswith("250 "):
                        return True
            except OSError:
                self.wait_until_it_is_dead_or_well()
        return False

    def wait_until_it_is_dead_or_well(self):
        wait_until(lambda: self.desk.process.poll() is not None or self.desk.is_ready(), "ticketd to be dead or well")

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
