#!/usr/bin/env python3
"""Writes prose-calibration.txt (five novels) and prose-evaluation.txt (Emma) from r-cran-janeaustenr's Rdata.rdb.

usage: prose_from_rdata.py DATA_DIRECTORY OUT_DIRECTORY

Rdata.rdb is a row of entries, each a 4-byte big-endian length and a zlib stream of R's XDR serialization (R Internals,
section 1.8); the entries wanted here are character vectors, one string a line of the book.
"""
import os
import pathlib
import struct
import sys
import zlib

STRING_VECTOR, STRING = 16, 9


def entries(path):
    data = path.read_bytes()
    at = 0
    while at + 4 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        # the 4-byte length counts what is unpacked; the stream itself ends where zlib says so
        unpacker = zlib.decompressobj()
        yield unpacker.decompress(data[at + 4:])
        at = len(data) - len(unpacker.unused_data)
        if size == 0 or not unpacker.eof:
            break


def lines_of(raw):
    """The strings of an XDR character vector, or None for any other object."""
    if raw[:2] != b"X\n":
        return None
    version, _, _ = struct.unpack_from(">iii", raw, 2)
    at = 14
    if version == 3:  # the native encoding's name follows
        (size,) = struct.unpack_from(">i", raw, at)
        at += 4 + size
    flags, count = struct.unpack_from(">ii", raw, at)
    if flags & 0xFF != STRING_VECTOR:
        return None
    at += 8
    lines = []
    for _ in range(count):
        string_flags, size = struct.unpack_from(">ii", raw, at)
        at += 8
        if string_flags & 0xFF != STRING or size < 0:
            return None
        lines.append(raw[at:at + size].decode("utf-8"))
        at += size
    return lines


def write(path, text):
    temporary = path.with_suffix(".partial")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    books = [lines for lines in map(lines_of, entries(source / "Rdata.rdb")) if lines and len(lines) > 1000]
    if len(books) != 6:
        sys.exit(f"{source}: expected six novels, found {len(books)}")
    emma = [book for book in books if book[0].strip() == "EMMA"]
    if len(emma) != 1:
        sys.exit(f"{source}: Emma is not among the novels: {[book[0] for book in books]}")
    write(out / "prose-evaluation.txt", "\n".join(emma[0]) + "\n")
    write(out / "prose-calibration.txt", "\n\n".join("\n".join(book) for book in books if book is not emma[0]) + "\n")


if __name__ == "__main__":
    main()
