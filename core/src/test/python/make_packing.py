"""What xarray makes of packed variables: writes ../resources/org/hyperslab/dataset/packing.txt.

A line is: stored dtype, stored numbers, attributes (name=dtype:numbers or name=text:...; separated by |), dtype of the
values, their bits in hexadecimal. Needs xarray 2023.01 and NumPy 1.24.
"""

import itertools
import pathlib
import warnings

import numpy as np
import xarray as xr

warnings.simplefilter("ignore")
RAW = {
    "int8": [-128, -2, -1, 0, 1, 5, 127],
    "uint8": [0, 1, 5, 127, 128, 254, 255],
    "int16": [-32768, -32767, -999, -1, 0, 7, 250, 32767],
    "uint16": [0, 1, 250, 32767, 32768, 65535],
    "int32": [-(2**31), -999, -1, 0, 7, 16777217, 2**31 - 1],
    "uint32": [0, 7, 16777217, 2**31, 2**32 - 1],
    "int64": [-(2**63), -999, -1, 0, 7, 2**53 + 1, 2**63 - 1],
    "float32": [-999.0, 0.0, 0.1, 1e20, np.nan, np.inf],
    "float64": [-999.0, 0.0, 0.1, 1e20, 9.969209968386869e36, np.nan, -np.inf],
}
FILLS = [
    None,
    [("_FillValue", "same", [None])],
    [("_FillValue", "float64", [np.nan])],
    [("missing_value", "same", [None])],
    [("missing_value", "float64", [-999.0])],
    [("missing_value", "float64", [1e20])],
    [("_FillValue", "same", [None]), ("missing_value", "int32", [0, 7])],
]
SCALES = [
    [],
    [("scale_factor", "float64", [0.01])],
    [("scale_factor", "float32", [0.5])],
    [("add_offset", "float64", [270.0])],
    [("scale_factor", "float64", [0.01]), ("add_offset", "float64", [273.15])],
    [("scale_factor", "float32", [0.1]), ("add_offset", "float32", [3.3])],
    [("scale_factor", "int32", [2]), ("add_offset", "int16", [-1])],
]


def attribute(value, name, dtype, raw, number):
    dtype = raw if dtype == "same" else dtype
    values = [number if v is None else v for v in value]
    return name, np.array(values, dtype)


out = pathlib.Path(__file__).parent / "../resources/org/hyperslab/dataset/packing.txt"
out.parent.mkdir(parents=True, exist_ok=True)
with out.open("w") as f:
    for (raw, numbers), fills, scales, unsigned in itertools.product(RAW.items(), FILLS, SCALES, [False, True]):
        if unsigned and raw not in ("int8", "int16", "int32"):
            continue
        data = np.array(numbers, raw)
        attrs = dict(attribute(v, n, d, raw, numbers[0]) for n, d, v in (fills or []) + scales)
        if unsigned and "missing_value" in attrs and attrs["missing_value"].dtype == raw:
            continue  # xarray does not take its sign away
        if unsigned and "_FillValue" in attrs and attrs["_FillValue"].dtype != raw:
            continue  # xarray converts NaN to an integer
        described = [
            f"{n}={v.dtype}:" + ",".join(str(x) for x in np.asarray(v).view(f"u{v.dtype.itemsize}"))
            for n, v in attrs.items()
        ]
        scalars = {n: v[0] if len(v) == 1 else v for n, v in attrs.items()}
        if unsigned:
            scalars["_Unsigned"] = "true"
            described.append("_Unsigned=text:true")
        with np.errstate(all="ignore"):
            decoded = xr.conventions.decode_cf_variable("v", xr.Variable(("x",), data, scalars))
            values = np.asarray(decoded.values)
        bits = " ".join(format(int(x), "x") for x in values.view(f"u{values.dtype.itemsize}"))
        stored = " ".join(str(int(x)) for x in data.view(f"u{data.dtype.itemsize}"))
        f.write("\t".join([raw, stored, "|".join(described), str(values.dtype), bits]) + "\n")
