"""One reduction of one Zarr array with Dask: reduce.py STORE CASE"""
import sys

import dask.array as da
from common import measure

a = da.from_zarr(sys.argv[1])
work = {
    "mean": lambda: a.mean(dtype="f8").compute(),
    "mean-axis0": lambda: a.mean(axis=0).compute(),
    "std-axis0": lambda: a.std(axis=0).compute(),
    "fahrenheit-max-axis0": lambda: ((a - 273.15) * 1.8 + 32).max(axis=0).compute(),
}[sys.argv[2]]
measure("dask", sys.argv[2], work)
