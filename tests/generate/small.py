"""Parks of a few kilobytes: daily or monthly data, each made to end in one outcome."""
from fractions import Fraction as Fr

from draw import draw
from write import days, dec, months, park

WHO = "示范零碳产业园管理委员会"
YEAR = ("2025-01-01", "2025-12-31")

HEAD = '''[park]
name = "{name}"
province = "{province}"

[period]
{period}
{policy}
[meters]
file = "meters.csv"

[[readings]]
files = ["readings/*.csv"]
layout = "long"
'''
CERTIFICATES = f'''
[certificates]
files = ["certificates.csv"]
beneficiaries = ["{WHO}"]
'''
TRADES = '''
[trades]
files = ["green-trades.csv"]
'''


def manifest(name, province, period="year = 2025", policy="", tables=CERTIFICATES + TRADES):
    return HEAD.format(name=name, province=province, period=period, policy=policy) + tables


def spread(salt, total, n, places=0, swing=20):
    """n decimals around total / n that add up to total exactly, no two neighbours alike; total in units of the last place."""
    weights = [1000 + 10 * (2 * draw(salt, i, swing // 2) + i % 2) for i in range(n)]
    out = [total * w // sum(weights) for w in weights]
    out[-1] += total - sum(out)
    return [dec(v, places) for v in out]


def meters(*rows):
    head = "meter_id,carrier,flow,unit,rating_kw,source,use,label"
    return "\n".join([head, *rows]) + "\n"


def certificates(quantity, month="2025-06", first=1, on="2026-01-15"):
    serial = lambda n: f"GEC25PV{n:012d}"
    return ("first_id,last_id,generation_month,status,retired_on,beneficiary,quantity\n"
            f"{serial(first)},{serial(first + quantity - 1)},{month},retired,{on},{WHO},{quantity}\n")


def trades(total, year="2025", count=12, salt=40):
    """Trades of whole MWh, each settled with as many certificates."""
    serial = lambda n: f"GEC25TR{n:012d}"
    out, first = ["contract_id,month,mwh,certificate_first_id,certificate_last_id"], 1
    for i, v in enumerate(spread(salt, total, count)):
        out.append(f"GT-{i + 1:02d},{year}-{i + 1:02d},{v},{serial(first)},{serial(first + int(v) - 1)}")
        first += int(v)
    return "\n".join(out) + "\n"


GATE = ["GRID-IN,electricity,grid-import,MWh,,,,gateway forward", "PV-1,electricity,onsite-renewable,MWh,,solar,,solar",
        "WIND-1,electricity,onsite-renewable,MWh,,wind,,wind"]
GAS = "GAS-1,natural-gas,consumption,万m³,,,fuel,boilers"


def monthly(name, title, province, grid, pv, wind, gas, certs, traded, policy="", gas_row=GAS, gas_places=1):
    """A year of monthly totals; MWh, gas in tenths of its unit."""
    f = park(name)
    f.text("park.toml", manifest(title, province, policy=policy))
    f.text("meters.csv", meters(*GATE, gas_row))
    f.long("readings/month.csv", months(*YEAR), {
        "GRID-IN": spread(50, grid, 12), "PV-1": spread(51, pv, 12), "WIND-1": spread(52, wind, 12),
        gas_row.split(",")[0]: spread(53, gas, 12, gas_places)})
    f.text("certificates.csv", certificates(certs))
    f.text("green-trades.csv", trades(traded))


def baseline(value):
    return ('\n[policy]\nname = "cn-national"\n'
            f'baseline = {{ value = "{value}", unit = "tCO2/tce", source = "本省既有园区碳排放基准 2025（示例）" }}\n')


def fail_direct_green_share():
    f = park("fail-direct-green-share")
    f.text("park.toml", manifest("直供不足产业园", "江苏"))
    f.text("meters.csv", meters(*GATE))
    f.long("readings/day.csv", days(*YEAR), {
        "GRID-IN": spread(60, 4_720_000, 365, 1, 30), "PV-1": spread(61, 2_000_000, 365, 1, 60),
        "WIND-1": spread(62, 1_280_000, 365, 1, 90)})
    f.text("certificates.csv", certificates(60_000))
    f.text("green-trades.csv", trades(400_000))


def indeterminate_missing_data():
    """Twenty days of the solar meter are not there: with its rating the share lies between 49 and 52 %."""
    f = park("indeterminate-missing-data")
    f.text("park.toml", manifest("数据缺失产业园", "山东"))
    f.text("meters.csv", meters(GATE[0], "PV-1,electricity,onsite-renewable,MWh,60000,solar,,solar", GATE[2]))
    grid, pv, wind = spread(70, 4_010_000, 365, 1, 30), spread(71, 2_060_000, 365, 1, 60), spread(72, 2_000_000, 365, 1, 90)
    stamps = days(*YEAR)
    rows = [["meter_id", "time", "value"]]
    for meter, cells in (("GRID-IN", grid), ("PV-1", pv), ("WIND-1", wind)):
        rows += [[meter, t, v] for t, v in zip(stamps, cells)
                 if meter != "PV-1" or not "2025-07-08" <= t <= "2025-07-27"]
    f.rows("readings/day.csv", rows)
    f.text("certificates.csv", certificates(60_000))
    f.text("green-trades.csv", trades(330_000))


CORRECTIONS = """表计编号,起,止,更正值,单位,备注,原因,批准人,批准日期,有效期至
PV-1,2025-07-08,2025-07-27,11500000,kWh,,采集终端故障，按并网校核表抄录,李娜,2025-08-04,2026-12-31
GRID-IN,2025-03-10,2025-03-12,3300,,,采集系统重复累加，按关口表示值核定,王强,2025-03-14,2026-06-30
WIND-1,2025-11-03,2025-11-04,,,两日发电量相同，已与风电场核对无误,恒风期，非表计冻结,李娜,2025-11-06,2026-12-31
PV-1,2025-05-01,2025-05-01,900,,,临时更正，未再批准,李娜,2025-05-02,2025-06-30
WIND-1,2024-12-01,2024-12-03,1500,,,上一核算年度的更正,王强,2024-12-05,2026-12-31
"""


def corrected(f):
    """Twenty days of the solar meter from a check meter, three days of the gateway counted four times over, one waiver, one row that expired
    and one of another year. Returns the folder, and the same park with the corrections as readings and as it was read."""
    grid, pv, wind = spread(74, 4_010_000, 365, 1, 30), spread(75, 2_060_000, 365, 1, 60), spread(76, 2_000_000, 365, 1, 90)
    stamps = days(*YEAR)
    at = stamps.index
    wind[at("2025-11-03")] = wind[at("2025-11-04")] = "512.5"
    wrong = list(grid)
    for day in ("2025-03-10", "2025-03-11", "2025-03-12"):
        grid[at(day)] = "1100"
        wrong[at(day)] = dec(4 * round(10 * float(wrong[at(day)])), 1)
    out = lambda t: "2025-07-08" <= t <= "2025-07-27"
    stated = lambda gate, sun: [["meter_id", "time", "value"]] + [
        [m, t, v] for m, cells in (("GRID-IN", gate), ("PV-1", sun), ("WIND-1", wind)) for t, v in zip(stamps, cells) if v is not None]
    read = [None if out(t) else v for t, v in zip(stamps, pv)]
    known = ["575" if out(t) else v for t, v in zip(stamps, pv)]
    registry = meters(GATE[0], "PV-1,electricity,onsite-renewable,MWh,60000,solar,,solar", GATE[2])
    f.text("park.toml", manifest("数据更正产业园", "山东", tables=CERTIFICATES + TRADES + '\n[corrections]\nfiles = ["corrections.csv"]\n'))
    f.text("corrections.csv", CORRECTIONS)
    twins = {"with": (grid, known), "without": (wrong, read)}
    for name, twin in [("", f), *((name, type(f)(f"{f.path}-{name}")) for name in twins)]:
        if name:
            twin.text("park.toml", manifest("数据更正产业园", "山东"))
        twin.text("meters.csv", registry)
        twin.rows("readings/day.csv", stated(*twins[name or "without"]))
        twin.text("certificates.csv", certificates(60_000))
        twin.text("green-trades.csv", trades(330_000))
    # The share that is corrected: the greatest of what is stated, what is replaced and the mean of the meter over as many days.
    mean = lambda cells, n: sum(map(Fr, cells)) / len(cells) * n
    lost = [v for t, v in zip(stamps, wrong) if "2025-03-10" <= t <= "2025-03-12"]
    gate = [v for t, v in zip(stamps, wrong) if v not in lost]
    sun = [v for v in read if v is not None]
    assert len(gate) == 362 and len(sun) == 345
    weights = [max(Fr(11_500), mean(sun, 20)), max(Fr(3_300), sum(map(Fr, lost)), mean(gate, 3))]
    energy = sum(map(Fr, gate + sun + wind)) + sum(weights)
    return f, f"{f.path}-with", f"{f.path}-without", sum(weights) / energy


def interim_half_year():
    """January to June: certificates and trades of July, and a product year, stay out."""
    f = park("interim-half-year")
    f.text("park.toml", manifest("半年产业园", "浙江", period='start = "2025-01-01"\nend = "2025-06-30"',
                                 tables=CERTIFICATES + TRADES + '\n[products]\nfiles = ["products.csv"]\n'))
    f.text("meters.csv", meters(*GATE, GAS))
    f.long("readings/month.csv", months("2025-01-01", "2025-06-30"), {
        "GRID-IN": spread(80, 180_000, 6), "PV-1": spread(81, 150_000, 6), "WIND-1": spread(82, 120_000, 6),
        "GAS-1": spread(83, 2500, 6, 1)})
    text = certificates(60_000, "2025-03", on="2025-06-20")
    f.text("certificates.csv", text + certificates(500, "2025-07", first=900_001).split("\n", 1)[1])
    f.text("green-trades.csv", trades(210_000, count=12))
    f.text("products.csv", "product,month,year,output,unit,factor,factor_unit,source\n"
           "电石 calcium carbide,2025-02,,1000,t,1.1,tCO2/t,工艺物料平衡（示例）\n"
           "电石 calcium carbide,2025-08,,1000,t,1.1,tCO2/t,工艺物料平衡（示例）\n")


def write():
    fail_direct_green_share()
    # 900,000 MWh in all; 500 万m³ of gas
    monthly("fail-near-zero", "基准更严产业园", "广东", 360_000, 300_000, 240_000, 5000, 116_000, 200_000, baseline("1.5"))
    monthly("fail-carbon-intensity-tier", "强度略高产业园", "河北", 360_000, 300_000, 240_000, 5000, 108_000, 200_000)
    monthly("million-tce", "百万吨产业园", "新疆", 1_680_000, 1_500_000, 1_020_000, 20_000, 363_740, 1_000_000)
    monthly("small-below-200000tce", "小型产业园", "安徽", 8_000, 7_000, 5_000, 12_000, 2_500, 5_000, gas_places=3)
    monthly("indeterminate-missing-factor", "缺因子产业园", "山西", 360_000, 300_000, 240_000, 30_000, 116_000, 220_000,
            gas_row="COAL-1,raw-coal,consumption,t,,,fuel,boilers")
    indeterminate_missing_data()
    interim_half_year()
