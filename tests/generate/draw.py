"""A fixed integer hash: the only source of variety in the generated parks. No seed, no clock, no floats."""

MASK = (1 << 64) - 1


def mix(x):
    """splitmix64's finaliser."""
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def draw(salt, i, below):
    """An integer in [0, below) that depends on the salt and the index only."""
    return mix(mix(salt) ^ (i & MASK)) % below


def smooth(salt, i, step, below):
    """Like draw, but changing slowly: linear between knots `step` apart."""
    k, part = divmod(i, step)
    a, b = draw(salt, k, below), draw(salt, k + 1, below)
    return (a * (step - part) + b * part) // step
