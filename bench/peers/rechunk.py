"""A raw float64 N x N Zarr array from slabs of rows to slabs of columns, with Dask.

    rechunk.py make IN N        writes the array, in 60 slabs of rows
    rechunk.py run IN OUT       rechunks it to 60 slabs of columns
    rechunk.py compare A B      are two arrays in slabs of columns the same, bit for bit? Exit code 1 if not

compare reads the chunk files themselves, which are the same in Zarr v2 and v3 where nothing compresses them.
"""
import os, shutil, sys

import dask.array as da
import numpy as np
import zarr
from common import measure

SLABS = 60


def make(store, n):
    n = int(n)
    z = zarr.open(store, mode="w", shape=(n, n), chunks=(n // SLABS, n), dtype="f8", compressor=None)
    for i in range(0, n, n // SLABS):
        z[i:i + n // SLABS] = np.random.default_rng(i).random((n // SLABS, n))


def run(source, target):
    n = zarr.open(source, mode="r").shape[0]

    def work():
        shutil.rmtree(target, ignore_errors=True)
        da.from_zarr(source).rechunk((n, n // SLABS)).to_zarr(target, compressor=None)
        return zarr.open(target)[0, :]

    measure("dask", f"rechunk {n}", work)


def chunk_files(store):
    files = {}
    for folder, _, names in os.walk(store):
        for name in names:
            key = os.path.relpath(os.path.join(folder, name), store).replace(os.sep, ".").removeprefix("c.")
            if key.replace(".", "").isdigit():
                files[key] = os.path.join(folder, name)
    return files


def compare(a, b):
    ours, theirs = chunk_files(a), chunk_files(b)
    if not ours or ours.keys() != theirs.keys():
        sys.exit(f"chunks differ: {len(ours)} in {a}, {len(theirs)} in {b}")
    for key in ours:
        if not np.array_equal(np.fromfile(ours[key], "u8"), np.fromfile(theirs[key], "u8")):
            sys.exit(f"chunk {key} differs")


{"make": make, "run": run, "compare": compare}[sys.argv[1]](*sys.argv[2:])
