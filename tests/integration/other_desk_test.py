"""Who gets a ticket, and what another desk answers, with a real daemon: an agent goes away by mail, tickets wait
and find somebody over a restart, a question goes to the developers and comes back."""
import json
import pathlib
import tempfile
import unittest

from support.desk import Desk, text_of
from support.mails import korean_question, proof, reply, simple
from support.net import wait_until

CUSTOMER, SUPPORT = "park@customer.example.net", "support@desk.example.com"
KIM, CHOI, BOSS = "kim@corp.example.net", "choi@corp.example.net", "boss@corp.example.net"
MORE = f"""
[[mailbox]]
name = "dev"
address = "dev@desk.example.com"
display_name = "개발팀"
group = "dev"

[[group]]
name = "dev"
assign = ["sticky", "least_loaded"]
nobody_available = "manager"

[[agent]]
name = "choi"
display_name = "최유진"
email = "{CHOI}"
groups = ["dev"]
max_open = 10

[[agent]]
name = "boss"
email = "{BOSS}"
role = "manager"
"""


class TwoDesks(Desk):
    def configure(self):
        super().configure()
        with (self.directory / "desk.toml").open("a") as desk:
            desk.write(MORE)

    def agent(self, name):
        rows = [json.loads(line) for line in self.ctl("agent", "list", "--json").splitlines()]
        return next(row for row in rows if row["name"] == name)

    def ask(self, number, to, text="인쇄가 되지 않습니다."):
        self.submit(CUSTOMER, [to], simple(CUSTOMER, to, f"문의 {number}", text, f"q{number}@customer.example.net"))
        self.wait_idle()

    def answer(self, agent, number, text):
        """As that agent answers the newest mail that ticketd wrote to them."""
        newest = self.sent(agent)[-1]
        mail = reply(agent, newest, text, prove="pass", message_id=f"a{number}@corp.example.net")
        self.submit(agent, [str(newest["Reply-To"])], mail)
        self.wait_idle()


class OtherDesk(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)

    def test_what_finds_nobody_waits_over_a_restart_and_is_given_to_whoever_comes_back(self):
        with TwoDesks(self.home / "desk") as desk:
            away = simple(CHOI, SUPPORT, "휴가", "#부재 3일", "away@corp.example.net", extra=proof("corp.example.net"))
            desk.submit(CHOI, [SUPPORT], away)
            desk.wait_idle()
            self.assertFalse(desk.agent("choi")["available"])
            self.assertIsNotNone(desk.agent("choi")["away_until"])
            self.assertIn("#away 3d", text_of(desk.sent(CHOI)[-1]))
            desk.ask(1, "dev@desk.example.com")
            number = max(ticket["id"] for ticket in desk.tickets())
            self.assertIsNone(desk.ticket(number)["assignee"])
            self.assertIn("unassigned", [event["kind"] for event in desk.ticket(number)["events"]])
            self.assertEqual(len(desk.sent(BOSS)), 1)
            self.assertIn("배정을 기다립니다", desk.ctl("explain", "q1@customer.example.net"))
            desk.stop()
            desk.start()
            self.assertIn("away until", desk.ctl("agent", "list"))
            desk.ctl("agent", "back", "choi")
            wait_until(lambda: desk.ticket(number)["assignee"] == "choi", "the ticket to be given to choi")
            desk.wait_idle()
            self.assertIn(f"[#{number}]", str(desk.sent(CHOI)[-1]["Subject"]))
            self.assertIn("until", desk.ctl("agent", "away", "choi", "--until", "2d"))
            self.assertEqual(desk.run("agent", "away", "choi", "--until", "yesterday").returncode, 1)

    def test_a_question_goes_to_another_desk_and_its_answer_comes_back(self):
        with TwoDesks(self.home / "desk") as desk:
            desk.submit(CUSTOMER, [SUPPORT], korean_question(CUSTOMER, "박서연", SUPPORT, "프린터", "세 번째 프린터에서 연기가 납니다.",
                                                             "q1@customer.example.net", file=("사진.pdf", b"%PDF smoke")))
            desk.wait_idle()
            desk.answer(KIM, 1, "#이관 dev\n불량 생산분인가요?")
            here, there = desk.ticket(1), desk.ticket(2)
            self.assertEqual((here["state"], there["state"], there["channel"]), ("escalated", "open", "escalation"))
            self.assertEqual(here["links"], [{"kind": "escalated_to", "ticket": 2}])
            self.assertEqual(there["links"], [{"kind": "escalated_from", "ticket": 1}])
            self.assertEqual(there["assignee"], "choi")
            self.assertEqual([file["filename"] for file in there["entries"][0]["attachments"]], ["사진.pdf"])
            question = text_of(desk.sent(CHOI)[-1])
            self.assertIn("불량 생산분", question)
            self.assertIn("연기가 납니다", question)
            told = len(desk.sent(CUSTOMER))

            desk.answer(CHOI, 2, "맞습니다. 교환해 주세요.")
            here = desk.ticket(1)
            self.assertEqual(here["state"], "escalation_answered")
            self.assertEqual([(entry["text"], entry["visibility"]) for entry in here["entries"]][-1],
                             ("맞습니다. 교환해 주세요.", "private"))
            self.assertIn("교환해 주세요", text_of(desk.sent(KIM)[-1]))
            self.assertEqual(len(desk.sent(CUSTOMER)), told, "the customer hears nothing of the other desk")
            desk.ctl("ticket", "reply", 1, "--as", "kim", "--text", "새 제품을 보내 드리겠습니다.")
            desk.wait_idle()
            self.assertEqual(len(desk.sent(CUSTOMER)), told + 1)

            desk.ctl("ticket", "escalate", 1, "--as", "kim", "--group", "dev", "--text", "재고가 있나요?")
            self.assertEqual(len(desk.tickets()), 2, "the same desk is asked in the same ticket")
            self.assertEqual(desk.ticket(1)["state"], "escalated")
            desk.ctl("ticket", "resolve", 2, "--as", "choi", "--text", "있습니다.")
            self.assertEqual(desk.ticket(1)["state"], "escalation_answered")
            refused = desk.run("ticket", "forward", 2, "--as", "choi", "--to", CUSTOMER, "--text", "x")
            self.assertEqual(refused.returncode, 1)
            desk.wait_idle()
            for mail in desk.sent(CUSTOMER):
                self.assertNotIn("[#2]", str(mail["Subject"]))
                self.assertNotIn("교환해 주세요", text_of(mail))


if __name__ == "__main__":
    unittest.main()
