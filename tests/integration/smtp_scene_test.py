"""One conversation by SMTP: a real Postfix stands in front of ticketd, and takes its answers."""
import pathlib
import tempfile
import unittest

from conversation import AGENT, COLLEAGUE, CUSTOMER, Conversation, SUPPORT, VENDOR
from support.desk import Desk, read
from support.postfix import Postfix

DOMAINS = ("customer.example.net", "corp.example.net", "parts.example.org", "else.example.org")


class SmtpScene(unittest.TestCase):
    def test_a_conversation_from_the_first_question_to_the_follow_up(self):
        with tempfile.TemporaryDirectory() as directory:
            home = pathlib.Path(directory)
            desk = Desk(home / "desk")
            postfix = Postfix(home / "postfix", domains=DOMAINS, relay={"desk.example.com": f"smtp:[127.0.0.1]:{desk.smtp_port}"})
            desk.settings["delivery"] = f"smtp://127.0.0.1:{postfix.port}"
            with postfix, desk:
                self.converse(desk, postfix)
                self.nothing_leaked(postfix)

    def converse(self, desk, postfix):
        accepted = lambda: desk.log().count("mail.accepted")

        def post(sender, recipients, mail):
            from support.net import wait_until
            before = accepted()
            postfix.submit(sender, recipients, mail)
            wait_until(lambda: accepted() > before, "Postfix to hand the mail on")

        def inbox(person, at_least):
            return postfix.wait_for_mails(person, at_least) if at_least else postfix.mails(person)

        Conversation(self, desk, post, inbox).run()

    def nothing_leaked(self, postfix):
        for person in (CUSTOMER, COLLEAGUE, VENDOR):
            for raw in postfix.mails(person):
                self.assertNotIn(b"corp.example.net", raw, f"the agent's address in a mail to {person}")
                self.assertNotIn("정착기", read(raw).as_string(), "a private note")


if __name__ == "__main__":
    unittest.main()
