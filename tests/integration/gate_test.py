"""Connections that break at every step, in both protocols and both directions: nothing is lost, nothing is doubled.

Between the two programs stands a gate that passes line by line and cuts, tears, drips or delays at the step it is told to.
TICKETD_GATE_ROUNDS: how many seeds of random faults are tried on top (default 1); 0 leaves them out, hundreds are the long
form. A failing round names its seed: gate.at_random(seed) repeats it."""
import collections
import os
import pathlib
import smtplib
import tempfile
import unittest

from conversation import SUPPORT
from support import gate
from support.desk import Desk
from support.dovecot import Dovecot
from support.gate import Gate
from support.mails import simple
from support.net import wait_until
from support.postfix import Postfix

ROUNDS = int(os.environ.get("TICKETD_GATE_ROUNDS", "1"))
MAILS_OF_A_ROUND = 12
CUSTOMERS = "customer.example.net"
UNLIMITED = "[automatic]\nper_minute = 100000\n[smtp.limits]\nsessions = 200\nconnections_per_ip_per_minute = 100000\n"


def customer(number):
    return f"c{number}@{CUSTOMERS}"


def question(number):
    return simple(customer(number), SUPPORT, f"question {number}", f"Text {number}", f"q{number}@{CUSTOMERS}")


class Scene(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.asked = 0

    def ask(self):
        """The number of one more question."""
        self.asked += 1
        return self.asked

    def every_question_is_one_ticket(self, hint=""):
        self.desk.wait_idle(120)
        subjects = collections.Counter(ticket["subject"] for ticket in self.desk.tickets())
        self.assertEqual(subjects, {f"question {number}": 1 for number in range(1, self.asked + 1)}, hint)
        self.assertEqual(self.desk.quarantine(), [], hint)


class ImapThroughAGate(Scene):
    def begin(self, after_import, without=()):
        self.dovecot = self.enterContext(Dovecot(self.home / "dovecot", {SUPPORT: "secret"}, without=without))
        self.gate = self.enterContext(Gate(self.dovecot.imap_port))
        self.desk = Desk(self.home / "desk", more=UNLIMITED)
        self.desk.directory.joinpath("imap-password").write_text("secret\n")
        self.desk.mailbox = (f'[mailbox.imap]\nurl = "imap://127.0.0.1:{self.gate.port}/INBOX"\nuser = "{SUPPORT}"\n'
                             f'password_file = "imap-password"\nafter_import = "{after_import}"')
        self.enterContext(self.desk)

    def deliver(self):
        return self.dovecot.deliver(SUPPORT, question(self.ask()))

    def fetch(self):
        wait_until(lambda: self.desk.run("poll").returncode == 0, "the mailbox to be fetched", 60)

    def walk(self, how):
        """One mail for each step of a whole session, which breaks there; from the greeting until nothing breaks any more."""
        for step in range(1, 1000):
            self.gate.plan = gate.cut_at(step, how)
            self.gate.drop()
            self.deliver()
            self.fetch()
            if not self.gate.faults:
                return step
        self.fail("a session without an end")

    def every_mail_is_flagged_once(self):
        mails = self.dovecot.mails(SUPPORT)
        self.assertEqual(len(mails), self.asked)
        for flags, _ in mails.values():
            self.assertIn("\\Seen", flags)

    def every_mail_is_moved_once(self):
        self.assertEqual(self.dovecot.mails(SUPPORT), {})
        moved = collections.Counter(mail for _, mail in self.dovecot.mails(SUPPORT, "Done").values())
        self.assertEqual(sorted(moved.values()), [1] * self.asked)

    def test_a_session_that_is_cut_at_every_step_imports_and_flags_each_mail_once(self):
        self.begin("seen")
        self.assertGreater(self.walk(gate.CUT), 20)
        self.every_question_is_one_ticket()
        self.every_mail_is_flagged_once()

    def test_a_session_that_is_torn_inside_every_line_moves_each_mail_once(self):
        self.begin("move:Done")
        self.assertGreater(self.walk(gate.TEAR), 20)
        self.every_question_is_one_ticket()
        self.every_mail_is_moved_once()

    def test_random_faults_lose_and_double_nothing(self):
        self.begin("move:Done")
        for seed in range(ROUNDS):
            self.gate.plan = gate.at_random(seed)
            for _ in range(MAILS_OF_A_ROUND):
                self.deliver()
                self.desk.run("poll")
            self.gate.plan = lambda *_: gate.PASS
            self.fetch()
            self.every_question_is_one_ticket(f"seed {seed}")
            self.every_mail_is_moved_once()

    def test_a_server_that_falls_silent_is_left_when_the_daemon_stops(self):
        self.begin("seen")
        self.fetch()
        self.gate.plan = lambda _step, to_server, line: gate.STALL if not to_server and b"FETCH" in line else gate.PASS
        self.deliver()
        wait_until(lambda: self.gate.faults, "the stall", 20)
        self.desk.stop()
        self.gate.plan = lambda *_: gate.PASS
        self.desk.start()
        self.fetch()
        self.every_question_is_one_ticket()
        self.every_mail_is_flagged_once()

    def as_another_person(self, word, act):
        """A plan that lets someone else act on the mailbox before the line with `word` reaches the server."""
        left = [1]

        def plan(_step, to_server, line):
            if to_server and word in line and left[0]:
                left[0] -= 1
                client = self.dovecot.client(SUPPORT)
                client.select("INBOX")
                act(client)
                client.logout()
                return 0.01
            return gate.PASS
        return plan

    def test_a_mail_that_somebody_deletes_before_it_is_fetched_holds_up_nothing(self):
        self.begin("seen")
        self.fetch()
        uid = self.deliver()
        self.asked -= 1  # nobody will ever see it
        self.gate.plan = self.as_another_person(
            b"BODY.PEEK", lambda client: (client.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)"), client.expunge()))
        self.fetch()
        self.deliver()
        self.fetch()
        self.assertTrue(self.gate.faults)
        self.every_question_is_one_ticket()
        self.every_mail_is_flagged_once()
        self.assertEqual(self.desk.ctl("mailbox", "skipped", "--json"), "")

    def test_a_mail_that_somebody_opens_and_moves_before_its_action_is_imported_all_the_same(self):
        self.begin("move:Done")
        self.fetch()
        uid = self.deliver()
        self.dovecot.deliver(SUPPORT, b"Subject: old\r\n\r\n", folder="Elsewhere")
        self.gate.plan = self.as_another_person(
            b"UID MOVE", lambda client: (client.uid("STORE", str(uid), "+FLAGS", "(\\Seen)"),
                                         client.uid("MOVE", str(uid), "Elsewhere")))
        self.fetch()
        self.assertTrue(self.gate.faults)
        self.every_question_is_one_ticket()
        self.assertEqual(len(self.dovecot.mails(SUPPORT, "Elsewhere")), 2)

    def test_what_somebody_else_marked_as_deleted_is_not_expunged_with_ours(self):
        self.begin("delete")
        said = []
        self.gate.plan = lambda _step, to_server, line: said.append(line) or gate.PASS
        self.gate.drop()
        self.deliver()
        self.fetch()
        self.assertEqual(self.dovecot.mails(SUPPORT), {})
        expunges = [line for line in said if b"EXPUNGE " in line and not line.startswith(b"*")]
        self.assertEqual(len(expunges), 1)
        self.assertRegex(expunges[0], rb"^\S+ UID EXPUNGE 1\r\n$")


class SmtpThroughAGate(Scene):
    def test_a_client_whose_session_breaks_at_every_step_hands_in_each_mail_once(self):
        self.desk = self.enterContext(Desk(self.home / "desk", more=UNLIMITED))
        door = self.enterContext(Gate(self.desk.smtp_port))
        for how in (gate.CUT, gate.TEAR):
            for step in range(1, 1000):
                door.plan = gate.cut_at(step, how)
                self.hand_in(door.port, self.ask())
                if not door.faults:
                    break
            self.assertGreater(step, 15)
        self.every_question_is_one_ticket()

    def test_random_faults_on_the_way_in_lose_and_double_nothing(self):
        self.desk = self.enterContext(Desk(self.home / "desk", more=UNLIMITED))
        door = self.enterContext(Gate(self.desk.smtp_port))
        for seed in range(ROUNDS):
            door.plan = gate.at_random(seed)
            for _ in range(MAILS_OF_A_ROUND):
                self.hand_in(door.port, self.ask())
            self.every_question_is_one_ticket(f"seed {seed}")

    def hand_in(self, port, number):
        """As an MTA does: again and again until a 250 says that it need not."""
        mail = question(number)
        for _ in range(100):
            try:
                with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
                    client.sendmail(customer(number), [SUPPORT], mail)
                    return
            except (smtplib.SMTPException, OSError):
                pass
        self.fail("never accepted")

    def test_a_next_hop_whose_session_breaks_at_every_step_gets_each_mail_once_or_a_person_is_told(self):
        self.begin_sending()
        for step in range(1, 1000):
            self.way_out.drop()
            self.answer_through(gate.cut_at(step))
            if not self.way_out.faults:
                break
        self.assertGreater(step, 8)

    def test_random_faults_on_the_way_out_lose_and_double_nothing(self):
        self.begin_sending()
        for seed in range(ROUNDS):
            for number in range(MAILS_OF_A_ROUND):
                self.answer_through(gate.at_random(seed * 1000 + number, share=0.05), f"seed {seed * 1000 + number}")

    def begin_sending(self):
        self.postfix = self.enterContext(Postfix(self.home / "postfix", domains=[CUSTOMERS]))
        self.way_out = self.enterContext(Gate(self.postfix.port))
        self.desk = self.enterContext(Desk(self.home / "desk", delivery=f"smtp://127.0.0.1:{self.way_out.port}", more=UNLIMITED))

    def answer_through(self, plan, hint=""):
        """One acknowledgement to a new customer, tried until it is out or for a person."""
        in_data = []  # a mail of this size leaves ticketd at once, last dot and all: a fault inside it comes too late

        def watched(step, to_server, line):
            if not to_server and line.startswith(b"354"):
                in_data.append(step)
            return plan(step, to_server, line)
        number = self.ask()
        self.way_out.plan = watched
        self.desk.submit(customer(number), [SUPPORT], question(number))
        state = wait_until(lambda: self.settled(number), f"the answer to {customer(number)} {hint}", 60)
        if state == "sent":
            self.assertEqual(len(self.postfix.wait_for_mails(customer(number))), 1, hint)
        else:
            self.assertEqual(state, "uncertain", hint)
            self.assertTrue(in_data, f"uncertain before the last dot: {self.way_out.faults} {hint}")
            self.assertLessEqual(len(self.postfix.mails(customer(number))), 1, hint)

    def settled(self, number):
        """The state of that customer's acknowledgement once nothing more happens by itself; retries need not wait."""
        ticket = next((one for one in self.desk.tickets() if one["subject"] == f"question {number}"), None)
        if not ticket:
            return None
        sent = [row for entry in self.desk.ticket(ticket["id"])["entries"] for row in entry["sent_to"]
                if row["address"] == customer(number)]
        if sent and sent[0]["state"] in ("sent", "uncertain"):
            return sent[0]["state"]
        waiting = [str(row["id"]) for row in self.desk.queue() if row["to"] == customer(number) and row["state"] == "queued"
                   and row["attempts"] > 0]
        if waiting:
            self.desk.run("queue", "retry", *waiting)
        return None


if __name__ == "__main__":
    unittest.main()
