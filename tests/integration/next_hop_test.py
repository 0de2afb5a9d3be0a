"""ticketd and its next hop: a real Postfix that takes, defers, refuses and bounces, and a scripted one that cuts the line,
asks for a password, or stands beside another."""
import pathlib
import tempfile
import time
import unittest

from support.desk import Desk, read, text_of
from support.mails import simple
from support.net import wait_until
from support.next_hop import NextHop
from support.postfix import Postfix

AGENT, OPERATOR = "kim@corp.example.net", "postmaster@corp.example.net"
ROUTES = """
[[delivery.route]]
mailbox = ["sales"]
url = "{url}"
user = "sales"
password_file = "sales-password"
"""


def ask(desk, sender, to="support@desk.example.com", cc=None, tag="1"):
    mail = simple(sender, to, f"question {tag}", "It does not print.", f"question.{tag}@{sender.split('@')[1]}",
                  extra=f"Cc: {cc}\n" if cc else "")
    desk.submit(sender, [to], mail)
    desk.wait_idle()


def rows(desk, **wanted):
    return [row for row in desk.queue() if all(row[key] == value for key, value in wanted.items())]


def sent_to(desk, ticket):
    return {row["address"]: row["state"] for entry in desk.ticket(ticket)["entries"] for row in entry["sent_to"]}


class RealPostfix(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory(prefix="ticketd-next-hop-")
        self.addCleanup(self.home.cleanup)
        home = pathlib.Path(self.home.name)
        self.border = self.enterContext(NextHop(refuse={"gone@far.example.org": "550 5.1.1 no such user",
                                                         "full@far.example.org": "452 4.2.2 mailbox full"}))
        self.postfix = Postfix(home / "postfix", domains=("corp.example.net", "customer.example.net"),
                               refuse={"nobody@customer.example.net": "550 5.1.1 nobody here",
                                       "busy@customer.example.net": "450 4.2.0 come back later"})
        self.desk = Desk(home / "desk", delivery=self.postfix.url())
        self.postfix.relay = {"desk.example.com": f"smtp:[127.0.0.1]:{self.desk.smtp_port}",
                              "far.example.org": f"smtp:[127.0.0.1]:{self.border.port}"}
        self.enterContext(self.postfix)
        self.enterContext(self.desk)

    def reply(self, ticket, text):
        self.desk.ctl("ticket", "reply", ticket, "--as", "kim", "--text", text)

    def test_each_recipient_has_its_own_answer_and_what_was_deferred_is_taken_later(self):
        desk = self.desk
        ask(desk, "park@customer.example.net", cc="nobody@customer.example.net, busy@customer.example.net")
        self.reply(1, "Is it switched on?")
        wait_until(lambda: sent_to(desk, 1).get("park@customer.example.net") == "sent", "the good one to be taken")
        wait_until(lambda: sent_to(desk, 1)["nobody@customer.example.net"] == "failed", "the refused one to fail")
        deferred = wait_until(lambda: [row for row in rows(desk, to="busy@customer.example.net", state="queued")
                                       if row["attempts"] == 1], "the deferred one to wait")[0]
        self.assertIn("450 4.2.0", deferred["last_error"])
        told = lambda: [text_of(read(mail)) for mail in self.postfix.mails(AGENT)]
        wait_until(lambda: any("nobody@customer.example.net" in text for text in told()), "kim to be told of the failure")
        marked = desk.ticket(1)["undeliverable"]
        self.assertEqual([state["address"] for state in marked], ["nobody@customer.example.net"])

        self.postfix.refuse = {}
        self.postfix.configure()
        self.postfix.reload()

        def taken():  # a process of Postfix that we are still connected to knows the old configuration
            if sent_to(desk, 1)["busy@customer.example.net"] == "queued":
                desk.ctl("queue", "retry", deferred["id"])
                time.sleep(1)
            return sent_to(desk, 1)["busy@customer.example.net"] == "sent"

        wait_until(taken, "the deferred one to be taken", 40)
        self.assertEqual(len(self.postfix.wait_for_mails("busy@customer.example.net")), 1)

    def test_a_bounce_by_postfix_marks_the_address_until_a_person_clears_it(self):
        desk = self.desk
        ask(desk, "gone@far.example.org")  # Postfix takes the acknowledgement, and finds out later
        state = wait_until(lambda: desk.ticket(1)["undeliverable"], "the bounce to come back", 60)[0]
        self.assertEqual((state["address"], state["undeliverable"]), ("gone@far.example.org", True))
        self.assertIn("5.1.1", state["reason"])
        self.assertIn("gone@far.example.org", desk.ctl("address"))
        self.assertEqual(len(desk.quarantine()), 0, "the bounce is an entry, not a riddle")

        self.reply(1, "Can you hear us?")
        held = wait_until(lambda: rows(desk, to="gone@far.example.org", state="held"), "the answer to be held")[0]
        self.assertIn("the address is marked", held["last_error"])
        self.assertEqual(self.border.to("gone@far.example.org"), [])

        self.border.refuse.clear()
        self.assertIn("undeliverable since", desk.ctl("address", "show", "gone@far.example.org"))
        desk.ctl("address", "clear", "GONE@far.example.org")
        self.assertEqual(desk.ticket(1)["undeliverable"], [])
        desk.ctl("queue", "retry", held["id"])
        wait_until(lambda: self.border.to("gone@far.example.org"), "the answer to arrive")

    def test_a_forged_bounce_and_a_soft_one_mark_nobody(self):
        desk = self.desk
        ask(desk, "full@far.example.org")
        report = ("From: MAILER-DAEMON@far.example.org\nTo: support@desk.example.com\nSubject: Undelivered\n"
                  "Message-ID: <forged@far.example.org>\nMIME-Version: 1.0\n"
                  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
                  "Content-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
                  "Reporting-MTA: dns; far.example.org\n\nFinal-Recipient: rfc822; full@far.example.org\nAction: failed\n"
                  "Status: 5.1.1\n\n--b--\n").replace("\n", "\r\n").encode()
        desk.submit("", ["support@desk.example.com"], report)
        wait_until(lambda: desk.quarantine(), "the forged bounce to be put aside")
        self.assertEqual(desk.ticket(1)["undeliverable"], [])
        self.assertEqual(desk.ctl("address", "list", "--json"), "")


class ScriptedNextHop(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory(prefix="ticketd-next-hop-")
        self.addCleanup(self.home.cleanup)
        self.directory = pathlib.Path(self.home.name)

    def test_a_mail_whose_last_answer_is_lost_waits_for_a_person_who_may_repeat_it(self):
        with NextHop() as hop, Desk(self.directory, delivery=hop.url) as desk:
            hop.cut_after_dot = True
            ask(desk, "park@customer.example.net")
            lost = wait_until(lambda: rows(desk, to="park@customer.example.net", state="uncertain"), "the doubt")[0]
            hop.cut_after_dot = False
            desk.ctl("queue", "retry", lost["id"])
            wait_until(lambda: hop.to("park@customer.example.net"), "the mail, once more")
            wait_until(lambda: not rows(desk, to="park@customer.example.net"), "the mail to be sent")

    def test_a_house_may_have_such_mails_repeated_by_themselves(self):
        with NextHop() as hop:
            desk = Desk(self.directory, delivery=hop.url, delivery_more="repeat_uncertain = true")
            hop.cut_after_dot = True
            with desk:
                ask(desk, "park@customer.example.net")
                row = wait_until(lambda: [row for row in rows(desk, to="park@customer.example.net") if row["attempts"]],
                                 "the first try")[0]
                self.assertEqual(row["state"], "queued")
                self.assertEqual(rows(desk, state="uncertain"), [])

    def test_a_next_hop_that_knows_only_helo_gets_its_mails(self):
        with NextHop() as hop, Desk(self.directory, delivery=hop.url) as desk:
            hop.knows_ehlo = False
            ask(desk, "park@customer.example.net")
            wait_until(lambda: hop.to("park@customer.example.net"), "the mail")
            self.assertEqual(rows(desk, state="failed"), [])

    def test_a_wrong_password_rests_one_route_and_not_the_other(self):
        sales = ('\n[[mailbox]]\nname = "sales"\naddress = "sales@shop.example.org"\ngroup = "cs"\n')
        with NextHop() as house, NextHop(password="right") as shop:
            desk = Desk(self.directory, delivery=house.url, mailbox=sales, more=ROUTES.format(url=shop.url),
                        server=f'operator = "{OPERATOR}"')
            (self.directory / "sales-password").write_text("wrong\n")
            with desk:
                ask(desk, "park@customer.example.net")
                ask(desk, "choi@customer.example.net", to="sales@shop.example.org", tag="2")
                wait_until(lambda: house.to("park@customer.example.net"), "the house's own mail")
                waiting = wait_until(lambda: [row for row in rows(desk, to="choi@customer.example.net") if row["last_error"]],
                                     "the shop's mail to be refused")[0]
                self.assertEqual((waiting["state"], waiting["attempts"]), ("queued", 0), "the account's fault, not the mail's")
                self.assertIn("outbox.account_refused route=sales", desk.log())
                ask(desk, "hong@customer.example.net", to="sales@shop.example.org", tag="3")
                wait_until(lambda: [row for row in rows(desk, to="hong@customer.example.net") if row["last_error"]],
                           "the next one to wait, too")
                self.assertEqual(shop.logins, 1, "a refused account is left alone")
                wait_until(lambda: len(house.to(OPERATOR)) == 1, "the operator to be told by the route that works")

                (self.directory / "sales-password").write_text("right\n")
                desk.ctl("queue", "retry", "--all")
                wait_until(lambda: shop.to("choi@customer.example.net") and shop.to("hong@customer.example.net"), "the shop's mails")
                wait_until(lambda: len(house.to(OPERATOR) + shop.to(OPERATOR)) == 2, "the operator to be told of the end")
                self.assertEqual(house.to("choi@customer.example.net"), [])
                self.assertEqual(shop.to("park@customer.example.net"), [])


if __name__ == "__main__":
    unittest.main()
