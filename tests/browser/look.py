#!/usr/bin/env python3
"""Opens HTML reports in Chromium without a network, on screens of three widths, light and dark, and on paper, and says what a reader would stumble on:
a console message, a request beyond the file itself, a page wider than its screen, text too faint to read, a picture without a name, a heading or a
table that a screen reader cannot follow, an anchor that leads nowhere, a verdict below the first screen, a printed page with something cut off.

usage: look.py [--browser chromium] [--pictures DIR] FILE...
"""

import argparse
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
    # Nothing resolves: a request that is tried is seen and cannot leave.
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
WIDTHS = {1280: 800, 800: 1100, 390: 844}
# A4 less the margins of the style sheet (12 mm on either side), at 96 pixels an inch.
PAPER = round((210 - 24) / 25.4 * 96)
CONTRAST = 4.5
# Pages beyond this many for a park are a layout gone wrong, not a long report.
PAGES = 40


class Browser:
    """Chromium over its pipe: messages are JSON, each ended by a zero byte."""

    def __init__(self, program, profile):
        to_read, self.write_to = os.pipe()
        self.read_from, to_write = os.pipe()
        wanted = ["sh", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "sh", program, *FLAGS, f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(wanted, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest, self.number, self.session, self.events = b"", 0, None, []

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.read_from, 1 << 20)
            if not piece:
                raise RuntimeError("the browser is gone")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_to, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self):
        """A new page to look at; what an earlier one did is forgotten."""
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.events = []
        return target

    def close(self, target):
        self.session = None
        self.call("Target.closeTarget", targetId=target)

    def go(self, page):
        self.call("Page.navigate", url=page.resolve().as_uri())
        until = time.monotonic() + 60
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            if time.monotonic() > until:
                raise RuntimeError("the page does not load")
            self.events.append(self.receive())

    def ask(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", "a script failed"))
        return result["result"].get("value")

    def screen(self, width, height, scheme, media="screen"):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def end(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()


# What does not change with the width of the screen.
STRUCTURE = r"""(() => {
  const bad = [], all = s => [...document.querySelectorAll(s)];
  const said = e => (e.textContent || '').trim().slice(0, 60);
  let last = 0;
  for (const h of all('h1,h2,h3,h4,h5,h6')) {
    const level = +h.tagName[1];
    if (level > last + 1) bad.push(`heading "${said(h)}" skips from h${last} to h${level}`);
    if (!said(h)) bad.push('an empty heading');
    last = level;
  }
  if (all('h1').length !== 1) bad.push(`${all('h1').length} headings h1`);
  for (const th of all('th')) if (!['col', 'row', 'colgroup', 'rowgroup'].includes(th.scope)) bad.push(`th "${said(th)}" without scope`);
  for (const t of all('table')) if (!t.caption || !said(t.caption)) bad.push('a table without a caption');
  for (const s of all('svg')) {
    if (s.closest('[aria-hidden=true]')) continue;
    const names = (s.getAttribute('aria-labelledby') || '').split(' ').map(i => i && document.getElementById(i));
    if (s.getAttribute('role') !== 'img' || !names.some(n => n && said(n))) bad.push(`a picture without a name: ${s.outerHTML.slice(0, 80)}`);
  }
  const ids = all('[id]').map(e => e.id);
  if (new Set(ids).size !== ids.length) bad.push('an id that is used twice');
  for (const a of all('a[href^="#"]')) if (!document.getElementById(a.getAttribute('href').slice(1))) bad.push(`${a.getAttribute('href')} leads nowhere`);
  if (!document.documentElement.lang) bad.push('no language');
  return bad;
})()"""

# What stands wider than the page, outside of what scrolls by itself.
WIDE = r"""(paper => {
  const width = document.documentElement.clientWidth, bad = [];
  if (document.documentElement.scrollWidth > width) bad.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg') && e.tagName !== 'svg') continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (e.closest('details:not([open]) > :not(summary)')) continue;
    if (!box.width || style.position === 'absolute' || e.closest('.unseen')) continue;
    if (!paper && e.parentElement.closest('.scroll, figure')) continue;
    if (box.right > width + 1.5) bad.push(`<${e.tagName.toLowerCase()} class="${e.getAttribute('class') || ''}"> ends at ${Math.round(box.right)} of ${width}: ${e.textContent.slice(0, 40)}`);
  }
  // Text of a picture that leaves it is cut off.
  for (const s of document.querySelectorAll('svg[role=img]')) {
    const frame = s.getBoundingClientRect();
    for (const t of s.querySelectorAll('text')) {
      const box = t.getBoundingClientRect();
      if (box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)) bad.push(`"${t.textContent}" leaves its picture`);
    }
  }
  return bad.slice(0, 5);
})"""

# Texts of which the colour is too near to what lies under them.
FAINT = r"""(least => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true}), known = new Map();
  const parse = c => {
    if (!known.has(c)) {
      canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
      const d = canvas.getImageData(0, 0, 1, 1).data;
      known.set(c, [d[0], d[1], d[2], d[3] / 255]);
    }
    return known.get(c);
  };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const paint = e => {
    const s = getComputedStyle(e);
    if (e.namespaceURI.endsWith('/svg') && e.tagName !== 'svg') {
      if (e.tagName === 'text' || e.tagName === 'g' || s.fill === 'none') return null;
      if (s.fill.startsWith('url')) return 'pattern';
      const c = [...parse(s.fill)]; c[3] *= +s.fillOpacity; return c;
    }
    return parse(s.backgroundColor);
  };
  const bad = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const text = node.textContent.trim(), e = node.parentElement;
    if (!text || e.closest('title,desc,.unseen,style')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    if (!box || box.width < 2 || getComputedStyle(e).visibility === 'hidden' || e.closest('caption') && e.closest('.quiet')) continue;
    const svg = e.namespaceURI.endsWith('/svg'), style = getComputedStyle(e);
    const stack = [];
    if (svg) {
      const x = box.left + box.width / 2, y = box.top + box.height / 2;
      // Shapes of the same picture that are painted before the text and lie under its middle.
      const root = e.closest('svg');
      for (const shape of root.querySelectorAll('rect,path,circle')) {
        if (shape.closest('defs') || !(shape.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
        const b = shape.getBoundingClientRect();
        if (b.left <= x && x <= b.right && b.top <= y && y <= b.bottom) stack.push(shape);
      }
      stack.reverse();
    }
    for (let a = svg ? e.closest('svg').parentElement : e; a; a = a.parentElement) stack.push(a);
    let colours = [], pattern = false;
    for (const a of stack) {
      const c = paint(a);
      if (!c) continue;
      if (c === 'pattern') { pattern = true; break; }
      if (c[3] > 0) colours.push(c);
      if (c[3] >= 0.999) break;
    }
    const ground = colours.reverse().reduce((under, top) => over(top, under), parse('Canvas').slice(0, 3));
    const ink = over(parse(svg ? style.fill : style.color), ground), found = ratio(ink, ground);
    if (pattern || found < least) bad.set(`${e.tagName}.${e.getAttribute('class') || ''} in ${(e.parentElement.getAttribute('class') || '')}`, `"${text.slice(0, 30)}" ${pattern ? 'over a pattern' : found.toFixed(2)}`);
  }
  return [...bad].map(([where, what]) => `${where}: ${what}`).slice(0, 6);
})"""

# Where the verdict and the numbers of the required rules end, and whether reasons or warnings stand between them, which may take more room.
FIRST = r"""(() => {
  const bottom = s => Math.max(0, ...[...document.querySelectorAll(s)].map(e => e.getBoundingClientRect().bottom + scrollY));
  const one = !document.querySelector('.overview');
  return {one, verdict: bottom(one ? '.verdict' : '.overview tbody tr:first-child'), rules: one ? bottom('.card .pairs') : 0,
          said: !!document.querySelector('.card .remark, .head .notes')};
})()"""


def disturbances(events, page):
    """Messages on the console, and requests beyond the file itself."""
    for event in events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent" and params["request"]["url"].split("#")[0] not in (page.resolve().as_uri(), "about:blank"):
            yield f"asks for {params['request']['url'][:200]}"
        elif method == "Runtime.consoleAPICalled":
            yield f"console: {params['args']}"
        elif method == "Runtime.exceptionThrown":
            yield f"exception: {params['exceptionDetails']['text']}"
        elif method == "Log.entryAdded":
            yield f"log: {params['entry']['text']}"


def save(folder, name, data):
    if folder:
        (folder / name).write_bytes(base64.b64decode(data))


def look(browser, page, pictures):
    target, problems = browser.open(), []
    browser.screen(1280, 800, "light")
    browser.go(page)
    problems += browser.ask(STRUCTURE)
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            browser.screen(width, height, scheme)
            where = f"{width} {scheme}"
            if scheme == "light":
                first = browser.ask(FIRST)
                # What is folded must fit too.
                browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; })")
                problems += [f"{where}: {p}" for p in browser.ask(f"{WIDE}(false)")]
                browser.ask("document.querySelectorAll('details').forEach(d => { d.open = false; })")
                if first["verdict"] > height:
                    problems.append(f"{where}: the verdict ends at {first['verdict']:.0f}, below the first screen")
                if first["rules"] > height and not first["said"]:
                    problems.append(f"{where}: the required rules end at {first['rules']:.0f}, below the first screen")
            problems += [f"{where}: too faint: {p}" for p in browser.ask(f"{FAINT}({CONTRAST})")]
            if pictures:
                save(pictures, f"{page.stem}.{width}.{scheme}.first.png", browser.call("Page.captureScreenshot", format="png")["data"])
                size = browser.ask("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
                for at in range(0, min(size[1], 24_000), 2_400):
                    clip = {"x": 0, "y": at, "width": width, "height": min(2_400, size[1] - at), "scale": 1}
                    shot = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
                    save(pictures, f"{page.stem}.{width}.{scheme}.{at // 2_400:02}.png", shot["data"])
    browser.screen(PAPER, 1000, "dark", media="print")
    problems += [f"paper: {p}" for p in browser.ask(f"{WIDE}(true)")]
    problems += [f"paper: too faint: {p}" for p in browser.ask(f"{FAINT}({CONTRAST})")]
    browser.call("Emulation.clearDeviceMetricsOverride")
    browser.call("Emulation.setEmulatedMedia", media="", features=[])
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
    save(pictures, f"{page.stem}.pdf", printed)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(printed)))
    parks = browser.ask("document.querySelectorAll('article.park').length")
    if not 1 <= pages <= PAGES * max(parks, 1):
        problems.append(f"paper: {pages} pages")
    problems += disturbances(browser.events, page)
    browser.close(target)
    return problems, pages


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--browser", default="chromium")
    arguments.add_argument("--pictures", type=pathlib.Path, help="a folder for pictures of each screen, and the printed page")
    arguments.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(arguments.browser, folder)
        try:
            for page in arguments.pages:
                problems, pages = look(browser, page, arguments.pictures)
                print(f"{page}: {pages} pages on paper, {'clean' if not problems else 'not clean'}", flush=True)
                for problem in dict.fromkeys(problems):
                    print(f"  {problem}", flush=True)
                bad += bool(problems)
        finally:
            browser.end()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
