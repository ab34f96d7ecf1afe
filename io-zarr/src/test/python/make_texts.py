"""Makes texts.zip: arrays of texts as zarr-python writes them in v2 (t/NAME), and in v3 as zarr-python 3 does, after its
documents and with the chunks of numcodecs (v3/NAME); beside them NAME.json with the texts in C order.

Needs zarr 2.x, numcodecs and numpy. Usage: python3 make_texts.py FILE.zip
"""
import json, os, shutil, sys, tempfile
import numcodecs, numpy as np, zarr

out = tempfile.mkdtemp()
TEXTS = ["", "one", "zwei", "drei \u00fc", "\u65e5\u672c\u8a9e", "\U0001f30d earth", "seven", "a b", "x" * 40, "ten"]


def expect(name, texts):
    os.makedirs(os.path.join(out, os.path.dirname(name)), exist_ok=True)
    with open(os.path.join(out, name + ".json"), "w") as f:
        json.dump(list(texts), f)


def v2(name, a, **options):
    store = zarr.DirectoryStore(os.path.join(out, "v2", name))
    z = zarr.create(shape=a.shape, dtype=a.dtype, store=store, overwrite=True, **options)
    z[...] = a
    z.attrs["_ARRAY_DIMENSIONS"] = [f"d{i}" for i in range(a.ndim)]
    back = zarr.open(store)[...]
    assert (back == a).all()
    expect("v2/" + name, [t.decode() if isinstance(t, bytes) else t for t in back.reshape(-1).tolist()])
    return z


u = np.array(TEXTS)
two = np.array([f"r{i} c{j} \u00e9" for i in range(5) for j in range(7)]).reshape(5, 7)
v2("unicode", u, chunks=(4,))
v2("unicode_big", u.astype(u.dtype.newbyteorder(">")), chunks=(3,), compressor=None)
v2("unicode_f", two, chunks=(2, 3), order="F", compressor=numcodecs.Zlib(1))
v2("unicode_2d", two, chunks=(2, 3), compressor=numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE))
v2("bytes", np.array([t.encode() for t in TEXTS]), chunks=(4,), compressor=numcodecs.Zstd(3))
v2("bytes_raw", np.array([b"ab", b"cde", b""]), compressor=None)
v2("objects", u.astype(object), chunks=(4,), object_codec=numcodecs.VLenUTF8())
v2("objects_f", two.astype(object), chunks=(2, 3), order="F", object_codec=numcodecs.VLenUTF8(), compressor=numcodecs.Zstd(1))
v2("objects_long", np.array(["y" * 300000, "z"], object), object_codec=numcodecs.VLenUTF8(), compressor=numcodecs.GZip(5))
v2("vlen_bytes", np.array([b"ab", b"", b"cdef"], object), object_codec=numcodecs.VLenBytes())
v2("scalar", np.array("alone"))
z = zarr.open_array(os.path.join(out, "v2/holes"), mode="w", shape=(6,), chunks=(2,), dtype="<U4", fill_value="none")
z[2:4] = ["a", "bc"]
expect("v2/holes", zarr.open(os.path.join(out, "v2/holes"))[...].tolist())
z = zarr.open_array(os.path.join(out, "v2/holes_bytes"), mode="w", shape=(6,), chunks=(2,), dtype="S4", fill_value=b"no")
z[2:4] = [b"a", b"bc"]
expect("v2/holes_bytes", [t.decode() for t in zarr.open(os.path.join(out, "v2/holes_bytes"))[...].tolist()])
z = zarr.open_array(os.path.join(out, "v2/unread_pickle"), mode="w", shape=(2,), dtype=object, object_codec=numcodecs.Pickle())
z[...] = ["a", "b"]
z = zarr.open_array(os.path.join(out, "v2/unread_category"), mode="w", shape=(2,), dtype="<U1", filters=[numcodecs.Categorize(["a", "b"], "<U1")])
z[...] = ["a", "b"]


def v3(name, texts, chunk, data_type, codecs, encode, fill=""):
    folder = os.path.join(out, "v3", name)
    os.makedirs(os.path.join(folder, "c"))
    document = {"zarr_format": 3, "node_type": "array", "shape": [len(texts)], "data_type": data_type,
                "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [chunk]}},
                "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
                "fill_value": fill, "codecs": codecs, "attributes": {}, "dimension_names": ["station"],
                "storage_transformers": []}
    with open(os.path.join(folder, "zarr.json"), "w") as f:
        json.dump(document, f, indent=2)
    for i in range(0, len(texts), chunk):
        part = texts[i:i + chunk] + [""] * max(0, i + chunk - len(texts))
        with open(os.path.join(folder, "c", str(i // chunk)), "wb") as f:
            f.write(encode(part))
    expect("v3/" + name, texts)


ZSTD = {"name": "zstd", "configuration": {"level": 0, "checksum": False}}
LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
variable = lambda part: numcodecs.VLenUTF8().encode(np.array(part, object))
zstd = lambda bytes_: numcodecs.Zstd(0).encode(bytes_)
v3("string", TEXTS, 4, "string", [{"name": "vlen-utf8", "configuration": {}}, ZSTD], lambda p: zstd(variable(p)))
v3("string_raw", TEXTS, 10, "string", [{"name": "vlen-utf8"}], variable)
v3("utf32", TEXTS, 4, {"name": "fixed_length_utf32", "configuration": {"length_bytes": 160}}, [LITTLE, ZSTD],
   lambda p: zstd(np.array(p, "<U40").tobytes()))
v3("ascii", ["ab", "cde", ""], 2, {"name": "null_terminated_bytes", "configuration": {"length_bytes": 3}},
   [{"name": "bytes"}, ZSTD], lambda p: zstd(np.array([t.encode() for t in p], "S3").tobytes()), fill="")
v3("vlen_bytes", ["ab", "", "cdef"], 3, "variable_length_bytes", [{"name": "vlen-bytes"}],
   lambda p: numcodecs.VLenBytes().encode(np.array([t.encode() for t in p], object)))

target = os.path.abspath(sys.argv[1])
shutil.make_archive(target[:-4], "zip", out)
