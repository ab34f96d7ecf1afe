"""Makes hdf4.zip: sds.hdf, an HDF4 file of scientific data sets; chunked.hdf, the same with some in chunks; and
sds.hdf.txt, every data set's shape, dtype and elements (base64, C order, little endian) as the HDF4 library reads them.

Needs pyhdf (python3-hdf4), hrepack (hdf4-tools) and numpy. Usage: python3 make_hdf4.py FOLDER
"""
import base64, os, subprocess, sys, zipfile
import numpy as np
from pyhdf.SD import SD, SDC

out = sys.argv[1]
path = os.path.join(out, "sds.hdf")
rng = np.random.default_rng(5)
TYPES = {"i1": SDC.INT8, "u1": SDC.UINT8, "i2": SDC.INT16, "u2": SDC.UINT16, "i4": SDC.INT32, "u4": SDC.UINT32,
         "f4": SDC.FLOAT32, "f8": SDC.FLOAT64}


def smooth(shape, dtype):
    n = int(np.prod(shape))
    return (np.arange(n) * 7 % 100 + rng.integers(0, 4, n)).reshape(shape).astype(dtype)


f = SD(path, SDC.WRITE | SDC.CREATE | SDC.TRUNC)
f.title = "scientific data sets"
f.attr("version").set(SDC.INT32, 3)


def put(name, a, dims, chunk=None, deflate=False, unlimited=False, fill=None):
    shape = (SDC.UNLIMITED,) + a.shape[1:] if unlimited else a.shape
    d = f.create(name, TYPES[a.dtype.str[1:]], shape)
    for i, dim in enumerate(dims):
        d.dim(i).setname(dim)
    if fill is not None:
        d.setfillvalue(fill)
    if deflate:
        d.setcompress(SDC.COMP_DEFLATE, 6)
    d[:] = a
    return d


for t in TYPES:
    put("t_" + t, smooth((12, 5), t), ("y12", "x5")).endaccess()
    put("z_" + t, smooth((12, 5), t), ("y12", "x5"), deflate=True).endaccess()
d = put("big", smooth((40, 60, 30), "i2"), ("time", "lat", "lon"), deflate=True)
d.units = "K"; d.attr("scale_factor").set(SDC.FLOAT64, 0.5); d.attr("valid_range").set(SDC.INT16, [0, 90])
d.endaccess()
put("records", smooth((7, 6), "f4"), ("record", "x6"), unlimited=True, fill=-99).endaccess()
put("lat", np.linspace(-90, 90, 60).astype("f4"), ("lat",)).endaccess()
d = f.create("names", SDC.CHAR8, (3, 8)); d.dim(0).setname("station"); d.dim(1).setname("letters")
d[:] = np.array([list("Aberdeen"), list("Bergen\0\0"), list("Chur\0\0\0\0")], dtype="S1"); d.endaccess()
f.end()
chunked = os.path.join(out, "chunked.hdf")
subprocess.run(["hrepack", "-i", path, "-o", chunked, "-m", "16", "-t", "big,z_f8:GZIP 6", "-c", "big:8x20x30",
                "-c", "z_f8:5x3", "-c", "t_f4:5x3"], check=True, stdout=subprocess.DEVNULL)

f = SD(path, SDC.READ)
with open(path + ".txt", "w") as lines:
    for name in sorted(f.datasets()):
        if name == "names":
            continue
        a = np.asarray(f.select(name)[:])
        code = {v: k for k, v in TYPES.items()}[f.datasets()[name][2]]
        a = a.astype("<" + code)
        lines.write("\t".join((name, a.dtype.name, ",".join(map(str, a.shape)), base64.b64encode(a.tobytes()).decode())) + "\n")

with zipfile.ZipFile(os.path.join(out, "hdf4.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name in ("sds.hdf", "chunked.hdf", "sds.hdf.txt"):
        z.write(os.path.join(out, name), name)
