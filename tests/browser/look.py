#!/usr/bin/env python3
"""Opens HTML reports in Chromium without a network: fails on a console message, on any request beyond the file itself, on an empty picture.

usage: look.py --browser chromium FILE...
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,2000",
]
# Nothing resolves: a request that is tried is seen in the log and cannot leave.
OFFLINE = ["--host-resolver-rules=MAP * ~NOTFOUND"]


def requests(log):
    """The addresses that the browser asked for, from its net log; the log may end in the middle of a line."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    found = set()
    for line in text.splitlines():
        line = line.rstrip(",")
        if '"url"' not in line:
            continue
        try:
            url = json.loads(line).get("params", {}).get("url")
        except (json.JSONDecodeError, AttributeError):
            continue
        if url:
            found.add(url)
    return found


def look(browser, page):
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        picture, log = folder / "page.png", folder / "net.json"
        command = [browser, *FLAGS, *OFFLINE, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", f"--log-net-log={log}",
                   f"--screenshot={picture}", page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120)
        problems += [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        allowed = ("file:", "data:", "chrome:", "devtools:", "about:")
        # The browser's own errands are not the page's: they go to its maker whatever page is open.
        own = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
        for url in sorted(requests(log)):
            if not url.startswith(allowed) and not any(host in url.split("/")[2] for host in own if url.count("/") >= 2):
                problems.append(f"asks for {url}")
        if not picture.exists() or picture.stat().st_size < 20_000:
            problems.append(f"no picture, or an empty one (exit {done.returncode}): {done.stderr[-500:]}")
    return problems


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--browser", default="chromium")
    arguments.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    bad = 0
    for page in arguments.pages:
        problems = look(arguments.browser, page)
        print(f"{page}: {'; '.join(problems) or 'clean'}")
        bad += bool(problems)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
