"""Writes src/test/resources/golden.zip.gz: small Zarr stores that zarr-python and numcodecs encode.

Run from io-zarr with zarr 2.x and numcodecs: python3 src/test/python/make_golden.py

Version 2 is written by zarr-python. Its 2.x has no final version 3, so those stores are put together here from the
specification, their chunks encoded by numcodecs. manifest.json names every array and the file with its elements, in C order
and little endian.
"""

import gzip
import io
import json
import os
import shutil
import struct
import tempfile
import zipfile

import numcodecs
import numpy as np
import zarr

numcodecs.blosc.use_threads = False
ROOT = tempfile.mkdtemp()
MANIFEST = []
FILTERS = ["astype", "bitround", "delta", "fixedscaleoffset", "packbits", "quantize"]
CNAMES = ["lz4", "lz4hc", "zstd", "zlib", "blosclz"]
DTYPES = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"]


def elements(dtype, shape, seed):
    """Elements that compress: small steps, some runs, some noise."""
    rng = np.random.default_rng(seed)
    n = int(np.prod(shape))
    steps = rng.integers(-2, 3, n) * (rng.random(n) < 0.5)
    values = np.cumsum(steps) + 40
    if dtype == "b1":
        return (values % 3 == 0).reshape(shape)
    if dtype[0] == "f":
        values = values * 0.25
    return values.astype(dtype).reshape(shape)


def expect(path, array):
    file = "expected/%d.bin" % len(MANIFEST)
    if array.dtype.kind == "f" and array.itemsize == 2:
        # Read as float32.
        array = array.astype("<f4")
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    os.makedirs(os.path.join(ROOT, "expected"), exist_ok=True)
    with open(os.path.join(ROOT, file), "wb") as out:
        out.write(little.tobytes())
    MANIFEST.append({"array": path, "expected": file})


def v2(path, array, chunks, **options):
    z = zarr.open_array(
        os.path.join(ROOT, path), mode="w", shape=array.shape, chunks=chunks, dtype=array.dtype, **options)
    z[...] = array
    expect(path, array)


def compressors():
    yield "raw", None
    yield "gzip", numcodecs.GZip(5)
    yield "zlib", numcodecs.Zlib(5)
    yield "zstd", numcodecs.Zstd(3)
    for cname in CNAMES:
        for shuffle in (0, 1, 2):
            yield "%s-%d" % (cname, shuffle), numcodecs.Blosc(cname, 5, shuffle)


def write_v2():
    for name, compressor in compressors():
        for order in "CF":
            for endian in "<>":
                array = elements("f4", (16, 27), 1).astype(endian + "f4")
                path = "v2/codecs/%s-%s-%s" % (name, order, "le" if endian == "<" else "be")
                v2(path, array, (16, 16), compressor=compressor, order=order)
    for dtype in DTYPES:
        for shuffle in (1, 2):
            array = elements(dtype, (7, 33), 2)
            v2("v2/dtypes/%s-%d" % (dtype, shuffle), array, (5, 24), compressor=numcodecs.Blosc("lz4", 9, shuffle))
    for cname in CNAMES:
        for shuffle in (0, 1, 2):
            for dtype in ("i2", "f8"):
                # Several blocks, the last one shorter, elements that do not fill bytes of a bit plane.
                array = elements(dtype, (5003,), 3)
                codec = numcodecs.Blosc(cname, 5, shuffle, blocksize=4096)
                v2("v2/blocks/%s-%d-%s" % (cname, shuffle, dtype), array, (5003,), compressor=codec)
    noise = np.random.default_rng(4).integers(0, 256, 3001).astype("u1")
    v2("v2/blocks/stored", noise, (3001,), compressor=numcodecs.Blosc("lz4", 5, 1))
    v2("v2/blocks/run", np.zeros(40000, "f4"), (40000,), compressor=numcodecs.Blosc("blosclz", 9, 1))
    v2("v2/blocks/run-lz4", np.full(40000, 7, "u1"), (40000,), compressor=numcodecs.Blosc("lz4", 9, 0))
    v2("v2/shapes/nested", elements("i4", (5, 4, 3), 5), (2, 3, 2), dimension_separator="/")
    v2("v2/shapes/scalar", np.array(42.5), (), compressor=None)
    v2("v2/shapes/empty", np.zeros((0, 5), "f4"), (2, 2))
    v2("v2/shapes/chunk-beyond-array", elements("f4", (3, 3), 6), (10, 10), order="F")
    fills = {"nan": np.nan, "inf": np.inf, "minus-inf": -np.inf, "null": None, "number": 2.5}
    for name, fill in fills.items():
        array = np.full((8, 8), 0 if fill is None else fill, "f4")
        array[:4, :4] = 1
        z = zarr.open_array(
            os.path.join(ROOT, "v2/fills/" + name), mode="w", shape=(8, 8), chunks=(4, 4), dtype="f4", fill_value=fill)
        z[:4, :4] = 1
        expect("v2/fills/" + name, array)
    for name, dtype, fill in (("u8", "u8", 2**64 - 1), ("i1", "i1", -128), ("b1", "b1", True)):
        zarr.open_array(
            os.path.join(ROOT, "v2/fills/" + name), mode="w", shape=(6,), chunks=(4,), dtype=dtype, fill_value=fill)
        expect("v2/fills/" + name, np.full((6,), fill, dtype))
    group = zarr.open_group(os.path.join(ROOT, "v2/consolidated"), mode="w")
    group.attrs["title"] = "a group"
    t = group.create_dataset("inner/t", data=elements("f8", (4, 6), 7), chunks=(3, 3))
    t.attrs["_ARRAY_DIMENSIONS"] = ["time", "x"]
    t.attrs["missing"] = float("nan")
    expect("v2/consolidated/inner/t", t[...])
    zarr.consolidate_metadata(group.store)


def crc32c_entry(byte):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    return byte


CRC32C = [crc32c_entry(byte) for byte in range(256)]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC32C[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def fletcher32(data):
    """HDF5's (H5_checksum_fletcher32), which numcodecs has since 0.12."""
    words = np.frombuffer(data + b"\0" * (len(data) % 2), ">u2").astype(object)
    sum1 = sum2 = 0
    for word in words:
        sum1 += int(word)
        sum2 += sum1
    # Sums modulo 65535, 0 being written as 65535 where something was added.
    fold = lambda s: (s - 1) % 65535 + 1 if s else 0
    return fold(sum2) << 16 | fold(sum1)


class Behind(numcodecs.abc.Codec):
    """The checksums that numcodecs 0.11 doesn't have."""

    def encode(self, buf):
        data = np.ascontiguousarray(buf).tobytes()
        return data + struct.pack("<I", self.checksum(data))

    def decode(self, buf, out=None):
        return numcodecs.compat.ndarray_copy(np.frombuffer(buf, "u1")[:-4], out)


class Fletcher32(Behind):
    codec_id = "fletcher32"
    checksum = staticmethod(fletcher32)


class Crc32c(Behind):
    codec_id = "crc32c"
    checksum = staticmethod(lambda data: crc32c(data))


numcodecs.register_codec(Fletcher32)
numcodecs.register_codec(Crc32c)


def write_filters():
    n = numcodecs
    ints, floats = elements("i4", (16, 27), 12), elements("f4", (16, 27), 13)
    delta = n.Delta("i4", "i2")
    pack = n.FixedScaleOffset(offset=30, scale=4, dtype="f4", astype="i2")
    chains = {
        "lz4": (ints, [], n.LZ4()),
        "bz2": (ints, [], n.BZ2(5)),
        "delta": (ints, [n.Delta("i4")], None),
        "delta-narrow": (ints, [delta], n.Zlib(3)),
        "delta-big": (ints.astype(">i4"), [n.Delta(">i4", ">i2")], n.LZ4()),
        "delta-float": (floats, [n.Delta("f4")], n.Zstd(1)),
        "delta-wrap": ((ints * 123457).astype("u1"), [n.Delta("u1", "i1")], None),
        "pack": (floats, [pack], n.Blosc("lz4", 5, -1)),
        "pack-delta": (floats, [pack, n.Delta("i2", "i1")], n.BZ2(1)),
        "pack-big": (floats.astype(">f8"), [n.FixedScaleOffset(30, 4, ">f8", ">u2")], None),
        "pack-inexact": (np.sin(np.arange(432)).reshape(16, 27), [n.FixedScaleOffset(0.1, 1e5, "f8", "i4")], None),
        "pack-single": (np.sin(np.arange(432, dtype="f4")).reshape(16, 27), [n.FixedScaleOffset(0.1, 1e3, "f4")], None),
        "quantize": (np.sin(np.arange(432)).reshape(16, 27), [n.Quantize(3, "f8", "f4")], n.Zlib(1)),
        "bitround": (np.sin(np.arange(432, dtype="f4")).reshape(16, 27), [n.BitRound(9)], n.Zlib(1)),
        "astype": (ints, [n.AsType("<f8", "<i4")], n.Zlib(1)),
        "astype-half": (floats, [n.AsType("<f2", "<f4")], n.Zlib(1)),
        "packbits": (elements("b1", (16, 27), 14), [n.PackBits()], None),
        "packbits-delta": (elements("b1", (16, 27), 14), [n.PackBits(), n.Delta("u1")], n.Zlib(1)),
        "shuffle": (floats, [n.Shuffle(4)], n.Zlib(3)),
        "shuffle-3": (ints, [n.Shuffle(3)], n.LZ4()),
        "adler32": (ints, [n.Adler32()], n.Zlib(1)),
        "crc32": (ints, [n.CRC32()], None),
        "crc32c": (ints, [n.Zlib(1), Crc32c()], None),
        "fletcher32": (ints, [n.Shuffle(4), n.Zlib(1), Fletcher32()], None),
        "fletcher32-odd": (ints.astype("u1")[:, :25], [Fletcher32()], None),
    }
    for name, (array, filters, compressor) in chains.items():
        for order in "CF":
            path = "v2/filters/%s-%s" % (name, order)
            chunks = (16, 25) if name == "fletcher32-odd" else (9, 16) if name == "shuffle-3" else (10, 16)
            if name == "bitround":
                # The filter computes in place.
                array = n.BitRound(9).decode(n.BitRound(9).encode(array.copy()))
            v2(path, array, chunks, filters=filters, compressor=compressor, order=order)
            # What lossy filters leave.
            MANIFEST.pop()
            expect(path, zarr.open_array(os.path.join(ROOT, path), mode="r")[...])


def complexes(dtype, shape):
    parts = elements("f8", shape, 18), elements("f8", shape, 19)
    return (parts[0] + 1j * parts[1]).astype(dtype)


def write_types():
    """Types beside the plain numbers; those that are only named have no elements to expect."""
    n = numcodecs
    halves = (elements("f8", (16, 27), 20) / 7).astype("f2")
    halves[0, :4] = [np.nan, np.inf, -np.inf, 6e-8]
    times = (elements("i8", (16, 27), 21) * 10**9).view("M8[ns]")
    times[3] = np.datetime64("NaT")
    for order in "CF":
        for endian in "<>":
            end = "-%s-%s" % (order, "le" if endian == "<" else "be")
            blosc = n.Blosc("lz4", 5, 1)
            v2("v2/types/half" + end, halves.astype(endian + "f2"), (10, 16), compressor=blosc, order=order)
            for dtype in ("c8", "c16"):
                array = complexes(endian + dtype, (16, 27))
                v2("v2/types/%s%s" % (dtype, end), array, (10, 16), compressor=blosc, order=order)
            v2("v2/types/time" + end, times.astype(endian + "M8[ns]"), (10, 16), compressor=n.Zlib(1), order=order)
    v2("v2/types/half-filter", halves, (10, 16), filters=[n.BitRound(10), n.Shuffle(2)], compressor=n.Zlib(1))
    v2("v2/types/time-delta", times, (10, 16), filters=[n.Delta("i8")], compressor=n.LZ4())
    v2("v2/types/span", times.astype("i8").view("m8[10s]"), (10, 16), compressor=None)
    for name, dtype, fill in (
        ("half", "f2", 0.1), ("c8", "c8", 1.5 - 2j), ("time", "M8[s]", np.datetime64("NaT")), ("span", "m8[D]", 5)):
        path = "v2/types/fill-" + name
        z = zarr.open_array(
            os.path.join(ROOT, path), mode="w", shape=(6,), chunks=(4,), dtype=dtype, fill_value=fill)
        expect(path, z[...])
    group = zarr.open_group(os.path.join(ROOT, "v2/named"), mode="w")
    group.create_dataset("bytes", data=np.array([b"a", b"bcd"]), chunks=(1,))
    group.create_dataset("text", data=np.array(["a", "bcd"]), chunks=(1,))
    group.create_dataset("objects", data=np.array(["a", "bcd"], object), object_codec=n.VLenUTF8())
    group.create_dataset("records", data=np.zeros(3, [("x", "f4"), ("y", "i2")]))


def v3_codec(codec, data, itemsize):
    name, config = codec["name"], codec.get("configuration", {})
    if name.startswith("numcodecs."):
        return bytes(numcodecs.get_codec({"id": name[10:], **config}).encode(data))
    if name == "gzip":
        return bytes(numcodecs.GZip(config["level"]).encode(data))
    if name == "zstd":
        return bytes(numcodecs.Zstd(config["level"]).encode(data))
    if name == "crc32c":
        return data + struct.pack("<I", crc32c(data))
    assert name == "blosc"
    shuffle = ["noshuffle", "shuffle", "bitshuffle"].index(config["shuffle"])
    words = np.frombuffer(data, "V%d" % itemsize)
    return bytes(numcodecs.Blosc(config["cname"], config["clevel"], shuffle).encode(words))


def v3_encode(chunk, codecs):
    """A chunk as codecs store it."""
    itemsize = chunk.itemsize
    for codec in codecs:
        name, config = codec["name"], codec.get("configuration", {})
        if name == "transpose":
            chunk = chunk.transpose(config["order"])
        elif name.startswith("numcodecs.") and name[10:] in FILTERS:
            # As zarr-python 3 runs them: on arrays in C order.
            encoded = numcodecs.get_codec({"id": name[10:], **config}).encode(np.ascontiguousarray(chunk).copy())
            chunk = encoded.reshape(chunk.shape if encoded.size == chunk.size else -1)
        elif name == "bytes":
            endian = ">" if config.get("endian") == "big" else "<"
            data = np.ascontiguousarray(chunk).astype(chunk.dtype.newbyteorder(endian)).tobytes()
        elif name == "sharding_indexed":
            data = v3_shard(chunk, config)
        else:
            data = v3_codec(codec, data, itemsize)
    return data


def v3_shard(shard, config):
    """Inner chunks in the order of their numbers but for the first two, those of zeros left out."""
    shape = config["chunk_shape"]
    counts = [s // c for s, c in zip(shard.shape, shape)]
    index = np.full(counts + [2], 2**64 - 1, "u8")
    size = len(v3_encode(index, config["index_codecs"]))
    start = config["index_location"] == "start"
    content, offset = b"", size if start else 0
    order = list(np.ndindex(*counts))
    for at in order[1::-1] + order[2:]:
        inner = shard[tuple(slice(i * c, (i + 1) * c) for i, c in zip(at, shape))]
        if not inner.any():
            continue
        data = v3_encode(inner, config["codecs"])
        index[at] = offset, len(data)
        offset += len(data)
        content += data
    encoded = v3_encode(index, config["index_codecs"])
    return encoded + content if start else content + encoded


def v3(path, array, chunks, codecs, fill=0, separator="/", encoding="default", skip=(), **extra):
    folder = os.path.join(ROOT, path)
    os.makedirs(folder)
    names = {"b": "bool", "i": "int%d", "u": "uint%d", "f": "float%d", "c": "complex%d"}
    if array.dtype.kind in "mM":
        unit, factor = np.datetime_data(array.dtype)
        name = "numpy.datetime64" if array.dtype.kind == "M" else "numpy.timedelta64"
        data_type = {"name": name, "configuration": {"unit": unit, "scale_factor": factor}}
    else:
        name = names[array.dtype.kind]
        data_type = name if array.dtype.kind == "b" else name % (8 * array.itemsize)
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": array.shape,
        "data_type": data_type,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunks}},
        "chunk_key_encoding": {"name": encoding, "configuration": {"separator": separator}},
        "fill_value": fill,
        "codecs": codecs,
        "attributes": {"made": "by hand"},
    }
    document.update(extra)
    with open(os.path.join(folder, "zarr.json"), "w") as out:
        json.dump(document, out)
    grid = [-(-s // c) for s, c in zip(array.shape, chunks)]
    for index in np.ndindex(*grid):
        if index in skip:
            continue
        chunk = np.zeros(chunks, array.dtype)
        source = array[tuple(slice(i * c, (i + 1) * c) for i, c in zip(index, chunks))]
        chunk[tuple(slice(0, n) for n in source.shape)] = source
        data = v3_encode(chunk, codecs)
        parts = [str(i) for i in index]
        key = separator.join(["c"] + parts) if encoding == "default" else separator.join(parts) or "0"
        file = os.path.join(folder, key)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out:
            out.write(data)
    expect(path, array)


def codec(name, **configuration):
    return {"name": name, "configuration": configuration}


def write_v3():
    little, big = codec("bytes", endian="little"), codec("bytes", endian="big")
    crc = {"name": "crc32c"}
    array = elements("f4", (11, 9, 6), 8)
    chains = {
        "bytes": [little],
        "big": [big],
        "crc": [little, crc],
        "gzip": [little, codec("gzip", level=5)],
        "zstd": [big, codec("zstd", level=3, checksum=False)],
        "zstd-crc": [little, codec("zstd", level=3, checksum=False), crc],
        "crc-gzip": [little, crc, codec("gzip", level=1)],
        "gzip-zstd": [little, codec("gzip", level=1), codec("zstd", level=1, checksum=False)],
        "transpose": [codec("transpose", order=[2, 0, 1]), little],
        "transpose-twice": [codec("transpose", order=[2, 0, 1]), codec("transpose", order=[1, 0, 2]), big],
        "transpose-blosc": [
            codec("transpose", order=[1, 2, 0]),
            little,
            codec("blosc", cname="zstd", clevel=5, shuffle="shuffle", typesize=4, blocksize=0),
        ],
        "bitshuffle": [little, codec("blosc", cname="lz4", clevel=5, shuffle="bitshuffle", typesize=4, blocksize=0)],
    }
    for name, codecs in chains.items():
        v3("v3/codecs/" + name, array, (4, 5, 3), codecs)
    for dtype in DTYPES:
        plain = [codec("bytes", endian="big")] if dtype[1] != "1" else [{"name": "bytes"}]
        fill = False if dtype == "b1" else 0
        v3("v3/dtypes/" + dtype, elements(dtype, (13,), 9), (5,), plain, fill=fill)
    ints = elements("i4", (11, 9, 6), 15)
    zlib = codec("numcodecs.zlib", level=3)
    pack = codec("numcodecs.fixedscaleoffset", offset=30, scale=4, dtype="float32", astype="int16")
    chains = {
        "zlib": (array, [little, zlib]),
        "lz4": (array, [little, codec("numcodecs.shuffle", elementsize=4), codec("numcodecs.lz4", acceleration=1)]),
        "bz2": (array, [big, codec("numcodecs.bz2", level=9), codec("numcodecs.crc32")]),
        "blosc": (array, [little, codec("numcodecs.blosc", cname="lz4", clevel=5, shuffle=1, blocksize=0)]),
        "adler32": (array, [little, codec("numcodecs.zstd", level=1), codec("numcodecs.adler32")]),
        "fletcher32": (array, [little, codec("numcodecs.gzip", level=1), codec("numcodecs.fletcher32")]),
        "delta": (ints, [codec("numcodecs.delta", dtype="int32", astype="int16"), little, zlib]),
        "delta-big": (ints, [codec("numcodecs.delta", dtype="<i4", astype="<i2"), big]),
        "transpose-delta": (ints, [codec("transpose", order=[2, 0, 1]), codec("numcodecs.delta", dtype="<i4"), big]),
        "pack-transpose": (array, [pack, codec("transpose", order=[1, 2, 0]), big, zlib]),
        "pack-delta": (array, [pack, codec("numcodecs.delta", dtype="<i2", astype="<i2"), little]),
        "quantize": (array, [codec("numcodecs.quantize", digits=2, dtype="float32"), big]),
        "bitround": (array, [codec("numcodecs.bitround", keepbits=12), big, zlib]),
        "astype": (array, [codec("numcodecs.astype", encode_dtype="float64", decode_dtype="float32"), big]),
        "packbits": (elements("b1", (11, 9, 6), 16), [codec("numcodecs.packbits"), {"name": "bytes"}]),
    }
    for name, (elems, codecs) in chains.items():
        fill = False if name == "packbits" else 0
        v3("v3/numcodecs/" + name, elems, (4, 5, 3), codecs, fill=fill)
    write_shards(little, big, crc)
    halves = (elements("f8", (11, 9, 6), 22) / 7).astype("f2")
    blosc = codec("blosc", cname="lz4", clevel=5, shuffle="shuffle", typesize=8, blocksize=0)
    turn = codec("transpose", order=[2, 0, 1])
    bitround = codec("numcodecs.bitround", keepbits=10)
    v3("v3/types/half", halves, (4, 5, 3), [turn, big, codec("zstd", level=1, checksum=True)], fill="0x2e66")
    v3("v3/types/half-filter", halves, (4, 5, 3), [bitround, big])
    v3("v3/types/half-shards", halves, (4, 6, 6), [sharding([2, 3, 6], [big, crc], [little, crc])])
    v3("v3/types/c8", complexes("c8", (11, 9, 6)), (4, 5, 3), [turn, little, blosc], fill=[0, 0])
    v3("v3/types/c16", complexes("c16", (11, 9, 6)), (4, 5, 3), [turn, big], fill=["NaN", 1])
    shards = sharding([2, 3, 6], [turn, big, crc], [little, crc])
    v3("v3/types/c8-shards", complexes("c8", (11, 9, 6)), (4, 6, 6), [shards], fill=[0, 0])
    filled = complexes("c8", (4,))
    filled[2:] = 2 - 3j
    v3("v3/types/c8-fill", filled, (2,), [little], fill=[2, -3], skip={(1,)})
    times = elements("i8", (13,), 23).view("M8[us]")
    times[10:] = np.datetime64("NaT")
    v3("v3/types/time", times, (5,), [big], fill="NaT", skip={(2,)})
    v3("v3/types/span", times[:10].view("i8").view("m8[10D]"), (5,), [little], fill=3)
    v3("v3/keys/dot", elements("i2", (4, 5), 10), (3, 2), [little], separator=".")
    v3("v3/keys/v2", elements("i2", (4, 5), 11), (3, 2), [little], separator=".", encoding="v2")
    v3("v3/keys/scalar", np.array(7, "i8"), (), [little])
    v3("v3/keys/scalar-v2", np.array(8, "i8"), (), [little], encoding="v2")
    v3("v3/keys/empty", np.zeros((3, 0), "f8"), (2, 2), [little])
    for name, fill, value in (
        ("nan", "NaN", np.nan),
        ("inf", "Infinity", np.inf),
        ("minus-inf", "-Infinity", -np.inf),
        ("hex", "0x7fc00001", np.uint32(0x7FC00001).view("f4")),
        ("number", -1.5, -1.5),
    ):
        array = np.ones((4, 4), "f4")
        array[2:, 2:] = value
        names = {"dimension_names": ["y", None]}
        v3("v3/fills/" + name, array, (2, 2), [little], fill=fill, skip={(1, 1)}, **names)


def sharding(chunk_shape, codecs, index_codecs, location="end"):
    return codec(
        "sharding_indexed",
        chunk_shape=chunk_shape,
        codecs=codecs,
        index_codecs=index_codecs,
        index_location=location,
    )


def write_shards(little, big, crc):
    array = elements("f4", (11, 9, 6), 17)
    array[4:8] = 0
    zstd = codec("zstd", level=1, checksum=False)
    turned = [codec("transpose", order=[2, 0, 1]), big, codec("numcodecs.zlib", level=1)]
    chains = {
        "raw": sharding([2, 5, 3], [little], [little]),
        "raw-start": sharding([2, 5, 3], [little], [little, crc], "start"),
        "zstd": sharding([2, 5, 1], [little, zstd], [little, crc]),
        "turned": sharding([4, 1, 3], turned, [big, crc]),
        "one-chunk": sharding([4, 5, 6], [little, crc], [little, crc]),
        "nested": sharding([2, 5, 6], [sharding([1, 5, 2], [little, zstd], [little, crc])], [little, crc]),
        "nested-start": sharding(
            [2, 5, 6], [sharding([2, 1, 3], [big], [little], "start")], [little, crc], "start"),
    }
    for name, shards in chains.items():
        v3("v3/shards/" + name, array, (4, 5, 6), [shards], skip={(1, 0, 0), (1, 1, 0)})


def main():
    write_v2()
    write_filters()
    write_types()
    write_v3()
    with open(os.path.join(ROOT, "manifest.json"), "w") as out:
        json.dump({"arrays": MANIFEST}, out, indent=0)
    target = os.path.join(os.path.dirname(__file__), "..", "resources", "golden.zip.gz")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    files = sorted(os.path.join(d, f) for d, _, fs in os.walk(ROOT) for f in fs)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as out:
        for file in files:
            with open(file, "rb") as content:
                out.writestr(zipfile.ZipInfo(os.path.relpath(file, ROOT)), content.read())
    # Compressed as a whole: a thousand small files have much in common.
    with open(target, "wb") as out:
        out.write(gzip.compress(stored.getvalue(), 9, mtime=0))
    shutil.rmtree(ROOT)
    print(len(MANIFEST), "arrays,", len(files), "files,", os.path.getsize(target), "bytes")


if __name__ == "__main__":
    main()
