"""What an operator does: look how it is, read the log, watch, hand a person's data out, forget a person, rehearse a restore, ask the doctor."""
import contextlib
import datetime
import hashlib
import http.client
import json
import mailbox
import os
import pathlib
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import PROGRAMS, Desk
from support.dovecot import Dovecot
from support.mails import reply, simple
from support.net import wait_until
from support.next_hop import NextHop

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET = "the canary sings 노래하는 카나리아"
LARGE = "x" * 200_000
PRIVATE = "door code 4711, " * 10_000


def exposition(text):
    """The families of a Prometheus text, checked as `promtool check metrics` does: {name: (type, [(labels, value)])}."""
    families, name = {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, help_text = line[7:].split(" ", 1)
            assert name not in families and help_text.endswith("."), line
        elif line.startswith("# TYPE "):
            typed, kind = line[7:].split(" ")
            assert typed == name and kind in ("gauge", "counter"), line
            assert (kind == "counter") == name.endswith("_total"), f"{name} is no {kind} by its name"
            families[name] = (kind, [])
        else:
            sample = re.fullmatch(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\})? (-?[0-9.e+]+)', line)
            assert sample and sample[1] == name, line
            labels = dict(re.findall(r'([a-z_]+)="((?:[^"\\]|\\.)*)"', sample[2] or ""))
            assert labels not in [known for known, _ in families[name][1]], f"twice: {line}"
            families[name][1].append((labels, float(sample[3])))
    return families


class Operation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.home = pathlib.Path(directory.name)
        cls.desk = Desk(cls.home / "desk", agents="token", more='[log]\nlevel = "debug"\nformat = "json"')
        cls.desk.configure()
        cls.desk.start()
        cls.addClassCleanup(cls.desk.stop)

    def question(self, author, name, text=SECRET):
        self.desk.submit(author, [SUPPORT], simple(author, SUPPORT, f"{name} asks", text, f"{name}@customer.example.net"))
        self.desk.wait_idle()
        return next(row["id"] for row in reversed(self.desk.tickets()) if row["subject"] == f"{name} asks")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.desk.http_port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def files_of_state(self):
        return {path: path.read_bytes() for path in (self.desk.directory / "state").rglob("*")
                if path.is_file() and "outbox" not in path.parts}

    def test_one_screen_tells_how_it_is(self):
        self.question(CUSTOMER, "status")
        screen = self.desk.ctl("status")
        for word in ("ticketd", "SQLite", "ready", "queue", "quarantine", "timers", "database"):
            self.assertIn(word, screen)
        status = json.loads(self.desk.ctl("status", "--json"))
        self.assertTrue(status["ready"])
        self.assertEqual(status["mails"]["unprocessed"], 0)
        self.assertGreaterEqual(sum(status["tickets"].values()), 1)
        self.assertEqual(json.loads(self.desk.ctl("status", "--json"))["version"], self.desk.run("--version").stdout.decode().split()[-1])

    def test_the_log_is_read_by_event(self):
        self.question(CUSTOMER, "log")
        lines = [json.loads(line) for line in self.desk.ctl("log", "mail.processed", "ready", "--json").splitlines()]
        self.assertEqual({line["event"] for line in lines}, {"mail.processed", "ready"})
        times = [datetime.datetime.fromisoformat(line["at"]) for line in lines]
        self.assertEqual(times, sorted(times))
        self.assertIn("mail.accepted", self.desk.ctl("log"))

    def test_every_metric_that_alerts_and_dashboard_use_is_there_and_well_formed(self):
        self.question(CUSTOMER, "metrics")
        status, text = self.get("/metrics")
        self.assertEqual(status, 200)
        families = exposition(text)
        used = (ROOT / "contrib/alerts.yml").read_text() + "\n".join(
            target["expr"] for panel in json.loads((ROOT / "contrib/dashboard.json").read_text())["panels"] for target in panel["targets"])
        names = set(re.findall(r"\b(?:ticketd|process)_[a-z_]+", used))
        absent = {"ticketd_certificate_not_after_timestamp_seconds"}  # this desk has none
        self.assertEqual(names - families.keys() - absent, set())
        self.assertIn('ticketd_certificate_not_after_timestamp_seconds', (ROOT / "daemon/http/api_status.cpp").read_text())
        events = {row for row in re.findall(r"^\| `([^`]+)`", (ROOT / "docs/EVENTS.md").read_text(), re.MULTILINE)}
        self.assertEqual(set(re.findall(r'event="([^"]+)"', used)) - events, set())
        counted = {labels["event"]: value for labels, value in families["ticketd_events_total"][1]}
        self.assertGreaterEqual(counted["mail.accepted"], 1)
        self.assertEqual(counted["store.broken"], 0)  # a series that begins with its first event never increases
        self.assertLessEqual(counted.keys(), {name for row in events for name in row.split("` / `")} | {"clock.steady"})
        self.assertEqual(dict((labels["state"], value) for labels, value in families["ticketd_tickets"][1])["open"] >= 1, True)
        self.assertEqual(self.get("/healthz")[0], 200)
        self.assertEqual(self.get("/readyz")[0], 200)

    def test_every_alert_and_every_error_event_has_its_entry_in_the_handbook(self):
        handbook = (ROOT / "docs/operations.md").read_text()
        alerts = re.findall(r"alert: (\w+)", (ROOT / "contrib/alerts.yml").read_text())
        errors = re.findall(r"^\| `([^`]+)`[^|]*\| error", (ROOT / "docs/EVENTS.md").read_text(), re.MULTILINE)
        for name in alerts + errors:
            self.assertRegex(handbook, rf"(?m)^#+ .*`{re.escape(name)}`", f"{name} has no entry")

    def test_no_body_password_or_token_stands_in_log_metrics_or_errors(self):
        number = self.question(CUSTOMER, "canary")
        told = self.desk.sent(AGENT)[-1]
        token = str(told["Reply-To"]).split("+", 1)[1].split("@")[0]
        self.desk.submit(AGENT, [str(told["Reply-To"])], reply(AGENT, told, f"{SECRET}\nagain", message_id="canary-answer@corp.example.net"))
        self.desk.submit("", [SUPPORT], b"From: x@y.example.net\r\nAuto-Submitted: auto-replied\r\nSubject: q\r\n\r\n" + SECRET.encode())
        self.desk.wait_idle()
        secret = self.desk.ctl("token", "create", "canary", "--scope", "read").strip()
        connection = http.client.HTTPConnection("127.0.0.1", self.desk.http_port, timeout=30)
        self.addCleanup(connection.close)
        answers = []
        for words in (secret, secret + "x"):
            connection.request("GET", "/api/v1/tickets/999999", headers={"Authorization": "Bearer " + words})
            answers.append(connection.getresponse().read().decode())
        wrong = self.home / "wrong.toml"
        wrong.write_text(f'[delivery]\nuser = "u"\npassword = "{SECRET}"\n')
        refused = self.desk.run("config", "check", wrong)
        told_to_operators = self.desk.log() + self.get("/metrics")[1] + self.desk.ctl("log") + self.desk.ctl("status") + \
            "".join(answers) + refused.stderr.decode() + refused.stdout.decode() + self.desk.ctl("config", "example")
        self.assertIn("mail.processed", told_to_operators)
        self.assertEqual(self.desk.ticket(number)["entries"][0]["text"].strip(), SECRET, "it was there to be told")
        for words in (SECRET, "카나리아", token, secret):
            lines = [line for line in told_to_operators.splitlines() if words in line]
            self.assertEqual(lines[:3], [], words)
        for line in self.desk.log().splitlines():
            told = json.loads(line)
            self.assertTrue({"time", "level", "event"} <= told.keys(), line)
            self.assertNotIn("text", told, "every word of a line is a key's")
            self.assertNotIn("=", told["event"])

    def test_a_person_is_handed_out_and_then_forgotten(self):
        person = "minji.park@customer.example.net"
        number = self.question(person, "minji", SECRET + "\n" + PRIVATE)
        told = self.desk.sent(AGENT)[-1]
        self.desk.submit(AGENT, [str(told["Reply-To"])], reply(AGENT, told, "Dear Minji, noted.", message_id="to-minji@corp.example.net"))
        self.desk.wait_idle()

        folder = self.home / "export"
        self.desk.ctl("export", folder, "--contact", person)
        self.assertEqual(json.loads((folder / "contact.json").read_text())["addresses"], [person])
        ticket = json.loads((folder / f"ticket-{number}.json").read_text())
        self.assertIn(SECRET, ticket["entries"][0]["text"])
        with contextlib.closing(mailbox.mbox(folder / f"ticket-{number}.mbox")) as mails:
            self.assertEqual(mails[0]["Message-ID"], "<minji@customer.example.net>")
            arrived = datetime.datetime.strptime(mails[0].get_from(), "ticketd@localhost %a %b %d %H:%M:%S %Y")
            self.assertEqual(arrived, datetime.datetime.fromisoformat(ticket["entries"][0]["created_at"][:19]))
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        self.assertEqual(self.desk.run("export", folder, "--contact", person).returncode, 1, "nothing is overwritten")
        self.assertEqual(self.desk.run("export", self.home / "none", "--ticket", number, "--ticket", 99_999).returncode, 1)
        self.assertFalse((self.home / "none").exists(), "half an export would pass for one")

        self.assertEqual(self.desk.run("erase", person).returncode, 2, "not by mistake")
        erased = json.loads(self.desk.ctl("erase", person, "--yes", "--json"))
        self.assertEqual(erased["tickets"], 1)
        left = self.desk.ticket(number)
        self.assertEqual((left["requester"]["address"], left["state"]), (erased["pseudonym"], "closed"))
        self.assertEqual({entry["text"] for entry in left["entries"]}, {""})
        self.assertEqual(left["events"][-1]["kind"], "masked")
        self.assertEqual(self.desk.run("contact", "show", person).returncode, 1)
        self.assertEqual(json.loads(self.desk.ctl("verify", "--json"))["problems"], [])
        for path, content in self.files_of_state().items():
            for words in (person, "Dear Minji", PRIVATE[:200]):
                self.assertFalse(words.encode() in content, f"{words[:40]} in {path}")
        self.assertEqual(self.desk.run("erase", AGENT, "--yes").returncode, 1, "an agent is not forgotten")

    def test_a_file_that_no_mail_names_is_swept_when_it_is_old(self):
        content = b"left behind by a crash"
        digest = hashlib.sha256(content).hexdigest()
        folder = self.desk.directory / "state/ticketd.db-mails" / digest[:2]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digest).write_bytes(content)
        self.assertIn("0 files", self.desk.ctl("verify", "--sweep"), "it may belong to a mail on its way")
        os.utime(folder / digest, (time.time() - 7200,) * 2)
        self.assertIn("1 files", self.desk.ctl("verify", "--sweep"))
        self.assertFalse((folder / digest).exists())

        (folder / digest).write_bytes(content)
        os.utime(folder / digest, (time.time() - 7200,) * 2)
        self.desk.stop()
        self.desk.start()
        wait_until(lambda: not (folder / digest).exists(), "the start to sweep by itself")
        wait_until(lambda: '"event":"store.swept","files":1' in self.desk.log(), "the log to say so")

    def test_a_backup_is_rehearsed_without_touching_the_desk_and_then_restored(self):
        number = self.question("park@customer.example.net", "backup", LARGE)
        copy = self.home / "copy.db"
        self.desk.ctl("backup", copy)
        sent = len(self.desk.sent())
        rehearsed = json.loads(self.desk.ctl("restore", "--rehearse", copy, "--json"))
        self.assertTrue(rehearsed["whole"])
        self.assertEqual(sum(rehearsed["tickets"].values()), len(self.desk.tickets()))
        self.assertEqual(len(self.desk.sent()), sent, "a rehearsal sends nothing")
        self.assertEqual(self.desk.run("restore", copy).returncode, 1, "not under a running daemon")

        empty, foreign = self.home / "empty.db", self.home / "foreign.db"
        empty.write_bytes(b"")
        with contextlib.closing(sqlite3.connect(foreign)) as database:
            database.execute("CREATE TABLE birds (name TEXT)")
        later = self.question("later@customer.example.net", "later")
        self.desk.stop()
        try:
            for file in (empty, foreign):
                for how in (("restore",), ("restore", "--rehearse")):
                    refused = self.desk.run(*how, file)
                    self.assertEqual(refused.returncode, 1)
                    self.assertIn(b"is no file that `ticketctl backup` wrote", refused.stderr)
            damaged = self.home / "damaged.db"
            damaged.write_bytes(copy.read_bytes()[:20_000])
            self.assertEqual(self.desk.run("restore", damaged).returncode, 1, "what stands there stays until the backup is known to be whole")
            self.assertEqual(list((self.desk.directory / "state").glob("*.replaced-*")), [])
            copy.chmod(0o644)
            self.desk.ctl("restore", copy)
        finally:
            self.desk.start()
        self.assertEqual(self.desk.ticket(number)["subject"], "backup asks")
        self.assertNotIn(later, [row["id"] for row in self.desk.tickets()])
        self.assertEqual(self.desk.ctl("verify").strip(), "whole")

        self.assertEqual(self.desk.run("restore", "--rehearse", damaged).returncode, 1)
        self.assertEqual(self.desk.run("restore", "--rehearse", self.home / "none.db").returncode, 1)
        self.assertEqual((self.desk.directory / "state/ticketd.db").stat().st_mode & 0o027, 0)

    def test_a_rehearsal_that_is_ended_leaves_no_copy_and_no_daemon(self):
        copy, room = self.home / "ended.db", self.home / "room"
        self.desk.ctl("backup", copy)
        room.mkdir()
        command = [PROGRAMS / "ticketctl", "--config", self.desk.directory / "ticketd.toml", "restore", "--rehearse", copy]
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                rehearsal = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(room)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                wait_until(lambda: rehearsal.poll() is not None or list(room.glob("*/control.sock")), "its daemon")
                rehearsal.send_signal(number)
                rehearsal.wait(60)
                wait_until(lambda: not list(room.iterdir()), "the copy to be gone")
                wait_until(lambda: not self.processes_that_name(room), "the daemon to end")

    def processes_that_name(self, path):
        named = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.fsencode(path) in (process / "cmdline").read_bytes():
                    named.append(process.name)
        return named


class NameServer(threading.Thread):
    """Answers the records it was given by UDP; NXDOMAIN for every other name."""

    def __init__(self, records):
        super().__init__(daemon=True)
        self.records = records
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            self.socket.sendto(self.answer(query), peer)

    def answer(self, query):
        end = query.index(b"\0", 12) + 5
        question, name, at = query[12:end], [], 12
        while query[at]:
            name.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind, = struct.unpack(">H", question[-4:-2])
        known = ".".join(name) in {where for where, _ in self.records}
        data = self.records.get((".".join(name), kind))
        body = b"" if data is None else b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
        return query[:2] + struct.pack(">HHHHH", 0x8180 | (0 if known else 3), 1, 1 if body else 0, 0, 0) + question + body


class Doctor(unittest.TestCase):
    A, MX, TXT = 1, 15, 16

    def findings(self, desk, name_server):
        done = desk.run("doctor", "--name-server", f"127.0.0.1:{name_server.port}", "--json")
        rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
        for row in rows:
            self.assertTrue(row["what"] and row["where"] and (row["advice"] or row["grade"] == "good"), row)
        return done.returncode, {(row["topic"], row["grade"]): row for row in rows}, rows

    def name_server(self, records):
        server = NameServer(records)
        server.start()
        self.addCleanup(server.socket.close)
        return server

    def test_every_finding_says_what_where_and_what_to_do(self):
        exchanger = struct.pack(">H", 10) + b"\x02mx\x07example\x03com\0"
        text = lambda words: bytes([len(words)]) + words
        good = self.name_server({("desk.example.com", self.A): bytes([192, 0, 2, 1]), ("desk.example.com", self.MX): exchanger,
                                 ("desk.example.com", self.TXT): text(b"v=spf1 mx -all"), ("_dmarc.desk.example.com", self.TXT): text(b"v=DMARC1; p=none")})
        empty = self.name_server({})
        with tempfile.TemporaryDirectory() as home, Desk(home) as desk:
            (desk.directory / "state").chmod(0o750)
            code, by_topic, rows = self.findings(desk, good)
            self.assertEqual(code, 0, rows)
            self.assertEqual([row for row in rows if row["topic"] == "DNS" and row["grade"] != "good"], [])
            self.assertEqual({row["topic"] for row in rows} >= {"configuration", "permissions", "disk", "clock", "daemon", "queue", "relay", "DNS"}, True)

            code, by_topic, rows = self.findings(desk, empty)
            self.assertEqual(code, 1, "no mail reaches the domain")
            self.assertIn("MX", by_topic["DNS", "error"]["advice"])

            (desk.directory / "state").chmod(0o755)
            self.assertIn("chmod", self.findings(desk, good)[1]["permissions", "error"]["advice"])
            (desk.directory / "state").chmod(0o750)
            desk.stop()
            code, by_topic, rows = self.findings(desk, good)
            self.assertEqual(code, 1)
            self.assertIn("systemctl", by_topic["daemon", "error"]["advice"])
            file = desk.directory / "ticketd.toml"
            file.write_text(file.read_text().replace("hostname ", "hostnam "))
            self.assertIn("hostnam", self.findings(desk, good)[1]["configuration", "error"]["what"])

    def test_every_login_is_tried_and_what_is_wrong_with_it_said(self):
        names = self.name_server({})
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        dovecot = self.enterContext(Dovecot(home / "dovecot", {SUPPORT: "secret"}))
        hop = self.enterContext(NextHop(password="right"))
        desk = Desk(home / "desk", delivery=hop.url, delivery_more='user = "desk"\npassword_file = "relay-password"',
                    mailbox=f'[mailbox.imap]\nurl = "{dovecot.url(security="tls")}"\nuser = "{SUPPORT}"\n'
                            f'password_file = "imap-password"\ntls_ca_file = "{dovecot.certificate}"\n')

        def write(**passwords):
            for name, password in passwords.items():
                (desk.directory / f"{name}-password").write_text(password + "\n")
                (desk.directory / f"{name}-password").chmod(0o600)

        write(imap="secret", relay="right")
        with desk:
            found = lambda: {row["topic"]: row for row in self.findings(desk, names)[2] if "://" in row["where"]}
            logins = found()
            self.assertEqual([logins[topic]["grade"] for topic in ("mailboxes", "relay")], ["good", "good"], logins)
            self.assertIn("verified TLS", logins["mailboxes"]["what"])
            self.assertEqual(hop.mails, [])

            write(imap="guessed", relay="wrong")
            logins = found()
            self.assertIn("AUTHENTICATIONFAILED", logins["mailboxes"]["what"])
            self.assertIn("ticketctl poll support", logins["mailboxes"]["advice"])
            self.assertIn("535", logins["relay"]["what"])
            self.assertIn("ticketctl queue retry", logins["relay"]["advice"])

            dovecot.stop()
            self.assertIn("firewall", found()["mailboxes"]["advice"])

    def test_a_server_whose_certificate_is_not_trusted_is_told_apart(self):
        names = self.name_server({})
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        dovecot = self.enterContext(Dovecot(home / "dovecot", {SUPPORT: "secret"}))
        with Desk(home / "desk", mailbox=f'[mailbox.imap]\nurl = "{dovecot.url(security="starttls")}"\nuser = "{SUPPORT}"\n'
                                         f'password_file = "ticketd.toml"\n') as desk:
            row = next(row for row in self.findings(desk, names)[2] if "://" in row["where"])
            self.assertEqual(row["grade"], "error")
            self.assertIn("tls_ca_file", row["advice"])


if __name__ == "__main__":
    unittest.main()
