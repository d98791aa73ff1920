"""A full disk and a place that cannot be written to: one clear error, and what was there stays."""
import os
import resource
import shutil
import subprocess
import sys
import unittest

from rotor_runs import ROTOR, RotorTest


def can_mount():
    """Whether this user may mount a small file system where nobody else sees it."""
    return shutil.which("unshare") is not None and subprocess.run(
        ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True).returncode == 0


class Disk(RotorTest):
    def export(self, out, *options):
        return ["export", self.model, "--ids-file", self.ids, "--target", "hf", "--rotation", "hadamard", "--out", out,
                *options]

    def test_files_that_may_not_grow(self):
        """A limit on a file's size makes writes fail where a full disk does."""
        project = self.folder / "p.h5"
        self.must(*self.learn(project, "--steps", "2"))
        before = self.digest(project)
        limits = [(resource.RLIMIT_FSIZE, 6000)]
        self.must_fail("free space", *self.learn(project, "--steps", "2"), limits=limits)
        self.assertEqual(self.digest(project), before)
        self.must_fail("free space", "inspect", self.model, "--ids-file", self.ids, "--tokens", "64", "--project",
                       self.folder / "q.h5", limits=limits)
        place = self.folder / "place"
        place.mkdir()
        self.must_fail("free space", *self.export(place / "out"), limits=limits)
        self.must_fail("free space", "export", self.model, "--ids-file", self.ids, "--target", "rotations", "--rotation",
                       "hadamard", "--out", place / "R.safetensors", limits=[(resource.RLIMIT_FSIZE, 2000)])
        self.assertEqual(self.files(place), [])

    def on_mount(self, options, *arguments):
        """rotor with an empty tmpfs over self.folder/mounted, and what is in it afterwards."""
        mounted = self.folder / "mounted"
        mounted.mkdir(exist_ok=True)
        script = 'mount -t tmpfs -o "$1" tmpfs "$2" || exit 99; shift; shift; "$@"; code=$?; ls -A "$0" >&3; exit $code'
        read, write = os.pipe()
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script.replace("3", str(write), 1) if write != 3 else script,
             mounted, options, mounted, ROTOR, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, pass_fds=[write])
        os.close(write)
        _, err = process.communicate(timeout=120)
        with os.fdopen(read) as listing:
            return process.returncode, err, listing.read().split()

    @unittest.skipUnless(can_mount(), "mounting a small file system needs root")
    def test_full_disk(self):
        mounted = self.folder / "mounted"
        for arguments in (self.export(mounted / "out"), self.learn(mounted / "p.h5", "--steps", "30"),
                          ["inspect", self.model, "--ids-file", self.ids, "--tokens", "256", "--project", mounted / "p.h5"]):
            code, err, left = self.on_mount("size=16k", *arguments)
            self.assert_explained("space", code, err)
            self.assertEqual([name for name in left if name != "p.h5"], [])

    @unittest.skipUnless(can_mount(), "mounting a small file system needs root")
    def test_read_only(self):
        mounted = self.folder / "mounted"
        for arguments in (self.export(mounted / "out"), self.learn(mounted / "p.h5", "--steps", "3"),
                          ["inspect", self.model, "--ids-file", self.ids, "--tokens", "64", "--project", mounted / "p.h5"],
                          ["logits", self.model, "--ids", "1", "--out", mounted / "z.safetensors"]):
            code, err, _ = self.on_mount("ro", *arguments)
            self.assert_explained("mounted", code, err)

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_folder_without_permission(self):
        place = self.folder / "place"
        place.mkdir(mode=0o500)
        for arguments in (self.export(place / "out"), self.learn(place / "p.h5", "--steps", "3")):
            self.must_fail("place", *arguments)

    def test_standard_output_is_full(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([ROTOR, "info", self.model], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("cannot be written to standard output", result.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
