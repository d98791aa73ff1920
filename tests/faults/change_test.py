"""A model's file that changes, disappears or is cut while it is in use; two programs on one project; NaN."""
import os
import struct
import sys
import unittest

from rotor_runs import PATIENCE, RotorTest, entry, float32_weights


class Changed(RotorTest):
    def learning(self):
        """A run that goes on until something happens."""
        process = self.start(*self.learn(self.folder / "p.h5", "--steps", "1000000", "--checkpoint-every", "1"))
        self.wait_for(process, "step 3/")
        return process

    def end_of(self, process):
        _, err = process.communicate(timeout=PATIENCE)
        return process.returncode, err

    def test_replaced(self):
        process = self.learning()
        other = self.folder / "other"
        other.write_bytes(entry.good_weights())
        os.replace(other, self.model / "model.safetensors")
        code, err = self.end_of(process)
        self.assert_explained("was changed or removed while it was in use", code, err)

    def test_removed(self):
        process = self.learning()
        (self.model / "model.safetensors").unlink()
        code, err = self.end_of(process)
        self.assert_explained("was changed or removed while it was in use", code, err)

    def test_cut_with_weights_in_memory(self):
        process = self.learning()
        os.truncate(self.model / "model.safetensors", 100)
        code, err = self.end_of(process)
        self.assert_explained("model.safetensors", code, err)

    def test_cut_with_weights_in_the_file(self):
        """F32 weights are used where they are mapped: what is not there any more is SIGBUS."""
        self.write_model(float32_weights())
        process = self.learning()
        os.truncate(self.model / "model.safetensors", 0)
        code, err = self.end_of(process)
        self.assert_explained("model.safetensors", code, err)

    def test_text_cut_while_read(self):
        """A text that shrinks is a short read and no crash; the loser of the race gets fewer tokens or an error."""
        text = self.folder / "long.txt"
        text.write_text("!#$%&" * 2_000_000)
        process = self.start("tokenize", self.model, "--file", text)
        os.truncate(text, 10)
        process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, (0, 1))


class TwoPrograms(RotorTest):
    def test_second_reads(self):
        project = self.folder / "p.h5"
        first = self.start(*self.learn(project, "--steps", "1000000", "--checkpoint-every", "1"))
        self.wait_for(first, "step 3/")
        self.must_fail("another program is learning in this project", *self.learn(project, "--steps", "2"))
        self.must_fail("another program is learning in this project", *self.learn(project, "--resume"))
        # Reading goes on, and so does a row of the table of evaluations.
        self.must_fail("holds no rotation", "eval", self.model, "--ids-file", self.ids, "--seq-len", "16", "--rotation",
                       project)
        self.must("eval", self.model, "--ids-file", self.ids, "--seq-len", "16", "--project", project)
        self.assertIsNone(first.poll(), "the first goes on")
        first.kill()
        first.communicate()
        second = self.start(*self.learn(project, "--resume"))  # the lock of a killed program holds nobody up
        self.wait_for(second, "step ")
        second.kill()
        second.communicate()


class NotANumber(RotorTest):
    def overflowing(self):
        """Finite weights whose products are not: those of one linear times 2^120 or so."""
        directory, body = entry.split_safetensors(entry.good_weights())
        begin, end = directory["model.layers.1.mlp.down_proj.weight"]["data_offsets"]
        weights = struct.unpack(f"<{(end - begin) // 2}H", body[begin:end])
        large = [(w & 0x807F) | (0xFD << 7) for w in weights]  # BF16's largest exponent but one
        body = body[:begin] + struct.pack(f"<{len(large)}H", *large) + body[end:]
        return entry.join_safetensors(directory, body)

    def test_loss(self):
        self.write_model(self.overflowing())
        project = self.folder / "p.h5"
        self.must_fail("not a finite number", *self.learn(project, "--steps", "5"))
        self.must_fail("not a finite number", "eval", self.model, "--ids-file", self.ids, "--seq-len", "16")
        self.assertEqual(self.files(), ["ids", "model", "p.h5"])
        self.must_fail("holds no rotation", "eval", self.model, "--ids-file", self.ids, "--seq-len", "16", "--rotation",
                       project)


if __name__ == "__main__":
    sys.exit(unittest.main())
