"""Exact decimals: parsing, printing, units, default factors."""
import re
from fractions import Fraction as Fr

ZERO = Fr(0)
_NUM = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")


def parse_num(text):
    """A decimal, or None when the text is not a number."""
    t = text.strip().replace(",", "")
    return Fr(t) if _NUM.match(t) else None


def fmt(x):
    """Exact if it terminates within 12 places, else rounded half even to 12 places."""
    if x is None:
        return None
    x = Fr(x)
    scaled = x * 10**12
    n = scaled.numerator if scaled.denominator == 1 else round(scaled)
    sign = "-" if n < 0 else ""
    whole, frac = divmod(abs(n), 10**12)
    text = f"{whole}.{frac:012d}".rstrip("0").rstrip(".")
    return sign + text


# unit -> (dimension, factor to the base unit, mean power?)
UNITS = {
    "kWh": ("MWh", Fr(1, 1000), False), "度": ("MWh", Fr(1, 1000), False),
    "MWh": ("MWh", Fr(1), False), "万kWh": ("MWh", Fr(10), False),
    "亿kWh": ("MWh", Fr(100000), False),
    "kW": ("MWh", Fr(1, 1000), True), "MW": ("MWh", Fr(1), True),
    "m³": ("m3", Fr(1), False), "Nm³": ("m3", Fr(1), False), "万m³": ("m3", Fr(10000), False),
    "m3": ("m3", Fr(1), False),
    "t": ("t", Fr(1), False), "kg": ("t", Fr(1, 1000), False),
    "GJ": ("GJ", Fr(1), False), "MJ": ("GJ", Fr(1, 1000), False),
    "tce": ("tce", Fr(1), False),
}

GJ_PER_TCE = Fr("29.3076")
EF_GRID = Fr("0.8325")
HEAT_TCE = Fr("0.03412")
HEAT_CO2 = Fr("0.11")

# tce per t
COAL_T = {k: Fr(v) for k, v in {
    "raw-coal": "0.7143", "cleaned-coal": "0.9000", "other-washed-coal": "0.2857",
    "briquettes": "0.5286", "coal-gangue": "0.2857", "coke": "0.9714", "crude-oil": "1.4286",
    "fuel-oil": "1.4286", "gasoline": "1.4714", "kerosene": "1.4714", "diesel": "1.4571",
    "lpg": "1.7143", "refinery-gas": "1.5714", "lng": "1.7572", "naphtha": "1.5",
    "petroleum-coke": "1.0918"}.items()}
# tce per m3 (the table is in kgce)
COAL_M3 = {k: Fr(v) / 1000 for k, v in {
    "natural-gas": "1.3300", "coke-oven-gas": "0.5928", "blast-furnace-gas": "0.1286",
    "converter-gas": "0.2714", "hydrogen": "0.3329"}.items()}
# carrier -> (dimension, NCV in GJ per base unit, tC/GJ, oxidation)
CO2 = {}
for _k, _n, _c, _o in [
        ("lng", "51.498", "0.0153", "0.98"), ("lpg", "50.179", "0.0172", "0.98"),
        ("gasoline", "43.070", "0.0189", "0.98"), ("kerosene", "43.070", "0.0196", "0.98"),
        ("diesel", "42.652", "0.0202", "0.98"), ("fuel-oil", "41.816", "0.0211", "0.98"),
        ("crude-oil", "41.816", "0.0201", "0.98"), ("refinery-gas", "45.998", "0.0182", "0.98"),
        ("petroleum-coke", "32.5", "0.0275", "0.98"), ("coke", "28.435", "0.0294", "0.93"),
        ("cleaned-coal", "26.334", "0.0254", "0.93"), ("anthracite", "26.7", "0.0274", "0.94"),
        ("bituminous-coal", "19.570", "0.0261", "0.93"), ("lignite", "11.9", "0.0280", "0.96")]:
    CO2[_k] = ("t", Fr(_n), Fr(_c), Fr(_o))
for _k, _n, _c, _o in [
        ("natural-gas", "389.31", "0.0153", "0.99"), ("coke-oven-gas", "173.54", "0.0121", "0.99"),
        ("blast-furnace-gas", "33.0", "0.0708", "0.99"), ("converter-gas", "84.0", "0.0496", "0.99")]:
    CO2[_k] = ("m3", Fr(_n) / 10000, Fr(_c), Fr(_o))
NON_FOSSIL_FUELS = {"biomass", "biogas", "hydrogen"}

PROVINCES = {}
for _item in ("北京 .5580/.5554 天津 .7041/.6796 河北 .7252/.6516 山西 .7096/.6634 内蒙古 .6849/.6479 "
              "辽宁 .5626/.4878 吉林 .4932/.4671 黑龙江 .5368/.5229 上海 .5849/.5737 江苏 .5978/.5827 "
              "浙江 .5153/.4974 安徽 .6782/.6553 福建 .4092/.4211 江西 .5752/.5836 山东 .6410/.6191 "
              "河南 .6058/.5897 湖北 .4364/.4044 湖南 .4900/.4976 广东 .4403/.4419 广西 .4044/.4476 "
              "海南 .4184/.3648 重庆 .5227/.5581 四川 .1404/.1564 贵州 .4989/.5683 云南 .1073/.1333 "
              "陕西 .6558/.6335 甘肃 .4772/.4471 青海 .1567/.1796 宁夏 .6423/.6187 新疆 .6231/.6021 ").split(" "):
    if not _item:
        continue
    if "/" in _item:
        PROVINCES[_name] = tuple(Fr("0" + p) for p in _item.split("/"))
    else:
        _name = _item
