"""Logging in with OAuth 2: tokens from an endpoint over TLS, shown to a Dovecot that asks the provider about each."""
import pathlib
import tempfile
import unittest

from conversation import SUPPORT
from support.desk import Desk
from support.dovecot import Dovecot
from support.gate import Gate
from support.mails import simple
from support.net import wait_until
from support.tokens import CLIENT, SECRET, TokenServer


class OAuth2(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)

    def begin(self, mechanisms="xoauth2 oauthbearer", refresh_token="first", more="", **settings):
        self.tokens = self.enterContext(TokenServer(self.home / "provider", SUPPORT, refresh_token, **settings))
        self.dovecot = self.enterContext(Dovecot(self.home / "dovecot", {SUPPORT: "for people"}, tokens=self.tokens,
                                                 mechanisms="plain " + mechanisms))
        self.gate = self.enterContext(Gate(self.dovecot.imaps_port))
        self.desk = Desk(self.home / "desk")
        self.write("secret", SECRET)
        self.write("refresh", refresh_token or "")
        refresh = 'refresh_token_file = "refresh"' if refresh_token else ""
        self.desk.mailbox = f"""
[mailbox.imap]
url = "imaps://127.0.0.1:{self.gate.port}/INBOX"
user = "{SUPPORT}"
tls_ca_file = "{self.dovecot.certificate}"
[mailbox.imap.oauth2]
token_url = "{self.tokens.url}"
tls_ca_file = "{self.tokens.certificate}"
client_id = "{CLIENT}"
client_secret_file = "secret"
{refresh}
{more}
"""
        self.enterContext(self.desk)

    def write(self, name, text):
        path = self.desk.directory / name
        path.write_text(text + "\n")
        path.chmod(0o600)

    def question(self, number):
        self.dovecot.deliver(SUPPORT, simple(f"c{number}@customer.example.net", SUPPORT, f"question {number}", "Text",
                                             f"q{number}@customer.example.net"))

    def subjects(self):
        self.desk.ctl("poll")
        self.desk.wait_idle()
        return sorted(ticket["subject"] for ticket in self.desk.tickets())

    def reconnect(self):
        self.gate.drop()

    def is_refused(self):
        self.desk.run("poll")  # the next try, without the pause before it
        return "imap.login_refused" in self.desk.log()

    def granted_with(self):
        return [form.get("refresh_token") for form, said in self.tokens.requests if "access_token" in said]

    def test_mail_comes_in_by_xoauth2(self):
        self.begin(mechanisms="xoauth2")
        self.question(1)
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertIn("method=XOAUTH2", self.dovecot.log())

    def test_mail_comes_in_by_oauthbearer_with_the_rights_of_the_application(self):
        self.begin(refresh_token=None, more='scope = "https://imap.example.com/.default"')
        self.question(1)
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertIn("method=OAUTHBEARER", self.dovecot.log())
        form, _ = self.tokens.requests[0]
        self.assertEqual(form["grant_type"], "client_credentials")
        self.assertEqual(form["scope"], "https://imap.example.com/.default")

    def test_the_mechanism_can_be_chosen(self):
        self.begin(more='mechanism = "xoauth2"')
        self.question(1)
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertIn("method=XOAUTH2", self.dovecot.log())

    def test_a_rotated_refresh_token_survives_a_kill_and_a_token_serves_many_connections(self):
        self.begin()
        self.question(1)
        self.assertEqual(self.subjects(), ["question 1"])
        self.reconnect()
        self.question(2)
        wait_until(lambda: self.desk.run("poll").returncode == 0, "the mailbox to be back", 60)
        self.assertEqual(self.granted_with(), ["first"])
        self.desk.kill()
        self.desk.start()
        self.question(3)
        self.assertEqual(self.subjects(), ["question 1", "question 2", "question 3"])
        self.assertEqual(self.granted_with(), ["first", "refresh-1"])

    def test_a_token_that_was_revoked_before_its_time_is_replaced(self):
        self.begin()
        self.assertEqual(self.subjects(), [])
        self.tokens.revoke_access()
        self.reconnect()
        self.question(1)
        wait_until(lambda: self.desk.run("poll").returncode == 0, "the mailbox to be back", 60)
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertNotIn("imap.login_refused", self.desk.log())

    def test_a_revoked_grant_stops_the_mailbox_and_a_new_login_of_a_person_starts_it_again(self):
        self.begin()
        self.assertEqual(self.subjects(), [])
        self.tokens.refresh_token = "granted anew"
        self.tokens.revoke_access()
        self.reconnect()
        wait_until(self.is_refused, "the alarm", 60)
        self.assertIn("invalid_grant", self.desk.log())
        self.assertIn("stopped", self.desk.ctl("mailbox", "list"))
        asked = len(self.tokens.requests)
        self.write("refresh", "granted anew")
        self.question(1)
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertEqual(len(self.tokens.requests), asked + 1)

    def test_a_token_that_the_mail_server_does_not_know_is_an_alarm(self):
        self.begin()
        self.assertEqual(self.subjects(), [])
        self.tokens.vouches = False
        self.reconnect()
        wait_until(self.is_refused, "the alarm", 60)
        self.assertNotEqual(self.desk.run("poll").returncode, 0)

    def test_an_endpoint_in_trouble_is_asked_again_and_stops_nothing(self):
        self.begin()
        self.assertEqual(self.subjects(), [])
        self.tokens.refuses = 503, {"error": "temporarily_unavailable"}
        self.tokens.revoke_access()
        self.reconnect()
        self.question(1)
        for _ in range(4):
            self.assertNotEqual(self.desk.run("poll").returncode, 0)
        self.tokens.refuses = None
        self.assertEqual(self.subjects(), ["question 1"])
        self.assertNotIn("imap.login_refused", self.desk.log())

    def test_an_endpoint_whose_certificate_is_not_trusted_sees_no_secret(self):
        self.begin(more="")
        self.assertEqual(self.subjects(), [])
        asked = len(self.tokens.requests)
        self.desk.mailbox = self.desk.mailbox.replace(str(self.tokens.certificate), str(self.dovecot.certificate))
        self.desk.configure()
        self.desk.stop()
        self.desk.start()
        self.assertNotEqual(self.desk.run("poll").returncode, 0)
        self.assertEqual(len(self.tokens.requests), asked)


if __name__ == "__main__":
    unittest.main()
