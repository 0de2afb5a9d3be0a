"""Webhooks of a real daemon against a program over TLS: signed, tried again, bounded, kept out of our own network, and never in
the way of mail."""
import base64
import hashlib
import hmac
import json
import pathlib
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

from support.desk import Desk, text_of
from support.hooks import HookServer
from support.mails import simple
from support.net import free_port, wait_until

SECRET = b"a secret of the ops team"
RULE = """
[[rule]]
name = "{name}"
on = "created"
when = {{ subject = "{subject}" }}
then = [ {{ webhook = "{name}" }} ]
"""


class HookDesk(Desk):
    """`hooks`: name → the lines of its [[webhook]]; each is called for tickets with its name in the subject."""

    def __init__(self, directory, hooks, **settings):
        super().__init__(directory, **settings)
        self.hooks = hooks

    def configure(self):
        super().configure()
        (self.directory / "secret").write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
        with (self.directory / "desk.toml").open("a") as desk:
            for name, lines in self.hooks.items():
                desk.write(f'\n[[webhook]]\nname = "{name}"\n{lines}\n' + RULE.format(name=name, subject=name))


def is_signed(call, secret=SECRET):
    """As docs/webhooks.md tells receivers to look."""
    content = call.headers["webhook-id"].encode() + b"." + call.headers["webhook-timestamp"].encode() + b"." + call.body
    wanted = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(call.headers["webhook-timestamp"])) < 300
    return fresh and any(hmac.compare_digest(one, "v1," + wanted) for one in call.headers["webhook-signature"].split())


class Webhooks(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory(prefix="ticketd-webhooks-")
        self.addCleanup(self.home.cleanup)
        self.directory = pathlib.Path(self.home.name)
        self.server = self.enterContext(HookServer(self.directory / "server"))

    def desk(self, hooks, networks='["127.0.0.0/8"]'):
        trusted = f'tls_ca_file = "{self.server.certificate}"\n'
        limits = f"[webhooks]\nnetworks = {networks}\n"
        return self.enterContext(HookDesk(self.directory / "desk", {name: trusted + lines for name, lines in hooks.items()}, more=limits))

    def ask(self, desk, subject, text="라인이 멈췄습니다."):
        mail = simple("park@customer.example.net", "support@desk.example.com", subject, text, f"{subject}@customer.example.net")
        desk.submit("park@customer.example.net", ["support@desk.example.com"], mail)

    def calls_in(self, desk, name):
        return [row for row in desk.queue() if row["to"] == f"webhook:{name}"]

    def test_a_call_is_signed_tells_the_ticket_and_is_made_once(self):
        desk = self.desk({"ops": f'url = "{self.server.url("/in")}"\nsecret_file = "secret"\n'})
        self.ask(desk, "ops: line 3")
        call, = wait_until(lambda: self.server.to("/in"), "the call")
        self.assertTrue(is_signed(call))
        self.assertFalse(is_signed(call, b"another secret"))
        self.assertEqual(call.headers["Content-Type"], "application/json")
        told = json.loads(call.body)
        self.assertEqual((told["event"], told["rule"], told["ticket"]["id"]), ("created", "ops", 1))
        self.assertEqual(told["entry"]["text"].strip(), "라인이 멈췄습니다.")
        self.assertEqual(told["id"], call.headers["webhook-id"])
        desk.wait_idle()
        self.assertEqual(self.calls_in(desk, "ops"), [])
        time.sleep(1)
        self.assertEqual(len(self.server.to("/in")), 1)
        self.assertIn({"webhook", "ops"}, [{event["kind"], event["to"]} for event in desk.ticket(1)["events"]])

    def test_slack_and_an_sms_gateway_get_what_they_read(self):
        (self.directory / "desk").mkdir()
        (self.directory / "desk" / "slack-url").write_text(self.server.url("/services/T0/B0") + "\n")
        (self.directory / "desk" / "sms-key").write_text("Bearer sms-key\n")
        desk = self.desk({
            "chat": 'url_file = "slack-url"\nformat = "slack"\n',
            "sms": f'url = "{self.server.url("/send")}"\nformat = "custom"\nauthorization_file = "sms-key"\n'
                   'content_type = "application/x-www-form-urlencoded"\nbody = "to=01012345678&text=[{{ticket}}] {{subject}}"\n'})
        self.ask(desk, "chat <b> & sms 멈춤")
        slack, = wait_until(lambda: self.server.to("/services/T0/B0"), "the message")
        self.assertIn("chat &lt;b&gt; &amp; sms 멈춤", json.loads(slack.body)["text"])
        sms, = wait_until(lambda: self.server.to("/send"), "the SMS")
        self.assertEqual(sms.headers["Authorization"], "Bearer sms-key")
        self.assertEqual(urllib.parse.parse_qs(sms.body.decode()), {"to": ["01012345678"], "text": ["[1] chat <b> & sms 멈춤"]})

    def test_who_fails_is_asked_again_under_the_same_id_and_who_refuses_is_not(self):
        self.server.answers["/flaky"] = [(503, b"later"), (500, b""), (200, b"")]
        self.server.answers["/gone"] = [(410, b"")]
        desk = self.desk({name: f'url = "{self.server.url("/" + name)}"\nsecret_file = "secret"\n' for name in ("flaky", "gone")})
        self.ask(desk, "flaky gone")
        desk.wait_idle()
        self.assertEqual([(row["state"], row["attempts"]) for row in self.calls_in(desk, "flaky")], [("queued", 1)])
        failed, = self.calls_in(desk, "gone")
        self.assertEqual((failed["state"], failed["last_error"]), ("failed", "HTTP status 410"))
        self.ask(desk, "gone again")
        desk.wait_idle()
        told, = [mail for mail in desk.sent("kim@corp.example.net") if "호출하지 못했습니다" in mail["Subject"]]
        self.assertIn("HTTP status 410", text_of(told))
        with urllib.request.urlopen(f"http://127.0.0.1:{desk.http_port}/metrics", timeout=20) as answer:
            metrics = answer.read().decode()
        self.assertIn('ticketd_webhook_calls_total{webhook="gone",outcome="failed"} 2\n', metrics)
        self.assertIn('ticketd_webhook_calls_waiting{webhook="flaky"} 1\n', metrics)
        waiting, = self.calls_in(desk, "flaky")
        for made in (2, 3):
            desk.ctl("queue", "retry", waiting["id"])
            wait_until(lambda: len(self.server.to("/flaky")) == made, "another try")
            desk.wait_idle()
        self.assertEqual(self.calls_in(desk, "flaky"), [])
        self.assertEqual(len({call.headers["webhook-id"] for call in self.server.to("/flaky")}), 1)
        self.assertTrue(all(map(is_signed, self.server.to("/flaky"))))
        self.assertEqual(len(self.server.to("/gone")), 2)

    def test_a_call_without_an_answer_is_repeated_or_left_to_a_person_as_the_desk_says(self):
        self.server.answers.update({"/json": ["hang up", (200, b"")], "/sms": ["hang up"]})
        desk = self.desk({"json": f'url = "{self.server.url("/json")}"\n',
                          "sms": f'url = "{self.server.url("/sms")}"\nformat = "custom"\nbody = "{{}}"\nrepeat_uncertain = false\n'})
        self.ask(desk, "json sms")
        desk.wait_idle()
        self.assertEqual(self.calls_in(desk, "json")[0]["state"], "queued")
        self.assertEqual(self.calls_in(desk, "sms")[0]["state"], "uncertain")
        asked, = wait_until(lambda: [mail for mail in desk.sent("kim@corp.example.net") if "발송 여부" in mail["Subject"]], "the question to the agent")
        self.assertIn("webhook:sms", text_of(asked))
        desk.ctl("queue", "retry", self.calls_in(desk, "json")[0]["id"])
        wait_until(lambda: len(self.server.to("/json")) == 2, "the repetition")

    def test_a_program_that_stalls_or_floods_delays_no_mail_and_no_other_program(self):
        self.server.answers.update({"/slow": ["stall"], "/flood": ["flood"]})
        desk = self.desk({name: f'url = "{self.server.url("/" + name)}"\ntimeout = "3s"\n' for name in ("slow", "flood", "good")})
        begun = time.monotonic()
        for number in range(4):
            self.ask(desk, f"slow flood good {number}")
        wait_until(lambda: len(desk.sent("park@customer.example.net")) >= 1, "the acknowledgement")
        wait_until(lambda: len(desk.sent("kim@corp.example.net")) == 4, "the news for the agent")
        self.assertLess(time.monotonic() - begun, 15)
        wait_until(lambda: len(self.server.to("/good")) == 4, "the calls of the good one", 30)
        wait_until(lambda: not self.calls_in(desk, "flood"), "the end of the flood: its 200 counts, the rest is not read", 30)
        desk.wait_idle(60)  # what a silent program has still to be told is not in the way either
        self.assertEqual([row["state"] for row in self.calls_in(desk, "slow")], ["queued"] * 4)
        self.server.released.set()

    def test_nobody_is_sent_elsewhere_or_into_our_own_network(self):
        secret = free_port()
        self.server.answers["/redirect"] = [(302, {"Location": f"http://127.0.0.1:{secret}/admin"})]
        desk = self.desk({"redirect": f'url = "{self.server.url("/redirect")}"\n',
                          "clear": f'url = "http://127.0.0.1:{secret}/"\n'})
        self.ask(desk, "redirect clear")
        desk.wait_idle()
        redirected, = self.calls_in(desk, "redirect")
        self.assertEqual(redirected["state"], "failed")
        self.assertIn("redirects are not followed", redirected["last_error"])
        self.assertNotEqual(self.calls_in(desk, "clear")[0]["last_error"], None)
        self.assertEqual(len(self.server.calls), 1)

    def test_without_leave_of_the_operator_this_machine_is_not_called(self):
        desk = self.desk({"number": f'url = "{self.server.url("/in")}"\n', "name": f'url = "{self.server.url("/in", "localhost")}"\n'}, networks="[]")
        self.ask(desk, "number name")
        desk.wait_idle()
        for name in ("number", "name"):
            row, = self.calls_in(desk, name)
            self.assertEqual(row["state"], "failed")
            self.assertIn("may not be called", row["last_error"])
        self.assertEqual(self.server.calls, [])

    def test_what_was_queued_survives_a_kill(self):
        self.server.answers["/in"] = ["stall"]
        desk = self.desk({"ops": f'url = "{self.server.url("/in")}"\ntimeout = "30s"\n'})
        self.ask(desk, "ops")
        wait_until(lambda: self.server.to("/in"), "the first try")
        desk.kill()
        self.server.answers["/in"] = [(200, b"")]
        self.server.released.set()
        desk.start()
        wait_until(lambda: len(self.server.to("/in")) == 2, "the call after the restart")
        desk.wait_idle()
        self.assertEqual(len({call.headers["webhook-id"] for call in self.server.calls}), 1)
        self.assertEqual(self.calls_in(desk, "ops"), [])


if __name__ == "__main__":
    unittest.main()
