"""docs/openapi.yaml against the running daemon: every path and method answers as it is described, every route is described."""
import http.client
import json
import pathlib
import re
import unittest

from support.mails import korean_question, simple
from support.people_desk import PeopleDesk
from support.schema import Schemas
from support.yaml import parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = parse((ROOT / "docs/openapi.yaml").read_text())
ROUTES = re.findall(r'\{"(GET|POST)", "([^"]+)", (\w+),', (ROOT / "daemon/http/api.cpp").read_text())
CUSTOMER, SUPPORT = "park@customer.example.net", "support@desk.example.com"
PDF = b"%PDF-1.4\n% a small one\n"


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = PeopleDesk.for_all_tests_of(cls)
        cls.tokens = {scope: cls.desk.ctl("token", "create", f"test {scope}", "--scope", scope).strip() for scope in ("read", "write", "admin")}
        cls.schemas = Schemas(DOCUMENT)
        cls.desk.submit(CUSTOMER, [SUPPORT], korean_question(CUSTOMER, "박서연", SUPPORT, "프린터", "인쇄가 되지 않습니다.",
                                                             "first@customer.example.net", file=("오류 화면.pdf", PDF)))
        for number in (1, 2, 3):
            cls.desk.submit("", [SUPPORT], simple(CUSTOMER, SUPPORT, "absent", "Away", f"away-{number}@customer.example.net",
                                                  extra="Auto-Submitted: auto-replied\n"))
        cls.desk.wait_idle()

    def ask(self, method, path, body=None, token="admin", headers=(), kind=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.desk.http_port, timeout=60)
        self.addCleanup(connection.close)
        fields = dict(headers)
        if token:
            fields["Authorization"] = "Bearer " + self.tokens.get(token, token)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer

    def examples(self):
        """One good request for each path and method; those that change what others read come last."""
        attachment = self.desk.ticket(1)["entries"][0]["attachments"][0]["id"]
        quarantined = [row["id"] for row in self.desk.quarantine()]
        mail = simple("lee@else.example.net", SUPPORT, "by API", "Text", "by-api@else.example.net")
        desk = self.desk.ctl("desk", "show")
        yield "GET", "/healthz", "/healthz", None
        yield "GET", "/readyz", "/readyz", None
        yield "GET", "/metrics", "/metrics", None
        yield "GET", "/api/v1/openapi.yaml", "/api/v1/openapi.yaml", None
        yield "POST", "/api/v1/tickets", "/api/v1/tickets", {"requester": "web@form.example.net", "subject": "양식", "text": "문의", "channel": "web"}
        yield "GET", "/api/v1/tickets", "/api/v1/tickets?view=open&query=%EC%9D%B8%EC%87%84%EA%B0%80&limit=5", None
        yield "GET", "/api/v1/tickets/{id}", "/api/v1/tickets/1", None
        yield "GET", "/api/v1/tickets/{id}/explain", "/api/v1/tickets/1/explain?language=ko", None
        yield "GET", "/api/v1/tickets/{id}/attachments/{attachment}", f"/api/v1/tickets/1/attachments/{attachment}", None
        yield "GET", "/api/v1/tickets/{id}/entries/{entry}/mail", f"/api/v1/tickets/1/entries/{self.desk.ticket(1)['entries'][0]['id']}/mail", None
        yield "POST", "/api/v1/tickets/bulk/{action}", "/api/v1/tickets/bulk/tag", {"tickets": [1, 9999], "tags": ["x"]}
        yield "POST", "/api/v1/tickets/{id}/{action}", "/api/v1/tickets/1/reply", {"as": "kim", "text": "안녕하세요."}
        yield "POST", "/api/v1/contacts", "/api/v1/contacts", {"addresses": ["new@people.example.net"], "name": "새 사람"}
        yield "GET", "/api/v1/contacts", "/api/v1/contacts?limit=2", None
        yield "GET", "/api/v1/contacts/{contact}", "/api/v1/contacts/park%40customer.example.net", None
        yield "POST", "/api/v1/contacts/{contact}", "/api/v1/contacts/new%40people.example.net", {"phone": "02-123"}
        yield "POST", "/api/v1/contacts/{contact}/merge", "/api/v1/contacts/park%40customer.example.net/merge", {"others": ["new@people.example.net"]}
        yield "POST", "/api/v1/companies/{name}", "/api/v1/companies/Big%20Corp", {"domains": ["big.example.net"], "vip": True}
        yield "GET", "/api/v1/companies", "/api/v1/companies", None
        yield "GET", "/api/v1/companies/{name}", "/api/v1/companies/big%20corp", None
        yield "POST", "/api/v1/companies/{name}/remove", "/api/v1/companies/Big%20Corp/remove", {}
        yield "GET", "/api/v1/explain/{message_id}", "/api/v1/explain/first%40customer.example.net", None
        yield "POST", "/api/v1/explain", "/api/v1/explain?mailbox=support", mail
        yield "POST", "/api/v1/rules/test", "/api/v1/rules/test?mailbox=support", mail
        yield "GET", "/api/v1/rules", "/api/v1/rules?since=2020-01-01", None
        yield "GET", "/api/v1/templates", "/api/v1/templates", None
        yield "GET", "/api/v1/templates/{name}/preview", "/api/v1/templates/resolved/preview?ticket=1&as=kim&text=%EB%81%9D", None
        yield "GET", "/api/v1/queue", "/api/v1/queue", None
        yield "POST", "/api/v1/queue", "/api/v1/queue", {"action": "retry", "all": True}
        yield "GET", "/api/v1/addresses", "/api/v1/addresses", None
        yield "GET", "/api/v1/addresses/{address}", "/api/v1/addresses/park%40customer.example.net", None
        yield "POST", "/api/v1/addresses/{address}/clear", "/api/v1/addresses/park%40customer.example.net/clear", {}
        yield "GET", "/api/v1/quarantine", "/api/v1/quarantine", None
        yield "GET", "/api/v1/quarantine/{id}", f"/api/v1/quarantine/{quarantined[0]}", None
        yield "POST", "/api/v1/quarantine/{id}/{action}", f"/api/v1/quarantine/{quarantined[0]}/delete", {}
        yield "POST", "/api/v1/ingest", "/api/v1/ingest?mailbox=support", mail
        yield "GET", "/api/v1/survey", "/api/v1/survey", None
        yield "GET", "/api/v1/idle", "/api/v1/idle", None
        yield "GET", "/api/v1/mailboxes", "/api/v1/mailboxes", None
        yield "POST", "/api/v1/poll", "/api/v1/poll", {}
        yield "GET", "/api/v1/desk", "/api/v1/desk", None
        yield "POST", "/api/v1/desk", "/api/v1/desk", {"text": desk, "file": str(self.desk.directory / "desk.toml")}
        yield "GET", "/api/v1/agents", "/api/v1/agents", None
        yield "POST", "/api/v1/agents/{name}/availability", "/api/v1/agents/kim/availability", {"available": True}
        yield "POST", "/api/v1/tokens", "/api/v1/tokens", {"name": "passing", "scope": "read"}
        yield "GET", "/api/v1/tokens", "/api/v1/tokens", None
        yield "POST", "/api/v1/tokens/{name}/revoke", "/api/v1/tokens/passing/revoke", {}
        yield "GET", "/api/v1/verify", "/api/v1/verify", None
        yield "POST", "/api/v1/sweep", "/api/v1/sweep", {}
        yield "POST", "/api/v1/accounts/try", "/api/v1/accounts/try", {}
        yield "GET", "/api/v1/status", "/api/v1/status", None
        yield "GET", "/api/v1/log", "/api/v1/log?events=ready,mail.accepted", None
        yield "POST", "/api/v1/contacts/{contact}/erase", "/api/v1/contacts/lee%40else.example.net/erase", {}

    def check(self, method, path, answer):
        """The answer is one of those described, and its body is what the description says."""
        responses = DOCUMENT["paths"][path][method.lower()]["responses"]
        described = self.schemas.resolve(responses.get(str(answer.status)) or responses.get("default") or {})
        self.assertIn("content", described, f"{method} {path}: {answer.status} is not described: {answer.content[:300]}")
        kind = answer.headers["Content-Type"].split(";")[0]
        content = described["content"].get(kind) or described["content"].get("*/*")
        self.assertIsNotNone(content, f"{method} {path}: {kind} is not described for {answer.status}")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        if kind.endswith("json"):
            self.assertEqual(self.schemas.problems(json.loads(answer.content), content["schema"]), [], f"{method} {path}")

    def test_every_route_is_described_with_its_scope(self):
        described = {(method.upper(), path): operation.get("x-scope", "open_to_all")
                     for path, operations in DOCUMENT["paths"].items() for method, operation in operations.items()}
        self.assertEqual({(method, path): scope for method, path, scope in ROUTES}, described)

    def test_every_path_and_method_answers_as_described(self):
        asked = set()
        for method, path, target, body in self.examples():
            answer = self.ask(method, target, body)
            self.check(method, path, answer)
            self.assertIn(answer.status, (200, 201), f"{method} {target}: {answer.content[:300]}")
            asked.add((method, path))
        for method, path, body in (("GET", "/survey/{token}", None), ("POST", "/survey/{token}", b"score=5"),
                                   ("GET", "/survey/{token}/{score}", None), ("POST", "/survey/{token}/{score}", b"score=5")):
            unknown = self.ask(method, path.format(token="x", score=5), body, token=None)
            self.check(method, path, unknown)
            self.assertEqual(unknown.status, 404)
            asked.add((method, path))
        refused = self.ask("POST", "/api/v1/backup", {"file": "/tmp/never.db"})
        self.check("POST", "/api/v1/backup", refused)
        self.assertEqual(refused.status, 403, "a file of the machine is named only on the machine")
        asked.add(("POST", "/api/v1/backup"))
        self.assertEqual({(method, path) for method, path, _ in ROUTES} - asked, set(), "a route without an example")

    def test_nothing_is_told_without_a_token_of_its_scope(self):
        order = ["open_to_all", "read", "write", "admin"]
        for method, path, scope in ROUTES:
            target = re.sub(r"\{\w+\}", "1", path)
            for token in (None, "read", "write"):
                if order.index(scope) <= (order.index(token) if token else 0):
                    continue
                answer = self.ask(method, target, {} if method == "POST" else None, token)
                self.check(method, path, answer)
                self.assertEqual(answer.status, 403 if token else 401, f"{method} {target} with {token}")
        self.assertEqual(self.ask("GET", "/api/v1/no/such/path", token=None).status, 401, "nor which paths there are")
        self.assertEqual(self.ask("GET", "/api/v1/no/such/path").status, 404)

    def test_what_is_wrong_is_said_as_a_problem(self):
        for method, path, target, body, status in (
                ("GET", "/api/v1/tickets", "/api/v1/tickets?view=nonsense", None, 400),
                ("GET", "/api/v1/tickets/{id}", "/api/v1/tickets/99999", None, 404),
                ("POST", "/api/v1/tickets", "/api/v1/tickets", {"requester": "x@y.example\r\nBcc: z@y.example", "subject": "s", "text": "t"}, 400),
                ("POST", "/api/v1/tickets", "/api/v1/tickets", {"requestr": "x@y.example"}, 400),
                ("POST", "/api/v1/tickets", "/api/v1/tickets", {"requester": "x@y.example", "subject": "s", "text": "t", "channel": "pigeon"}, 400),
                ("POST", "/api/v1/tickets/bulk/{action}", "/api/v1/tickets/bulk/tag", {"tickets": ["1"]}, 400),
                ("POST", "/api/v1/contacts", "/api/v1/contacts", {"addresses": []}, 400),
                ("GET", "/api/v1/tickets/{id}/attachments/{attachment}", "/api/v1/tickets/1/attachments/..%2F..%2Fetc", None, 404),
                ("POST", "/api/v1/tokens", "/api/v1/tokens", {"name": "a/b", "scope": "read"}, 400)):
            answer = self.ask(method, target, body)
            self.assertEqual(answer.status, status, f"{method} {target} {body}: {answer.content[:200]}")
            self.check(method, path, answer)

    def test_the_description_is_served_as_it_was_built(self):
        self.assertEqual(self.ask("GET", "/api/v1/openapi.yaml", token=None).content.decode(), (ROOT / "docs/openapi.yaml").read_text())

    def test_a_file_is_saved_and_never_shown(self):
        attachment = self.desk.ticket(1)["entries"][0]["attachments"][0]["id"]
        answer = self.ask("GET", f"/api/v1/tickets/1/attachments/{attachment}", token="read")
        self.assertEqual(answer.content, PDF)
        self.assertEqual(answer.headers["Content-Disposition"],
                         "attachment; filename*=UTF-8''%EC%98%A4%EB%A5%98%20%ED%99%94%EB%A9%B4.pdf")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(self.ask("GET", f"/api/v1/tickets/2/attachments/{attachment}").status, 404, "not of that ticket")

    def test_a_page_ends_with_the_cursor_of_the_next(self):
        for number in range(5):
            self.desk.create(f"page {number}")
        seen, after = [], 0
        while after is not None:
            page = json.loads(self.ask("GET", f"/api/v1/tickets?query=page&limit=2&after={after}").content)
            seen += [row["subject"] for row in page["tickets"]]
            after = page["next"]
        self.assertEqual(seen, [f"page {number}" for number in range(5)])

    def test_a_write_with_a_key_is_done_once_for_each_caller(self):
        body = {"requester": "once@form.example.net", "subject": "once", "text": "t", "channel": "chat"}
        key = {"Idempotency-Key": "form-1"}
        first, again = (json.loads(self.ask("POST", "/api/v1/tickets", body, "write", key).content) for _ in range(2))
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(first["channel"], "chat")
        other = json.loads(self.ask("POST", "/api/v1/tickets", body, "admin", key).content)
        self.assertNotEqual(other["id"], first["id"], "another caller's key is another key")
        self.assertEqual(self.ask("POST", "/api/v1/tickets", dict(body, text="u"), "write", key).status, 422)

    def test_who_guesses_tokens_is_told_to_wait_and_others_are_not(self):
        answers = [self.ask("GET", "/api/v1/tickets", token=f"ticketd_{number}").status for number in range(14)]
        self.assertEqual(answers[0], 401)
        self.assertEqual(answers[-1], 429)
        self.assertEqual(self.ask("GET", "/api/v1/tickets", token="read").status, 200)
        self.assertNotIn("ticketd_1", self.desk.log())

    def test_the_history_names_the_token_that_acted(self):
        number = self.desk.create("누가")
        self.ask("POST", f"/api/v1/tickets/{number}/priority", {"priority": "high"}, "write")
        self.assertIn(("priority", "api:test write"), [(event["kind"], event["by"]) for event in self.desk.ticket(number)["events"]])


if __name__ == "__main__":
    unittest.main()
