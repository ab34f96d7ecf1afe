#!/usr/bin/env python3
"""Writes ../resources/numpy-groups.txt: grouped reductions, medians and quantiles by NumPy 2, for GroupVectorsTest.

Lines, separated by tabs; bytes are little-endian, base64:
 array  NAME  DTYPE  SHAPE  BYTES
 case   OP    ARRAY  AXIS  LABELS  DTYPE  SHAPE  BYTES
LABELS is a comma-separated list, or - for an operation without groups. OP may end in :NUMBER, the ddof of a variance
or the q of a quantile. Groups are reduced one by one over AXIS and stacked.
"""
import base64
import os
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)
out = []


def encoded(a):
    return base64.b64encode(np.ascontiguousarray(a).tobytes()).decode() or "-"


def shape_of(a):
    return "x".join(map(str, a.shape)) if a.shape else "-"


def count(x, axis):
    return np.sum(~np.isnan(x), axis=axis)


def apply(op, x, axis):
    name, _, number = op.partition(":")
    if name == "count":
        return count(x, axis)
    f = getattr(np, name)
    if name in ("var", "std", "nanvar", "nanstd"):
        return f(x, axis=axis, ddof=int(number or 0))
    if name in ("quantile", "nanquantile"):
        return f(x, float(number), axis=axis)
    return f(x, axis=axis)


def case(op, name, a, axis, labels, result):
    text = "-" if labels is None else ",".join(map(str, labels))
    out.append("\t".join(["case", op, name, str(axis), text, str(result.dtype), shape_of(result), encoded(result)]))


OPS = ["sum", "prod", "mean", "min", "max", "var", "var:1", "std", "std:1", "any", "all", "count", "nansum", "nanmean",
       "nanmin", "nanmax", "nanvar", "nanstd:1", "median", "nanmedian", "quantile:0.3", "nanquantile:0.9", "quantile:1"]
SHAPE = (17, 3, 4)
for t in ["int8", "int16", "uint32", "int64", "float32", "float64"]:
    a = rng.integers(-9, 10, SHAPE) if t != "uint32" else rng.integers(0, 20, SHAPE)
    a = a.astype(t)
    if t.startswith("float"):
        a = (a + rng.random(SHAPE)).astype(t)
        a[rng.random(SHAPE) < 0.08] = np.nan
    out.append("\t".join(["array", t, t, shape_of(a), encoded(a)]))
    for axis, groups in [(0, 4), (1, 2), (2, 3)]:
        n = SHAPE[axis]
        labels = [int(x) for x in rng.integers(-1, groups, n)]
        labels[:groups] = range(groups)
        for op in OPS:
            members = [np.flatnonzero(np.array(labels) == g) for g in range(groups)]
            parts = [apply(op, a.take(m, axis), axis) for m in members]
            case(op, t, a, axis, labels, np.stack(parts, axis))
            if op.split(":")[0] in ("median", "nanmedian", "quantile", "nanquantile"):
                case(op, t, a, axis, None, np.asarray(apply(op, a, axis)))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "numpy-groups.txt")
with open(path, "w") as f:
    f.write("\n".join(out) + "\n")
