"""The same conversation from a Dovecot mailbox: every mail once, whoever looked at it first and whatever breaks; answers
leave through Postfix."""
import pathlib
import tempfile
import unittest

from conversation import AGENT, Conversation, SUPPORT
from smtp_scene_test import DOMAINS
from support.desk import Desk
from support.dovecot import Dovecot
from support.mails import crlf, proof, simple
from support.net import wait_until
from support.postfix import Postfix


class Fetched:
    """ticketd that fetches the support mailbox from Dovecot and sends through Postfix."""

    def __init__(self, directory):
        home = pathlib.Path(directory)
        self.dovecot = Dovecot(home / "dovecot", {SUPPORT: "secret"})
        self.postfix = Postfix(home / "postfix", domains=DOMAINS)
        self.desk = Desk(home / "desk", delivery=f"smtp://127.0.0.1:{self.postfix.port}")
        self.desk.directory.joinpath("imap-password").write_text("secret\n")
        self.desk.directory.joinpath("imap-password").chmod(0o600)
        self.desk.mailbox = ("[mailbox.imap]\n"
                             f'url = "{self.dovecot.url()}"\nuser = "{SUPPORT}"\npassword_file = "imap-password"\nafter_import = "seen"')

    def __enter__(self):
        self.dovecot.__enter__()
        self.postfix.__enter__()
        self.desk.__enter__()
        return self

    def __exit__(self, *error):
        self.desk.__exit__(*error)
        self.postfix.__exit__(*error)
        self.dovecot.__exit__(*error)

    def post(self, _sender, recipients, mail):
        """As the front MTA leaves it in the mailbox, with the address it was for."""
        self.dovecot.deliver(SUPPORT, b"Delivered-To: " + recipients[0].encode() + b"\r\n" + mail)
        self.desk.ctl("poll")

    def inbox(self, person, at_least):
        return self.postfix.wait_for_mails(person, at_least) if at_least else self.postfix.mails(person)


class ImapScene(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.fetched = self.enterContext(Fetched(directory.name))
        self.desk, self.dovecot = self.fetched.desk, self.fetched.dovecot

    def question(self, number):
        return simple(f"customer{number}@customer.example.net", SUPPORT, f"question {number}", f"Text {number}", f"q{number}@customer.example.net")

    def subjects(self):
        self.desk.ctl("poll")
        self.desk.wait_idle()
        return sorted(ticket["subject"] for ticket in self.desk.tickets())

    def test_a_conversation_from_the_first_question_to_the_follow_up(self):
        Conversation(self, self.desk, self.fetched.post, self.fetched.inbox).run()

    def test_what_a_person_has_opened_is_imported_too_and_then_marked(self):
        opened = self.dovecot.deliver(SUPPORT, self.question(1), flags="\\Seen")
        fresh = self.dovecot.deliver(SUPPORT, self.question(2))
        self.assertEqual(self.subjects(), ["question 1", "question 2"])
        mails = self.dovecot.mails(SUPPORT)
        self.assertIn("\\Seen", mails[opened][0])
        self.assertIn("\\Seen", mails[fresh][0])

    def test_new_mail_is_fetched_without_being_asked(self):
        self.dovecot.deliver(SUPPORT, self.question(1))
        wait_until(lambda: self.desk.tickets(), "the new mail", 60)

    def test_each_mail_is_imported_once_across_restarts(self):
        self.dovecot.deliver(SUPPORT, self.question(1))
        self.assertEqual(self.subjects(), ["question 1"])
        for number in (2, 3):
            self.desk.stop()
            self.dovecot.deliver(SUPPORT, self.question(number))
            self.desk.start()
        self.assertEqual(self.subjects(), ["question 1", "question 2", "question 3"])

    def test_a_server_that_goes_away_in_mid_fetch_costs_nothing(self):
        padding = "x" * 70 + "\n"
        for number in range(30):
            self.dovecot.deliver(SUPPORT, self.question(number)[:-2] + crlf(padding * 2000))
        self.dovecot.stop()
        self.dovecot.start()
        wait_until(lambda: "imap.imported" in self.desk.log() or self.desk.tickets(), "the import to begin", 90)
        self.dovecot.stop()  # in the middle of it, more often than not
        self.dovecot.start()
        wait_until(lambda: self.desk.run("poll").returncode == 0, "the mailbox to be back", 90)
        self.assertEqual(self.subjects(), sorted(f"question {number}" for number in range(30)))

    def test_an_authenticated_agent_is_proven_by_imap_too(self):
        self.dovecot.deliver(SUPPORT, crlf(proof("corp.example.net")) + simple(AGENT, SUPPORT, "a request of my own", "Text", "own@corp.example.net"))
        self.desk.ctl("poll")
        self.desk.wait_idle()
        self.assertEqual(self.desk.ticket(1)["entries"][0]["author"]["trust"], "proven")


if __name__ == "__main__":
    unittest.main()
