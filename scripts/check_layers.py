#!/usr/bin/env python3
"""Fail when a file includes something its layer may not know. Run by ctest as `layers`."""
import pathlib
import re
import sys

# layer: (project folders it may include, other libraries it may include)
ALLOWED = {
    "cli":       ({"cli", "core"}, r"CLI/.*"),
    "core":      ({"core"}, r"tl/expected\.hpp"),
    "crypto":    ({"crypto", "core"}, r"sodium\.h|openssl/evp\.h"),
    "parsers":   ({"parsers", "core", "crypto"}, r"unicode/.*|uchardet/.*"),
    "templates": ({"templates", "core"}, r"mimetic/.*|kainjow/.*"),
    "config":    ({"config", "core"}, r"toml\+\+/.*|re2/.*"),
    "store":     ({"store", "core", "crypto"}, r"sqlite3\.h|nlohmann/.*"),
    "daemon":    ({"daemon", "cli", "store", "templates", "parsers", "config", "crypto", "core"},
                  r"boost/.*|curl/.*|openssl/.*|spdlog/.*|nlohmann/.*|systemd/.*|CLI/.*"),
    "ctl":       ({"ctl", "cli", "config", "parsers", "crypto", "core"}, r"nlohmann/.*|CLI/.*"),
}
# a library is known to one folder
ONLY_IN = {
    "sqlite3.h": "store/sqlite/", "curl/": "daemon/mail_client/", "mimetic/": "templates/",
    "unicode/": "parsers/", "sodium.h": "crypto/", "re2/": "config/",
}
SYSTEM = re.compile(r"^([a-z_]+|(sys|netinet|arpa)/[a-z_]+\.h|[a-z]+\.h)$")   # C++ and POSIX headers

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
wrong = []
for layer, (own, libraries) in ALLOWED.items():
    for path in sorted(p for p in (root / layer).rglob("*") if p.suffix in {".h", ".cpp"}):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if m := re.match(r'\s*#\s*include\s*"([^"]+)"', line):
                if m[1].split("/")[0] not in own:
                    wrong.append(f"{name}:{number}: {layer} may not include {m[1]}")
            elif m := re.match(r"\s*#\s*include\s*<([^>]+)>", line):
                known = re.fullmatch(libraries, m[1])
                if not known and (not SYSTEM.match(m[1]) or m[1] in ONLY_IN):
                    wrong.append(f"{name}:{number}: {layer} may not include <{m[1]}>")
                for header, home in ONLY_IN.items():
                    if m[1].startswith(header) and not name.startswith(home):
                        wrong.append(f"{name}:{number}: <{m[1]}> belongs in {home}")
print("\n".join(wrong) or "layers ok")
sys.exit(bool(wrong))
