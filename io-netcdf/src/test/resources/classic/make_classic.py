"""Makes the golden classic files in this folder, with netCDF4-python: element i of a variable, in C order, is
(37 * i + 11) % 251 - 125, as a number of the variable's type; of an unsigned type (37 * i + 11) % 251; of a float
a quarter of the former. Characters are the letters a to z, again and again."""
import numpy as np
import netCDF4

CLASSIC = ["i1", "S1", "i2", "i4", "f4", "f8"]
ALL = CLASSIC + ["u1", "u2", "u4", "i8", "u8"]


def values(shape, dtype):
    n = int(np.prod(shape))
    i = np.arange(n)
    if dtype == "S1":
        return np.frombuffer(bytes(97 + k % 26 for k in range(n)), "S1").reshape(shape)
    v = (37 * i + 11) % 251
    if dtype[0] != "u":
        v = v - 125
    v = v / 4 if dtype[0] == "f" else v
    return v.astype(dtype).reshape(shape)


def variable(d, name, dtype, dims, shape):
    v = d.createVariable(name, dtype, dims)
    v.set_auto_mask(False)
    if shape != 0:
        v[...] = values(shape, dtype) if shape else values((1,), dtype)[0]
    return v


for version, model in ((1, "NETCDF3_CLASSIC"), (2, "NETCDF3_64BIT_OFFSET"), (5, "NETCDF3_64BIT_DATA")):
    types = ALL if version == 5 else CLASSIC
    with netCDF4.Dataset(f"types-{version}.nc", "w", format=model) as d:
        d.createDimension("time", None)
        d.createDimension("y", 3)
        d.createDimension("x", 5)
        d.title = "températures"
        for t in types:
            if t != "S1":
                d.setncattr("one_" + t, np.array(-7 if t[0] != "u" else 249, t))
                d.setncattr("many_" + t, values((5,), t))
        for t in types:
            variable(d, "fixed_" + t, t, ("y", "x"), (3, 5)).long_name = "fixed " + t
        for t in types:
            variable(d, "record_" + t, t, ("time", "y", "x"), (4, 3, 5))
        variable(d, "time", "f8", ("time",), (4,)).units = "days since 2001-01-01"
        variable(d, "scalar", "i4", (), ())
    with netCDF4.Dataset(f"empty-{version}.nc", "w", format=model) as d:
        d.history = ""
    with netCDF4.Dataset(f"no-records-{version}.nc", "w", format=model) as d:
        d.createDimension("time", None)
        d.createDimension("x", 3)
        variable(d, "a", "i2", ("time", "x"), 0)
        variable(d, "b", "f8", ("time",), 0)
    for t in ("i1", "S1", "i2", "f8"):
        with netCDF4.Dataset(f"single-{t}-{version}.nc", "w", format=model) as d:
            d.createDimension("time", None)
            d.createDimension("x", 3)
            variable(d, "fixed", "i2", ("x",), (3,))
            variable(d, "a", t, ("time", "x"), (5, 3))
