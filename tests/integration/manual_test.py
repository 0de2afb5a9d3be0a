"""The manual pages and the completion: everything that --help and the configuration know stands in them, and man finds nothing wrong."""
import os
import pathlib
import re
import subprocess
import unittest

from support.desk import PROGRAMS

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = {"ticketd.8": "ticketd", "ticketctl.1": "ticketctl", "ticketd-bench.1": "ticketd-bench", "ticketd.toml.5": "ticketctl", "desk.toml.5": "ticketctl"}


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, **more)


def source(page):
    return run(PROGRAMS / PAGES[page], "--manual", page).stdout


def words(page):
    """What a reader sees, without the marks of the formatter."""
    return source(page).replace("\\-", "-").replace("\\e", "\\").replace("\\fB", "").replace("\\fR", "").replace("\\&", "")


def commands(program, path=()):
    """Every command of a program with its own help, down to the last."""
    text = run(PROGRAMS / program, *path, "--help").stdout
    yield path, text
    listed = text.split("Subcommands:", 1)
    if len(listed) == 2:
        for name in re.findall(r"^  ([a-z][a-z-]*)", listed[1], re.MULTILINE):
            yield from commands(program, (*path, name))


class Manual(unittest.TestCase):
    def test_every_command_and_option_stands_in_its_page(self):
        for page in ("ticketd.8", "ticketctl.1", "ticketd-bench.1"):
            text = words(page)
            for path, help_text in commands(PAGES[page]):
                if path:
                    self.assertRegex(text, rf"(?m)^{re.escape(' '.join(path))}( |$)", page)
                for option in re.findall(r"^\s+(?:-\w,)?(--[a-z-]+)", help_text, re.MULTILINE):
                    self.assertIn(option, text, f"{page}: {' '.join(path)}")

    def test_every_key_of_the_configuration_stands_in_its_page(self):
        for page, schema in (("ticketd.toml.5", "server_schema.cpp"), ("desk.toml.5", "desk_schema.cpp")):
            text = words(page)
            rows = re.findall(r'\{\.section = "([^"]*)",\s*\.name = "([^"]+)"(.*?)\}', (ROOT / "config" / schema).read_text(), re.DOTALL)
            self.assertGreater(len(rows), 40)
            sections = {heading: body for heading, body in re.findall(r"(?m)^\.SS \[([^\]]+)\]\n(.*?)(?=^\.S[SH] |\Z)", text, re.DOTALL | re.MULTILINE)}
            for section, key, rest in rows:
                if "available = false" not in rest and section:
                    self.assertRegex("\n".join(body for heading, body in sections.items() if heading == section), rf"(?m)^{key}$", f"{page}: [{section}]")

    def test_every_program_names_what_is_nearest_to_a_mistyped_word(self):
        for program, word, meant in (("ticketd", "--cofig", "--config"), ("ticketctl", "quarantin", "quarantine"), ("ticketd-bench", "pars", "parse")):
            done = subprocess.run([PROGRAMS / program, word], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (2, ""), program)
            self.assertIn(f'did you mean "{meant}"?', done.stderr)

    def test_man_finds_nothing_wrong(self):
        for page in PAGES:
            done = subprocess.run(["man", "--warnings", "--local-file", "-E", "UTF-8", "-"], input=source(page), capture_output=True, text=True, timeout=60,
                                  env={**os.environ, "MANWIDTH": "100", "MANPAGER": "cat", "PAGER": "cat", "LC_ALL": "C.UTF-8"})
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            self.assertGreater(len(done.stdout.splitlines()), 20, page)

    def complete(self, *typed):
        script = run(PROGRAMS / "ticketctl", "--manual", "ticketctl.bash").stdout
        line = " ".join(f"'{word}'" for word in ("ticketctl", *typed))
        return run("bash", "-c", f"{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(typed)}; _ticketctl; echo \"${{COMPREPLY[@]}}\"").stdout.split()

    def test_bash_completes_every_command(self):
        self.assertEqual(self.complete("quar"), ["quarantine"])
        self.assertIn("release", self.complete("quarantine", ""))
        self.assertIn("--as", self.complete("ticket", "reply", "7", "--a"))
        for path, _ in commands("ticketctl"):
            if path:
                self.assertIn(path[-1], self.complete(*path[:-1], path[-1]), path)


if __name__ == "__main__":
    unittest.main()
