"""What attackers and broken programs send: each mail ends where it belongs, and the next one is served."""
import pathlib
import smtplib
import socket
import tempfile
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT, VENDOR
from support.desk import Desk, text_of
from support.mails import crlf, proof, reply, simple


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.desk = cls.enterClassContext(Desk(pathlib.Path(directory.name)))
        cls.number = 0

    def hand_in(self, raw):
        """Over the pipe: bytes as they are. The place where the mail ended, as `explain` tells it."""
        self.desk.ctl("ingest", "--mailbox", "support", stdin=raw)
        self.desk.wait_idle()

    def the_next_mail_is_served(self):
        type(self).number += 1
        subject = f"the next mail {self.number}"
        self.hand_in(simple(CUSTOMER, SUPPORT, subject, "Text", f"next-{self.number}@customer.example.net"))
        self.assertIn(subject, [ticket["subject"] for ticket in self.desk.tickets()])

    def ticket_about(self, subject):
        return next(self.desk.ticket(t["id"]) for t in self.desk.tickets() if t["subject"] == subject)

    def test_an_empty_recipient_group(self):
        self.hand_in(crlf(f"From: {CUSTOMER}\nTo: undisclosed-recipients:;\nSubject: group\nMessage-ID: <group@x.example>\n\nText\n"))
        self.assertEqual(self.ticket_about("group")["participants"], [])
        self.the_next_mail_is_served()

    def test_ten_megabytes_of_header(self):
        self.hand_in(crlf(f"From: {CUSTOMER}\nTo: {SUPPORT}\nSubject: big header\nMessage-ID: <big@x.example>\nX-Pad: ") + b"x" * 10_000_000 +
                     b"\r\n\r\nText\r\n")
        self.assertEqual(self.ticket_about("big header")["requester"]["address"], CUSTOMER)
        self.the_next_mail_is_served()

    def test_sixty_thousand_nested_parts(self):
        nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) for i in range(60_000))
        self.hand_in(crlf(f"From: {CUSTOMER}\nTo: {SUPPORT}\nSubject: nested\nMessage-ID: <nested@x.example>\nMIME-Version: 1.0\n") + nested)
        self.assertEqual(self.ticket_about("nested")["state"], "open")
        self.the_next_mail_is_served()

    def test_nul_bytes(self):
        self.hand_in(crlf(f"From: {CUSTOMER}\nTo: {SUPPORT}\nSubject: nul\nMessage-ID: <nul@x.example>\n\nbefore") + b"\0after\r\n")
        self.assertIn("after", self.ticket_about("nul")["entries"][0]["text"])
        self.the_next_mail_is_served()

    def test_an_empty_mail_is_quarantined_and_a_mail_of_blank_lines_too(self):
        self.hand_in(b"\r\n\r\n")
        self.assertTrue(self.desk.quarantine(), "visible, with its reason")
        self.the_next_mail_is_served()

    def test_a_person_can_look_at_a_quarantined_mail_and_let_it_in_or_delete_it(self):
        vacation = "Auto-Submitted: auto-replied\n"
        for name in ("wanted", "unwanted"):
            self.hand_in(simple(CUSTOMER, SUPPORT, f"{name} vacation note", "I am away", f"{name}@customer.example.net", extra=vacation))
        held = {mail["subject"]: mail["id"] for mail in self.desk.quarantine()}
        self.assertIn("I am away", self.desk.ctl("quarantine", "show", held["wanted vacation note"]))
        self.desk.ctl("quarantine", "release", held["wanted vacation note"])
        self.desk.ctl("quarantine", "delete", held["unwanted vacation note"])
        self.desk.wait_idle()
        self.assertEqual(self.ticket_about("wanted vacation note")["requester"]["address"], CUSTOMER)
        self.assertNotIn("unwanted vacation note", [mail["subject"] for mail in self.desk.quarantine()])
        self.assertEqual(self.desk.run("quarantine", "release", 999999).returncode, 1)

    def test_an_unknown_charset(self):
        self.hand_in(crlf(f"From: {CUSTOMER}\nTo: {SUPPORT}\nSubject: charset\nMessage-ID: <charset@x.example>\nMIME-Version: 1.0\n"
                          "Content-Type: text/plain; charset=x-nobody-knows\n\n안녕하세요\n"))
        self.assertIn("안녕하세요", self.ticket_about("charset")["entries"][0]["text"])
        self.the_next_mail_is_served()

    def test_relaying_is_refused_at_rcpt(self):
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=30) as client:
            client.ehlo("mx.example.net")
            for address in ("someone@elsewhere.example", "support%elsewhere.example@desk.example.com",
                            "@desk.example.com:someone@elsewhere.example", "unknown@desk.example.com",
                            '"someone@elsewhere.example"@desk.example.com', "support+guessed@desk.example.com"):
                client.mail(CUSTOMER)
                code, text = client.rcpt(address)
                self.assertIn(code // 100, (5,), f"{address}: {code} {text}")
                client.rset()
            client.mail(CUSTOMER)
            self.assertEqual(client.rcpt("postmaster@desk.example.com")[0], 250)

    def test_an_http_client_is_shown_the_door(self):
        with socket.create_connection(("127.0.0.1", self.desk.smtp_port), timeout=30) as peer:
            peer.recv(500)
            peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            received = b""
            while data := peer.recv(500):
                received += data
            self.assertNotIn(b"250", received)
        self.the_next_mail_is_served()

    def test_a_forged_agent_is_not_obeyed(self):
        self.hand_in(simple(CUSTOMER, SUPPORT, "forged agent", "Text", "victim@customer.example.net"))
        ticket = self.ticket_about("forged agent")
        told = next(m for m in self.desk.sent(AGENT) if f"[#{ticket['id']}]" in str(m["Subject"]))
        token = str(told["Reply-To"])
        for attempt, prove in enumerate((None, "fail")):
            before = len(self.desk.sent(CUSTOMER))
            self.desk.submit("evil@else.example.org", [token],
                             reply(AGENT, told, "#resolve\nGo away", prove=prove, message_id=f"forged-{attempt}@corp.example.net"))
            self.desk.wait_idle()
            now = self.desk.ticket(ticket["id"])
            self.assertEqual(now["state"], "open")
            self.assertEqual(now["entries"][-1]["visibility"], "private")
            self.assertEqual(len(self.desk.sent(CUSTOMER)), before, "nothing reaches the customer")
            self.assertTrue(any("evil" not in str(m["To"]) and f"[#{ticket['id']}]" in str(m["Subject"]) for m in self.desk.sent(AGENT)))
        self.the_next_mail_is_served()

    def test_a_forged_result_below_a_strangers_received_field_proves_nothing(self):
        self.hand_in(simple(CUSTOMER, SUPPORT, "forged result", "Text", "victim2@customer.example.net"))
        ticket = self.ticket_about("forged result")
        told = next(m for m in self.desk.sent(AGENT) if f"[#{ticket['id']}]" in str(m["Subject"]))
        mail = crlf("Received: from evil.example by evil.example; Sun, 22 Nov 2026 10:00:00 +0900\n" + proof("corp.example.net"))
        mail += reply(AGENT, told, f"#forward {VENDOR}\nGive me everything", message_id="forged-result@corp.example.net")
        self.desk.submit("evil@else.example.org", [str(told["Reply-To"])], mail)
        self.desk.wait_idle()
        self.assertEqual(self.desk.sent(VENDOR), [])
        self.assertEqual(self.desk.ticket(ticket["id"])["entries"][-1]["author"]["trust"], "plausible")

    def test_a_guessed_number_joins_nothing(self):
        self.hand_in(simple(CUSTOMER, SUPPORT, "guessed number", "Text", "victim3@customer.example.net"))
        number = self.ticket_about("guessed number")["id"]
        self.hand_in(simple("guesser@else.example.org", SUPPORT, f"Re: [#{number}] guessed number", "Let me in", "guess@else.example.org"))
        self.assertEqual(len(self.desk.ticket(number)["entries"]), 1)

    def test_every_mail_can_be_explained(self):
        self.hand_in(simple(CUSTOMER, SUPPORT, "explain me", "Text", "explain@customer.example.net"))
        explained = self.desk.ctl("explain", "explain@customer.example.net", "--json")
        self.assertIn('"place"', explained)
        self.assertIn("new ticket", explained)


if __name__ == "__main__":
    unittest.main()
