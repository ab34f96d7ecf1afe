"""Writes the vectors that NumpyKernelsTest compares the kernels with.

    python3 core/src/test/python/kernel_vectors.py > core/src/test/resources/org/hyperslab/kernel/numpy.txt

A line is: kind, operation, operand dtype, result dtype, operands and results as lists of hexadecimal bits separated by
commas, fields separated by spaces. Made with NumPy 2.4.6 on x86-64.
"""

import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float32", "float64"]
ALL = ["bool"] + INTS + FLOATS

UNARY = {
    "NEGATIVE": np.negative, "ABS": np.absolute, "SIGN": np.sign, "SQUARE": np.square, "SQRT": np.sqrt,
    "CBRT": np.cbrt, "EXP": np.exp, "EXPM1": np.expm1, "LOG": np.log, "LOG1P": np.log1p, "LOG2": np.log2,
    "LOG10": np.log10, "SIN": np.sin, "COS": np.cos, "TAN": np.tan, "ASIN": np.arcsin, "ACOS": np.arccos,
    "ATAN": np.arctan, "SINH": np.sinh, "COSH": np.cosh, "TANH": np.tanh, "FLOOR": np.floor, "CEIL": np.ceil,
    "TRUNC": np.trunc, "RINT": np.rint, "ISNAN": np.isnan, "ISINF": np.isinf, "ISFINITE": np.isfinite,
    "LOGICAL_NOT": np.logical_not, "BITWISE_NOT": np.invert,
}
BINARY = {
    "ADD": np.add, "SUBTRACT": np.subtract, "MULTIPLY": np.multiply, "DIVIDE": np.divide,
    "FLOOR_DIVIDE": np.floor_divide, "REMAINDER": np.remainder, "POWER": np.power, "ATAN2": np.arctan2,
    "HYPOT": np.hypot, "MINIMUM": np.minimum, "MAXIMUM": np.maximum, "EQUAL": np.equal,
    "NOT_EQUAL": np.not_equal, "LESS": np.less, "LESS_EQUAL": np.less_equal, "GREATER": np.greater,
    "GREATER_EQUAL": np.greater_equal, "LOGICAL_AND": np.logical_and, "LOGICAL_OR": np.logical_or,
    "LOGICAL_XOR": np.logical_xor, "BITWISE_AND": np.bitwise_and, "BITWISE_OR": np.bitwise_or,
    "BITWISE_XOR": np.bitwise_xor, "SHIFT_LEFT": np.left_shift, "SHIFT_RIGHT": np.right_shift,
}
REDUCE = {
    "SUM": np.sum, "PROD": np.prod, "MEAN": np.mean, "VAR": np.var, "STD": np.std, "MIN": np.min, "MAX": np.max,
    "ANY": np.any, "ALL": np.all, "ARGMIN": np.argmin, "ARGMAX": np.argmax, "COUNT_NONZERO": np.count_nonzero,
    "NAN_SUM": np.nansum, "NAN_MEAN": np.nanmean, "NAN_VAR": np.nanvar, "NAN_STD": np.nanstd,
    "NAN_MIN": np.nanmin, "NAN_MAX": np.nanmax,
}


def bits(a):
    a = np.ascontiguousarray(a)
    u = a.view({1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}[a.itemsize])
    return ",".join(format(int(x), "x") for x in u.ravel())


def emit(*fields):
    print(*fields)


def special(dtype):
    if dtype == "bool":
        return np.array([False, True])
    if dtype in FLOATS:
        return np.array([0.0, -0.0, 1, -1, 0.5, -0.5, 2.5, -2.5, 3, 0.1, 1e10, -7.75, np.inf, -np.inf, np.nan], dtype)
    i = np.iinfo(dtype)
    values = [0, 1, 2, 3, 5, 7, 63, 100, i.max, i.max - 1, i.min, i.min + 1]
    if i.min < 0:
        values += [-1, -2, -7]
    return np.array(values, dtype)


for name, f in UNARY.items():
    for d in ALL:
        a = special(d)
        try:
            r = f(a)
        except TypeError:
            emit("refused1", name, d)
            continue
        if r.dtype == np.float16:  # Hyperslab uses float32
            r = f(a.astype(np.float32))
        emit("unary", name, d, r.dtype, bits(a), bits(r))

for name, f in BINARY.items():
    for d in ALL:
        s = special(d)
        a, b = (x.ravel() for x in np.meshgrid(s, s, indexing="ij"))
        if name == "POWER" and d in INTS:
            b = np.abs(b) % 20
            b = b.astype(d)
            a, b = a[b >= 0], b[b >= 0]
        try:
            r = f(a, b)
        except TypeError:
            emit("refused2", name, d)
            continue
        if r.dtype == np.float16:
            r = f(a.astype(np.float32), b.astype(np.float32))
        emit("binary", name, d, r.dtype, bits(a), bits(b), bits(r))

for d in ALL:
    for e in ALL:
        a = special(d)
        if d in FLOATS and e in INTS:
            a = a[np.isfinite(a)]
            a = a[(a > -1) & (a < 120)] if e in ("uint8", "uint16", "uint32", "uint64") else a[np.abs(a) < 120]
        emit("cast", "-", d, e, bits(a), bits(a.astype(e)))

for name, f in REDUCE.items():
    for d in ALL:
        cases = [special(d), special(d)[:1], special(d)[1:5]]
        if d in FLOATS:
            cases += [np.array([np.nan, np.nan], d), np.array([np.inf, 1, 2], d), np.array([np.inf, -np.inf], d)]
            cases += [rng.normal(3, 2, 50).astype(d), np.array([1, np.nan, 3, 3], d), np.array([1e8, 1, -1e8], d)]
        elif d != "bool":
            cases += [rng.integers(0, 100, 50).astype(d)]
        for a in cases:
            if d in ("int64", "uint64") and np.asarray(f(a)).dtype == np.float64 and a.size > 8:
                a = a[:8]  # sums of huge numbers that cancel: NumPy's are no measure
            exact = a
            if name in ("SUM", "MEAN", "VAR", "STD", "NAN_SUM", "NAN_MEAN", "NAN_VAR", "NAN_STD") and d == "float32":
                exact = a.astype(np.float64)  # sums of float32 accumulate in float64
            r = np.asarray(f(exact))
            if exact is not a:
                r = r.astype(d)
            emit("reduce", name, d, r.dtype, bits(a), bits(r))
