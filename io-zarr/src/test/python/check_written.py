"""Reads the stores that ZarrPythonTest wrote and compares them with their elements.

python3 check_written.py FOLDER

Every FOLDER/NAME is a store, FOLDER/NAME.bin its elements in C order and little endian. Version 2 is read by zarr-python; version
3, which zarr-python 2.x doesn't have, chunk by chunk with numcodecs. Prints the number of arrays, or fails.
"""

import json
import os
import sys

import numcodecs
import numpy as np
import zarr

from make_golden import FILTERS, crc32c


def decode(codec, data):
    name = codec["name"]
    if name == "gzip":
        return bytes(numcodecs.GZip().decode(data))
    if name == "zstd":
        return bytes(numcodecs.Zstd().decode(data))
    if name == "blosc":
        return bytes(numcodecs.Blosc().decode(data))
    if name.startswith("numcodecs."):
        return bytes(numcodecs.get_codec({"id": name[10:], **codec["configuration"]}).decode(data))
    assert name == "crc32c", name
    assert int.from_bytes(data[-4:], "little") == crc32c(data[:-4])
    return data[:-4]


def filtered(codec):
    return codec["name"].startswith("numcodecs.") and codec["name"][10:] in FILTERS


def stored_dtype(codecs, dtype):
    """The dtype behind the filters."""
    for codec in filter(filtered, codecs):
        if codec["name"] == "numcodecs.packbits":
            dtype = np.dtype("u1")
        config = codec["configuration"]
        dtype = np.dtype(config.get("astype", config.get("encode_dtype", dtype)))
    return dtype


def unfilter(codec, chunk):
    return numcodecs.get_codec({"id": codec["name"][10:], **codec["configuration"]}).decode(chunk)


def read_v3(folder):
    with open(os.path.join(folder, "zarr.json")) as document:
        meta = json.load(document)
    shape, chunks = meta["shape"], meta["chunk_grid"]["configuration"]["chunk_shape"]
    separator = meta["chunk_key_encoding"]["configuration"]["separator"]
    dtype = np.dtype(meta["data_type"])
    order = list(range(len(shape)))
    array = np.empty(shape, dtype)
    for index in np.ndindex(*[-(-s // c) for s, c in zip(shape, chunks)]):
        with open(os.path.join(folder, separator.join(["c"] + [str(i) for i in index])), "rb") as file:
            data = file.read()
        for codec in reversed(meta["codecs"]):
            if codec["name"] == "bytes":
                big = codec.get("configuration", {}).get("endian") == "big"
                stored = stored_dtype(meta["codecs"], dtype)
                chunk = np.frombuffer(data, stored.newbyteorder(">" if big else "<")).astype(stored)
            elif filtered(codec):
                chunk = unfilter(codec, chunk)
            elif codec["name"] == "transpose":
                order = codec["configuration"]["order"]
            else:
                data = decode(codec, data)
        chunk = chunk.view(dtype).reshape([chunks[d] for d in order]).transpose(np.argsort(order))
        box = tuple(slice(i * c, min((i + 1) * c, s)) for i, c, s in zip(index, chunks, shape))
        array[box] = chunk[tuple(slice(0, b.stop - b.start) for b in box)]
    return array


def main(root):
    count = 0
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        if not os.path.isdir(folder):
            continue
        v3 = os.path.exists(os.path.join(folder, "zarr.json"))
        array = read_v3(folder) if v3 else zarr.open_array(folder, mode="r")[...]
        with open(folder + ".bin", "rb") as expected:
            little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
            assert little.tobytes() == expected.read(), name
        count += 1
    print(count)


main(sys.argv[1])
