"""The Debian package of the programs that are tested: what is in it, whose it is, and what lintian says. `scripts/test-package` installs it."""
import pathlib
import re
import shutil
import subprocess
import unittest

from support.desk import PROGRAMS

ROOT = pathlib.Path(__file__).resolve().parents[2]
WANTED = """
/usr/bin/ticketd /usr/bin/ticketctl /usr/bin/ticketd-bench
/etc/ticketd/ticketd.toml /etc/ticketd/desk.toml /etc/ticketd/secrets/ /usr/share/ticketd/desk.toml
/lib/systemd/system/ticketd.service /lib/systemd/system/ticketd-smtp.socket /lib/systemd/system/ticketd-lmtp.socket
/lib/systemd/system/ticketd-http.socket /usr/lib/sysusers.d/ticketd.conf /usr/lib/tmpfiles.d/ticketd.conf
/usr/share/man/man8/ticketd.8.gz /usr/share/man/man1/ticketctl.1.gz /usr/share/man/man1/ticketd-bench.1.gz
/usr/share/man/man5/ticketd.toml.5.gz /usr/share/man/man5/desk.toml.5.gz
/usr/share/bash-completion/completions/ticketctl /usr/share/doc/ticketd/copyright /usr/share/doc/ticketd/changelog.gz
/usr/share/doc/ticketd/examples/alerts.yml /usr/share/doc/ticketd/examples/dashboard.json /usr/share/doc/ticketd/docs/operations.md
""".split()


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "dpkg-dev is not installed")
class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([ROOT / "scripts/package", PROGRAMS.parent.name], capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, done.stdout + done.stderr
        cls.package = re.search(r"\S+\.deb", done.stdout)[0]

    def dpkg_deb(self, *arguments):
        return subprocess.run(["dpkg-deb", *arguments], capture_output=True, text=True, check=True, timeout=60).stdout

    def test_everything_stands_in_its_place_and_belongs_to_root(self):
        rows = [line.split(maxsplit=5) for line in self.dpkg_deb("--contents", self.package).splitlines()]
        there = {row[5].removeprefix("."): row for row in rows}
        self.assertEqual(set(WANTED) - there.keys(), set())
        self.assertEqual({row[1] for row in rows}, {"root/root"})
        self.assertEqual({path for path in there if path.startswith("/usr/include") or path.endswith(".a")}, set())
        self.assertEqual(there["/etc/ticketd/secrets/"][0], "drwx------")

    def test_the_control_file_says_what_it_needs(self):
        fields = dict(re.findall(r"(?m)^([A-Z][A-Za-z-]+): (.*)", self.dpkg_deb("--field", self.package)))
        self.assertEqual(fields["Section"], "mail")
        for needed in ("libc6", "libsqlite3-0", "libcurl4", "libsystemd0", "init-system-helpers"):
            self.assertIn(needed, fields["Depends"])
        self.assertIn("/etc/ticketd/desk.toml", self.dpkg_deb("--info", self.package, "conffiles"))
        for script in ("postinst", "prerm", "postrm"):
            self.assertIn("set -e", self.dpkg_deb("--info", self.package, script))


if __name__ == "__main__":
    unittest.main()
