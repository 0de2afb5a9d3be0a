"""Sending with OAuth 2: tokens from an endpoint over TLS, shown to a Postfix whose SASL is a Dovecot that asks the provider."""
import pathlib
import tempfile
import unittest

from conversation import SUPPORT
from support.desk import Desk
from support.dovecot import Dovecot
from support.mails import simple
from support.net import wait_until
from support.postfix import Postfix
from support.tokens import CLIENT, SECRET, TokenServer

CUSTOMERS = "customer.example.net"
OPERATOR = f"postmaster@{CUSTOMERS}"


def customer(number):
    return f"c{number}@{CUSTOMERS}"


class OAuth2(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.asked = 0

    def begin(self, mechanisms="xoauth2 oauthbearer", security="starttls", refresh_token="first", more=""):
        self.tokens = self.enterContext(TokenServer(self.home / "provider", SUPPORT, refresh_token))
        dovecot = self.enterContext(Dovecot(self.home / "dovecot", {}, tokens=self.tokens, mechanisms="plain " + mechanisms))
        self.postfix = self.enterContext(Postfix(self.home / "postfix", domains=[CUSTOMERS], auth_socket=dovecot.auth_socket,
                                                 login_required=True))
        self.desk = Desk(self.home / "desk", delivery=self.postfix.url(security), server=f'operator = "{OPERATOR}"')
        self.write("secret", SECRET)
        self.write("refresh", refresh_token or "")
        self.desk.settings["delivery_more"] = f"""
user = "{SUPPORT}"
tls_ca_file = "{self.postfix.certificate}"
[delivery.oauth2]
token_url = "{self.tokens.url}"
tls_ca_file = "{self.tokens.certificate}"
client_id = "{CLIENT}"
client_secret_file = "secret"
{'refresh_token_file = "refresh"' if refresh_token else ""}
{more}
"""
        self.enterContext(self.desk)

    def write(self, name, text):
        path = self.desk.directory / name
        path.write_text(text + "\n")
        path.chmod(0o600)

    def ask(self):
        """A customer's question, which is acknowledged by mail; the customer's address."""
        self.asked += 1
        sender = customer(self.asked)
        self.desk.submit(sender, [SUPPORT], simple(sender, SUPPORT, f"question {self.asked}", "Text", f"q{self.asked}@{CUSTOMERS}"))
        return sender

    def is_answered(self, sender):
        self.assertEqual(len(self.postfix.wait_for_mails(sender, seconds=60)), 1)

    def hang_up(self):
        """The next mail needs a new login."""
        self.postfix.stop()
        self.postfix.start()

    def granted_with(self):
        return [form.get("refresh_token") for form, said in self.tokens.requests if "access_token" in said]

    def test_mail_goes_out_by_xoauth2_after_starttls(self):
        self.begin(more='mechanism = "xoauth2"')
        self.is_answered(self.ask())
        self.assertIn(f"sasl_method=XOAUTH2, sasl_username={SUPPORT}", self.postfix.log())

    def test_mail_goes_out_by_oauthbearer_with_the_rights_of_the_application(self):
        self.begin(security="tls", refresh_token=None, more='scope = "https://outlook.example.com/.default"')
        self.is_answered(self.ask())
        self.assertIn(f"sasl_method=OAUTHBEARER, sasl_username={SUPPORT}", self.postfix.log())
        self.assertEqual(self.tokens.requests[0][0]["grant_type"], "client_credentials")

    def test_a_token_serves_many_logins_and_the_rotated_refresh_token_survives_a_kill(self):
        self.begin()
        self.is_answered(self.ask())
        self.hang_up()
        self.is_answered(self.ask())
        self.assertEqual(self.granted_with(), ["first"])
        self.desk.kill()
        self.desk.start()
        self.is_answered(self.ask())
        self.assertEqual(self.granted_with(), ["first", "refresh-1"])

    def test_a_token_that_was_revoked_before_its_time_is_replaced(self):
        self.begin()
        self.is_answered(self.ask())
        self.tokens.revoke_access()
        self.hang_up()
        self.is_answered(self.ask())
        self.assertNotIn("outbox.account_refused", self.desk.log())

    def test_a_revoked_grant_rests_the_account_and_a_new_login_of_a_person_sends_what_waited(self):
        self.begin()
        self.is_answered(self.ask())
        self.tokens.refresh_token = "granted anew"
        self.tokens.revoke_access()
        self.hang_up()
        waits = self.ask()
        wait_until(lambda: "outbox.account_refused" in self.desk.log(), "the alarm", 60)
        self.assertIn("invalid_grant", self.desk.log())
        self.assertEqual(self.postfix.mails(waits), [])
        row, = [row for row in self.desk.queue() if row["to"] == waits]
        self.assertEqual((row["state"], row["attempts"]), ("queued", 0), "the account's fault, not the mail's")
        wait_until(lambda: OPERATOR in [row["to"] for row in self.desk.queue()], "the letter to the operator", 60)
        self.write("refresh", "granted anew")
        self.desk.ctl("queue", "retry", "--all")
        self.is_answered(waits)
        wait_until(lambda: len(self.postfix.mails(OPERATOR)) == 2, "the operator to be told of stop and end", 60)


if __name__ == "__main__":
    unittest.main()
