"""What machine and what commit a figure is of."""

import datetime
import os
import platform
import subprocess

# Instruction sets that the kernels, MKL, oneDNN or llama.cpp choose their code by.
SIMD = ("avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_bf16",
        "amx_int8", "asimd", "bf16", "sve")


def processor():
    name, flags = platform.machine(), set()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            key, _, value = (part.strip() for part in line.partition(":"))
            if key == "model name":
                name = value
            if key in ("flags", "Features"):
                flags = set(value.split())
                break
    return name, [flag for flag in SIMD if flag in flags]


def memory_bytes():
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def describe():
    name, flags = processor()
    return {"processor": name, "cores": len(os.sched_getaffinity(0)), "simd": flags, "memory_bytes": memory_bytes(),
            "system": f"{platform.system()} {platform.release()}"}


def commit(root):
    """Short hash, with + where the working tree has changes of its own."""
    def git(*words):
        return subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ":!docs/performance.*")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if changed else "")


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M")
