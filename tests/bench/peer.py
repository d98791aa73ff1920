"""What the peers share: token ids, threads, peak memory, one JSON object as the last line of standard output."""

import argparse
import json
import resource


def arguments(description, *, model):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model", help=model)
    parser.add_argument("ids", help="file of token ids separated by white space")
    parser.add_argument("--seq-len", type=int, default=512, help="tokens a window")
    parser.add_argument("--windows", type=int, default=4, help="windows, from the start of the ids")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def read_windows(path, seq_len, windows):
    """The first windows as lists of ids; ends the program where the text is too short."""
    with open(path, encoding="ascii") as file:
        ids = [int(word) for word in file.read().split()]
    if len(ids) < seq_len * windows:
        raise SystemExit(f"{path}: {len(ids)} ids, {seq_len * windows} are needed")
    return [ids[i * seq_len:(i + 1) * seq_len] for i in range(windows)]


def peak_memory_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def report(**figures):
    print(json.dumps(figures), flush=True)
