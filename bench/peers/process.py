"""Whole processes: process.py OUT.nc VARIABLE COMMAND... runs the command, which writes OUT.nc, once to warm up and then
five times. Prints the median of the seconds, the largest resident memory and the sum of the variable as a JSON line."""
import json
import os
import resource
import statistics
import subprocess
import sys
import time

import netCDF4
import numpy as np

out, variable, *command = sys.argv[1:]
seconds = []
for i in range(6):
    if os.path.exists(out):
        os.remove(out)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds.append(time.perf_counter() - start)
with netCDF4.Dataset(out) as d:
    check = float(np.ma.filled(d[variable][:].astype("f8"), 0).sum())
rss = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": statistics.median(seconds[1:]), "rss_mib": rss / 1024, "check": check}))
