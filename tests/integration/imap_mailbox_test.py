"""Mailboxes as they are in houses: full of old mail, renumbered, locked out, with mails that cannot be imported."""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

from conversation import SUPPORT
from support import gate
from support.desk import Desk, text_of
from support.dovecot import Dovecot
from support.gate import Gate
from support.mails import simple
from support.net import wait_until

OLD_MAILS = int(os.environ.get("TICKETD_OLD_MAILS", "3000"))  # that lie in the mailbox already; 100000 in the long form
SALES, OPERATOR = "sales@desk.example.com", "postmaster@corp.example.net"
LONG_AGO = 1_600_000_000


def question(number, size=0):
    return simple(f"c{number}@customer.example.net", SUPPORT, f"question {number}", "Text\n" + "x" * size,
                  f"q{number}@customer.example.net")


class Mailboxes(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.dovecot = self.enterContext(Dovecot(self.home / "dovecot", {SUPPORT: "secret", SALES: "other secret"}))
        self.gate = self.enterContext(Gate(self.dovecot.imap_port))
        self.desk = Desk(self.home / "desk", more="[automatic]\nper_minute = 100000\n")
        self.password("imap-password", "secret")

    def password(self, name, text):
        self.desk.directory.joinpath(name).write_text(text + "\n")

    def begin(self, more=""):
        self.desk.mailbox = (f'[mailbox.imap]\nurl = "imap://127.0.0.1:{self.gate.port}/INBOX"\nuser = "{SUPPORT}"\n'
                             f'password_file = "imap-password"\n{more}')
        self.enterContext(self.desk)

    def fetch(self, *arguments):
        wait_until(lambda: self.desk.run("poll", *arguments).returncode == 0, "the mailbox to be fetched", 300)
        self.desk.wait_idle(300)

    def subjects(self):
        return sorted(ticket["subject"] for ticket in self.desk.tickets())

    def skipped(self):
        return [line.split()[2] for line in self.desk.ctl("mailbox", "skipped").splitlines()[1:]]

    def test_of_a_mailbox_full_of_old_mail_only_the_new_ones_are_read(self):
        self.dovecot.fill(SUPPORT, (question(-number) for number in range(OLD_MAILS)), received=LONG_AGO)
        new = [self.dovecot.deliver(SUPPORT, question(number)) for number in range(20)]
        said = []
        self.gate.plan = lambda _step, to_server, line: said.append((to_server, line)) or gate.PASS
        self.begin('since = "3d"')
        self.fetch()
        self.assertEqual(self.subjects(), sorted(f"question {number}" for number in range(20)))
        bodies = [line for to_server, line in said if to_server and b"BODY.PEEK" in line]
        self.assertEqual(len(bodies), 1)
        self.assertIn(f"{new[0]}:{new[-1]} ".encode(), bodies[0])
        listed = [line for to_server, line in said if not to_server and b"RFC822.SIZE" in line]
        self.assertEqual(len(listed), 20)

        said.clear()  # another start, another new mail: what is old is not even named
        self.desk.stop()
        self.dovecot.deliver(SUPPORT, question(20))
        self.desk.start()
        self.fetch()
        self.assertEqual(len(self.subjects()), 21)
        self.assertLessEqual(sum(len(line) for to_server, line in said if not to_server), 10_000)

    def test_a_renumbered_mailbox_doubles_nothing_however_old_its_mails_are(self):
        for number in range(3):
            self.dovecot.deliver(SUPPORT, question(number))
        self.begin()
        self.fetch()
        self.desk.stop()
        self.dovecot.stop()
        self.dovecot.change_uidvalidity(SUPPORT)
        self.dovecot.start()
        self.dovecot.deliver(SUPPORT, question(3))
        self.desk.environment["TICKETD_CLOCK_OFFSET"] = "+30d"
        self.desk.start()
        self.fetch()
        self.assertIn("imap.uidvalidity_changed", self.desk.log())
        self.assertEqual(self.subjects(), [f"question {number}" for number in range(4)])

    def test_a_mail_that_cannot_be_fetched_is_shown_survives_a_restart_and_comes_in_later(self):
        bad = self.dovecot.deliver(SUPPORT, question(1))
        self.dovecot.deliver(SUPPORT, question(2))
        self.gate.plan = lambda _step, to_server, line: (
            gate.CUT if not to_server and b"BODY[]" in line and f"UID {bad} ".encode() in line else gate.PASS)
        self.begin()
        for _ in range(4):
            self.desk.run("poll")
        wait_until(lambda: self.subjects() == ["question 2"], "the mail behind it", 60)
        self.assertEqual(self.skipped(), [str(bad)])
        self.desk.kill()
        self.desk.start()
        wait_until(lambda: self.skipped() == [str(bad)], "the ledger after a restart")
        self.assertNotIn("\\Seen", self.dovecot.mails(SUPPORT)[bad][0])

        self.gate.plan = lambda *_: gate.PASS
        self.fetch("--skipped")
        self.assertEqual(self.subjects(), ["question 1", "question 2"])
        self.assertEqual(self.skipped(), [])
        self.assertIn("\\Seen", self.dovecot.mails(SUPPORT)[bad][0])

    def test_a_mail_that_is_too_large_is_shown_and_comes_in_once_it_may(self):
        large = self.dovecot.deliver(SUPPORT, question(1, size=300_000))
        self.dovecot.deliver(SUPPORT, question(2))
        self.begin()
        self.desk.ctl("wait")
        self.fetch()
        self.assertEqual(self.subjects(), ["question 1", "question 2"])
        self.limit("64KiB")
        larger = self.dovecot.deliver(SUPPORT, question(3, size=200_000))
        a_little = self.dovecot.deliver(SUPPORT, question(4, size=70_000))
        came = []
        self.gate.plan = lambda _step, to_server, line: came.append(0 if to_server else len(line)) or gate.PASS
        self.fetch()
        self.assertEqual(self.skipped(), [str(larger), str(a_little)])
        self.assertLess(sum(came), 10_000, "what is too large was fetched to find that out")
        self.gate.plan = lambda *_: gate.PASS
        self.assertGreater(larger, large)
        self.assertNotIn("\\Seen", self.dovecot.mails(SUPPORT)[larger][0])
        self.limit("36MiB")
        self.fetch()
        self.assertEqual(self.subjects(), ["question 1", "question 2", "question 3", "question 4"])
        self.assertEqual(self.skipped(), [])

    def limit(self, size):
        toml = self.desk.directory / "ticketd.toml"
        lines = [line for line in toml.read_text().splitlines() if not line.startswith("max_message_size")]
        lines.insert(lines.index("[smtp]") + 1, f'max_message_size = "{size}"')
        self.desk.stop()
        toml.write_text("\n".join(lines) + "\n")
        self.desk.start()

    def test_a_wrong_password_stops_one_mailbox_with_an_alarm_and_leaves_the_other_alone(self):
        self.password("sales-password", "guessed")
        self.desk.settings["server"] = f'operator = "{OPERATOR}"'
        self.begin()
        desk = self.desk.directory / "desk.toml"
        desk.write_text(desk.read_text() + f'\n[[mailbox]]\nname = "sales"\naddress = "{SALES}"\ngroup = "cs"\n[mailbox.imap]\n'
                        f'url = "{self.dovecot.url()}"\nuser = "{SALES}"\npassword_file = "sales-password"\n')
        self.desk.ctl("desk", "apply", desk)
        for _ in range(4):
            self.desk.run("poll", "sales")
        wait_until(lambda: "imap.login_refused mailbox=sales" in self.desk.log(), "the alarm", 60)
        self.assertIn("AUTHENTICATIONFAILED", self.desk.ctl("mailbox", "list"))
        stopped = self.operator_is_told(1)
        self.assertIn("sales: 작동이 멈췄습니다", stopped["Subject"])
        self.assertIn("AUTHENTICATIONFAILED", text_of(stopped))
        self.dovecot.deliver(SUPPORT, question(1))
        self.fetch("support")
        self.assertEqual(self.subjects(), ["question 1"])

        self.password("sales-password", "other secret")
        self.dovecot.deliver(SALES, question(2))
        self.fetch("sales")
        self.assertEqual(self.subjects(), ["question 1", "question 2"])
        self.assertIn("sales: 다시 작동합니다", self.operator_is_told(2)["Subject"])

        self.password("sales-password", "guessed")
        self.dovecot.stop()
        self.dovecot.start()
        for _ in range(4):
            self.desk.run("poll", "sales")
        self.desk.stop()
        self.desk.start()
        self.fetch("support")
        self.operator_is_told(2)  # and not of another stop within the hour

    def operator_is_told(self, count):
        """The last of so many mails."""
        mails = wait_until(lambda: len(self.desk.sent(OPERATOR)) >= count and self.desk.sent(OPERATOR), "the operator to be told", 60)
        self.assertEqual(len(mails), count)
        self.assertEqual(mails[-1]["Auto-Submitted"], "auto-generated")
        return mails[-1]


if __name__ == "__main__":
    unittest.main()
