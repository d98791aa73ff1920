"""The same seed, device and threads give the same rotations and the same export bytes."""
import json
import sys
import unittest

from rotor_runs import RotorTest, tokenizer_entries


class Deterministic(RotorTest):
    def twice(self, name, arguments):
        """Runs it to two places of the same name; both places."""
        places = [self.folder / "first", self.folder / "second"]
        for place in places:
            place.mkdir(exist_ok=True)
            self.must(*arguments(place / name))
        return [place / name for place in places]

    def test_rotations(self):
        for objective in ("ce", "kl", "range"):
            options = ["--objective", objective, "--steps", "12", "--seed", "5", "--threads", "2"]
            projects = self.twice(objective + ".h5", lambda out: [
                "learn", self.model, "--ids-file", self.ids, "--seq-len", "16", "--batch", "4", "--project", out,
                *(["--warm-start", "10"] if objective == "ce" else []), *options])
            first, second = (self.rotation_of(project) for project in projects)
            self.assertEqual(first, second, objective)

    def test_exports(self):
        small = tokenizer_entries.good_tokenizer()  # as many tokens as the network, which a GGUF file needs
        small["added_tokens"] = []
        small["model"].update(merges=[], vocab={t: i for t, i in small["model"]["vocab"].items() if i < 64})
        (self.model / "tokenizer.json").write_text(json.dumps(small))
        quantized = ["--w-bits", "4", "--w-method", "gptq", "--calibration-ids", self.ids, "--calibration-tokens", "600"]
        for target, options in (("hf", quantized), ("rotations", []), ("gguf", ["--gguf-type", "F16"]),
                                ("compressed-tensors", ["--scheme", "W4A16KV16", "--w-group", "8"])):
            outs = self.twice(target, lambda out: [
                "export", self.model, "--ids-file", self.ids, "--target", target, "--rotation", "orthogonal", "--seed", "3",
                "--threads", "2", "--out", out, *options])
            self.assertEqual(*(self.digest(out) for out in outs), target)

    def test_another_seed_differs(self):
        """The comparison above can fail."""
        digests = set()
        for seed in ("1", "2"):
            out = self.folder / ("R" + seed + ".safetensors")
            self.must("export", self.model, "--ids-file", self.ids, "--target", "rotations", "--rotation", "orthogonal",
                      "--seed", seed, "--out", out)
            digests.add(out.read_bytes())
        self.assertEqual(len(digests), 2)


if __name__ == "__main__":
    sys.exit(unittest.main())
