"""The sum of x + 1 over N chunks of one element with Dask: overhead.py N"""
import sys

import dask.array as da
from common import measure

n = int(sys.argv[1])
measure("dask", f"overhead {n} chunks", lambda: (da.ones(n, chunks=1) + 1).sum().compute())
