"""One case over a NetCDF file with xarray and Dask: netcdf.py FILE CASE [OUT]"""
import shutil
import sys

import xarray as xr
from common import measure

file, case = sys.argv[1:3]
chunks = {"time": 60, "lat": 91, "lon": 180} if "block" in file else {"time": 30}
data = xr.open_dataset(file, chunks=chunks)


def convert():
    import zarr

    out = sys.argv[3]
    shutil.rmtree(out, ignore_errors=True)
    data.drop_encoding() if hasattr(data, "drop_encoding") else None
    for v in data.variables.values():
        v.encoding = {}
    data.to_zarr(out, encoding={"t2m": {"compressor": zarr.Zstd(level=3)}}, consolidated=True)
    return zarr.open(out)["t2m"][0]


work = {
    "mean-time": lambda: data.t2m.mean("time").compute(),
    "monthly": lambda: data.t2m.groupby("time.month").mean().compute(),
    "convert": convert,
}[case]
measure("xarray+dask", case, work)
