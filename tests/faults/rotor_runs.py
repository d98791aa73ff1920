"""Running rotor under faults: what the tests of this folder share."""
import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "corpus"))
from corpus import entry, tokenizer_entries  # noqa: E402

ROTOR = os.environ.get("ROTOR_PROGRAM", "rotor")
PATIENCE = 120  # seconds after which a run counts as hung


class RotorTest(unittest.TestCase):
    """A scratch folder with a small model, token ids, and rotor."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.random = random.Random(11)
        self.ids = self.folder / "ids"
        self.ids.write_bytes(entry.ids_file(1200))
        self.model = self.folder / "model"
        self.write_model(entry.good_weights())

    def write_model(self, weights):
        self.model.mkdir(exist_ok=True)
        for name, content in entry.model_files(weights=weights).items():
            (self.model / name).write_bytes(content)
        (self.model / "tokenizer.json").write_text(json.dumps(tokenizer_entries.good_tokenizer()))

    def start(self, *arguments, limits=(), **options):
        """A running rotor; `limits` are (what, size) as of setrlimit."""
        def limit():
            for what, size in limits:
                resource.setrlimit(what, (size, size))
        return subprocess.Popen([ROTOR, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                preexec_fn=limit, env={**os.environ, "OMP_WAIT_POLICY": "passive"}, text=True,
                                errors="replace", **options)

    def run_rotor(self, *arguments, **options):
        """(exit code, standard output, standard error) when it has ended by itself."""
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    def must(self, *arguments, **options):
        code, out, err = self.run_rotor(*arguments, **options)
        self.assertEqual(code, 0, f"rotor {' '.join(map(str, arguments))}\n{err}")
        return out

    def must_fail(self, says, *arguments, **options):
        """One clear error, exit code 1."""
        code, _, err = self.run_rotor(*arguments, **options)
        self.assert_explained(says, code, err)

    def assert_explained(self, says, code, err):
        self.assertEqual(code, 1, err)
        last = err.strip().splitlines()[-1]
        self.assertRegex(last, r"^rotor: .+: .+ \(.+\)$")
        self.assertIn(says, last)

    def wait_for(self, process, words):
        """Reads standard error until it says these words."""
        lines = []
        for line in process.stderr:
            lines.append(line)
            if words in line:
                return
        self.fail(f"it never said \"{words}\":\n" + "".join(lines[-20:]))

    def killed(self, delay, *arguments):
        """Whether it was still running after `delay` seconds, when it was killed."""
        process = self.start(*arguments)
        time.sleep(delay)
        process.kill()
        process.communicate()
        return process.returncode < 0

    def learn(self, project, *options):
        return ["learn", self.model, "--ids-file", self.ids, "--seq-len", "16", "--batch", "1", "--threads", "1",
                "--warm-start", "0", "--project", project, *options]

    def digest(self, path):
        """Of a file, or of all files of a folder with their names."""
        digest = hashlib.sha256()
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()

    def files(self, folder=None):
        return sorted(path.name for path in (folder or self.folder).iterdir())

    def rotation_of(self, project):
        """The bytes of the rotation that a project holds, exported."""
        out = self.folder / (project.stem + "-rotation.safetensors")
        self.must("export", self.model, "--ids-file", self.ids, "--target", "rotations", "--rotation", project, "--out", out)
        return out.read_bytes()


def float32_weights():
    """The good weights in F32, which rotor uses right from the mapped file."""
    directory, body = entry.split_safetensors(entry.good_weights())
    out, at = {}, 0
    data = b""
    for name, tensor in sorted(((n, t) for n, t in directory.items() if n != "__metadata__"),
                               key=lambda item: item[1]["data_offsets"]):
        begin, end = tensor["data_offsets"]
        part = b"".join(b"\0\0" + body[i:i + 2] for i in range(begin, end, 2))
        out[name] = {"dtype": "F32", "shape": tensor["shape"], "data_offsets": [at, at + len(part)]}
        data += part
        at += len(part)
    text = json.dumps(out).encode()
    return struct.pack("<Q", len(text) + -len(text) % 8) + text + b" " * (-len(text) % 8) + data
