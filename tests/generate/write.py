"""Writing a park folder: text files with LF ends, wide tables, decimals from integers."""
import datetime as dt
import os
import shutil

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARKS = os.path.join(ROOT, "fixtures", "parks")
POINTS = {n: [f"T{m // 60:02d}{m % 60:02d}" for m in range(1440 // n, 1441, 1440 // n)] for n in (24, 48, 96)}


def days(start, end):
    """The days from start to end, both included, as ISO texts."""
    a, b = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    return [(a + dt.timedelta(n)).isoformat() for n in range((b - a).days + 1)]


def months(start, end):
    """The months that two days span."""
    return sorted({d[:7] for d in days(start, end)})


def dec(n, places):
    """The integer n over 10^places as the shortest decimal."""
    sign, n = ("-" if n < 0 else ""), abs(n)
    whole, part = divmod(n, 10**places)
    tail = f"{part:0{places}d}".rstrip("0") if places else ""
    return sign + str(whole) + ("." + tail if tail else "")


class Folder:
    """A folder that is rewritten as a whole."""

    def __init__(self, path):
        self.path = path
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)

    def text(self, rel, text, encoding="utf-8"):
        path = os.path.join(self.path, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(text.encode(encoding))

    def rows(self, rel, rows, encoding="utf-8"):
        """Rows of texts; a cell with a comma is quoted."""
        quote = lambda c: f'"{c}"' if "," in c else c
        self.text(rel, "".join(",".join(quote(str(c)) for c in row) + "\n" for row in rows), encoding)

    def wide(self, rel, points, start, end, meters):
        """One row for each meter and day; meters: {id: list of cell texts over the whole period}."""
        rows = [["meter_id", "date", *POINTS[points]]]
        for meter, cells in meters.items():
            for n, day in enumerate(days(start, end)):
                rows.append([meter, day, *cells[n * points:(n + 1) * points]])
        self.rows(rel, rows)

    def long(self, rel, stamps, meters):
        """One row for each meter and stamp; meters: {id: list of cell texts}."""
        rows = [["meter_id", "time", "value"]]
        for meter, cells in meters.items():
            rows += [[meter, t, v] for t, v in zip(stamps, cells)]
        self.rows(rel, rows)


def park(name):
    return Folder(os.path.join(PARKS, name))
