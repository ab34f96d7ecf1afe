"""Makes blosc.h5, whose chunks HDF5's blosc filter has compressed, and beside it blosc.h5.txt: every dataset's
shape, dtype and elements (base64, C order, little endian) as PyTables reads them back.

Needs PyTables and numpy. Usage: python3 make_blosc.py FOLDER
"""
import base64, os, sys
import numpy as np, tables

out = sys.argv[1]
rng = np.random.default_rng(11)


def smooth(shape, dtype):
    n = int(np.prod(shape))
    return (np.arange(n) * 7 % 1000 + rng.integers(0, 4, n)).reshape(shape).astype(dtype)


path = os.path.join(out, "blosc.h5")
with tables.open_file(path, "w") as f:
    def put(name, a, chunks, **options):
        f.create_carray("/", name, obj=a, chunkshape=chunks, filters=tables.Filters(**options))

    for kind in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
        for how in ("none", "shuffle", "bitshuffle"):
            options = dict(complevel=5, complib="blosc:" + kind, shuffle=how == "shuffle", bitshuffle=how == "bitshuffle")
            put(f"{kind}_{how}", smooth((61, 40), "f4"), (32, 24), **options)
    # Several blocks, streams per byte, every size of element.
    for t, shape in (("i1", (220, 101)), ("i2", (220, 101)), ("f8", (60, 61))):
        put(f"large_{t}", smooth(shape, t), (shape[0] - 20, shape[1] - 1), complevel=1, complib="blosc:lz4", shuffle=True)
    put("ragged", smooth((9, 7), "i4"), (3, 7), complevel=5, complib="blosc:lz4", shuffle=False, bitshuffle=True)
    put("checked", smooth((61, 40), "i2"), (32, 24), complevel=9, complib="blosc:zstd", shuffle=True, fletcher32=True)
    # What blosc cannot make smaller: the chunk is stored without the filter.
    put("noise", rng.integers(-2**31, 2**31, (31, 22)).astype("i4"), (10, 8), complevel=5, complib="blosc")

with tables.open_file(path) as f, open(path + ".txt", "w") as lines:
    for node in f.walk_nodes("/", "Array"):
        a = node.read()
        text = base64.b64encode(a.astype(a.dtype.newbyteorder("<")).tobytes()).decode()
        lines.write("\t".join((node._v_name, a.dtype.name, ",".join(map(str, a.shape)), text)) + "\n")
