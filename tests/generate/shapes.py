"""Parks in the shapes that real exports have: registers, bills, Chinese curve tables, no gateway.

Each writer also returns a plain twin: the same energies as a long UTF-8 table with English headers, for the reference.
"""
import datetime as dt

from draw import draw, smooth
from full import sun
from small import CERTIFICATES, TRADES, WHO, certificates, manifest, spread, trades
from write import POINTS, days, dec, months, park

YEAR = ("2025-01-01", "2025-12-31")


def no_gateway():
    """Loads, solar and a battery, hourly; neither import nor export is metered."""
    n = 8760
    load = [8200 + draw(100, h, 900) + (1400 if 8 <= h % 24 < 20 else 0) for h in range(n)]          # kWh
    pv = [sum(sun(h * 4 + q) for q in range(4)) * 30_000 // 4000 for h in range(n)]
    wind = [smooth(101, h, 9, 9000) for h in range(n)]
    charge, discharge, content = [], [], 0
    for h in range(n):
        over = pv[h] + wind[h] - load[h]
        c = max(0, min(over, 4000, 16_000 - content // 100))
        if h >= n - 48:
            c = 0
        d = min(4000, max(0, content // 100 - 1600) * 9 // 10, -over) if over < 0 and h % 24 >= 17 else 0
        content += c * 100 - d * 1000 // 9
        charge.append(c)
        discharge.append(d)
    f = park("no-gateway")
    tables = '''
[[readings]]
files = ["readings/*.csv"]
layout = "wide"
time_label = "end"
'''
    text = manifest("无关口计量产业园", "四川").replace('\n[[readings]]\nfiles = ["readings/*.csv"]\nlayout = "long"\n', tables)
    text = text.replace('file = "meters.csv"\n', 'file = "meters.csv"\nloads_complete = true\n')
    f.text("park.toml", text)
    f.text("meters.csv", "meter_id,carrier,flow,unit,rating_kw,source,label\n"
           "LOAD-1,electricity,load,kWh,15000,,all loads\nPV-1,electricity,onsite-renewable,kWh,30000,solar,solar\n"
           "WIND-1,electricity,onsite-renewable,kWh,10000,wind,wind\n"
           "ESS-C,electricity,storage-charge,kWh,4000,,battery charging\nESS-D,electricity,storage-discharge,kWh,4000,,battery discharging\n")
    for meter, cells in (("LOAD-1", load), ("PV-1", pv), ("WIND-1", wind), ("ESS-C", charge), ("ESS-D", discharge)):
        f.wide(f"readings/{meter}.csv", 24, *YEAR, {meter: [str(v) for v in cells]})
    f.text("certificates.csv", certificates(8_000))
    f.text("green-trades.csv", trades(9_000))
    return f, None


TWIN = '''[park]
name = "{name}"
province = "{province}"

[period]
{period}

[meters]
file = "meters.csv"

[[readings]]
files = ["readings/*.csv"]
layout = "long"
'''


def twin(f, name, province, period, rows, stamps, cells, tables=""):
    """The same evidence in the plain shape."""
    f.text("park.toml", TWIN.format(name=name, province=province, period=period) + tables)
    f.text("meters.csv", "meter_id,carrier,flow,unit,multiplier\n" + "".join(r + "\n" for r in rows))
    f.long("readings/all.csv", stamps, cells)


def first_of_months():
    return [f"2025-{m:02d}-01 00:00:00" for m in range(1, 13)] + ["2026-01-01 00:00:00"]


def register_year(plain):
    """Monthly readings of cumulative registers: an exchange of the gateway meter in July, a rollover of the solar meter.

    The gateway meter has a forward and a reverse register in one row; hundredths on its display.
    """
    forward = [int(v) for v in spread(110, 4_200_000, 12)]                  # hundredths before the multiplier
    reverse = [int(v) for v in spread(111, 300_000, 12)]
    solar = [int(v) for v in spread(112, 10_500_000, 12)]
    stamps = first_of_months()
    f = park("register-year")
    text = manifest("表底示值产业园", "福建", tables=TRADES)
    at = text.index("\n[[readings]]")
    readings = ""
    for name, ids in (("old", ("GRID-IN-1", "GRID-OUT-1")), ("new", ("GRID-IN-2", "GRID-OUT-2"))):
        readings += f'''
[[readings]]
files = ["readings/gateway-{name}.csv"]
layout = "register"
columns = {{ time = "数据时间", meters = {{ {ids[0]} = "正向有功总", {ids[1]} = "反向有功总" }} }}
'''
    readings += '''
[[readings]]
files = ["readings/solar.csv"]
layout = "register"
'''
    f.text("park.toml", text[:at] + readings + text[text.index("\n[trades]"):])
    rows = []
    for n, (frm, to) in (("1", ("", "2025-06-30")), ("2", ("2025-07-01", ""))):
        rows += [f"GRID-IN-{n},electricity,grid-import,kWh,8000,6,,{frm},{to},gateway forward",
                 f"GRID-OUT-{n},electricity,grid-export,kWh,8000,6,,{frm},{to},gateway reverse"]
    f.text("meters.csv", "meter_id,carrier,flow,unit,multiplier,digits,source,from,to,label\n" + "\n".join(rows) +
           "\nPV-1,electricity,onsite-renewable,kWh,4000,6,solar,,,solar\n")

    def registers(steps, start):
        out = [start]
        for s in steps:
            out.append(out[-1] + s)
        return out

    for name, cut, a, b in (("old", slice(0, 6), 38_412_077, 5_120_344), ("new", slice(6, 12), 0, 0)):
        when = stamps[cut.start:cut.stop + 1]
        table = [["数据时间", "正向有功总", "反向有功总"]]
        table += [[t, dec(x, 2), dec(y, 2)] for t, x, y in zip(when, registers(forward[cut], a), registers(reverse[cut], b))]
        f.rows(f"readings/gateway-{name}.csv", table)
    values = [v % 100_000_000 for v in registers(solar, 94_000_000)]
    f.rows("readings/solar.csv", [["meter_id", "time", "reading"]] + [["PV-1", t, dec(v, 2)] for t, v in zip(stamps, values)])
    f.text("green-trades.csv", trades(310_000))
    twin(plain, "表底示值产业园", "福建", "year = 2025",
         ["GRID-IN,electricity,grid-import,kWh,8000", "GRID-OUT,electricity,grid-export,kWh,8000",
          "PV-1,electricity,onsite-renewable,kWh,4000"], months(*YEAR),
         {"GRID-IN": [dec(v, 2) for v in forward], "GRID-OUT": [dec(v, 2) for v in reverse], "PV-1": [dec(v, 2) for v in solar]}, TRADES)
    plain.text("green-trades.csv", trades(310_000))
    return f, plain


def bills(plain):
    """Bills: calendar months for the gateway, months from the 20th for the solar plant; the year itself is covered exactly."""
    grid = [int(v) for v in spread(120, 96_000, 12)]                        # register units
    solar = [int(v) for v in spread(121, 130_000, 13)]
    f = park("bills")
    text = manifest("电费账单产业园", "湖北", tables=TRADES).replace('layout = "long"', 'layout = "bill"')
    f.text("park.toml", text)
    f.text("meters.csv", "meter_id,carrier,flow,unit,source,label\n"
           "1101002001,electricity,grid-import,kWh,,gateway\n1101002002,electricity,onsite-renewable,kWh,solar,solar\n")

    def sheet(meter, dates, steps, start, multiplier):
        out = [["户号", "起始日期", "截止日期", "起码", "止码", "倍率", "电量"]]
        for a, b, s in zip(dates, dates[1:], steps):
            out.append([meter, a, b, start, start + s, multiplier, s * multiplier])
            start += s
        return out

    firsts = [t[:10] for t in first_of_months()]
    f.rows("readings/gateway.csv", sheet("1101002001", firsts, grid, 20_417, 3000))
    twenties = ["2025-01-01"] + [f"2025-{m:02d}-20" for m in range(1, 13)] + ["2026-01-01"]
    f.rows("readings/solar.csv", sheet("1101002002", twenties, solar, 1_208, 2400))
    f.text("green-trades.csv", trades(270_000))
    even = [sum(solar) // 12] * 11 + [sum(solar) - sum(solar) // 12 * 11]   # the split does not enter any total
    twin(plain, "电费账单产业园", "湖北", "year = 2025",
         ["1101002001,electricity,grid-import,kWh,3000", "1101002002,electricity,onsite-renewable,kWh,2400"], months(*YEAR),
         {"1101002001": [str(v) for v in grid], "1101002002": [str(v) for v in even]}, TRADES)
    plain.text("green-trades.csv", trades(270_000))
    return f, plain


# File names of the meters of gbk-wide, in letters that every tool prints.
FILES = {"光伏-01": "guangfu-01", "关口-反向": "guankou-fanxiang", "关口-正向": "guankou-zhengxiang", "风电-01": "fengdian-01"}


def gbk_wide(plain):
    """One month of 96-point curves as a Chinese platform exports them, in GB18030."""
    start, end = "2025-03-01", "2025-03-31"
    n = 31 * 96
    pv = [sun(59 * 96 + q) * 60 for q in range(n)]                           # tenths of kWh
    load = [52_000 + draw(130, q, 6000) + (9000 if 32 <= q % 96 < 76 else 0) for q in range(n)]
    wind = [smooth(131, q, 30, 52_000) for q in range(n)]
    rest = [u - s - w for u, s, w in zip(load, pv, wind)]
    flows = {"关口-正向": [max(0, v) for v in rest], "关口-反向": [max(0, -v) for v in rest], "光伏-01": pv, "风电-01": wind}
    f = park("gbk-wide")
    text = manifest("国标编码产业园", "宁夏", period=f'start = "{start}"\nend = "{end}"', tables=CERTIFICATES)
    f.text("park.toml", text.replace('layout = "long"', 'layout = "wide"\ntime_label = "end"')
           .replace('files = ["certificates.csv"]', 'files = ["lvzheng.csv"]').replace('file = "meters.csv"', 'file = "biaoji.csv"'))
    kinds = {"关口-正向": ("grid-import", "关口正向"), "关口-反向": ("grid-export", "关口反向"),
             "光伏-01": ("onsite-renewable", "屋顶光伏"), "风电-01": ("onsite-renewable", "分散式风电")}
    f.rows("biaoji.csv", [["表计编号", "能源品种", "流向", "单位", "综合倍率", "名称"]] +
           [[m, "electricity", flow, "度", "1", label] for m, (flow, label) in kinds.items()], "gb18030")

    def thousands(v):
        whole, _, part = dec(v, 1).partition(".")
        return f"{int(whole):,}" + ("." + part if part else "")

    for meter, cells in flows.items():
        table = [["用电信息采集系统 日冻结电量曲线（2025年3月）"] + [""] * 97,
                 ["电能表资产编号", "数据日期", *POINTS[96]]]
        for d, day in enumerate(days(start, end)):
            table.append([meter, day, *map(thousands, cells[d * 96:(d + 1) * 96])])
        table.append(["合计", "", *(thousands(sum(cells[q::96])) for q in range(96))])
        f.rows(f"readings/{FILES[meter]}.csv", table, "gb18030")
    serial = lambda k: f"NX2025S{k:08d}"
    f.rows("lvzheng.csv", [["绿证编号", "生产年月", "状态", "核销日期", "受益人"]] +
           [[serial(k), "2025年3月", "已核销", "2025-04-10", WHO] for k in range(1, 31)] +
           [[serial(31), "2025年3月", "持有", "", ""], [serial(32), "2025年2月", "已核销", "2025-04-10", WHO]], "gb18030")
    # the twin counts the same 30 certificates of 32
    first = dt.datetime.fromisoformat(start)
    stamps = [(first + dt.timedelta(minutes=15 * (q + 1))).strftime("%Y-%m-%d %H:%M:%S") for q in range(n)]
    twin(plain, "国标编码产业园", "宁夏", f'start = "{start}"\nend = "{end}"',
         [f"{m},electricity,{flow},kWh,1" for m, (flow, _) in kinds.items()], stamps,
         {m: [dec(v, 1) for v in cells] for m, cells in flows.items()}, CERTIFICATES)
    plain.text("certificates.csv", "certificate_id,generation_month,status,retired_on,beneficiary\n" + "".join(
        f"{serial(k)},2025-03,retired,2025-04-10,{WHO}\n" for k in range(1, 31)) +
        f"{serial(31)},2025-03,held,,\n{serial(32)},2025-02,retired,2025-04-10,{WHO}\n")
    return f, plain
