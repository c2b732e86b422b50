"""full-pass: a year of quarter hours with every kind of input, in which every required rule passes."""
from draw import draw, smooth
from write import days, dec, months, park

START, END = "2025-01-01", "2025-12-31"
QUARTERS = 365 * 96

# kW
PV, WIND, LINE, STORE = 130_000, 50_000, 80_000, 40_000
LOAD = 100_000
CONTENT, RESERVE = 120_000, 12_000      # kWh that the storage holds, and never gives
LOSS = 15                               # direct line, in thousandths


def sun(q):
    """Thousandths of the rated output of a solar plant in a quarter hour."""
    day, at = divmod(q, 96)
    season = max(0, 1000 - 1000 * (day - 171) ** 2 // 184**2)
    half = 200 + 80 * season // 1000                            # tenths of a quarter hour from dawn to noon
    off = abs(10 * at - 475)
    if off >= half:
        return 0
    shape = 1000 - 1000 * off * off // (half * half)
    height = 560 + 340 * season // 1000
    cloud = 350 + smooth(1, day * 4 + at // 24, 4, 650)
    return shape * height * cloud // 10**6 * (950 + draw(2, q, 101)) // 1000


def wind(q, salt):
    """Thousandths of the rated output of a wind farm."""
    s = smooth(salt, q, 40, 1000) + smooth(salt + 1, q, 7, 200) - 100
    s = max(0, min(1000, s))
    return min(1000, s * s // 760) * (985 + draw(salt + 2, q, 16)) // 1000


def demand(q):
    """Thousandths of the mean load."""
    day, at = divmod(q, 96)
    shift = 1040 if 32 <= at < 80 else 950
    rest = 930 if day % 7 in (3, 4) else 1020                   # 2025-01-04 was a Saturday
    return shift * rest // 1000 * (970 + draw(5, q, 61)) // 1000


def simulate():
    """Readings as integers of the meters' display: {meter: list}, hundredths before the multiplier."""
    steps = {"GRID-IN": 120, "GRID-OUT": 120, "PV-1": 80, "WIND-1": 60, "LINE-1": 110, "ESS-C": 20, "ESS-D": 20}
    out = {m: [] for m in steps}
    loads = {"LOAD-A": [0] * 8760, "LOAD-B": [0] * 8760}
    content = 0                                                  # kWh, times 100 for the round trip
    near = lambda kwh, m: (kwh + steps[m] // 2) // steps[m]
    for q in range(QUARTERS):
        pv = near(PV // 4 * sun(q) // 1000, "PV-1")
        wd = near(WIND // 4 * wind(q, 10) // 1000, "WIND-1")
        w = wind(q, 20)
        ln = near(LINE // 4 * w // 1000, "LINE-1") if w > 4 else -1 - draw(6, q, 2)
        use = LOAD // 4 * demand(q) // 1000
        supply = pv * steps["PV-1"] + wd * steps["WIND-1"] + ln * steps["LINE-1"] * (1000 - LOSS) // 1000
        surplus = supply - use * 1008 // 1000
        charge = discharge = 0
        if surplus > 0 and q < QUARTERS - 192:                   # no charging on the last two days: the year ends at the reserve
            charge = min(surplus, STORE // 4, max(0, CONTENT - content // 100)) // steps["ESS-C"]
        elif surplus < 0 and q % 96 >= 64:
            discharge = min(-surplus, STORE // 4, max(0, content // 100 - RESERVE) * 88 // 100) // steps["ESS-D"]
        content += charge * steps["ESS-C"] * 100 - discharge * steps["ESS-D"] * 10_000 // 88
        rest = surplus - charge * steps["ESS-C"] + discharge * steps["ESS-D"]
        out["GRID-IN"].append(near(-rest, "GRID-IN") if rest < 0 else 0)
        out["GRID-OUT"].append(near(rest, "GRID-OUT") if rest > 0 else 0)
        for m, v in (("PV-1", pv), ("WIND-1", wd), ("LINE-1", ln), ("ESS-C", charge), ("ESS-D", discharge)):
            out[m].append(v)
        part = use * (600 + draw(7, q // 4, 41)) // 1000
        loads["LOAD-A"][q // 4] += part
        loads["LOAD-B"][q // 4] += use - part
    return out, loads, {m: s * 100 for m, s in steps.items()}


TOML = '''[park]
name = "云川零碳产业园"
province = "内蒙古"
scope = "sub-park"

[period]
year = 2025

[policy]
name = "cn-national"
electricity_equivalent = { value = "0.2880", unit = "kgce/kWh", source = "自治区统计局 2024 年火力发电标准煤耗公告（示例）" }
baseline = { value = "2.05", unit = "tCO2/tce", source = "自治区既有园区碳排放基准研究 2025（示例）" }

[meters]
file = "meters.csv"
loads_complete = true

[[readings]]
files = ["readings/15min/*.csv"]
layout = "wide"
time_label = "end"

[[readings]]
files = ["readings/loads.csv"]
layout = "wide"
time_label = "end"

[[readings]]
files = ["readings/day.csv", "readings/month.csv"]
layout = "long"

[certificates]
files = ["certificates.csv"]
beneficiaries = ["云川零碳产业园管理委员会", "云川绿能有限公司"]

[trades]
files = ["green-trades.csv"]

[products]
files = ["products.csv"]

[indicators]
files = ["indicators.csv"]

[factors]
files = ["factors.csv"]

[offsets]
files = ["offsets.csv"]
'''

METERS = '''meter_id,carrier,flow,unit,multiplier,parent,rating_kw,rating,loss_percent,source,project_code,use,ncv,label
GRID-IN,electricity,grid-import,kWh,{GRID-IN},,160000,,,,,,,220 kV gateway forward
GRID-OUT,electricity,grid-export,kWh,{GRID-OUT},,240000,,,,,,,220 kV gateway reverse
PV-1,electricity,onsite-renewable,kWh,{PV-1},,130000,,,solar,PRJ-PV-1,,,roof and ground mounted solar
WIND-1,electricity,onsite-renewable,kWh,{WIND-1},,50000,,,wind,PRJ-WIND-1,,,distributed wind
LINE-1,electricity,direct-line,kWh,{LINE-1},,80000,,1.5,wind,PRJ-LINE-1,,,direct line metered at the wind farm
ESS-C,electricity,storage-charge,kWh,{ESS-C},,40000,,,,,,,storage charging
ESS-D,electricity,storage-discharge,kWh,{ESS-D},,40000,,,,,,,storage discharging
LOAD-A,electricity,load,kWh,1000,,140000,,,,,,,smelter
LOAD-B,electricity,load,kWh,1000,,140000,,,,,,,works and offices
LOAD-A1,electricity,load,MWh,1,LOAD-A,90000,,,,,,,furnace line
LOAD-A2,electricity,load,MWh,1,LOAD-A,60000,,,,,,,auxiliaries of the smelter
GAS-1,natural-gas,consumption,Nm³,1,,,3000,,,,fuel,,boiler house
GAS-2,natural-gas,consumption,Nm³,1,,,1000,,,,feedstock,,reformer feed
STEAM-F,heat,import,GJ,1,,,40,,fossil,,,,steam from the power plant
STEAM-N,heat,import,GJ,1,,,60,,non-fossil,,,,steam from the solar-thermal plant
BIO-1,biomass,consumption,t,1,,,5,,,,fuel,15.2,pellet boiler
DIESEL-S,diesel,consumption,t,1,,,5,,,,bunker,,international bunkers
'''


def certificates():
    """Text of the certificates, a few for each reason of rejection."""
    a = "云川零碳产业园管理委员会"
    head = "certificate_id,first_id,last_id,generation_month,generation_start,generation_end,status,retired_on,beneficiary,quantity,kind,technology,project_code"
    serial = lambda n: f"GEC15WF{n:012d}"
    out = [head]

    def rng(first, last, month, status="retired", on="2026-02-10", who=a, kind="tradable", code="", qty=True):
        q = str(last - first + 1) if qty else ""
        out.append(f",{serial(first)},{serial(last)},{month},,,{status},{on},{who},{q},{kind},wind,{code}")

    def one(n, month, status="retired", on="2025-12-20", who=a, kind="tradable", code=""):
        out.append(f"{serial(n)},,,{month},,,{status},{on},{who},,{kind},solar,{code}")

    rng(1, 60000, "2025-01")                                             # 60,000
    rng(100001, 148000, "2025年7月", qty=False)                          # 48,000
    out.append(f",{serial(200001)},{serial(201500)},,2025-03-01,2025-05-31,retired,2025-11-30,云川绿能有限公司,1500,tradable,wind,")
    one(300001, "2025-08")                                               # 1
    one(300002, "2025-08", status="已核销")                              # 1
    one(300003, "2025-09", status="held", on="")                         # not-retired
    one(300004, "2025-09", status="retired", on="")                      # not-retired: no date
    rng(310001, 310040, "2025-10", status="transferred", on="")          # not-retired
    rng(320001, 320025, "2025-10", who="别处工业园")                     # wrong-beneficiary
    rng(330001, 330030, "2024-12")                                       # wrong-vintage
    out.append(f",{serial(331001)},{serial(331010)},,2025-12-15,2026-01-15,retired,2026-02-10,{a},10,tradable,wind,")
    rng(340001, 340012, "2025-03", on="2027-03-01")                      # expired
    rng(340101, 340112, "2025-03", on="2027-02-28")                      # 12: the last day of its validity
    rng(350001, 350008, "2025-05", kind="self-use")                      # not-tradable
    rng(360001, 360020, "2025-05", kind="bundled")                       # already-claimed: through its trade
    rng(370001, 370015, "2025-06", code="PRJ-LINE-1")                    # already-claimed: its energy is in D
    rng(400091, 400110, "2025-01")                                       # 10 counted, 10 already-claimed: in a trade's range
    rng(59991, 60010, "2025-01")                                         # 10 counted, 10 duplicates
    one(300001, "2025-08")                                               # duplicate
    return "\n".join(out) + "\n"


def trades():
    out = ["contract_id,month,mwh,certificate_first_id,certificate_last_id"]
    first = 500001
    for n, m in enumerate(months(START, END)):
        tenths = 83000 + draw(8, n, 900)
        if n == 0:
            # 100 MWh of it are settled with certificates that the ledger presents in part, too
            out.append(f"GT-2025-01,{m},100,GEC15WF000000400001,GEC15WF000000400100")
            tenths -= 1000
        last = first + tenths // 10 - 1
        out.append(f"GT-2025-{n + 1:02d},{m},{dec(tenths, 1)},GEC15WF{first:012d},GEC15WF{last:012d}")
        first = last + 1
    out.append("GT-2024-12,2024-12,900,,")
    return "\n".join(out) + "\n"


def products():
    out = ["product,month,year,output,unit,factor,factor_unit,source"]
    for n, m in enumerate(months(START, END)):
        out.append(f"硅铁 ferro-silicon,{m},,{180 + draw(9, n, 20)},t,0.42,tCO2/t,企业工艺物料平衡 2025（示例）")
    out.append("石灰 lime,,2025,900,t,683,kgCO2/t,企业工艺物料平衡 2025（示例）")
    out.append("硅铁 ferro-silicon,2024-12,,500,t,0.42,tCO2/t,企业工艺物料平衡 2025（示例）")
    return "\n".join(out) + "\n"


INDICATORS = '''indicator,numerator,denominator,unit,source,product,value,limit,exempt
product-energy,,,kgce/t,能效审计 2025（示例）,硅铁 ferro-silicon,1845,1850,
product-energy,,,kgce/t,能效审计 2025（示例）,石灰 lime,118,118,
solid-waste,18200,20500,t,固废台账（示例）,,,,
solid-waste,3100,3300,t,固废台账（示例）,,,,
waste-energy,,,,,,,,园区没有可回收的余热、余冷和余压
water-reuse,812000,990000,m³,水平衡测试（示例）,,,,
'''

FACTORS = '''item,factor,unit,source,ncv,coal_equivalent
natural-gas,2.05,kgCO2/m³,燃气公司气质检测报告 2025（示例）,0.0361,1.2318
heat,0.098,tCO2/GJ,热源厂实测（示例）,,
'''

OFFSETS = '''offset_id,tco2,standard,vintage,retired_on,beneficiary,project
CCER-0001,12000,CCER,2024,2025-11-03,云川零碳产业园管理委员会,造林
CCER-0002,5000,CCER,2025,2026-01-20,云川绿能有限公司,海上风电
CCER-0003,7000,CCER,2025,2025-10-01,别处工业园,造林
CCER-0004,900,CCER,2023,,云川零碳产业园管理委员会,造林
'''


def write():
    out, loads, multipliers = simulate()
    f = park("full-pass")
    f.text("park.toml", TOML)
    f.text("meters.csv", METERS.format(**multipliers))
    for m, cells in out.items():
        f.wide(f"readings/15min/{m}.csv", 96, START, END, {m: [dec(v, 2) for v in cells]})
    f.wide("readings/loads.csv", 24, START, END, {m: [dec(v // 100, 1) for v in cells] for m, cells in loads.items()})
    n = len(days(START, END))
    f.long("readings/day.csv", days(START, END), {
        "GAS-1": [str(6200 + 2 * draw(30, i, 750) + i % 2) for i in range(n)],
        "GAS-2": [str(1500 + 2 * draw(31, i, 150) + i % 2) for i in range(n)],
        "STEAM-F": [dec(900 + 2 * draw(32, i, 100) + i % 2, 1) for i in range(n)],
        "STEAM-N": [dec(2600 + 2 * draw(33, i, 450) + i % 2, 1) for i in range(n)],
    })
    month_of = [d[:7] for d in days(START, END)]
    a = [0] * 12
    for h, v in enumerate(loads["LOAD-A"]):
        a[int(month_of[h // 24][5:]) - 1] += v
    f.long("readings/month.csv", months(START, END), {
        "LOAD-A1": [str(v * 61 // 100_000) for v in a],
        "LOAD-A2": [str(v * 38 // 100_000) for v in a],
        "BIO-1": [dec(610 + draw(34, i, 90), 1) for i in range(12)],
        "DIESEL-S": [dec(180 + draw(35, i, 60), 1) for i in range(12)],
    })
    for rel, text in (("certificates.csv", certificates()), ("green-trades.csv", trades()), ("products.csv", products()),
                      ("indicators.csv", INDICATORS), ("factors.csv", FACTORS), ("offsets.csv", OFFSETS)):
        f.text(rel, text)
