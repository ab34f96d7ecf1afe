"""sqrt(a*a + b*b) * 2 - a over N float64 elements in memory, with numexpr: fused.py N"""
import sys

import numexpr as ne
import numpy as np
from common import measure

n = int(sys.argv[1])
a = np.random.default_rng(1).random(n)
b = np.random.default_rng(2).random(n)
out = np.empty(n)
measure("numexpr", f"fused {n}", lambda: ne.evaluate("sqrt(a*a + b*b) * 2 - a", out=out)[:1000])
