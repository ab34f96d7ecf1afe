"""Writes what NumPy prints for some arrays: make_printing.py > ../resources/printing.txt

A case is a line `dtype shape recipe`, and the lines that NumPy prints, each after a bar. A recipe is the elements' bytes
in hexadecimal, little endian, or `arange:SCALE` for 0, SCALE, 2 * SCALE, ... in C order.

Arrays whose smallest element is the float32 nearest to 1e-4 are not among the cases: NumPy 1 writes them with an exponent
(it compares as float64) and NumPy 2 without.
"""
import numpy as np


def case(a, recipe=None):
    a = np.asarray(a)
    if a.ndim and a.dtype == np.float32 and (abs(a) == np.float32(1e-4)).any():
        return
    if recipe is None:
        recipe = np.ascontiguousarray(a).astype(a.dtype.newbyteorder("<")).tobytes().hex() or "-"
    print(a.dtype.name, ",".join(map(str, a.shape)) or "-", recipe)
    for line in str(a).split("\n"):
        print("|" + line)


def arange(shape, dtype, scale):
    n = int(np.prod(shape))
    case((np.arange(n).astype("f8") * scale).astype(dtype).reshape(shape), f"arange:{scale!r}")


nan, inf = np.nan, np.inf
scalars = [0.0, -0.0, 1.0, -1.5, 0.1, 1e-5, 1e-4, 123456789.125, 1e15, 1e16, 1.2345e16, 1e22, 1e300, 5e-324, 2.2e-308,
           2e-323, 1 / 3, np.pi, nan, inf, -inf, 100.0, 0.00012345, 9007199254740993.0, 1e23, 4.35, 2.0**70]
for dtype in ("f8", "f4"):
    with np.errstate(all="ignore"):
        values = np.array(scalars).astype(dtype)
    for v in values:
        case(v)
        case(np.array([v]))
for v in (True, False):
    case(np.bool_(v))
for v in (np.int8(-128), np.uint8(255), np.int64(-2**63), np.uint64(2**64 - 1), np.int32(7)):
    case(v)
    case(np.array([v]))

rows = [
    [1, 2, 3], [1.5, 2.25, -3], [0, 0], [-0.0, 0.0], [1e8, 1], [99999999.0, 1], [1000, 1], [1001, 1], [1, 1e-4], [1, 9.9e-5],
    [1e-4, 0.1], [0.1, 100.1], [nan, 1], [nan, inf, -inf], [nan], [-inf], [inf], [1.5, nan, -inf], [-1.25, nan], [100.5, inf],
    [1e10, nan, -inf], [1e100, 1e-5], [1e-5, 1e200, -1], [1.123456789, 2], [1e-9, 1], [123456.123456789, 1000], [1 / 3, 2 / 3],
    [0.00001], [12345678.9], [9.999999999, 1], [99999.999999999, 100], [0.5, 0.25, 0.125, 1 / 1024], [1e-4], [1e8], [-1e8, 2],
    [2.5e-8, 0], [0.123456785, 0.123456775], [1e15, 1e16], [5e-324, 1e308], [273.15, 300.0625, 250], [1.9999999999], [1e5, 2e5],
]
for row in rows:
    for dtype in ("f8", "f4"):
        with np.errstate(all="ignore"):
            a = np.array(row, dtype="f8").astype(dtype)
        case(a)
        case(np.stack([a, a[::-1]]))
for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
    case(np.array([[1, 20, 100], [3, 0, 7]], dtype=dtype))
    case(np.array([np.iinfo(dtype).min, np.iinfo(dtype).max, 0], dtype=dtype))
case(np.array([True, False]))
case(np.array([[True, True], [False, True]]))
case(np.array([[[True]]]))

for shape in ((0,), (3, 0), (0, 3), (2, 0, 2)):
    case(np.zeros(shape))
for dtype in ("f8", "i4"):
    arange((30,), dtype, 1.0)
    arange((75,), dtype, 1.0)
    arange((1000,), dtype, 1.0)
    arange((1001,), dtype, 1.0)
    arange((5, 30), dtype, 1.0)
    arange((2, 3, 4), dtype, 1.0)
    arange((2, 2, 2, 3), dtype, 1.0)
    arange((1, 1, 1, 1), dtype, 1.0)
    arange((40, 50), dtype, 1.0)
    arange((7, 200), dtype, 1.0)
    arange((6, 200), dtype, 1.0)
    arange((2, 30, 40), dtype, 1.0)
    arange((11, 10, 10), dtype, 1.0)
    arange((2000, 1), dtype, 1.0)
    arange((1, 2000), dtype, 1.0)
    arange((3, 9, 9, 9), dtype, 1.0)
for dtype in ("f8", "f4"):
    arange((20,), dtype, 0.25)
    arange((40,), dtype, 0.1)
    arange((3000,), dtype, 0.1)
    arange((100, 100), dtype, 1e5)
    arange((12, 12), dtype, 1 / 3)
    arange((2, 25), dtype, 1e-6)
arange((1001,), "u1", 0.01)
arange((4000,), "bool", 1.0)

random = np.random.default_rng(1)
for k in range(150):
    n = int(random.integers(1, 14))
    spread = random.choice([0.5, 1, 2, 5, 30])
    a = random.normal(size=n) * 10.0 ** random.normal(size=n, scale=spread)
    if k % 3 == 0:
        a = np.round(a, int(random.integers(0, 6)))
    if k % 7 == 0:
        a[random.integers(0, n)] = random.choice([nan, inf, -inf, 0])
    with np.errstate(all="ignore"):
        case(a.astype("f4") if k % 2 else a)
