"""Makes the HDF5 and NetCDF-4 files of the tests, and beside each FILE.json what is in it: for every
dataset its shape, dtype and elements (base64, C order, little endian) as h5py or netCDF4 read them back.

Needs h5py, netCDF4, numpy and numcodecs. Usage: python3 make_hdf5.py FOLDER
"""
import base64, json, os, struct, sys
import h5py, netCDF4, numcodecs, numpy as np
from h5py import h5d, h5p, h5s, h5t, h5z

out = sys.argv[1]
rng = np.random.default_rng(7)


def line(path, a):
    a = np.asarray(a)
    if a.dtype.kind == "f" and a.dtype.itemsize == 2:
        a = a.astype(np.float32)
    a = a.astype(a.dtype.newbyteorder("<"))
    return "\t".join((path, a.dtype.name, ",".join(map(str, a.shape)), base64.b64encode(a.tobytes()).decode())) + "\n"


def expect(name, known=()):
    """Writes what h5py reads, and what it cannot as it was written."""
    lines = [line(path, a) for path, a in dict(known).items()]
    with h5py.File(os.path.join(out, name), "r") as f:
        def visit(path, obj):
            if isinstance(obj, h5py.Dataset) and obj.dtype.kind in "iufb" and obj.shape is not None:
                if path not in known and path not in ("unknown", "scaleoffset"):
                    lines.append(line(path, obj[()]))
        f.visititems(visit)
    with open(os.path.join(out, name + ".txt"), "w") as f:
        f.writelines(lines)


def smooth(shape, dtype):
    n = int(np.prod(shape))
    a = (np.arange(n) * 7 % 1000 + rng.integers(0, 4, n)).reshape(shape)
    return a.astype(dtype)


# Superblocks and chunk indexes: each version with every way of listing chunks that it has.
for label, libver in (("v0", ("earliest", "v108")), ("v18", ("v108", "v108")), ("v110", ("v110", "v110"))):
    name = f"indexes-{label}.h5"
    with h5py.File(os.path.join(out, name), "w", libver=libver) as f:
        a = smooth((23, 17), "f4")
        f.create_dataset("contiguous", data=a)
        f.create_dataset("single", data=a, chunks=a.shape)
        f.create_dataset("single_deflate", data=a, chunks=a.shape, compression="gzip", shuffle=True)
        f.create_dataset("fixed", data=a, chunks=(5, 4))
        f.create_dataset("fixed_deflate", data=a, chunks=(5, 4), compression="gzip", shuffle=True)
        f.create_dataset("fixed_limit", data=a, chunks=(5, 4), maxshape=(40, 30))
        f.create_dataset("extensible", data=a, chunks=(2, 4), maxshape=(None, 17))
        f.create_dataset("extensible_limit", data=a, chunks=(2, 4), maxshape=(None, 40))
        f.create_dataset("extensible_second", data=a, chunks=(5, 1), maxshape=(23, None))
        f.create_dataset("extensible_deflate", data=a, chunks=(2, 4), maxshape=(None, 17), compression="gzip")
        f.create_dataset("tree", data=a, chunks=(5, 4), maxshape=(None, None))
        f.create_dataset("tree_deflate", data=a, chunks=(5, 4), maxshape=(None, None), compression="gzip")
        many = smooth((3000,), "i2")
        f.create_dataset("many_fixed", data=many, chunks=(2,))
        f.create_dataset("many_extensible", data=many, chunks=(2,), maxshape=(None,))
        f.create_dataset("many_tree", data=many[:1200].reshape(1200, 1), chunks=(2, 1), maxshape=(None, None))
        holes = f.create_dataset("holes", shape=(40, 30), dtype="i4", chunks=(4, 10), fillvalue=-7)
        holes[5:9, 12:25] = 3
        holes[39, 29] = 4
        sparse = f.create_dataset("sparse_extensible", shape=(2000,), dtype="i4", chunks=(3,), maxshape=(None,), fillvalue=9)
        sparse[700:705] = 1
        sparse[1999] = 2
        sparse2 = f.create_dataset("sparse_fixed", shape=(4000,), dtype="u2", chunks=(3,), fillvalue=11)
        sparse2[3100:3110] = 5
        shrunk = f.create_dataset("shrunk", data=np.arange(100, dtype="i2"), chunks=(8,), maxshape=(None,), fillvalue=-1)
        shrunk.resize((51,)); shrunk.resize((77,))
        f.create_dataset("never", shape=(9, 9), dtype="f8", chunks=(4, 4), fillvalue=1.5)
        f.create_dataset("never_contiguous", shape=(9, 9), dtype="f8", fillvalue=2.5)
        f.create_dataset("scalar", data=np.float64(3.25))
        f.create_dataset("empty", shape=(0, 4), dtype="i4", maxshape=(None, 4), chunks=(2, 4))
        # Implicit index: space is taken early, no filters.
        dcpl = h5p.create(h5p.DATASET_CREATE)
        dcpl.set_chunk((5, 4)); dcpl.set_alloc_time(h5d.ALLOC_TIME_EARLY)
        d = h5d.create(f.id, b"implicit", h5t.IEEE_F32LE, h5s.create_simple((23, 17)), dcpl)
        h5py.Dataset(d)[...] = a
        # Compact.
        dcpl = h5p.create(h5p.DATASET_CREATE)
        dcpl.set_layout(h5d.COMPACT)
        d = h5d.create(f.id, b"compact", h5t.STD_I16BE, h5s.create_simple((6, 5)), dcpl)
        h5py.Dataset(d)[...] = np.arange(30).reshape(6, 5)
    expect(name)

# Types and byte orders.
with h5py.File(os.path.join(out, "types.h5"), "w", userblock_size=1024) as f:
    for order in "<>":
        for t in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"):
            a = (np.arange(60) * 37 % 120).reshape(12, 5).astype(order + t)
            f.create_dataset(("le_" if order == "<" else "be_") + t, data=a, chunks=(5, 3), compression="gzip", shuffle=True)
            f.create_dataset(("lec_" if order == "<" else "bec_") + t, data=a)
    f.create_dataset("bools", data=np.arange(40).reshape(8, 5) % 3 == 0, chunks=(3, 4))
    e = h5py.enum_dtype({"RED": 0, "GREEN": 5, "DARK BLUE": -2}, basetype="i2")
    f.create_dataset("enums", data=np.array([0, 5, -2, 5], "i2"), dtype=e)
    f["strings"] = np.array(["one", "zwei", "drei \u00fc", ""], dtype=h5py.string_dtype())
    f.create_dataset("strings_chunked", data=np.array([f"text {i}" for i in range(20)], dtype=object), dtype=h5py.string_dtype(), chunks=(3,), compression="gzip")
    f["fixed"] = np.array([b"ab", b"cdefg", b""], dtype="S6")
    f["chars"] = np.array([list("hello"), list("abc  ")], dtype="S1")
    f.create_dataset("compound", data=np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]))
    f.create_dataset("opaque", data=np.array([b"xyz"], dtype="V3"))
    f.create_dataset("complexes", data=np.array([1 + 2j], "c16"))
    f.create_dataset("ragged", shape=(2,), dtype=h5py.vlen_dtype("i4"))[0] = [1, 2, 3]
    f.create_dataset("nothing", data=h5py.Empty("f4"))
    f["refs"] = np.array([f["bools"].ref], dtype=h5py.ref_dtype)
    a = f.attrs
    a["int"] = np.int32(-5); a["u64"] = np.uint64(2**64 - 1); a["floats"] = np.array([1.5, -2.25], "f4")
    a["half"] = np.float16(0.5); a["be"] = np.array([1, 2, 3], ">i2")
    a["text"] = "caf\u00e9"; a["bytes"] = np.bytes_(b"fixed"); a["texts"] = ["a", "bb", ""]
    a["fixed_texts"] = np.array([b"x", b"yy"], "S2"); a["empty"] = h5py.Empty("S1"); a["none"] = np.zeros(0, "i4")
    a["flag"] = True; a["enum"] = np.array(5, dtype=e); a["matrix"] = np.arange(6, dtype="i8").reshape(2, 3)
    a["compound"] = np.array((1, 2.0), dtype=[("a", "i4"), ("b", "f8")])
    a.create("array", np.array([1, 2, 3], "i4"), dtype=np.dtype("(3,)i4"))
expect("types.h5")

# Filters.
def write_raw(f, name, a, chunk, filters, encode):
    """A dataset with filters that this HDF5 does not have, its chunks written as they are."""
    dcpl = h5p.create(h5p.DATASET_CREATE)
    dcpl.set_chunk(chunk)
    for number, values in filters:
        dcpl.set_filter(number, h5z.FLAG_OPTIONAL, values)
    d = h5d.create(f.id, name.encode(), h5t.py_create(a.dtype), h5s.create_simple(a.shape), dcpl)
    for i in range(0, a.shape[0], chunk[0]):
        for j in range(0, a.shape[1], chunk[1]):
            block = np.zeros(chunk, a.dtype)
            part = a[i:i + chunk[0], j:j + chunk[1]]
            block[:part.shape[0], :part.shape[1]] = part
            d.write_direct_chunk((i, j), encode(block), 0)


def lz4_block(raw):
    return numcodecs.LZ4().encode(raw)[4:]


def lz4_filter(block, size=100):
    raw = block.tobytes()
    out = struct.pack(">qi", len(raw), size)
    for at in range(0, len(raw), size):
        piece = raw[at:at + size]
        packed = lz4_block(piece)
        if len(packed) >= len(piece):
            packed = piece
        out += struct.pack(">i", len(packed)) + packed
    return out


def bit_rows(a):
    """bitshuffle of a number of elements that is a multiple of 8."""
    size = a.dtype.itemsize
    bits = np.unpackbits(np.frombuffer(a.tobytes(), np.uint8).reshape(-1, size), axis=1, bitorder="little")
    return np.packbits(bits.T.copy(), axis=1, bitorder="little").tobytes()


def bitshuffle_filter(kind, block_elements):
    def encode(block):
        flat = block.reshape(-1)
        whole = flat.size // 8 * 8
        out = b"" if kind == 0 else struct.pack(">qi", flat.nbytes, block_elements * flat.itemsize)
        for at in range(0, whole, block_elements):
            rows = bit_rows(flat[at:min(whole, at + block_elements)])
            if kind == 0:
                out += rows
            else:
                packed = lz4_block(rows) if kind == 2 else numcodecs.Zstd(3).encode(rows)
                out += struct.pack(">i", len(packed)) + packed
        return out + flat[whole:].tobytes()
    return encode


filtered = {}
with h5py.File(os.path.join(out, "filters.h5"), "w") as f:
    a = smooth((31, 22), "i4")
    for key, options in {
        "deflate": dict(compression="gzip"), "shuffle": dict(shuffle=True), "fletcher": dict(fletcher32=True),
        "lzf": dict(compression="lzf"), "lzf_shuffle_fletcher": dict(compression="lzf", shuffle=True, fletcher32=True),
        "all": dict(compression="gzip", shuffle=True, fletcher32=True)}.items():
        f.create_dataset(key, data=a, chunks=(10, 8), **options)
        f.create_dataset(key + "_noise", data=rng.integers(-2**31, 2**31, (31, 22)).astype("i4"), chunks=(10, 8), **options)
    f.create_dataset("fletcher_odd", data=np.arange(35, dtype="u1").reshape(5, 7), chunks=(5, 7), fletcher32=True)
    f.create_dataset("scaleoffset", data=a, chunks=(10, 8), scaleoffset=0)
    # A chunk without its filters: the mask says so.
    d = f.create_dataset("masked", data=a, chunks=(10, 8), compression="gzip", shuffle=True)
    raw = a[10:20, 8:16].copy()
    d.id.write_direct_chunk((10, 8), raw.tobytes(), 3)
    import zlib
    d.id.write_direct_chunk((0, 8), zlib.compress(a[0:10, 8:16].copy().tobytes()), 1)
    write_raw(f, "zstd", a, (10, 8), [(32015, (3,))], lambda b: numcodecs.Zstd(3).encode(b.tobytes()))
    write_raw(f, "lz4", a, (10, 8), [(32004, (100,))], lz4_filter)
    for kind, key in ((0, "bitshuffle"), (2, "bitshuffle_lz4"), (3, "bitshuffle_zstd")):
        for t in ("u1", "i2", "i4", "f8"):
            b = a.astype(t)
            write_raw(f, f"{key}_{t}", b, (10, 8), [(32008, (0, 4, b.itemsize, 16, kind))], bitshuffle_filter(kind, 16))
            filtered[f"{key}_{t}"] = b
    write_raw(f, "bitshuffle_ragged", a, (3, 7), [(32008, (0, 4, 4, 0, 2))], bitshuffle_filter(2, 2048))
    write_raw(f, "unknown", a, (10, 8), [(31999, ())], lambda b: b.tobytes()[::-1])
    filtered.update(zstd=a, lz4=a, bitshuffle_ragged=a)
expect("filters.h5", filtered)

# NetCDF-4: dimensions, groups, everything that has to be kept apart.
with netCDF4.Dataset(os.path.join(out, "netcdf4.nc"), "w") as f:
    f.title = "groups and dimensions"; f.setncattr_string("names", ["a", "b"])
    f.createDimension("time", None); f.createDimension("lat", 6); f.createDimension("lon", 8); f.createDimension("only", 3)
    f.createDimension("chars", 5)
    for n in ("time", "lat", "lon"):
        v = f.createVariable(n, "f8", (n,)); v.units = "u " + n; v[:] = np.arange(len(f.dimensions[n]) or 10)
    v = f.createVariable("t", "f4", ("time", "lat", "lon"), zlib=True, shuffle=True, fletcher32=True, chunksizes=(4, 3, 5), fill_value=-99)
    v.long_name = "temperature"; v[:] = smooth((10, 6, 8), "f4")
    short = f.createVariable("short", "i4", ("time", "only"), chunksizes=(3, 2)); short[:4] = np.arange(12).reshape(4, 3)
    packed = f.createVariable("packed", "i2", ("lat", "lon"), endian="big"); packed.scale_factor = 0.5
    packed.set_auto_maskandscale(False); packed[:] = np.arange(48).reshape(6, 8)
    f.createVariable("s", str, ("only",))[:] = np.array(["x", "yy", "zzz"], dtype=object)
    c = f.createVariable("c", "S1", ("only", "chars")); c[:] = netCDF4.stringtochar(np.array(["abc", "hello", ""], "S5"))
    e = f.createEnumType(np.int8, "sky_t", {"clear": 0, "cloudy": 2}); f.createVariable("sky", e, ("lat",), fill_value=0)[:] = [0, 2, 0, 2, 0, 0]
    f.createVariable("scalar", "i8")[...] = 42
    f.createDimension("two", 2); f.createVariable("two", "f4", ("two", "lat"))[:] = np.arange(12).reshape(2, 6)
    g = f.createGroup("inner"); g.note = "inside"; g.createDimension("lat", 4)
    g.createVariable("lat", "f8", ("lat",))[:] = np.arange(4); g.createVariable("x", "f4", ("time", "lat"))[:] = smooth((10, 4), "f4")
    g.createGroup("deep").createVariable("y", "u1", ("lon",))[:] = np.arange(8)
with netCDF4.Dataset(os.path.join(out, "netcdf4.nc")) as f:
    f.set_auto_mask(False); f.set_auto_scale(False)
    lines = [line(g + v, d[v][...]) for g, d in (("", f), ("inner/", f["inner"]), ("inner/deep/", f["inner/deep"]))
             for v in d.variables if d[v].dtype != str and d[v].dtype.kind in "iuf" and v != "sky"]
    open(os.path.join(out, "netcdf4.nc.txt"), "w").writelines(lines)

# Groups: of the old kind and the new, large ones, links in circles.
for label, libver in (("old", "earliest"), ("new", "v108")):
    with h5py.File(os.path.join(out, f"groups-{label}.h5"), "w", libver=(libver, "v108")) as f:
        g = f.create_group("many")
        for i in range(60):
            g.create_dataset(f"dataset number {i:03}", data=np.int16(i))
        f.create_dataset("d", data=np.arange(5))
        for i in range(40):
            f["d"].attrs[f"attribute {i}"] = "value " * (i % 7) if i % 2 else i
        f["d"].attrs["long"] = np.arange(3000)
        f["a/b/c"] = np.arange(3)
        f["a/hard"] = f["a/b"]
        f["a/b/loop"] = f["a"]
        f["a/b/root"] = f["/"]
        f["soft"] = h5py.SoftLink("/a/b/c"); f["dangling"] = h5py.SoftLink("/nowhere"); f["relative"] = h5py.SoftLink("a/b")
        f["circle1"] = h5py.SoftLink("circle2"); f["circle2"] = h5py.SoftLink("circle1")
        f["external"] = h5py.ExternalLink("other.h5", "/x")
with h5py.File(os.path.join(out, "large-group.h5"), "w", libver=("v108", "v108")) as f:
    for i in range(700):
        f.create_group(f"group with quite a long name so that the heap needs many blocks, number {i:05}" + "x" * (i % 50))
with h5py.File(os.path.join(out, "superblock3.h5"), "w", libver=("v110", "v110")) as f:
    f["x"] = np.arange(10)

# Files that continue each other; the last ones do not.
for name, units, begin, scale in (("join-1.nc", "days since 2001-01-01", 0, 0.5), ("join-2.nc", "hours since 2001-01-05", 0, 0.5),
                                  ("join-scale.nc", "days since 2001-01-01", 8, 0.25), ("join-units.nc", "metres", 8, 0.5)):
    with netCDF4.Dataset(os.path.join(out, name), "w") as f:
        f.createDimension("time", None); f.createDimension("x", 3)
        t = f.createVariable("time", "f8", ("time",)); t.units = units; t.calendar = "noleap"
        t[:] = begin + np.arange(4) * (24 if "hours" in units else 1)
        f.createVariable("x", "i4", ("x",))[:] = [5, 6, 7]
        v = f.createVariable("v", "i2", ("time", "x"), zlib=True); v.scale_factor = scale; v.set_auto_maskandscale(False)
        v[:] = np.arange(12).reshape(4, 3) + (100 if name == "join-2.nc" else 0)
