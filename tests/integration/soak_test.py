"""Mixed traffic for a long time, through gates that break connections on both sides, with restarts: in the end every mail that
got a 250 is accounted for, `verify` finds nothing, and the daemon is not larger than it was.

TICKETD_SOAK_MINUTES: how long (a quarter of a minute unless told; hours in the long form).
"""
import json
import os
import pathlib
import queue
import random
import resource
import smtplib
import statistics
import tempfile
import threading
import time
import unittest

from conversation import AGENT, SUPPORT
from support import gate
from support.desk import Desk, read
from support.gate import Gate
from support.mails import korean_question, reply, simple
from support.next_hop import NextHop

MINUTES = float(os.environ.get("TICKETD_SOAK_MINUTES", "0.25"))
SEED = int(os.environ.get("TICKETD_SEED", "1"))
LIVES = 3  # of the daemon
CUSTOMERS, PAUSE = 4, 0.05
LONG_ENOUGH_TO_GROW = 10  # minutes
GROWTH = 1.05


class Correspondence:
    """People who write, answer what they get, and bring again what got no 250."""

    def __init__(self, port):
        self.port, self.over = port, threading.Event()
        self.acknowledged, self.letters = set(), queue.Queue(1000)
        self.lock, self.number = threading.Lock(), 0

    def got(self, _sender, recipient, mail):
        """The next hop hands us every letter; whoever cannot keep up leaves some unread, as people do."""
        try:
            self.letters.put_nowait((recipient, mail))
        except queue.Full:
            pass

    def next_id(self, domain):
        with self.lock:
            self.number += 1
            return self.number, f"m{self.number}@{domain}"

    def post(self, sender, to, mail, message_id):
        while not self.over.is_set():
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
                    client.sendmail(sender, [to], mail)
                self.acknowledged.add(message_id)
                return
            except smtplib.SMTPRecipientsRefused:
                return  # an address of a ticket that is no more
            except (smtplib.SMTPException, OSError):
                time.sleep(0.2)

    def customer(self, seed):
        dice = random.Random(seed)
        while not self.over.is_set():
            number, message_id = self.next_id("customer.example.net")
            sender = f"c{number % 500}@customer.example.net"
            text = f"문의 {number}\n" * dice.choice((1, 10, 200, 4000))
            mail = (korean_question(sender, "박서연", SUPPORT, f"문의 {number}", text, message_id, file=("화면.pdf", os.urandom(2000)))
                    if dice.random() < 0.3 else simple(sender, SUPPORT, f"question {number}", text, message_id))
            self.post(sender, SUPPORT, mail, message_id)
            time.sleep(PAUSE)

    def answering(self, seed):
        dice = random.Random(seed)
        while not self.over.is_set():
            try:
                recipient, letter = self.letters.get(timeout=0.2)
            except queue.Empty:
                continue
            letter = read(letter)
            if recipient == AGENT:
                self.answer(recipient, letter, dice.choice(("확인하겠습니다.", "#resolve\n마쳤습니다.", "#note\n메모입니다.", "#hold\n기다려 주세요.")),
                            prove="pass")
            elif letter["Auto-Submitted"] is None and dice.random() < 0.4:
                self.answer(recipient, letter, dice.choice(("감사합니다.", "아직도 안 됩니다.", "Still broken, please help.")))

    def answer(self, sender, letter, text, **how):
        _, message_id = self.next_id(sender.split("@")[1])
        self.post(sender, str(letter["Reply-To"]), reply(sender, letter, text, message_id=message_id, **how), message_id)

    def __enter__(self):
        work = [(self.customer, seed) for seed in range(CUSTOMERS)] + [(self.answering, CUSTOMERS), (self.answering, CUSTOMERS + 1)]
        self.threads = [threading.Thread(target=run, args=(SEED * 100 + seed,), daemon=True) for run, seed in work]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Soak(unittest.TestCase):
    def test_hours_of_broken_connections_lose_nothing_and_leave_no_trace_in_memory(self):
        directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        people = Correspondence(0)
        hop = self.enterContext(NextHop(on_mail=people.got))
        way_out = self.enterContext(Gate(hop.port, gate.at_random(SEED, share=0.002)))
        desk = self.enterContext(Desk(
            directory, delivery=f"smtp://127.0.0.1:{way_out.port}",
            more="[automatic]\nper_minute = 100000\n[smtp.limits]\nsessions = 200\nconnections_per_ip_per_minute = 100000\n"))
        door = self.enterContext(Gate(desk.smtp_port, gate.at_random(SEED + 1, share=0.001)))
        people.port = door.port
        with people:
            for life in range(LIVES):
                sizes = self.live(desk, MINUTES * 60 / LIVES)
                if life < LIVES - 1:
                    desk.stop()
                    desk.start()
        way_out.plan = door.plan = lambda *_: gate.PASS
        desk.wait_idle(600)

        self.assertGreater(len(people.acknowledged), 20)
        self.assertEqual(desk.run("verify").returncode, 0)
        missing = people.acknowledged - self.accounted_for(desk)
        self.assertEqual([mail for mail in missing if not self.is_a_copy(desk, mail)], [], "acknowledged, and lost")
        if MINUTES >= LONG_ENOUGH_TO_GROW:
            third = len(sizes) // 3
            self.assertLess(statistics.median(sizes[-third:]) / statistics.median(sizes[third:2 * third]), GROWTH, "it grows")

    def live(self, desk, seconds):
        """The resident sizes of one life of the daemon, one a second."""
        sizes, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            sizes.append(int(pathlib.Path(f"/proc/{desk.process.pid}/statm").read_text().split()[1]) * resource.getpagesize())
            time.sleep(min(1, seconds / 5))
        return sizes

    def accounted_for(self, desk):
        found = {mail["message_id"] for mail in desk.quarantine()}
        for ticket in desk.tickets():
            found |= {entry["message_id"] for entry in desk.ticket(ticket["id"])["entries"]}
        return found

    def is_a_copy(self, desk, message_id):
        """Agents here say the same of the same in the same second: that is a mail that was obeyed before, which does nothing."""
        trace = json.loads(desk.ctl("explain", message_id, "--json"))
        return trace["result"]["place"] == "duplicate" and AGENT.endswith(message_id.split("@")[1])


if __name__ == "__main__":
    unittest.main()
