"""Every command of ticketctl against a real daemon: what it does, what it prints, how it ends."""
import json
import subprocess
import unittest

from support.desk import PROGRAMS
from support.front import Front
from support.mails import crlf, simple
from support.people_desk import PeopleDesk

CUSTOMER, SUPPORT = "park@customer.example.net", "support@desk.example.com"


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = PeopleDesk.for_all_tests_of(cls)
        cls.home = cls.desk.directory.parent

    def refused(self, code, *arguments, stdin=None):
        """What it says on standard error when it ends with this code."""
        done = self.desk.run(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stderr.decode()

    def rows(self, *arguments):
        return [json.loads(line) for line in self.desk.ctl(*arguments, "--json").splitlines()]

    def state(self, number):
        return self.desk.ticket(number)["state"]

    # ---- one ticket ----

    def test_words_of_agents_and_states(self):
        ctl, number = self.desk.ctl, self.desk.create("말과 상태")
        ctl("ticket", "note", number, "--as", "kim", "--text", "단골 고객")
        ctl("ticket", "reply", number, "--as", "kim", "--text", "안녕하세요.")
        self.assertEqual([(e["kind"], e["visibility"]) for e in self.desk.ticket(number)["entries"]],
                         [("mail", "public"), ("note", "private"), ("mail", "public")])
        for command, state in (("pending", "pending"), ("close", "closed"), ("reopen", "open")):
            ctl("ticket", command, number)
            self.assertEqual(self.state(number), state)
        for command, state in (("hold", "on_hold"), ("resolve", "resolved")):
            ctl("ticket", command, number, "--as", "kim", "--text", "잠시만요.")
            self.assertEqual(self.state(number), state)
        ctl("ticket", "reopen", number)
        ctl("ticket", "resolve", number, "--as", "kim", "--internal", "test")
        self.assertEqual(self.desk.ticket(number)["resolution"], {"internal": True, "reason": "test"})
        self.assertIn("needs a text", self.refused(1, "ticket", "reply", number, "--as", "kim", "--text", ""))
        self.refused(2, "ticket", "reply", number, "--text", "no --as")

    def test_hands_groups_and_marks(self):
        ctl, number = self.desk.ctl, self.desk.create("담당과 표시")
        ctl("ticket", "assign", number, "lee")
        self.assertEqual(self.desk.ticket(number)["assignee"], "lee")
        ctl("ticket", "take", number, "--as", "kim")
        self.assertEqual(self.desk.ticket(number)["assignee"], "kim")
        ctl("ticket", "transfer", number, "--group", "billing", "--agent", "lee", "--as", "kim")
        self.assertEqual((self.desk.ticket(number)["group"], self.desk.ticket(number)["assignee"]), ("billing", "lee"))
        ctl("ticket", "priority", number, "urgent")
        ctl("ticket", "tag", number, "환불", "vip", "2026")
        ctl("ticket", "untag", number, "vip")
        self.assertEqual((self.desk.ticket(number)["priority"], self.desk.ticket(number)["tags"]), ("urgent", ["환불", "2026"]))
        ctl("ticket", "star", number, "--as", "kim")
        self.assertEqual([row["id"] for row in self.rows("ticket", "list", "--view", "starred", "--as", "kim")], [number])
        ctl("ticket", "star", number, "--as", "kim", "--off")
        self.assertEqual(self.rows("ticket", "list", "--view", "starred", "--as", "kim"), [])
        self.assertIn("no agent", self.refused(1, "ticket", "assign", number, "nobody"))

    def test_forwarded_to_somebody_outside(self):
        number = self.desk.create("전달")
        self.desk.ctl("ticket", "forward", number, "--as", "kim", "--to", "vendor@parts.example.org", "--text", "원인이 무엇일까요?")
        self.desk.wait_idle()
        mail, = self.desk.sent("vendor@parts.example.org")
        self.assertIn("원인이 무엇일까요", mail.get_body(("plain",)).get_content())
        self.assertIn("mail address", self.refused(1, "ticket", "forward", number, "--as", "kim", "--to", "not an address", "--text", "x"))

    def test_the_spam_box_is_left_again(self):
        number = self.desk.create("스팸 아님")
        self.desk.ctl("ticket", "spam", number)
        self.assertIn(number, [row["id"] for row in self.rows("ticket", "list", "--view", "spam")])
        self.assertIn("spam box", self.refused(1, "ticket", "reply", number, "--as", "kim", "--text", "x"))
        self.desk.ctl("ticket", "restore", number)
        self.assertEqual(self.state(number), "open")

    def test_merged_split_snoozed_and_taken_back(self):
        ctl = self.desk.ctl
        kept, other = self.desk.create("합칠 문의"), self.desk.create("같은 문의", "cho@twice.example.org", "잉크가 없습니다.")
        ctl("ticket", "merge", kept, other, "--as", "lee")
        self.assertEqual(self.state(other), "merged")
        self.assertEqual(self.desk.ticket(other)["links"], [{"kind": "merged_into", "ticket": kept}])
        self.assertEqual([e["text"] for e in self.desk.ticket(kept)["entries"]], ["인쇄가 되지 않습니다.", "잉크가 없습니다."])
        self.assertIn("nothing of the last ten minutes", self.refused(1, "ticket", "undo", kept, "--as", "kim"))
        ctl("ticket", "undo", kept, "--as", "lee")
        self.assertEqual((self.state(other), self.desk.ticket(other)["links"]), ("open", []))
        self.assertEqual([e["text"] for e in self.desk.ticket(other)["entries"]], ["잉크가 없습니다."])
        self.assertEqual(self.desk.ticket(kept)["participants"], [])
        self.assertEqual(self.desk.ticket(kept)["events"][-1]["kind"], "undone")

        ctl("ticket", "merge", kept, other, "--as", "lee")
        ctl("ticket", "split", kept, "--entry", self.desk.ticket(kept)["entries"][1]["id"], "--subject", "토너", "--as", "lee")
        made = self.desk.tickets()[-1]
        self.assertEqual((made["subject"], made["requester"]["address"]), ("토너", "cho@twice.example.org"))
        self.assertEqual(self.desk.ticket(made["id"])["links"], [{"kind": "split_from", "ticket": kept}])
        self.assertIn("cannot be taken back", self.refused(1, "ticket", "undo", kept, "--as", "lee"))

        ctl("ticket", "snooze", kept, "2d", "--as", "kim")
        self.assertEqual([e["kind"] for e in self.desk.ticket(kept)["events"]][-1], "snoozed")
        ctl("ticket", "undo", kept, "--as", "kim")
        self.assertEqual([e["kind"] for e in self.desk.ticket(kept)["events"]][-2:], ["snoozed", "undone"])
        self.refused(1, "ticket", "snooze", kept, "yesterday")
        self.refused(2, "ticket", "merge", kept)

    def test_words_are_found_wherever_they_stand(self):
        number = self.desk.create("배송 지연 문의", "Yuna@words.example.org", "주문한 의자를 교환해주세요. Order SKU-7781, Straße 5.")
        self.desk.ctl("ticket", "note", number, "--as", "kim", "--text", "창고에 재고 없음")
        for query in ("교환", "교환해", "의자를 교환", "SKU-7781", "strasse", "STRA", "배송", "yuna@words.example.org", "재고", "재고 in:notes", "교환 in:public"):
            self.assertEqual([row["id"] for row in self.rows("ticket", "list", "--query", f'"{query}"' if " " in query and ":" not in query else query)], [number], query)
        for query in ("환교", "SKU-778", "재고 in:public", "교환 in:notes", "?!"):
            self.assertEqual(self.rows("ticket", "list", "--query", query), [], query)
        self.refused(1, "ticket", "list", "--query", "in:secret")
        self.refused(1, "ticket", "list", "--query", " ".join("abcdefghijklmnopqrstuvwxyz"))

    # ---- many tickets ----

    def test_many_tickets_at_once_and_a_report_of_each(self):
        numbers = [self.desk.create(f"여럿 {i}") for i in range(3)]
        done = self.desk.run("ticket", "priority", *numbers, 99999, "high")
        self.assertEqual(done.returncode, 1, "one was refused")
        report = done.stdout.decode().splitlines()
        self.assertEqual(report[:3], [f"{number} done" for number in numbers])
        self.assertIn("99999 refused: there is no ticket 99999", report[3])
        self.assertEqual([self.desk.ticket(number)["priority"] for number in numbers], ["high"] * 3)
        for number in numbers:
            self.desk.ctl("ticket", "tag", number, "2026", "묶음")
        results = self.rows("ticket", "reply", "--query", "tag:묶음", "--as", "kim", "--text", "모두에게")
        self.assertEqual([(one["ticket"], one["done"]) for one in results], [(number, True) for number in numbers])
        self.desk.ctl("ticket", "assign", numbers[0], f"#{numbers[1]}", "lee")
        self.assertEqual([self.desk.ticket(number)["assignee"] for number in numbers[:2]], ["lee", "lee"])
        self.refused(2, "ticket", "close")
        self.refused(2, "ticket", "close", "seven")

    # ---- lists and people ----

    def test_tickets_are_found_by_their_fields(self):
        number = self.desk.create("프린터 고장 문의", "kim@big.example.org", "토너가 새고 있습니다.", "--channel", "phone")
        ctl = self.desk.ctl
        ctl("company", "set", "Big Corp", "--domain", "big.example.org", "--vip", "on")
        ctl("contact", "set", "kim@big.example.org", "--name", "김대형", "--company", "big corp", "--customer-number", "C-17",
            "--phone", "02-123-4567", "--add-address", "kim@home.example.org")
        for query in ("토너가", "프린터 channel:phone", f"id:{number}", "subject:고장", "name:대형", "email:home.example",
                      "phone:021234567", 'company:"Big Corp"', "customer:C-17", "created:>=2020-01-01 토너가 state:open"):
            self.assertEqual([row["id"] for row in self.rows("ticket", "list", "--query", query)], [number], query)
        for query in ("토너가 state:closed", "토너가 created:<2020-01-01", "customer:C-18"):
            self.assertEqual(self.rows("ticket", "list", "--query", query), [], query)
        self.assertIn("Big Corp, VIP, customer C-17", ctl("ticket", "show", number))
        self.refused(1, "ticket", "list", "--query", "created:yesterday")

    def test_contacts_are_met_edited_and_merged(self):
        ctl = self.desk.ctl
        first, second = self.desk.create("하나", "cho@one.example.org"), self.desk.create("둘", "cho@two.example.org")
        kept, = self.rows("contact", "list", "--query", "cho@one")
        ctl("contact", "merge", kept["id"], "cho@two.example.org")
        contact = json.loads(ctl("contact", "show", "CHO@two.example.org", "--json"))
        self.assertEqual(contact["addresses"], ["cho@one.example.org", "cho@two.example.org"])
        self.assertEqual([ticket["id"] for ticket in contact["tickets"]], [second, first], "newest first")
        ctl("contact", "set", kept["id"], "--phone", "010 1234", "--vip", "on")
        self.assertIn("010 1234", ctl("contact", "show", kept["id"]))
        self.assertEqual([row["id"] for row in self.rows("contact", "list", "--vip", "--query", "cho@")], [kept["id"]])
        self.assertIn("belongs to contact", self.refused(1, "contact", "set", "new@one.example.org", "--add-address", "cho@one.example.org"))
        self.assertIn("no company", self.refused(1, "contact", "set", kept["id"], "--company", "Unheard Of"))
        ctl("company", "set", "Small Corp")
        self.assertIn("Small Corp", ctl("company", "list"))
        self.assertIn("Small Corp", ctl("company", "show", "small corp"))
        ctl("company", "remove", "Small Corp")
        self.refused(1, "company", "show", "Small Corp")

    # ---- mails ----

    def test_explained_in_words_and_tried_without_a_trace(self):
        mail = simple(CUSTOMER, SUPPORT, "explain me", "Why?", "explain@customer.example.net")
        file = self.home / "mail.eml"
        file.write_bytes(mail)
        before = len(self.desk.tickets())
        self.assertIn("so a new one was opened", self.desk.ctl("explain", file, "--mailbox", "support", "--language", "en"))
        self.assertEqual(len(self.desk.tickets()), before, "a dry run changes nothing")
        self.refused(1, "explain", "explain@customer.example.net")
        self.desk.ctl("ingest", "--mailbox", "support", stdin=mail)
        self.desk.wait_idle()
        self.assertIn("새 티켓을 만들었습니다", self.desk.ctl("explain", "<explain@customer.example.net>"))
        trace = json.loads(self.desk.ctl("explain", "explain@customer.example.net", "--json"))
        self.assertEqual(trace["result"]["place"], "ticket")
        self.assertIn("explain@customer.example.net", self.desk.ctl("explain", trace["result"]["ticket"], "--language", "en"))

    # ---- rules and texts: tested before they act ----

    def test_rules_are_tested_and_counted_and_texts_previewed(self):
        ctl = self.desk.ctl
        applied = self.home / "with-rules.toml"
        applied.write_text(ctl("desk", "show") + """
[rules]
shipped = true
[[field]]
name = "order"
[[template]]
name = "refunded"
text = "{{requester_name}}님, 주문 {{field.order}} 환불되었습니다. {{text}}"
[[rule]]
name = "refund"
on = "created"
when = { words = "반품" }
then = [ { add_tag = "refund" }, { set_field = { order = "A-17" } } ]
""")
        self.addCleanup(ctl, "desk", "apply", self.desk.directory / "desk.toml")
        ctl("desk", "apply", applied)
        mail = simple(CUSTOMER, SUPPORT, "refund", "반품하고 싶습니다.", "refund@customer.example.net")
        file = self.home / "refund.eml"
        file.write_bytes(mail)
        before = len(self.desk.tickets())
        told = ctl("rule", "test", file, "--mailbox", "support", "--language", "en")
        for line in ("yes  refund  (add_tag refund, set_field order A-17)", "no   complaint-to-manager  (mood: neutral)",
                     "new_ticket to kim@corp.example.net"):
            self.assertIn(line, told)
        self.assertEqual(len(self.desk.tickets()), before, "nothing is changed")
        self.assertEqual([row["times"] for row in self.rows("rule", "stats") if row["name"] == "refund"], [0])
        names = [row["name"] for row in self.rows("rule", "list")]
        self.assertLess(names.index("tell-of-new-ticket"), names.index("refund"))
        self.assertLess(names.index("refund"), names.index("close-after-5-days"))
        self.assertRegex(ctl("rule", "list"), r"warn-before-closing +no +time +reply_template closing_soon, stop")
        ctl("ingest", "--mailbox", "support", stdin=mail)
        self.desk.wait_idle()
        row, = self.rows("ticket", "list", "--query", "field.order:a-17")
        self.assertEqual(row["fields"], {"order": "A-17"})
        stats, = [row for row in self.rows("rule", "stats") if row["name"] == "refund"]
        self.assertEqual((stats["times"], stats["tickets"], stats["last_ticket"]), (1, 1, row["id"]))
        self.assertEqual([one["times"] for one in self.rows("rule", "stats", "--since", "2100-01-01") if one["name"] == "refund"], [0])
        ctl("ticket", "field", row["id"], "order=B-18")
        self.assertIn("B-18", ctl("ticket", "show", row["id"]))
        self.assertIn("no field", self.refused(1, "ticket", "field", row["id"], "size=xl"))
        shown = ctl("template", "preview", "refunded", "--ticket", row["id"], "--as", "kim", "--text", "또 오세요.")
        self.assertIn(f"to: {CUSTOMER}", shown)
        self.assertIn("주문 B-18 환불되었습니다. 또 오세요.", shown)
        self.assertIn("Message-ID: ", ctl("template", "preview", "refunded", "--ticket", row["id"], "--as", "kim", "--raw"))
        self.assertIn("refunded", ctl("template", "list"))
        self.assertIn("no template", self.refused(1, "template", "preview", "refund", "--ticket", row["id"]))
        self.assertIn("would send", ctl("rule", "test", "--ticket", row["id"], "--on", "time"))

    def vacation(self, number):
        self.desk.submit("", [SUPPORT], simple(CUSTOMER, SUPPORT, f"부재중 {number}", "휴가입니다.", f"vacation-{number}@customer.example.net",
                                               extra="Auto-Submitted: auto-replied\n"))
        self.desk.wait_idle()
        row, = [row for row in self.desk.quarantine() if row["message_id"] == f"vacation-{number}@customer.example.net"]
        return row["id"]

    def test_quarantined_mails_are_shown_let_in_and_deleted(self):
        shown, deleted = self.vacation(1), self.vacation(2)
        self.assertIn("vacation-1@customer.example.net", self.desk.ctl("quarantine", "show", shown))
        self.desk.ctl("quarantine", "release", shown)
        self.desk.wait_idle()
        self.assertIn("부재중 1", [ticket["subject"] for ticket in self.desk.tickets()])
        self.desk.ctl("quarantine", "delete", deleted)
        self.assertEqual([row for row in self.desk.quarantine() if row["id"] in (shown, deleted)], [])
        self.refused(1, "quarantine", "show", deleted)

    def test_the_queue_is_held_dropped_and_tried_again(self):
        self.desk.wait_idle()
        self.assertEqual(self.desk.queue(), [])
        self.refused(1, "queue", "retry", 99999)
        self.refused(2, "queue", "hold")
        self.assertIn("0 mails", self.desk.ctl("queue", "retry", "--all"))

    def test_parse_needs_no_daemon(self):
        file = self.home / "parse.eml"
        file.write_bytes(simple(CUSTOMER, SUPPORT, "parse me", "Hello", "parse@customer.example.net"))
        self.assertEqual(json.loads(self.desk.ctl("parse", "--json", file))["headers"]["subject"], "parse me")
        self.refused(1, "parse", self.home / "not there.eml")

    # ---- the house ----

    def test_the_desk_is_compared_applied_and_shown(self):
        file = self.desk.directory / "desk.toml"
        self.assertEqual(self.desk.ctl("desk", "diff", file), "")
        changed = self.home / "new-desk.toml"
        changed.write_text(self.desk.ctl("desk", "show") + '\n[[group]]\nname = "night"\n')
        self.assertIn('+name = "night"', self.desk.ctl("desk", "diff", changed))
        self.desk.ctl("desk", "apply", changed)
        self.assertIn('name = "night"', self.desk.ctl("desk", "show"))
        without_kim = self.desk.ctl("desk", "show").replace('name = "kim"', 'name = "successor"')
        (self.home / "without-kim.toml").write_text(without_kim)
        self.assertIn("still has tickets", self.refused(1, "desk", "apply", self.home / "without-kim.toml"))
        changed.write_text("[[grup]]\n")
        self.assertIn("grup", self.refused(78, "desk", "apply", changed))
        self.assertIn('name = "night"', self.desk.ctl("desk", "show"), "a bad desk changes nothing")
        self.desk.ctl("config", "check")
        self.assertIn("[server]", self.desk.ctl("config", "example"))

    def test_agents_come_and_go(self):
        self.desk.ctl("agent", "set-availability", "lee", "off")
        self.assertEqual([row["available"] for row in self.rows("agent", "list") if row["name"] == "lee"], [False])
        self.desk.ctl("agent", "set-availability", "lee", "on")
        self.refused(1, "agent", "set-availability", "nobody", "on")
        self.refused(2, "agent", "set-availability", "lee", "perhaps")

    def test_a_copy_of_the_running_store_opens_and_is_whole(self):
        self.assertEqual(self.desk.ctl("verify"), "whole\n")
        copy = self.home / "copies" / "ticketd.db"
        copy.parent.mkdir()
        self.desk.ctl("backup", copy)
        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
        self.refused(1, "backup", copy)
        second = PeopleDesk(self.home / "second")
        second.configure()
        state = second.directory / "state"
        state.mkdir()
        copy.rename(state / "ticketd.db")
        second.start()
        self.addCleanup(second.stop)
        self.assertEqual(second.ctl("verify"), "whole\n")
        self.assertEqual(second.tickets()[:1], self.desk.tickets()[:1])

    def test_a_token_opens_what_its_scope_allows(self):
        url = f"http://127.0.0.1:{self.desk.http_port}"

        def remote(token, *arguments):
            file = self.home / "token"
            file.write_text(token)
            return subprocess.run([PROGRAMS / "ticketctl", "--url", url, "--token-file", file, *map(str, arguments)],
                                  capture_output=True, timeout=60)

        number = self.desk.create("원격")
        secret = self.desk.ctl("token", "create", "reader", "--scope", "read").strip()
        self.assertEqual(remote(secret, "ticket", "show", number).returncode, 0)
        self.assertEqual(remote(secret, "ticket", "tag", number, "x").returncode, 1)
        writer = self.desk.ctl("token", "create", "writer", "--scope", "write", "--agent", "lee").strip()
        self.assertEqual(remote(writer, "ticket", "note", number, "--as", "lee", "--text", "x").returncode, 0)
        self.assertIn(b"lee only", remote(writer, "ticket", "note", number, "--as", "kim", "--text", "x").stderr)
        self.assertEqual(remote("ticketd_wrong", "ticket", "show", number).returncode, 1)
        listed = {row["name"]: row for row in self.rows("token", "list")}
        self.assertEqual((listed["reader"]["scope"], listed["writer"]["agent"]), ("read", "lee"))
        self.assertIsNotNone(listed["reader"]["last_used"])
        self.assertNotIn(secret, json.dumps(listed))
        self.desk.ctl("token", "revoke", "reader")
        self.assertEqual(remote(secret, "ticket", "show", number).returncode, 1)
        self.refused(1, "token", "revoke", "reader")
        self.refused(2, "token", "create", "other", "--scope", "everything")
        self.assertNotIn(secret, self.desk.log())

    def test_the_exit_says_what_went_wrong(self):
        self.refused(2)
        self.refused(2, "ticket", "frobnicate")
        absent = self.home / "absent.toml"
        run = lambda *arguments: subprocess.run([PROGRAMS / "ticketctl", *map(str, arguments)], capture_output=True, timeout=60).returncode
        self.assertEqual(run("--config", absent, "ticket", "list"), 78)
        self.assertEqual(run("--url", "http://127.0.0.1:9", "ticket", "list"), 69)
        self.assertEqual(run("--config", self.desk.directory / "ticketd.toml", "poll", "no such mailbox"), 1)
        self.desk.ctl("wait", "--idle", "--timeout", 20)

    def test_a_forged_verdict_must_not_come_through_the_front(self):
        for careful, code in ((True, 0), (False, 1)):
            front = Front(self.desk.smtp_port, careful)
            self.addCleanup(front.close)
            done = self.desk.run("doctor", "auth", front.url, "--timeout", 30)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            self.assertIn(b"safe: " if careful else b"NOT SAFE", done.stdout + done.stderr)
        self.assertEqual([row for row in self.desk.quarantine() if "doctor" in row["subject"]], [], "nothing is left for a person")
        self.assertNotIn("ticketd doctor", [ticket["subject"] for ticket in self.desk.tickets()])
        self.refused(75, "doctor", "auth", "smtp://127.0.0.1:9")


if __name__ == "__main__":
    unittest.main()
