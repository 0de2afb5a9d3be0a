"""The way of one conversation, whatever carries the mail: from a Korean customer's question to the follow-up ticket."""
from support.desk import read, text_of
from support.mails import korean_question, reply

CUSTOMER, COLLEAGUE, AGENT = "park@customer.example.net", "lee@customer.example.net", "kim@corp.example.net"
VENDOR, STRANGER = "vendor@parts.example.org", "jung@else.example.org"
SUPPORT = "support@desk.example.com"
PDF = b"%PDF-1.4\n% a small one\n"


class Conversation:
    """`post(sender, recipients, mail)` brings a mail in; `inbox(address)` is what a person got, oldest first."""

    def __init__(self, test, desk, post, inbox):
        self.test, self.desk, self.post, self.inbox = test, desk, post, inbox
        self.seen = {}
        self.number = 0

    def settle(self):
        self.desk.wait_idle()

    def new_mails(self, address, count):
        """The mails that this person got since the last look: exactly so many."""
        mails = self.inbox(address, self.seen.get(address, 0) + count)
        fresh = [read(mail) for mail in mails[self.seen.get(address, 0):]]
        self.test.assertEqual(len(fresh), count, f"mails to {address}: {[str(mail['Subject']) for mail in fresh]}")
        self.seen[address] = len(mails)
        return fresh

    def answer(self, sender, mail, text, **how):
        self.number += 1
        to = str(mail["Reply-To"] or mail["From"])
        self.post(sender, [read_address(to)], reply(sender, mail, text, message_id=f"answer-{self.number}@{sender.split('@')[1]}", **how))
        self.settle()

    def ticket(self, number=1):
        return self.desk.ticket(number)

    def last(self, number=1):
        return self.ticket(number)["entries"][-1]

    def run(self):
        t = self.test
        self.the_customer_writes()
        told = self.the_agent_is_told()
        public = self.the_agent_answers(told)
        self.the_colleague_joins_in(public)
        self.hold(told)
        resolved = self.resolve(told)
        self.the_customer_reopens(resolved)
        forwarded = self.forward_is_confirmed(told)
        self.the_vendor_answers(forwarded)
        self.a_stranger_answers(public)
        self.a_closed_ticket_is_followed_up(told, resolved)
        t.assertEqual(self.desk.quarantine(), [])

    def the_customer_writes(self):
        self.post(CUSTOMER, [SUPPORT], korean_question(
            CUSTOMER, "박서연", SUPPORT, "프린터가 인쇄되지 않습니다", "안녕하세요.\n프린터 전원은 켜지는데 인쇄가 되지 않습니다.\n확인 부탁드립니다.\n",
            "first@customer.example.net", cc=COLLEAGUE, file=("오류 화면.pdf", PDF)))
        self.settle()
        ticket = self.ticket()
        self.test.assertEqual(ticket["subject"], "프린터가 인쇄되지 않습니다")
        self.test.assertEqual(ticket["requester"], {"name": "박서연", "address": CUSTOMER})
        self.test.assertEqual([p["address"] for p in ticket["participants"]], [COLLEAGUE])
        self.test.assertIn("프린터 전원은 켜지는데", ticket["entries"][0]["text"])
        self.test.assertEqual(ticket["entries"][0]["attachments"][0]["filename"], "오류 화면.pdf")
        self.test.assertEqual(ticket["assignee"], "kim")
        acknowledgement, = self.new_mails(CUSTOMER, 1)
        self.test.assertEqual(acknowledgement["Auto-Submitted"], "auto-replied")
        self.test.assertNotIn("프린터", acknowledgement.as_string(), "nothing that the sender chose")

    def the_agent_is_told(self):
        told, = self.new_mails(AGENT, 1)
        self.test.assertIn("프린터 전원은 켜지는데", text_of(told))
        self.test.assertIn(CUSTOMER, text_of(told))
        self.test.assertEqual([file.get_content() for file in told.iter_attachments()], [PDF])
        return told

    def the_agent_answers(self, told):
        self.answer(AGENT, told, "안녕하세요. 드라이버를 다시 설치해 보시겠습니까?", prove="pass", name="Kim Minji")
        entry = self.last()
        self.test.assertEqual((entry["visibility"], entry["author"]["role"], entry["author"]["trust"]), ("public", "agent", "proven"))
        self.test.assertEqual(entry["text"].strip(), "안녕하세요. 드라이버를 다시 설치해 보시겠습니까?")
        self.test.assertEqual({row["address"] for row in entry["sent_to"]}, {CUSTOMER, COLLEAGUE})
        public, = self.new_mails(CUSTOMER, 1)
        copy, = self.new_mails(COLLEAGUE, 1)
        for mail in (public, copy):
            self.test.assertIn("드라이버를 다시 설치해", text_of(mail))
            self.test.assertIn(SUPPORT, str(mail["From"]))
            self.test.assertIsNone(mail["Auto-Submitted"])
        self.test.assertEqual(public["In-Reply-To"] is not None, True)
        return copy

    def the_colleague_joins_in(self, public):
        self.answer(COLLEAGUE, public, "저도 같은 문제가 있습니다.", name="이동료")
        entry = self.last()
        self.test.assertEqual((entry["visibility"], entry["author"]["role"]), ("public", "cc"))
        self.new_mails(AGENT, 1)

    def hold(self, told):
        self.answer(AGENT, told, "#보류\n부품을 주문했습니다. 잠시만 기다려 주세요.", prove="pass")
        self.test.assertEqual(self.ticket()["state"], "on_hold")
        held, = self.new_mails(CUSTOMER, 1)
        self.new_mails(COLLEAGUE, 1)
        self.test.assertIn("부품을 주문했습니다", text_of(held))
        self.test.assertNotIn("#보류", text_of(held))

    def resolve(self, told):
        self.answer(AGENT, told, "#resolve\n교체를 마쳤습니다.", prove="pass")
        self.test.assertEqual(self.ticket()["state"], "resolved")
        resolved, = self.new_mails(CUSTOMER, 1)
        self.new_mails(COLLEAGUE, 1)
        self.test.assertIn("교체를 마쳤습니다", text_of(resolved))
        return resolved

    def the_customer_reopens(self, resolved):
        before = len(self.inbox(AGENT, 0))
        self.answer(CUSTOMER, resolved, "아직도 인쇄가 되지 않습니다. 다시 확인해 주세요.", name="박서연")
        self.test.assertEqual(self.ticket()["state"], "open")
        told = [read(mail) for mail in self.inbox(AGENT, before + 1)[before:]]
        self.test.assertTrue(any("아직도 인쇄가" in text_of(mail) for mail in told))
        self.seen[AGENT] = len(self.inbox(AGENT, 0))

    def forward_is_confirmed(self, told):
        before = len(self.inbox(AGENT, 0))
        self.answer(AGENT, told, f"#전달 {VENDOR}\n이 증상의 원인을 알 수 있을까요?", prove="pass")
        self.test.assertEqual(len(self.inbox(VENDOR, 0)), 0, "nothing goes out before the agent confirms")
        question = read(self.inbox(AGENT, before + 1)[-1])
        self.test.assertIn(VENDOR, text_of(question))
        self.answer(AGENT, question, "네", prove="pass")
        forwarded, = self.new_mails(VENDOR, 1)
        self.test.assertIn("원인을 알 수 있을까요", text_of(forwarded))
        self.test.assertIn("forwarded", [event["kind"] for event in self.ticket()["events"]])
        self.seen[AGENT] = len(self.inbox(AGENT, 0))
        return forwarded

    def the_vendor_answers(self, forwarded):
        customers = {person: len(self.inbox(person, 0)) for person in (CUSTOMER, COLLEAGUE)}
        self.answer(VENDOR, forwarded, "내부 자료: 정착기 불량입니다.", name="부품사")
        entry = self.last()
        self.test.assertEqual((entry["visibility"], entry["author"]["role"]), ("private", "forwardee"))
        for person, count in customers.items():
            self.test.assertEqual(len(self.inbox(person, 0)), count, f"{person} must not see the vendor's words")
        told, = self.new_mails(AGENT, 1)
        self.test.assertIn("정착기 불량", text_of(told))

    def a_stranger_answers(self, public):
        self.answer(STRANGER, public, "저는 다른 사람입니다.")
        ticket = self.ticket(2)
        self.test.assertEqual(ticket["requester"]["address"], STRANGER)
        self.test.assertEqual(ticket["links"], [{"kind": "possible_origin", "ticket": 1}])
        self.test.assertNotIn("저는 다른 사람입니다", [entry["text"] for entry in self.ticket(1)["entries"]])

    def a_closed_ticket_is_followed_up(self, told, resolved):
        self.desk.ctl("ticket", "close", 1, "--as", "kim")
        self.answer(CUSTOMER, resolved, "새로운 문제가 생겼습니다.")
        self.test.assertEqual(self.ticket(1)["state"], "closed")
        ticket = self.ticket(3)
        self.test.assertEqual(ticket["links"], [{"kind": "follow_up_of", "ticket": 1}])
        self.answer(CUSTOMER, resolved, "한 가지 더 있습니다.")
        self.test.assertEqual(len(self.desk.tickets()), 3, "later replies of that thread follow the new ticket")


def read_address(field):
    return field.rsplit("<", 1)[-1].rstrip("> ")
