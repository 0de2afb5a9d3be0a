"""Strangers at the SMTP port of the real daemon: what they may not do, and what must not get lost."""
import concurrent.futures
import json
import os
import pathlib
import resource
import smtplib
import tempfile
import time
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import crlf, simple
from support.net import make_certificate
from support.smtp import Smtp

LOST_250 = int(os.environ.get("TICKETD_LOST_250", "200"))  # mails, of which every tenth loses its 250; 100000 in the long form

MORE = """
[smtp.limits]
sessions_per_ip = 100
connections_per_ip_per_minute = 100000
[automatic]
per_minute = 0
"""


class SmtpIntake(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        home = pathlib.Path(directory.name)
        certificate, key = make_certificate(home)
        smtp = f'tls_certificate = "{certificate}"\ntls_key = "{key}"\nsmtputf8 = true\n'
        cls.desk = cls.enterClassContext(Desk(home / "desk", profile="internet", smtp=smtp, more=MORE))

    def about(self, subject):
        return [ticket for ticket in self.desk.tickets() if ticket["subject"] == subject]

    # ---- who may do what ----

    def test_a_command_in_the_segment_of_starttls_is_not_run_under_tls(self):
        with Smtp(self.desk.smtp_port) as client:
            self.assertIn("250-STARTTLS", client.extensions)
            client.send("STARTTLS\r\nMAIL FROM:<injected@client.example.net>\r\n")
            self.assertTrue(client.reply().startswith("501 5.5.4"))
            self.assertEqual(client.reply(), "", "closed, before any handshake")

    def test_nothing_that_was_said_in_the_clear_counts_under_tls(self):
        with Smtp(self.desk.smtp_port) as client:
            client.ask("MAIL FROM:<clear@client.example.net>")
            client.ask(f"RCPT TO:<{SUPPORT}>")
            self.assertTrue(client.ask("STARTTLS").startswith("220"))
            client.start_tls()
            self.assertTrue(client.ask("DATA").startswith("503"))
            self.assertTrue(client.ask("MAIL FROM:<a@client.example.net>").startswith("503"), "hello comes first, again")
            self.assertNotIn("STARTTLS", client.ask("EHLO client.example.net"))
            client.begin_mail(CUSTOMER, SUPPORT)
            client.send(simple(CUSTOMER, SUPPORT, "under TLS", "Text", "tls@customer.example.net") + b".\r\n")
            self.assertTrue(client.reply().startswith("250"))

    def test_a_hundred_ways_to_ask_for_relaying_are_refused(self):
        forms = []
        for victim in ("v@else.example.org", "v@[192.0.2.1]", "v@sub.else.example.org", "v@ELSE.example.org"):
            local, host = victim.split("@")
            forms += [victim, f'"{local}"@{host}', f"{victim}.", f"<{victim}>", f"{victim}%"]
            for ours in ("desk.example.com", "[127.0.0.1]", "localhost", "DESK.EXAMPLE.COM", "127.0.0.1"):
                forms += [f"{local}%{host}@{ours}", f"{host}!{local}@{ours}", f"@{ours}:{victim}", f"@{ours},@b.example:{victim}",
                          f'"{victim}"@{ours}', f'"{local}%{host}"@{ours}', f'"{host}!{local}"@{ours}', f"{victim}@{ours}",
                          f'support%{host}@{ours}', f'"{local}\\@{host}"@{ours}']
        self.assertGreaterEqual(len(forms), 100)
        for form in forms:
            with Smtp(self.desk.smtp_port) as client:
                client.ask(f"MAIL FROM:<{CUSTOMER}>")
                answer = client.ask(f"RCPT TO:<{form}>".encode())
                self.assertEqual(answer[:1], "5", f"{form}: {answer}")

    def test_a_token_that_is_none_is_refused_by_smtp_and_counts_as_no_token_by_lmtp(self):
        address = "support+guessed@desk.example.com"
        with Smtp(self.desk.smtp_port) as client:
            client.ask(f"MAIL FROM:<{CUSTOMER}>")
            self.assertTrue(client.ask(f"RCPT TO:<{address}>").startswith("550 5.1.1"))
        with Smtp(self.desk.directory / "state" / "lmtp.sock", hello="LHLO mx.example.net") as client:
            self.assertTrue(client.ask(f"MAIL FROM:<{CUSTOMER}>").startswith("250"))
            self.assertTrue(client.ask("RCPT TO:<nobody@desk.example.com>").startswith("550"))
            self.assertTrue(client.ask("RSET").startswith("250"))
            mail = simple(CUSTOMER, address, "an old token", "Text", "old-token@customer.example.net")
            self.assertTrue(client.mail(CUSTOMER, address, mail).startswith("250"))
        self.desk.wait_idle()
        self.assertEqual(len(self.about("an old token")), 1)

    # ---- too much at once is answered, never met with silence ----

    def test_without_a_free_descriptor_a_peer_is_told_to_come_again(self):
        process = self.desk.process.pid
        in_use = len(os.listdir(f"/proc/{process}/fd"))
        before = resource.prlimit(process, resource.RLIMIT_NOFILE, (in_use + 3, resource.prlimit(process, resource.RLIMIT_NOFILE)[1]))
        try:
            clients = [Smtp(self.desk.smtp_port, hello=None) for _ in range(8)]
        finally:
            resource.prlimit(process, resource.RLIMIT_NOFILE, before)
        greetings = [client.greeting[:9] for client in clients]
        for client in clients:
            client.close()
        self.assertIn("220 desk.", greetings)
        self.assertIn("421 4.3.2", greetings)
        self.assertEqual(set(greetings), {"220 desk.", "421 4.3.2"})
        with Smtp(self.desk.smtp_port) as client:
            self.assertTrue(client.greeting.startswith("220"))

    # ---- what must arrive as it is ----

    def test_a_mail_of_many_megabytes_arrives_whole_and_leaves_no_second_file(self):
        lines = "".join(f"line {number} of a long log\r\n" for number in range(300_000)).encode()
        with Smtp(self.desk.smtp_port) as client:
            client.begin_mail(CUSTOMER, SUPPORT)
            client.send(simple(CUSTOMER, SUPPORT, "many megabytes", "Text", "large@customer.example.net") + lines + b".\r\n")
            self.assertTrue(client.reply().startswith("250"))
        self.desk.wait_idle()
        ticket = self.desk.ticket(self.about("many megabytes")[0]["id"])
        self.assertLess(len(json.dumps(ticket)), 4_000_000, "an entry keeps as much as people read")
        files = [path for path in (self.desk.directory / "state" / "ticketd.db-mails").rglob("*") if path.is_file()]
        self.assertEqual(len(files), 1)
        self.assertTrue(files[0].read_bytes().endswith(lines), "the mail itself stays whole")

    def test_addresses_beyond_ascii_are_taken_when_the_setting_says_so(self):
        sender = "이서준@고객.example.net"
        mail = crlf(f"From: 이서준 <{sender}>\nTo: {SUPPORT}\nSubject: 주소가 한글\nMessage-ID: <utf8@customer.example.net>\n\n안녕하세요\n")
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=60) as client:
            client.ehlo("client.example.net")
            self.assertTrue(client.has_extn("smtputf8"))
            client.sendmail(sender, [SUPPORT], mail, mail_options=["SMTPUTF8", "BODY=8BITMIME"])
        self.desk.wait_idle()
        self.assertEqual(self.about("주소가 한글")[0]["requester"]["address"], sender)
        with Smtp(self.desk.smtp_port) as client:
            self.assertTrue(client.ask(f"MAIL FROM:<{sender}>").startswith("553 5.6.7"), "without the parameter")

    # ---- what must be there once ----

    def test_the_same_message_id_with_other_bytes_is_another_mail(self):
        known_before = self.desk.log().count("duplicate=true")
        mails = [simple(CUSTOMER, SUPPORT, f"one id, text {number}", f"Text {number}", "one-id@customer.example.net")
                 for number in (1, 2)]
        with Smtp(self.desk.smtp_port) as client:
            for mail in [*mails, mails[0]]:
                self.assertTrue(client.mail(CUSTOMER, SUPPORT, mail).startswith("250"))
        self.desk.wait_idle()
        self.assertEqual(self.desk.log().count("duplicate=true"), known_before + 1, "the third is the first again")
        entries = [entry["text"] for ticket in self.desk.tickets() for entry in self.desk.ticket(ticket["id"])["entries"]]
        for number in (1, 2):
            self.assertEqual(sum(f"Text {number}" == text.strip() for text in entries), 1)

    def test_mails_whose_senders_lost_our_250_are_there_once(self):
        before = len(self.desk.tickets())
        known_before = self.desk.log().count("duplicate=true")

        def send(number):
            mail = simple(f"c{number}@customer.example.net", SUPPORT, f"lost {number}", "Text", f"lost-{number}@customer.example.net")
            loses_its_250 = number % 10 == 0
            while True:
                client = Smtp(self.desk.smtp_port)
                if not client.greeting.startswith("220"):  # a quick machine has its connections of this minute
                    client.close()
                    time.sleep(1)
                    continue
                client.begin_mail(f"c{number}@customer.example.net", SUPPORT)
                client.send(mail + b".\r\n")
                if loses_its_250:
                    loses_its_250 = False
                    client.reset() if number % 20 == 0 else client.close()
                    continue
                answer = client.reply()
                client.close()
                if answer.startswith("250"):
                    return

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            list(pool.map(send, range(LOST_250)))
        self.desk.wait_idle(600 + LOST_250 // 10)
        self.assertEqual(len(self.desk.tickets()) - before, LOST_250)
        self.assertEqual(self.desk.quarantine(), [])
        self.assertGreater(self.desk.log().count("duplicate=true"), known_before, "no 250 was lost: the run proves nothing")


if __name__ == "__main__":
    unittest.main()
