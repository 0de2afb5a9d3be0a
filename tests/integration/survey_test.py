"""A survey in the real daemon: the mail after a resolve, the page behind its links through a proxy with a path of its own, and
the score in ticketctl."""
import html.parser
import json
import pathlib
import re
import tempfile
import threading
import http.server
import unittest
import urllib.error
import urllib.parse
import urllib.request

from support.desk import Desk, text_of
from support.mails import simple

RULES = """
[[rule]]
name = "ask"
on = "state_changed"
when = { state = "resolved" }
then = [ { survey = true } ]
"""


class SurveyDesk(Desk):
    def configure(self):
        super().configure()
        with (self.directory / "desk.toml").open("a") as desk:
            desk.write(RULES)
        server = self.directory / "ticketd.toml"
        server.write_text(server.read_text().replace("[http]", f'[http]\npublic_url = "{self.public_url}"'))


class Proxy:
    """What stands in front of a house: everything under /help goes to the desk."""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Proxied)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/help"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class _Proxied(http.server.BaseHTTPRequestHandler):
    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        path = self.path.removeprefix("/help")
        answer = ask(f"http://127.0.0.1:{self.server.desk_port}{path}", body)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = pass_on

    def log_message(self, *_):
        pass


def ask(url, body=None):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    try:
        answer = urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    answer.content = answer.read()
    return answer


class Form(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.method, self.checked = None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.method = attributes.get("method")
        if tag == "input" and "checked" in attributes:
            self.checked = attributes["value"]


class Survey(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="ticketd-survey-")
        self.addCleanup(home.cleanup)
        proxy = self.enterContext(Proxy())
        self.desk = SurveyDesk(pathlib.Path(home.name) / "desk")
        self.desk.public_url = proxy.url + "/"
        proxy.server.desk_port = self.desk.http_port
        self.enterContext(self.desk)

    def resolved(self, number, language_text):
        mail = simple("park@customer.example.net", "support@desk.example.com", f"q{number}", language_text, f"q{number}@customer.example.net")
        self.desk.submit("park@customer.example.net", ["support@desk.example.com"], mail)
        self.desk.wait_idle()
        self.desk.ctl("ticket", "resolve", number, "--as", "kim", "--text", "케이블을 바꿔 주세요.")
        self.desk.wait_idle()
        return text_of(self.desk.sent("park@customer.example.net")[-1])

    def test_a_link_shows_a_form_and_only_the_form_counts(self):
        text = self.resolved(1, "인쇄가 되지 않습니다. 확인 부탁드립니다.")
        self.assertIn("매우 만족", text)
        links = re.findall(r"http://\S+/survey/\S+", text)
        self.assertEqual([link[-2:] for link in links], ["/5", "/4", "/3", "/2", "/1"])
        for link in links:  # a scanner of mails follows every link
            self.assertEqual(ask(link).status, 200)
        self.assertIsNone(self.desk.ticket(1)["survey"]["score"])

        page = ask(links[1])
        form = Form(page.content.decode())
        self.assertEqual((form.method, form.checked), ("post", "4"))
        self.assertIn("문의 #1", page.content.decode())
        self.assertNotIn("park@", page.content.decode())
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")

        thanks = ask(links[1], urllib.parse.urlencode({"score": 4, "comment": "빨랐어요 <b>"}).encode())
        self.assertEqual(thanks.status, 200)
        self.assertIn("감사합니다", thanks.content.decode())
        survey = self.desk.ticket(1)["survey"]
        self.assertEqual((survey["score"], survey["comment"], survey["agent"]), (4, "빨랐어요 <b>", "kim"))
        self.assertEqual(self.desk.ticket(1)["state"], "resolved")

        summary = json.loads(self.desk.ctl("survey", "--json"))
        self.assertEqual((summary["asked"], summary["answered"], summary["average"]), (1, 1, 4))
        self.assertEqual([(row["agent"], row["scores"]["4"]) for row in summary["agents"]], [("kim", 1)])
        self.assertEqual(len(self.desk.ctl("ticket", "list", "--query", "score:4", "--json").splitlines()), 1)
        self.assertEqual(self.desk.ctl("ticket", "list", "--query", "score:5", "--json"), "")

    def test_a_wrong_link_and_a_wrong_form_change_nothing(self):
        link = re.search(r"http://\S+/survey/\S+", self.resolved(1, "인쇄가 되지 않습니다. 확인 부탁드립니다."))[0]
        forged = link[:-10] + ("a" if link[-10] != "a" else "b") + link[-9:]
        self.assertEqual(ask(forged).status, 404)
        self.assertEqual(ask(forged, b"score=1").status, 404)
        self.assertEqual(ask(link, b"score=%zz").status, 400)
        for body in (b"score=9", b"comment=x", b"score=five"):
            self.assertIn(b"<form", ask(link, body).content)
        self.assertIsNone(self.desk.ticket(1)["survey"]["score"])

    def test_who_wrote_in_english_is_asked_in_english(self):
        text = self.resolved(1, "It does not print any more, please help me with this printer.")
        self.assertIn("Very satisfied", text)
        page = ask(re.search(r"http://\S+/survey/\S+", text)[0]).content.decode()
        self.assertIn('<html lang="en">', page)


if __name__ == "__main__":
    unittest.main()
