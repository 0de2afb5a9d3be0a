"""A burst of mails, a kill -9 in the middle, and a new start: what was acknowledged is there exactly once."""
import collections
import concurrent.futures
import pathlib
import smtplib
import tempfile
import time
import unittest

from conversation import SUPPORT
from support.desk import Desk
from support.mails import simple

MAILS, SESSIONS = 500, 20


class PulledPlug(unittest.TestCase):
    def test_no_acknowledged_mail_is_lost_or_doubled(self):
        with tempfile.TemporaryDirectory() as directory:
            desk = Desk(pathlib.Path(directory))
            desk.settings["more"] = "[automatic]\nper_minute = 100000\n"
            with desk:
                acknowledged = self.burst_with_a_kill_in_the_middle(desk)
                self.assertGreater(len(acknowledged), 20, "the kill came too early to prove anything")
                self.assertLess(len(acknowledged), MAILS, "the kill came too late to prove anything")
                desk.start()
                desk.wait_idle(120)
                self.every_acknowledged_mail_is_one_ticket(desk, acknowledged)
                self.every_ticket_has_one_acknowledgement(desk)

    def burst_with_a_kill_in_the_middle(self, desk):
        acknowledged = set()

        def session(first):
            try:
                with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as client:
                    for number in range(first, MAILS, SESSIONS):
                        client.sendmail(f"c{number}@customer.example.net", [SUPPORT],
                                        simple(f"c{number}@customer.example.net", SUPPORT, f"question {number}",
                                               "Text\n" * 400, f"burst-{number}@customer.example.net"))
                        acknowledged.add(number)
            except (smtplib.SMTPException, OSError):
                pass  # the plug was pulled

        with concurrent.futures.ThreadPoolExecutor(SESSIONS) as pool:
            for first in range(SESSIONS):
                pool.submit(session, first)
            deadline = time.monotonic() + 60
            while len(acknowledged) < MAILS // 4 and time.monotonic() < deadline:
                time.sleep(0.002)
            desk.kill()
        return acknowledged

    def every_acknowledged_mail_is_one_ticket(self, desk, acknowledged):
        subjects = collections.Counter(ticket["subject"] for ticket in desk.tickets())
        self.assertEqual([s for s, count in subjects.items() if count > 1], [], "doubled")
        missing = [number for number in acknowledged if f"question {number}" not in subjects]
        self.assertEqual(missing, [], "acknowledged, and lost")
        self.assertEqual(desk.quarantine(), [])

    def every_ticket_has_one_acknowledgement(self, desk):
        by_recipient = collections.defaultdict(set)
        for mail in desk.sent():
            if mail["Auto-Submitted"] == "auto-replied":
                by_recipient[mail["X-Original-To"]].add(mail["Message-ID"])
        for ticket in desk.tickets():
            self.assertEqual(len(by_recipient[ticket["requester"]["address"]]), 1, f"acknowledgements of ticket {ticket['id']}")


if __name__ == "__main__":
    unittest.main()
