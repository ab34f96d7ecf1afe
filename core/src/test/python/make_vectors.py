#!/usr/bin/env python3
"""Writes ../resources/numpy-vectors.txt: what NumPy computes, for NumpyVectorsTest.

Made with NumPy 1.24 and x86 long double. Where NumPy 2 or the engine's contract differ from 1.24, the
expected value is computed in another way, and says so below:
 * a Python scalar is weak (NEP 50): it is cast to the type that NumPy 2 gives it before it is used;
 * float functions of bool and 8-bit integers are computed in float32, where NumPy has float16;
 * floor, ceil and trunc leave integers as they are;
 * signed integers and uint64 are compared as numbers, not as float64;
 * float functions are computed in long double (float64) or float64 (float32) and rounded once;
 * float sums, means and variances are exactly rounded, and come with the error that is allowed: NumPy's own, or that
   of a good summation in float64, whichever is larger.

Lines, separated by tabs:
 array  NAME  DTYPE  SHAPE  BYTES
 case   OP    ARRAYS PARAMETER  HOW  DTYPE  SHAPE  BYTES  [ALLOWED ERRORS, float64]
Bytes are little-endian, base64. HOW is exact, zero (the sign of zero is not looked at), ulp (within 2), or close
(within the allowed errors).
"""
import base64
import itertools
import math
import os
import random
from fractions import Fraction

import numpy as np

np.seterr(all="ignore")
rng = np.random.default_rng(7)
random.seed(7)
out = []
DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"]
LONG = np.longdouble


def shape_of(a):
    return "x".join(map(str, a.shape)) if a.shape else "-"


def encoded(a):
    return base64.b64encode(np.ascontiguousarray(a).tobytes()).decode() or "-"


def array(name, a):
    out.append("\t".join(["array", name, str(a.dtype), shape_of(a), encoded(a)]))
    return a


def case(op, arrays, parameter, how, result, errors=None):
    result = np.asarray(result)
    line = ["case", op, arrays, parameter or "-", how, str(result.dtype), shape_of(result), encoded(result)]
    if errors is not None:
        line.append(encoded(np.asarray(errors, dtype="float64")))
    out.append("\t".join(line))


def is_float(t):
    return t.startswith("float")


def specials(t):
    if t == "bool":
        return np.array([False, True])
    if is_float(t):
        f = np.finfo(t)
        return np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1, -1, 0.5, -2.5, 3, 7.75, 1e-3, -1e10, f.max, f.tiny], t)
    i = np.iinfo(t)
    values = [i.min, i.min + 1, 0, 1, 2, 3, 7, i.max - 1, i.max]
    return np.array(sorted(set(values + ([-1, -2, -7] if i.min < 0 else [i.max // 2]))), t)


def samples(t, n, seed):
    """Specials and others, shuffled."""
    r = np.random.default_rng(seed)
    s = specials(t)
    if t == "bool":
        return r.integers(0, 2, n).astype(bool)
    more = (r.normal(size=n) * 50).astype(t) if is_float(t) else r.integers(0, 50, n).astype(t)
    both = np.concatenate([s, more])[:n] if len(s) < n else s[:n]
    r.shuffle(both)
    return both


def float_type(t):
    """The type that float functions compute in."""
    return "float32" if t in ("bool", "int8", "uint8", "int16", "uint16", "float32") else "float64"


def rounded(f, t, *args):
    wide = np.float64 if t == "float32" else LONG
    return f(*[a.astype(t).astype(wide) for a in args]).astype(t)


# ---- one operand
for t in DTYPES:
    array("u_" + t, samples(t, 40, 1))
    x = samples(t, 40, 1)
    ft = float_type(t)
    for op in "sqrt cbrt exp expm1 log log1p log2 log10 sin cos tan arcsin arccos arctan sinh cosh tanh".split():
        xf = x
        if op in ("sin", "cos", "tan"):
            # Argument reduction of huge numbers is not what this is about.
            xf = np.where(np.abs(x.astype("float64")) < 1e15, x, x.dtype.type(1))
            if not np.array_equal(xf.astype("float64"), x.astype("float64"), equal_nan=True):
                array("v_" + t + op, xf)
                case(op, "v_" + t + op, "", "ulp", rounded(getattr(np, op), ft, xf))
                continue
        case(op, "u_" + t, "", "ulp", rounded(getattr(np, op), ft, xf))
    case("rint", "u_" + t, "", "exact", np.rint(x.astype(ft)))
    for op in "floor ceil trunc".split():
        case(op, "u_" + t, "", "exact", getattr(np, op)(x) if is_float(t) else x)
    for op in "isnan isinf isfinite logical_not absolute square".split():
        case(op, "u_" + t, "", "exact", getattr(np, op)(x))
    if t != "bool":
        for op in "negative sign".split():
            case(op, "u_" + t, "", "exact", getattr(np, op)(x))
    if not is_float(t):
        case("invert", "u_" + t, "", "exact", np.invert(x))
    for to in DTYPES:
        if is_float(t) and not is_float(to) and to != "bool":
            # What does not fit is undefined in C.
            i = np.iinfo(to)
            with np.errstate(all="ignore"):
                ok = np.isfinite(x) & (x > float(i.min) - 0.5) & (x < float(i.max) * 0.999)
            y = np.where(ok, x, x.dtype.type(3.75))
            array("c_" + t + to, y)
            case("cast", "c_" + t + to, to, "exact", y.astype(to))
        else:
            case("cast", "u_" + t, to, "exact", x.astype(to))

# ---- two operands
COMPARISONS = "equal not_equal less less_equal greater greater_equal".split()
LOGICAL = "logical_and logical_or logical_xor".split()
BITS = "bitwise_and bitwise_or bitwise_xor left_shift right_shift".split()
ARITHMETIC = "add subtract multiply divide floor_divide remainder power arctan2 hypot minimum maximum".split()


def common(a, b):
    return str(np.result_type(np.dtype(a), np.dtype(b)))


def promoted(a, b):
    """Integers with float32 as NumPy does; float16 never comes out of the types that there are."""
    t = common(a, b)
    return "float32" if t == "float16" else t


def binary(op, x, y):
    a, b = str(x.dtype), str(y.dtype)
    t = promoted(a, b)
    if op in COMPARISONS and not is_float(a) and not is_float(b):
        f = {"equal": "__eq__", "not_equal": "__ne__", "less": "__lt__", "less_equal": "__le__",
             "greater": "__gt__", "greater_equal": "__ge__"}[op]
        return np.array([getattr(int(p), f)(int(q)) for p, q in zip(x, y)], dtype=bool)
    if op in ("arctan2", "hypot"):
        ft = float_type(t)
        return rounded(getattr(np, op), ft, x.astype(t), y.astype(t))
    if op == "power" and is_float(t):
        return rounded(np.power, t, x.astype(t), y.astype(t))
    if op == "divide":
        d = t if is_float(t) else "float64"
        return np.divide(x.astype(d), y.astype(d))
    return getattr(np, op)(x, y)


def how_of(op, t):
    if op in ("arctan2", "hypot") or (op == "power" and is_float(t)):
        return "ulp"
    return "zero" if op in ("minimum", "maximum") else "exact"


def applies(op, t):
    if op in BITS and is_float(t):
        return False
    return not (op == "subtract" and t == "bool")


def exponents(y):
    """Integers to negative integer powers are refused."""
    return np.where(y < 0, y.dtype.type(3), y) if y.dtype.kind == "i" else y


for t in DTYPES:
    s = specials(t)
    x = array("x_" + t, np.repeat(s, len(s)))
    y = array("y_" + t, np.tile(s, len(s)))
    e = exponents(y)
    if not np.array_equal(e, y, equal_nan=is_float(t)):
        array("e_" + t, e)
    for op in ARITHMETIC + COMPARISONS + LOGICAL + BITS:
        if applies(op, t):
            second = e if op == "power" else y
            name = "e_" if op == "power" and t.startswith("int") else "y_"
            case(op, "x_" + t + "," + name + t, "", how_of(op, t), binary(op, x, second))

for a, b in itertools.permutations(DTYPES, 2):
    x, y = samples(a, 30, 2), samples(b, 30, 3)
    t = promoted(a, b)
    for name, z in (("m_" + a, x), ("n_" + b, y)):
        line = "\t".join(["array", name, str(z.dtype), shape_of(z), encoded(z)])
        if line not in out:
            out.append(line)
    for op in ["add", "multiply", "divide", "floor_divide", "maximum"] + COMPARISONS + ["logical_xor", "bitwise_and"]:
        if applies(op, t):
            case(op, "m_" + a + ",n_" + b, "", how_of(op, t), binary(op, x, y))

# ---- weak scalars
for t in DTYPES:
    x = samples(t, 40, 1)
    for op, s in [("add", 1), ("subtract", 1), ("multiply", 3), ("floor_divide", 7), ("remainder", 7), ("power", 2),
                  ("minimum", 5), ("maximum", 5), ("less", 5), ("equal", 3), ("divide", 4)]:
        weak = "int64" if t == "bool" else t
        case(op + "_long", "u_" + t, str(s), how_of(op, t), binary(op, x.astype(weak), np.full(40, s, weak)))
    for op, s in [("add", 1.5), ("multiply", -0.25), ("divide", 3.0), ("floor_divide", 2.5), ("remainder", -2.5),
                  ("minimum", 5.5), ("greater", 2.5)]:
        weak = t if is_float(t) else "float64"
        case(op + "_double", "u_" + t, str(s), how_of(op, t), binary(op, x.astype(weak), np.full(40, s, weak)))

# ---- where, clip
for a, b in [("float64", "float64"), ("float32", "int32"), ("int8", "uint8"), ("uint64", "int64"), ("bool", "int16")]:
    x, y = samples(a, 30, 2), samples(b, 30, 3)
    c = array("w_" + a + b, rng.integers(0, 2, 30).astype(bool))
    case("where", "w_" + a + b + ",m_" + a + ",n_" + b, "", "exact", np.where(c, x, y))
for t in DTYPES[1:]:
    x = samples(t, 40, 1)
    case("clip_long", "u_" + t, "2,9", "exact", np.minimum(np.maximum(x, x.dtype.type(2)), x.dtype.type(9)))
    f = x if is_float(t) else x.astype("float64")
    case("clip_double", "u_" + t, "-1.5,20.25", "exact",
         np.minimum(np.maximum(f, f.dtype.type(-1.5)), f.dtype.type(20.25)))

# ---- reductions
AXES = [None, (0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]


def cells(a, axes):
    """The elements of every cell, as rows."""
    axes = tuple(range(a.ndim)) if axes is None else axes
    kept = [d for d in range(a.ndim) if d not in axes]
    moved = a.transpose(kept + list(axes))
    n = int(np.prod([a.shape[d] for d in axes], dtype=int))
    return moved.reshape([a.shape[d] for d in kept] + [n])


def exactly(a, axes, skip, what, ddof, result):
    """Sums, means and variances through fractions, rounded once."""
    rows = cells(a, axes)
    flat = rows.reshape(-1, rows.shape[-1]) if rows.size else np.zeros((int(np.prod(rows.shape[:-1], dtype=int)), 0))
    values = []
    for row in flat:
        v = [float(e) if a.dtype.kind == "f" else int(e) for e in row]
        v = [e for e in v if not (skip and isinstance(e, float) and math.isnan(e))]
        if any(isinstance(e, float) and not math.isfinite(e) for e in v):
            values.append(sum(v) if what == "sum" else sum(v) / len(v) if what == "mean" else math.nan)
            continue
        f = [Fraction(e) for e in v]
        n = len(f)
        if what == "sum":
            values.append(float(sum(f)))
        elif what == "mean":
            values.append(float(sum(f) / n) if n else math.nan)
        else:
            free = n - ddof
            if n == 0 or free <= 0:
                m2 = 0 if n == 0 else sum((e - sum(f) / n) ** 2 for e in f)
                values.append(math.nan if skip or m2 == 0 else math.inf)
            else:
                var = sum((e - sum(f) / n) ** 2 for e in f) / free
                if what == "std":
                    # Scaled so that the float in between is never out of range.
                    values.append(float(LONG(var.numerator) / LONG(var.denominator)) ** 0.5
                                  if var.denominator < 2 ** 60 and var.numerator < 2 ** 60
                                  else math.sqrt(float(var)))
                else:
                    values.append(float(var))
    return np.array(values, dtype=result).reshape(rows.shape[:-1])


def allowed(a, axes, skip, what, exact, numpys):
    """NumPy's error or 4 eps sum(|x|) for sums; for variances what rounded means of parts bring in."""
    eps = 2.0 ** -53
    x = np.where(np.isfinite(a), a, 0).astype("float64") if a.dtype.kind == "f" else a.astype("float64")
    rows = np.abs(cells(x, axes))
    n = max(1, rows.shape[-1])
    e = np.where(np.isfinite(exact), exact, 0).astype("float64")
    most = rows.max(axis=-1) if rows.shape[-1] else np.zeros(rows.shape[:-1])
    bound = {
        "sum": lambda: 4 * eps * rows.sum(axis=-1),
        "mean": lambda: 4 * eps * rows.sum(axis=-1) / (1 if skip else n),
        "var": lambda: 8 * eps * (most * np.sqrt(np.abs(e)) + np.abs(e)),
        "std": lambda: 8 * eps * (most + np.abs(e)),
    }[what]()
    if exact.dtype == np.float32:
        bound = bound + np.abs(e) * 2.0 ** -23
    own = np.abs(numpys.astype("float64") - e)
    return np.maximum(bound, np.where(np.isfinite(own), own, 0))


def keep(result, shape, axes, keepdims):
    if not keepdims:
        return result
    axes = tuple(range(len(shape))) if axes is None else axes
    return np.asarray(result).reshape([1 if d in axes else n for d, n in enumerate(shape)])


def reductions(name, a, axes_sets, ops):
    t = str(a.dtype)
    ft = t if is_float(t) else "float64"
    for i, axes in enumerate(axes_sets):
        for j, (op, ddof) in enumerate(ops):
            keepdims = (i + j) % 3 == 0
            skip = op.startswith("nan")
            base = op[3:] if skip else op
            parameter = "%s;%d;%d" % ("all" if axes is None else ",".join(map(str, axes)), keepdims, ddof)
            how, errors = "exact", None
            if base in ("argmin", "argmax"):
                result = getattr(np, base)(cells(a, axes), axis=-1)
            elif base == "count_nonzero":
                result = np.count_nonzero(a, axis=axes)
            elif base in ("mean", "var", "std") or (base == "sum" and is_float(t)):
                f = getattr(np, op)
                numpys = f(a, axis=axes) if base in ("sum", "mean") else f(a, axis=axes, ddof=ddof)
                result = exactly(a, axes, skip, base, ddof, ft)
                how = "close"
                errors = allowed(a, axes, skip, base, result, np.asarray(numpys))
            elif base == "prod" and is_float(t):
                result = np.prod(a.astype(LONG), axis=axes).astype(t)
                how = "ulps"
            else:
                result = getattr(np, op)(a, axis=axes)
                how = "zero"
            result = np.asarray(result)
            if base == "sum" and not is_float(t):
                result = result.astype("uint64" if t.startswith("u") else "int64")
            case("reduce_" + op, name, parameter, how, keep(result, a.shape, axes, keepdims), errors)


PLAIN = [(op, 0) for op in "sum prod mean min max any all argmin argmax count_nonzero".split()]
PLAIN += [(op, d) for op in ("var", "std") for d in (0, 1, 2)]
NAN = [(op, 0) for op in "nansum nanmean nanmin nanmax".split()] + [(op, d) for op in ("nanvar", "nanstd") for d in (0, 1)]
for t in DTYPES:
    if t == "bool":
        a = rng.integers(0, 2, (4, 5, 6)).astype(bool)
    elif is_float(t):
        a = (rng.normal(size=(4, 5, 6)) * 10.0 ** rng.integers(-6, 7, (4, 5, 6))).astype(t)
    else:
        a = rng.integers(0, 9, (4, 5, 6)).astype(t)
        a[rng.integers(0, 4), 2, 3] = np.iinfo(t).max
        a[rng.integers(0, 4), 1, 3] = np.iinfo(t).min
    array("r_" + t, a)
    reductions("r_" + t, a, AXES, PLAIN)
    reductions("r_" + t, a, [None, (1,)], NAN)
    if is_float(t):
        b = a.copy()
        b[rng.random(b.shape) < 0.2] = np.nan
        b[:, 1, 2] = np.nan
        b[2, :, 4] = np.nan
        array("q_" + t, b)
        reductions("q_" + t, b, AXES, NAN)
        reductions("q_" + t, b, [None, (0,), (1, 2)], PLAIN)
        c = a.copy()
        c[1, 2, 3] = np.inf
        c[2, 2, 3] = np.inf
        c[3, 4, 5] = -np.inf
        array("i_" + t, c)
        reductions("i_" + t, c, [None, (0,), (2,)], [p for p in PLAIN if p[0] != "prod"] + NAN)
    e = array("z_" + t, np.zeros((0, 3), t))
    safe = [p for p in PLAIN if p[0] in ("sum", "prod", "any", "all", "count_nonzero", "mean", "var", "std")]
    reductions("z_" + t, e, [None, (0,), (1,)], safe)
    reductions("z_" + t, e, [(1,)], [("min", 0), ("max", 0), ("argmin", 0), ("argmax", 0)])
    s = array("s_" + t, np.array(3, t))
    reductions("s_" + t, s, [None], [p for p in PLAIN if p[1] == 0])

# Where plain summation loses everything.
for t, big in (("float64", 1e16), ("float32", 1e8)):
    a = array("k_" + t, np.array([1, big, 1, -big] * 25, t).reshape(10, 10))
    reductions("k_" + t, a, [None, (0,), (1,)], [("sum", 0), ("mean", 0), ("var", 0)])
    a = array("o_" + t, (big / 1e4 + np.arange(100, dtype=t).reshape(10, 10) / 8).astype(t))
    reductions("o_" + t, a, [None, (0,), (1,)], [("sum", 0), ("mean", 0), ("var", 0), ("std", 1)])

# ---- slices
for shape in [(7,), (5, 6), (4, 3, 5)]:
    a = array("g_%d" % len(shape), np.arange(np.prod(shape), dtype="int8").reshape(shape))
    for k in range(130):
        items = []
        for n in shape[: random.randint(0, len(shape))]:
            r = random.random()
            if r < 0.15:
                items.append(str(random.randint(-n, n - 1)))
            elif r < 0.25:
                items.append(":")
            else:
                b = lambda: "" if random.random() < 0.3 else str(random.randint(-n - 2, n + 2))
                step = random.choice(["", ":", ":1", ":2", ":3", ":-1", ":-2", ":-4", ":9"])
                items.append(b() + ":" + b() + step)
            if random.random() < 0.12:
                items.append(random.choice(["None", "newaxis"]))
        if random.random() < 0.35:
            items.insert(random.randint(0, len(items)), "...")
        # An ellipsis at the front moves the others to the last dimensions: an index may be out of bounds there.
        text = ", ".join(items)
        try:
            result = eval("a[%s]" % (text if text else "..."), {"a": a, "newaxis": None})
        except IndexError:
            continue
        case("slice", "g_%d" % len(shape), text, "exact", result)

# ---- joining
for k, (p, q) in enumerate([("int8", "uint8"), ("float32", "int32"), ("bool", "float64"), ("int64", "uint64")]):
    a = array("j_%d" % k, rng.integers(0, 2, (2, 3, 4)).astype(p))
    b = array("l_%d" % k, rng.integers(0, 2, (2, 3, 4)).astype(q))
    names = "j_%d,l_%d" % (k, k)
    for axis in (-3, -1, 0, 1, 2):
        case("concatenate", names, str(axis), "exact", np.concatenate([a, b], axis))
    for axis in (-4, -1, 0, 1, 2, 3):
        case("stack", names, str(axis), "exact", np.stack([a, b], axis))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "numpy-vectors.txt")
with open(path, "w") as f:
    f.write("\n".join(out) + "\n")
print(len(out), "lines,", os.path.getsize(path), "bytes")
