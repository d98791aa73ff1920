#!/usr/bin/env python3
"""Gives rotor bad input and sees to it that each gives one clear error: what, where and what to do, within a second or
so, without a crash, without a huge allocation, and without anything written.

usage: run.py ROTOR GROUP [--only WORDS] [--write FOLDER]
  GROUP   safetensors, gguf, config, tokenizer, pickle, project, text, options, or found (what fuzzing has found)
  --only  entries with these words in their name
  --write only writes the entries' files to FOLDER, as seeds for fuzzing"""
import argparse
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import (config_entries, entry, found_entries, gguf_entries, option_entries, pickle_entries,  # noqa: E402
                    project_entries, safetensors_entries, text_entries, tokenizer_entries)

# A start of rotor takes 130 MiB; libtorch reserves a few GiB more of addresses than it uses.
MEMORY_MIB = 500
ADDRESSES = 6 << 30
SECONDS = 20  # generous, for a busy machine; the usual is below one
if os.environ.get("ROTORSCOPE_SANITIZED"):  # a sanitizer's shadow takes terabytes of addresses, and time
    MEMORY_MIB, ADDRESSES, SECONDS = 4000, resource.RLIM_INFINITY, 120


def groups(rotor, folder):
    return {"safetensors": safetensors_entries.entries, "gguf": gguf_entries.entries, "config": config_entries.entries,
            "tokenizer": tokenizer_entries.entries, "pickle": pickle_entries.entries, "text": text_entries.entries,
            "options": option_entries.entries, "found": found_entries.entries,
            "project": lambda: project_entries.entries(good_project(rotor, folder))}


def good_project(rotor, folder):
    """A project with a run that is not finished and a rotation."""
    path = folder / "good.h5"
    call = ["learn", str(entry.FAMILIES / "llama"), "--ids-file", str(folder / "ids"), "--project", str(path),
            "--seq-len", "16", "--batch", "1", "--steps", "3", "--warm-start", "0"]
    subprocess.run([rotor, *call], check=True, capture_output=True)
    return path.read_bytes()


def call_rotor(rotor, arguments, folder):
    """The exit code, both outputs, seconds, and the largest memory in MiB."""
    out, err = folder.parent / "out.txt", folder.parent / "err.txt"
    begin = time.monotonic()
    with open(out, "wb") as out_file, open(err, "wb") as err_file:
        process = subprocess.Popen(
            [rotor, *arguments], stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file, cwd=folder,
            env={**os.environ, "OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "2"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES)))
        ended = False
        while not ended and time.monotonic() < begin + SECONDS:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            ended = pid != 0
            if not ended:
                time.sleep(0.005)
        if not ended:
            process.kill()
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace"), \
        time.monotonic() - begin, usage.ru_maxrss / 1024


def snapshot(folder):
    return sorted((str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns)
                  for path in folder.rglob("*"))


def problems(bad, result, places):
    """What is wrong with how rotor took the entry."""
    code, out, err, seconds, mebibytes = result
    if seconds > SECONDS:
        yield f"took more than {SECONDS} s"
    elif code < 0:
        yield f"was ended by signal {-code}"
    elif bad.exit_code is None and code == 0:
        return  # damage that does not matter
    elif code != (bad.exit_code if bad.exit_code is not None else entry.FAILED):
        yield f"ended with {code} instead of {bad.exit_code}"
    if mebibytes > MEMORY_MIB:
        yield f"took {mebibytes:.0f} MiB"
    if out:
        yield "wrote to standard output: " + out[:200]
    lines = err.splitlines() or [""]
    says = bad.says.format(**places)
    if says not in err:
        yield f"does not say \"{says}\""
    if code == entry.FAILED:
        # WHERE: WHAT (WHAT TO DO)
        if not re.fullmatch(r"rotor: .+: .+ \(.+\)", lines[-1]):
            yield "does not say what, where and what to do"
        if sum(line.startswith("rotor: ") for line in lines) != 1:
            yield "has more than one error"
        if any(ord(c) < 32 for c in lines[-1]):
            yield "prints control characters"
        if len(lines[-1]) > 1000:
            yield "is very long"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rotor")
    parser.add_argument("group")
    parser.add_argument("--only", default="")
    parser.add_argument("--write", type=pathlib.Path)
    arguments = parser.parse_args()
    rotor = str(pathlib.Path(arguments.rotor).resolve())
    failures, count, slowest, largest = [], 0, 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "ids").write_bytes(entry.ids_file())
        for bad in groups(rotor, scratch)[arguments.group]():
            if arguments.only not in bad.name:
                continue
            if arguments.write:
                bad.write(arguments.write / bad.name)
                continue
            folder = scratch / bad.name
            folder.mkdir()
            bad.write(folder)
            places = {"at": str(folder), "ids": str(scratch / "ids"), "model": str(entry.FAMILIES / "llama")}
            before = snapshot(folder)
            result = call_rotor(rotor, [word.format(**places) for word in bad.call], folder)
            found = list(problems(bad, result, places))
            if snapshot(folder) != before and result[0] != 0:
                found.append("wrote files: " + str(sorted(set(snapshot(folder)) - set(before)))[:300])
            count, slowest, largest = count + 1, max(slowest, result[3]), max(largest, result[4])
            if found:
                failures.append(bad.name)
                print(f"{bad.name}: {'; '.join(found)}\n    rotor {' '.join(bad.call)}\n    " +
                      "\n    ".join(line[:400] for line in result[2].splitlines()[-4:]), flush=True)
    print(f"{arguments.group}: {count} bad inputs, {len(failures)} taken badly; "
          f"the slowest took {slowest:.2f} s, the largest {largest:.0f} MiB")
    sys.exit(1 if failures or (count == 0 and not arguments.write and arguments.group != "found") else 0)


if __name__ == "__main__":
    main()
