"""What may never leave the house, looked for in the bytes of every mail that a desk of the tests sent: an agent's
address, a private note, a token that is somebody else's. Desk.stop() asks; the servers of the tests say what they took."""
import email
import email.policy
import re
import sqlite3
import tomllib

TOKEN = re.compile(r"(?<![a-z2-7])[a-z2-7]{48}(?![a-z2-7])")
TELLING = 12  # letters: a shorter note may stand in anybody's mail by chance

carriers = []  # that mails of ours go to: each has all_mails(), [(recipient, bytes)]


def check(desk):
    """An AssertionError that names what got out."""
    house = House(desk)
    readers = {}
    for recipient, raw in desk.outbox_mails() + [mail for carrier in carriers for mail in carrier.all_mails()]:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        kind = house.kinds.get((key(mail["Message-ID"]), recipient.lower()))
        if kind is None:
            continue  # not ours
        text = readable(raw, mail)
        for token in TOKEN.findall(text):
            readers.setdefault(token, set()).add(recipient.lower())
        if recipient.lower() not in house.agents:
            house.check_words(recipient, kind, text)
    for token, people in readers.items():
        strangers = people - house.agents
        assert len(people) == 1 or not strangers, f"the token {token} stands in mails to {people}"


class House:
    def __init__(self, desk):
        agents = tomllib.loads((desk.directory / "desk.toml").read_text()).get("agent", [])
        self.agents = {address.lower() for agent in agents for address in [agent["email"], *agent.get("addresses", [])]}
        store = sqlite3.connect(f"file:{desk.directory}/state/ticketd.db?mode=ro", uri=True)
        try:
            self.kinds = {(key(one), to.lower()): kind for one, to, kind in
                          store.execute("SELECT message_id, recipient, kind FROM outbox")}
            self.notes = [words.strip() for words, in store.execute("SELECT text FROM entry WHERE visibility = 'private'")]
        finally:
            store.close()

    def check_words(self, recipient, kind, text):
        folded = text.lower()
        for agent in self.agents:
            assert agent not in folded, f"{agent} stands in a mail to {recipient}"
        if kind == "forward":  # its circle reads the notes of its forward
            return
        for note in self.notes:
            assert len(note) < TELLING or note not in text, f"a private note stands in a mail to {recipient}: {note[:60]}"


def key(message_id):
    return str(message_id or "").strip().strip("<>").lower()


def readable(raw, mail):
    """Fields as they are, texts decoded."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0].decode("utf-8", "replace")
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([head, str(mail["Subject"]), str(mail["From"]), str(mail["Reply-To"]), str(mail["To"]), *parts])
