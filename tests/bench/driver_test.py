"""What scripts/bench.sh makes of its measurements: goals, ratios, the table, the notes that it keeps. Nothing is timed.

usage: driver_test.py (standard library only)"""

import json
import pathlib
import tempfile
import unittest

import goals
import report
from side_by_side import NotMeasured, agree, in_turns, median_row


class Goals(unittest.TestCase):
    def test_each_kind_looks_at_its_own_side(self):
        row = {"ours": 0.3, "theirs": 0.1, "ratio": 3.0}
        met = {kind: goals.Goal("n", "w", "a", kind, 3).met(row) for kind in ("at least", "at most", "faster", "")}
        self.assertEqual(met, {"at least": True, "at most": True, "faster": True, "": None})
        self.assertFalse(goals.Goal("n", "w", "a", "at least", 3.01).met(row))
        self.assertFalse(goals.Goal("n", "w", "a", "at most", 2.99).met(row))
        self.assertTrue(goals.Goal("n", "w", "a", "seconds", 0.3).met(row))
        self.assertFalse(goals.Goal("n", "w", "a", "seconds", 0.2).met(row))
        self.assertFalse(goals.Goal("n", "w", "a", "faster").met({"ours": 1, "theirs": 1, "ratio": 1.0}))

    def test_what_was_not_measured_is_not_met(self):
        for kind in ("at least", "at most", "seconds", "faster"):
            self.assertIsNone(goals.Goal("n", "w", "a", kind, 1).met({"ratio": None}))


class Ratios(unittest.TestCase):
    def test_the_two_sides_take_turns(self):
        order = []
        in_turns(lambda: order.append("ours"), lambda: order.append("theirs"), 2)
        self.assertEqual(order, ["ours", "theirs"] * 2)

    def test_the_ratio_is_the_median_of_the_pairs(self):
        pairs = [(1, 4), (2, 4), (10, 10)]
        self.assertEqual(median_row({}, pairs, faster=True), {"ours": 2, "theirs": 4, "ratio": 2, "pairs": 3})
        self.assertEqual(median_row({}, pairs, faster=False)["ratio"], 0.5)

    def test_sides_that_disagree_are_not_compared(self):
        agree("perplexity", 35.71, 35.72, 1e-3)
        with self.assertRaises(NotMeasured):
            agree("perplexity", 35.71, 35.80, 1e-3)
        with self.assertRaises(NotMeasured):
            agree("perplexity", float("nan"), 35.80, 1e-3)


class Table(unittest.TestCase):
    machine = {"processor": "P", "cores": 2, "simd": ["avx2"], "memory_bytes": 2**34, "system": "S"}

    def write(self, folder, rows, **changes):
        report.write(folder, {"machine": self.machine, "model": "sample", "threads": 2, "date": "today",
                              "commit": "abc", "command": "c", "load": 0.5, **changes}, rows)
        return (folder / "performance.md").read_text(encoding="utf-8")

    def test_rows_and_notes(self):
        measured = {"name": "a", "work": "work a", "against": "peer", "ours": 0.012, "theirs": 2**21, "ratio": 1.234,
                    "goal": "≥ 1", "goal_met": True, "date": "today", "commit": "abc"}
        missing = {"name": "b", "work": "work b", "against": "peer", "ratio": None, "goal": "faster", "goal_met": None,
                   "reason": "no peer"}
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            text = self.write(folder, [measured, missing])
            self.assertIn("| work a | peer | 12 ms |", text)
            self.assertIn("| 1.23 | ≥ 1 | yes |", text)
            self.assertIn("| work b | peer | not measured: no peer |", text)
            self.assertIn("1 met, 0 not met, 1 not measured", text)
            noted = text.replace(report.NOTES_BEGIN, report.NOTES_BEGIN + "\nBy hand.\n\nTwice.")
            (folder / "performance.md").write_text(noted, encoding="utf-8")
            again = self.write(folder, [measured], date="tomorrow")
            self.assertEqual(again.count("By hand.\n\nTwice."), 1)
            self.assertIn("tomorrow", again)
            self.assertEqual(self.write(folder, [measured], date="tomorrow"), again, "writing again changes nothing")
            self.assertEqual(list(report.old_rows(folder / "performance.json", self.machine)), ["a"])
            self.assertEqual(report.old_rows(folder / "performance.json", {**self.machine, "cores": 4}), {})
            self.assertEqual(json.loads((folder / "performance.json").read_text(encoding="utf-8"))["commit"], "abc")

    def test_units(self):
        self.assertEqual(report.amount(2.5 * 2**20, "bytes"), "2 MiB")
        self.assertEqual([report.amount(s, "seconds") for s in (12.345, 0.0123, 12e-6)], ["12.3 s", "12.3 ms", "12 µs"])


if __name__ == "__main__":
    unittest.main()
