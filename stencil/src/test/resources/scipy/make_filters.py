"""Makes filters.txt: what scipy.ndimage makes of a small array, for every filter and mode.

    python3 make_filters.py > filters.txt

A line per case: name, dtype, mode, cval, shape, then the results in C order with 9 digits. The input of a
case is element k -> ((k * 7919) % 101) / 8 - 5, which float32 holds exactly.
"""
import numpy as np
from scipy import ndimage as nd

def array(shape, dtype):
    n = int(np.prod(shape))
    return (((np.arange(n) * 7919) % 101) / 8 - 5).reshape(shape).astype(dtype)

kernel = {1: np.array([0.5, -1, 2, 3.0]), 2: np.array([[1, 2, 3.5], [0, -1, 0.25]]),
          3: (np.arange(12).reshape(2, 3, 2) - 4) / 4}
cases = {
    "laplacian": lambda a, **e: nd.laplace(a, **e),
    "gaussian1": lambda a, **e: nd.gaussian_filter(a, 1.0, **e),
    "gaussian0.6": lambda a, **e: nd.gaussian_filter(a, 0.6, **e),
    "sobel0": lambda a, **e: nd.sobel(a, 0, **e),
    "sobel-1": lambda a, **e: nd.sobel(a, -1, **e),
    "uniform3": lambda a, **e: nd.uniform_filter(a, 3, **e),
    "uniform4": lambda a, **e: nd.uniform_filter(a, 4, **e),
    "convolve": lambda a, **e: nd.convolve(a, kernel[a.ndim], **e),
}
for shape in ((11,), (7, 9), (4, 5, 6)):
    for dtype in ("float64", "float32"):
        for mode in ("reflect", "mirror", "nearest", "wrap", "constant"):
            for cval in ((0.0, 2.5) if mode == "constant" else (0.0,)):
                for name, f in cases.items():
                    r = f(array(shape, dtype), mode=mode, cval=cval)
                    assert r.dtype == dtype
                    print(name, dtype, mode, cval, ",".join(map(str, shape)),
                          " ".join("%.9g" % v for v in r.ravel()))
