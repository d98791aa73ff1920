"""Killed at random moments: reopening works, and going on gives what a run without interruption gives."""
import json
import sys
import time
import unittest

from rotor_runs import RotorTest

KILLS = 6


class Killed(RotorTest):
    def kill_once(self, arguments, longest, check):
        # Half of the moments late, when there is something to lose.
        was_running = self.killed(longest * self.random.uniform(0.2, 1.0), *arguments)
        check()
        return was_running

    def test_learning(self):
        options = ["--steps", "150", "--checkpoint-every", "1"]
        whole, cut = self.folder / "whole.h5", self.folder / "cut.h5"
        started = time.monotonic()
        self.must(*self.learn(whole, *options))
        longest = time.monotonic() - started

        def go_on():
            # Killed before its first checkpoint, a run begins anew; the name of the checkpoint's group stands in the file.
            unfinished = cut.exists() and not self.is_finished(cut) and b"checkpoint" in cut.read_bytes()
            return self.learn(cut, *options, *(["--resume"] if unfinished else []))

        def opens():
            if cut.exists():
                code, _, err = self.run_rotor("eval", self.model, "--ids-file", self.ids, "--seq-len", "16",
                                              "--rotation", cut)
                self.assertTrue(code == 0 or "holds no rotation" in err, err)

        kills = 0
        for i in range(KILLS):
            if cut.exists() and self.is_finished(cut):
                if kills > 0:
                    break
                # Machines are shared: what took long before may be over in a moment now.
                cut.unlink()
                longest /= 2
            kills += self.kill_once(go_on(), longest, opens)
        if not self.is_finished(cut):
            self.must(*go_on())
        self.assertGreater(kills, 0, "it was never running when it was to be killed")
        self.assertEqual(self.rotation_of(whole), self.rotation_of(cut))

    def is_finished(self, project):
        """A finished run leaves the rotation in its project."""
        return self.run_rotor("eval", self.model, "--ids-file", self.ids, "--seq-len", "16", "--rotation", project)[0] == 0

    def test_quantizing(self):
        call = ["eval", self.model, "--ids-file", self.ids, "--seq-len", "16", "--windows", "4", "--w-bits", "3",
                "--w-method", "gptq", "--calibration-ids", self.ids, "--calibration-tokens", "1000", "--threads", "1",
                "--json"]

        def perplexity(out):
            return json.loads(out.strip().splitlines()[-1])["perplexity"]

        expected = perplexity(self.must(*call))
        kept = self.folder / "layers"
        for i in range(KILLS):
            self.killed(self.random.uniform(0.2, 1.5), *call, "--gptq-checkpoints", kept)
        self.assertEqual(perplexity(self.must(*call, "--gptq-checkpoints", kept)), expected)
        self.assertEqual([name for name in self.files(kept) if "partial" in name], [])

    def test_exporting(self):
        def call(out):
            return ["export", self.model, "--ids-file", self.ids, "--target", "hf", "--rotation", "hadamard",
                    "--w-bits", "4", "--w-method", "gptq", "--calibration-ids", self.ids, "--calibration-tokens", "1000",
                    "--threads", "1", "--out", out]

        place = self.folder / "place"
        place.mkdir()
        whole = place / "export"
        self.must(*call(whole))
        expected = self.digest(whole)
        for i in range(KILLS):
            # An earlier export stands there: it stays whole until the new one takes its place.
            self.killed(self.random.uniform(0.3, 1.5), *call(whole))
            self.must("info", whole)
            self.assertEqual(self.digest(whole), expected)
        self.must(*call(whole))
        self.assertEqual(self.digest(whole), expected)
        self.assertEqual(self.files(place), ["export"], "what was killed left nothing behind")

    def test_saving(self):
        project = self.folder / "place" / "p.h5"
        call = ["inspect", self.model, "--ids-file", self.ids, "--tokens", "1000", "--project", project]
        self.must(*call)
        for i in range(KILLS):
            self.killed(self.random.uniform(0.3, 1.5), *call)
            self.must_fail("no unfinished run", *self.learn(project, "--resume"))  # opened, and read
        self.must(*call)
        self.assertEqual(self.files(project.parent), ["p.h5"])


if __name__ == "__main__":
    sys.exit(unittest.main())
