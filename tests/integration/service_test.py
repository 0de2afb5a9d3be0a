"""ticketd as a service: readiness, watchdog, reload, a clean stop, time that passes, and what it says of a bad configuration."""
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import PROGRAMS, Desk, text_of
from support.mails import reply, simple
from support.net import wait_until


class Service(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)

    def question(self, desk, number=1):
        desk.submit(CUSTOMER, [SUPPORT], simple(CUSTOMER, SUPPORT, f"question {number}", "Text", f"q{number}@customer.example.net"))
        desk.wait_idle()

    def test_systemd_hears_of_readiness_life_and_the_end(self):
        address = str(self.home / "notify")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(listener.close)
        listener.bind(address)
        listener.settimeout(30)
        heard = []

        def hear(word):
            while not any(word in message for message in heard):
                heard.append(listener.recv(4096).decode())

        desk = Desk(self.home / "desk")
        desk.environment.update(NOTIFY_SOCKET=address, WATCHDOG_USEC="10000000")
        with desk:
            hear("READY=1")
            hear("WATCHDOG=1")
            desk.process.send_signal(signal.SIGHUP)
            hear("RELOADING=1")
            desk.stop()
            hear("STOPPING=1")

    def test_a_reload_takes_the_new_desk_and_a_bad_one_keeps_the_old(self):
        with Desk(self.home) as desk:
            good = (self.home / "desk.toml").read_text()
            (self.home / "desk.toml").write_text(good.replace("예시 고객센터", "새 고객센터"))
            desk.process.send_signal(signal.SIGHUP)
            wait_until(lambda: "reloaded" in desk.log(), "the reload")
            self.question(desk, 1)
            self.assertIn("새 고객센터", str(desk.sent(CUSTOMER)[-1]["From"]))

            (self.home / "desk.toml").write_text(good.replace("[[mailbox]]", "[[mailboxes]]"))
            desk.process.send_signal(signal.SIGHUP)
            wait_until(lambda: "reload_refused" in desk.log(), "the refusal")
            self.assertIn("desk.toml:2", desk.log())
            self.question(desk, 2)
            self.assertEqual(len(desk.tickets()), 2)

    def test_a_desk_that_was_applied_stays_across_a_restart_until_its_file_changes(self):
        with Desk(self.home) as desk:
            other = self.home / "other.toml"
            other.write_text((self.home / "desk.toml").read_text().replace("예시 고객센터", "적용된 고객센터"))
            desk.ctl("desk", "apply", other)
            desk.stop()
            desk.start()
            self.assertIn("적용된 고객센터", desk.ctl("desk", "show"))

    def test_a_bad_configuration_is_named_with_line_and_nearest_key_and_exit_78(self):
        desk = Desk(self.home)
        desk.configure()
        file = self.home / "ticketd.toml"
        file.write_text(file.read_text().replace("hostname ", "hostnam "))
        for program, arguments in (("ticketd", ["--check"]), ("ticketd", []), ("ticketctl", ["config", "check"])):
            done = subprocess.run([PROGRAMS / program, "--config", file, *arguments], capture_output=True, text=True, timeout=30)
            self.assertEqual(done.returncode, 78, program)
            self.assertRegex(done.stderr, r'ticketd\.toml:3: .*"hostnam".*"hostname"')

    def test_a_resolved_ticket_closes_after_five_days(self):
        desk = Desk(self.home)
        with desk:
            self.question(desk)
            desk.ctl("ticket", "resolve", 1, "--as", "kim", "--text", "Done.")
            desk.stop()
            desk.environment["TICKETD_CLOCK_OFFSET"] = "+6d"
            desk.start()
            self.assertIn("clock.shifted", desk.log())
            wait_until(lambda: desk.ticket(1)["state"] == "closed", "the ticket to close", 60)
            self.assertEqual(desk.ticket(1)["events"][-1]["by"], "rule:close-after-5-days")

    def test_an_operator_works_with_tickets_from_the_command_line(self):
        with Desk(self.home) as desk:
            number = desk.ctl("ticket", "create", "--requester", CUSTOMER, "--subject", "전화 문의", "--text", "전화로 접수", "--channel", "phone").strip()
            self.assertEqual(desk.ticket(number)["channel"], "phone")
            desk.ctl("ticket", "reply", number, "--as", "kim", "--text", "안녕하세요, 확인했습니다.")
            desk.ctl("ticket", "note", number, "--as", "kim", "--text", "내부 메모")
            desk.ctl("ticket", "priority", number, "high")
            desk.ctl("ticket", "hold", number, "--as", "kim")
            desk.wait_idle()
            ticket = desk.ticket(number)
            self.assertEqual((ticket["state"], ticket["priority"]), ("on_hold", "high"))
            self.assertEqual([entry["visibility"] for entry in ticket["entries"]], ["public", "public", "private", "public"])
            texts = "".join(text_of(mail) for mail in desk.sent(CUSTOMER))
            self.assertIn("확인했습니다", texts)
            self.assertNotIn("내부 메모", texts)
            self.assertEqual(desk.run("ticket", "reply", 99, "--as", "kim", "--text", "x").returncode, 1)
            self.assertEqual(desk.run("ticket", "assign", number, "nobody").returncode, 1)
            self.assertEqual(desk.run("ticket", "frobnicate", number).returncode, 2)
        self.assertEqual(desk.run("ticket", "list").returncode, 69)

    def test_what_could_not_be_sent_waits_and_goes_out_on_retry(self):
        from support.net import free_port
        from support.postfix import Postfix
        postfix = Postfix(self.home / "postfix", domains=("customer.example.net", "corp.example.net"))
        postfix.port = free_port()
        with Desk(self.home / "desk", delivery=f"smtp://127.0.0.1:{postfix.port}") as desk:
            self.question(desk)
            waiting = {row["to"]: row for row in desk.queue()}
            self.assertEqual(set(waiting), {CUSTOMER, AGENT})
            self.assertEqual(waiting[CUSTOMER]["attempts"], 1)
            with postfix:
                desk.ctl("queue", "retry", "--all")
                mail, = postfix.wait_for_mails(CUSTOMER, 1)
                wait_until(lambda: not desk.queue(), "the queue to be empty")
            sent = [row for entry in desk.ticket(1)["entries"] for row in entry["sent_to"] if row["address"] == CUSTOMER]
            self.assertIn(sent[0]["message_id"].encode(), mail, "the same Message-ID for every try")

    def test_the_agent_writes_notes_and_assigns_by_mail(self):
        with Desk(self.home, agents="token") as desk:
            self.question(desk)
            told = desk.sent(AGENT)[0]
            before = len(desk.sent(CUSTOMER))
            desk.submit(AGENT, [str(told["Reply-To"])], reply(AGENT, told, "#메모\n단골 고객입니다.", message_id="note@corp.example.net"))
            desk.submit(AGENT, [str(told["Reply-To"])], reply(AGENT, told, "#담당 김민지\n#우선순위 긴급", message_id="assign@corp.example.net"))
            desk.wait_idle()
            ticket = desk.ticket(1)
            self.assertEqual((ticket["assignee"], ticket["priority"]), ("kim", "urgent"))
            self.assertEqual([e["text"].strip() for e in ticket["entries"] if e["visibility"] == "private"], ["단골 고객입니다."])
            self.assertEqual(len(desk.sent(CUSTOMER)), before)


if __name__ == "__main__":
    unittest.main()
