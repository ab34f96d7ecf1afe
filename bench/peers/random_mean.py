"""x + x.T, a strided slice, mean over rows, of an N x N random array with Dask: random_mean.py N CHUNK"""
import sys

import dask.array as da
from common import measure

n, c = int(sys.argv[1]), int(sys.argv[2])
x = da.random.random((n, n), chunks=(c, c))
y = x + x.T
z = y[::2, n // 20:].mean(axis=1)
measure("dask", f"random-mean {n}", lambda: z.compute())
