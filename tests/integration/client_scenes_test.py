"""One conversation for each mail client and language, all at the same time: Postfix delivers into a Dovecot, ticketd fetches the
support mailbox from there and answers through the Postfix, agent and customers read what came with IMAP and answer with the real
look of their client. Whatever is quoted below, only what they typed counts, and nothing private gets out."""
import pathlib
import pwd
import tempfile
import time
import unittest

from support import outgoing
from support.clients import CLIENTS, KOREAN, answer
from support.desk import Desk, read, text_of
from support.dovecot import Dovecot
from support.mails import simple
from support.net import wait_until
from support.postfix import Postfix

SUPPORT, AGENT, VENDOR = "support@desk.example.com", "kim@corp.example.net", "vendor@parts.example.org"
QUESTION = {"ko": "프린터가 인쇄되지 않습니다.\n#close 라고 화면에 나옵니다.", "en": "The printer does not print.\n#close is on its screen."}
TYPED = {
    "answers": {"ko": "전원을 껐다 켜 보시겠습니까?", "en": "Would you switch it off and on?"},
    "replies": {"ko": "껐다 켜도 그대로입니다.\n\n모델은 X-200 입니다.", "en": "Still the same.\n\nIt is an X-200."},
    "holds": {"ko": "#보류\n부품을 주문했습니다.", "en": "#hold\nWe ordered a part."},
    "notes": {"ko": "#메모\n이 고객은 블랙리스트 후보입니다.", "en": "#note\nThis customer may be on the black list."},
    "forwards": {"ko": f"#전달 {VENDOR}\n원인을 아십니까?", "en": f"#forward {VENDOR}\nDo you know the cause?"},
    "confirms": {"ko": "네", "en": "Yes"},
    "explains": {"ko": "내부 자료: 정착기 불량입니다.", "en": "For you only: the fuser is broken."},
    "resolves": {"ko": "#해결\n정착기를 교체했습니다.", "en": "#resolve\nWe replaced the fuser."},
    "asks again": {"ko": "아직도 인쇄가 안 됩니다. 언제 오시나요?", "en": "It still does not print. When will you come?"},
    "thanks": {"ko": "감사합니다!", "en": "Thank you!"},
}


class House:
    """Postfix in front and behind, Dovecot with everybody's mailbox, ticketd that fetches."""

    def __init__(self, test, directory, people):
        home = pathlib.Path(directory)
        everybody = [SUPPORT, AGENT, VENDOR, *people]
        self.dovecot = test.enterContext(Dovecot(home / "dovecot", {person: "secret" for person in everybody}))
        self.postfix = test.enterContext(Postfix(home / "postfix", domains=sorted({one.split("@")[1] for one in everybody}),
                                                 settings=self.into_dovecot(everybody)))
        desk = Desk(home / "desk", delivery=self.postfix.url(), more="[automatic]\nper_minute = 10000\nper_ticket_per_day = 100\n")
        desk.directory.joinpath("imap-password").write_text("secret\n")
        desk.directory.joinpath("imap-password").chmod(0o600)
        desk.mailbox = ("[mailbox.imap]\n"
                        f'url = "{self.dovecot.url()}"\nuser = "{SUPPORT}"\npassword_file = "imap-password"\nafter_import = "seen"')
        self.desk = test.enterContext(desk)
        self.people, self.seen = everybody[1:], {}
        outgoing.carriers.append(self)

    def into_dovecot(self, everybody):
        """The border says who is authenticated, and writes each mail into its Maildir."""
        owner = pwd.getpwnam("mail")
        boxes = ", ".join(f"{{ {person} = {person}/ }}" for person in everybody)
        verdict = "PREPEND Authentication-Results: mx.example.net; dmarc=pass header.from=corp.example.net"
        return (f"virtual_transport = virtual\nvirtual_mailbox_base = {self.dovecot.directory}/mail\n"
                f"virtual_mailbox_maps = inline:{{ {boxes} }}\nrecipient_delimiter = +\nvirtual_minimum_uid = 1\n"
                f"virtual_uid_maps = static:{owner.pw_uid}\nvirtual_gid_maps = static:{owner.pw_gid}\n"
                f"smtpd_sender_restrictions = check_sender_access inline:{{ {{ {AGENT} = {verdict} }} }}")

    def all_mails(self):
        """For support.outgoing: what lies in people's mailboxes."""
        boxes = [(person, self.dovecot.directory / "mail" / person) for person in self.people]
        return [(person, path.read_bytes()) for person, box in boxes for path in [*box.glob("new/*"), *box.glob("cur/*")]]

    def post(self, sender, recipient, mail):
        self.postfix.submit(sender, [recipient.rsplit("<", 1)[-1].rstrip("> ")], mail)

    def settle(self, mails):
        """Until so many mails in all have come in and are worked off, and our answers lie in their mailboxes."""
        def accepted():
            self.desk.ctl("poll")
            return self.desk.log().count("mail.accepted") >= mails
        wait_until(accepted, f"{mails} mails to come in", 60)
        self.desk.wait_idle()
        wait_until(lambda: "Mail queue is empty" in self.postfix.queue(), "Postfix to deliver everything", 60)

    def new_mails(self, person):
        """What lies in this person's mailbox since the last look, as IMAP shows it."""
        mails = self.dovecot.mails(person)
        fresh = [read(raw) for uid, (_, raw) in sorted(mails.items()) if uid > self.seen.get(person, 0)]
        self.seen[person] = max(mails, default=0)
        return fresh


class ClientScenes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.begun = time.monotonic()
        cls.scenes = [Scene(number, client, language) for number, (client, (language, _)) in enumerate(CLIENTS.items(), 1)]
        cls.house = House(type("Entering", (), {"enterContext": cls.enterClassContext}), directory.name, [one.customer for one in cls.scenes])
        cls.mails = 0

    def everybody(self, act):
        """One step of every conversation; each sends one mail."""
        for scene in self.scenes:
            act(scene)
        ClientScenes.mails += len(self.scenes)
        self.house.settle(self.mails)

    def says(self, who, deed, answered):
        self.everybody(lambda scene: self.house.post(*scene.says(who, deed, answered)))

    def hand_out(self):
        """Every new mail to the conversation it belongs to; for each what came to customer, agent and vendor."""
        for scene in self.scenes:
            scene.got = {scene.customer: self.house.new_mails(scene.customer), AGENT: [], VENDOR: []}
        for person in (AGENT, VENDOR):
            for mail in self.house.new_mails(person):
                scene = next((one for one in self.scenes if one.word in str(mail["Subject"]) + text_of(mail)), None)
                self.assertIsNotNone(scene, f"{person} got: {mail['Subject']}\n{text_of(mail)}")
                scene.got[person].append(mail)

    def ticket(self, scene):
        return self.house.desk.ticket(scene.ticket)

    def last_entry(self, scene):
        return self.ticket(scene)["entries"][-1]

    def test_what_people_typed_counts_whatever_their_client_quotes(self):
        self.everybody(lambda scene: self.house.post(scene.customer, SUPPORT, scene.question()))
        numbers = {row["subject"]: row["id"] for row in self.house.desk.tickets()}
        self.hand_out()
        for scene in self.scenes:
            scene.ticket = numbers[scene.subject]
            scene.told, = scene.got[AGENT]
            self.assertIn(QUESTION[scene.language].splitlines()[0], text_of(scene.told), scene)

        self.says(AGENT, "answers", "told")
        self.check_public("answers")
        self.says("customer", "replies", "public")
        self.check_entry("replies", "public", "requester")
        self.hand_out()
        self.says(AGENT, "holds", "told")
        self.check_public("holds", "on_hold")
        self.says(AGENT, "notes", "told")
        self.check_entry("notes", "private", "agent")
        self.says(AGENT, "forwards", "told")
        self.hand_out()
        for scene in self.scenes:
            self.assertEqual((scene.got[scene.customer], scene.got[VENDOR]), ([], []), "nothing goes out before it is confirmed")
            scene.asked, = scene.got[AGENT]
            self.assertIn(VENDOR, text_of(scene.asked), scene)
        self.says(AGENT, "confirms", "asked")
        self.hand_out()
        for scene in self.scenes:
            scene.forwarded, = scene.got[VENDOR]
        self.says(VENDOR, "explains", "forwarded")
        self.check_entry("explains", "private", "forwardee")
        self.hand_out()
        self.assertEqual([scene.got[scene.customer] for scene in self.scenes], [[]] * len(self.scenes), "the vendor's words are private")
        self.says(AGENT, "resolves", "told")
        self.check_public("resolves", "resolved")
        self.says("customer", "asks again", "public")
        self.check_entry("asks again", "public", "requester", "open")
        self.hand_out()
        self.says(AGENT, "resolves", "told")
        self.check_public("resolves", "resolved")
        self.says("customer", "thanks", "public")
        self.check_entry("thanks", "public", "requester", "closed")
        for scene in self.scenes:
            self.assertIn("satisfied", self.ticket(scene)["tags"], scene)
        self.assertEqual(len(self.house.desk.tickets()), len(self.scenes), "no mail lost its conversation")
        self.assertEqual(self.house.desk.quarantine(), [])

    def check_entry(self, deed, visibility, role, state=None):
        for scene in self.scenes:
            entry = self.last_entry(scene)
            self.assertEqual((entry["text"].strip(), entry["visibility"], entry["author"]["role"]), (scene.words(deed), visibility, role), scene)
            if state:
                self.assertEqual(self.ticket(scene)["state"], state, scene)

    def check_public(self, deed, state=None):
        """The agent's words are an entry, and the customer got them and nothing of the quote."""
        self.check_entry(deed, "public", "agent", state)
        self.hand_out()
        for scene in self.scenes:
            scene.public = scene.got[scene.customer][-1]
            self.assertIn(scene.words(deed), text_of(scene.public), scene)
            self.assertNotIn("#", text_of(scene.public).replace(f"#{scene.ticket}", ""), scene)
            self.assertEqual(str(scene.public["From"]).split("<")[-1], SUPPORT + ">", scene)


class Scene:
    """One customer with one client; the agent and the vendor answer with the same."""

    def __init__(self, number, client, language):
        self.number, self.client, self.language = number, client, language
        self.customer = f"customer{number}@customer.example.net"
        self.word = f"scene-{number:02d}"
        self.subject = ("인쇄가 안 됩니다 " if language == KOREAN else "It does not print ") + self.word
        self.mails = 0

    def __repr__(self):
        return self.client

    def question(self):
        return simple(f"Customer {self.number} <{self.customer}>", SUPPORT, self.subject, QUESTION[self.language], f"{self.word}@customer.example.net")

    def words(self, deed):
        """What counts of what was typed."""
        return "\n".join(line for line in TYPED[deed][self.language].splitlines() if not line.startswith("#"))

    def says(self, who, deed, answered):
        """Sender, recipient and mail."""
        self.mails += 1
        person = self.customer if who == "customer" else who
        name = {AGENT: "김민지", VENDOR: "Parts Vendor"}.get(person, f"Customer {self.number}")
        mail = getattr(self, answered)
        recipient = str(mail["Reply-To"] or mail["From"])
        return person, recipient, answer(self.client, name, person, mail, TYPED[deed][self.language], self.number * 100 + self.mails)


if __name__ == "__main__":
    unittest.main()
