"""Project files damaged byte by byte. They are made from a good one, which rotor itself has written."""
import random

from .entry import Entry


def entries(good, flips=40):
    calls = {"rotation": ["eval", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--rotation", "{at}/p.h5"],
             "resume": ["learn", "{model}", "--ids-file", "{ids}", "--resume", "--project", "{at}/p.h5"],
             "inspect": ["inspect", "{model}", "--ids-file", "{ids}", "--tokens", "16", "--project", "{at}/p.h5"]}
    bad = {"nothing": b"", "text": b"hello", "zeros": b"\0" * 4096, "signature_alone": good[:8],
           "signature_wrong": b"\x89HDX" + good[4:], "of_gguf": b"GGUF" + good[4:],
           # HDF5's own versions 0 and 1, which carry no checksums
           "version_0": good[:8] + b"\0" + good[9:], "version_9": good[:8] + b"\x09" + good[9:],
           "size_2_63": good[:28] + b"\0" * 7 + b"\x80" + good[36:], "after_512_bytes": b"\0" * 512 + good}
    for part in (1, 4, 10, 25, 50, 75, 95):
        bad[f"cut_at_{part}_percent"] = good[:len(good) * part // 100]
    bad["cut_at_the_end"] = good[:-1]
    for label, content in bad.items():
        for command, call in calls.items():
            if command == "rotation" or label in ("nothing", "text", "cut_at_50_percent"):
                yield Entry(f"{label}_{command}", call, "p.h5", {"p.h5": content})
    generator = random.Random(8)
    seen = set()
    for i in range(flips):
        # Half of them among the first kilobytes, where the structure stands.
        at = generator.randrange(len(good) if i % 2 else min(len(good), 4096))
        if at in seen:
            continue
        seen.add(at)
        content = bytearray(good)
        content[at] ^= 1 << generator.randrange(8)
        yield Entry(f"bit_flipped_{at}", calls["rotation"], "p.h5", {"p.h5": bytes(content)}, exit_code=None)
