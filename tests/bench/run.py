"""Measures every row, ours and the peer in turns, and writes docs/performance.md. Called by scripts/bench.sh."""

import argparse
import os
import pathlib
import shlex
import sys

import goals
import machine
import report
import rows as measuring
from side_by_side import NotMeasured, Settings, rotor, say


def parse(words):
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one pair instead of three, and less work in each")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="rows whose name holds this")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--model", default="sample", help="a GGUF file, or sample")
    parser.add_argument("--out", type=pathlib.Path, default=root / "docs", help="folder for the table")
    parser.add_argument("--no-build", action="store_true", help="what is measured was built before this run")
    parser.add_argument("--list", action="store_true", help="the rows' names")
    options = parser.parse_args(words)
    return options, Settings(root, options.model, options.threads, options.quick)


def in_process(settings, only):
    """The rows of `rotor bench`, which measures our own work against limits in one process."""
    words = [word for name in only for word in ("--only", name)]
    outcome = rotor(settings, "bench", settings.model, "--seconds", 0.5 if settings.quick else 3, *words)[0]
    for row in outcome["rows"]:
        yield {"name": row["name"], "work": row["work"], "against": row["against"], "ours": row["ours_seconds"],
               "theirs": row["limit_seconds"], "ratio": row["ratio"], "goal": row["goal"] or "–",
               "goal_met": row["goal_met"], "pairs": row["pairs"],
               **({"reason": row["reason"]} if row["pairs"] == 0 else {})}


def between_processes(settings, chosen):
    by_name = {goal.name: goal for goal in goals.BETWEEN_PROCESSES}
    for names, measure in measuring.MEASURED_BY.items():
        if not chosen.intersection(names):
            continue
        try:
            measured = list(measure(settings))
        except NotMeasured as problem:
            measured = [{"name": name, "ratio": None, "reason": str(problem)} for name in names]
        for row in measured:
            goal = by_name[row["name"]]
            yield {**row, "work": goal.work, "against": goal.against, "goal": goal.text, "goal_met": goal.met(row)}


def not_yet(goal):
    return {"name": goal.name, "work": goal.work, "against": goal.against, "ratio": None, "goal": goal.text,
            "goal_met": None, "reason": goal.reason or "not asked for in this run"}


def main(words):
    options, settings = parse(words)
    try:
        inside = rotor(settings, "bench", "--list")[0]["names"]
    except NotMeasured as problem:
        print(f"bench.sh: {problem}", file=sys.stderr)
        return 1
    names = [*(goal.name for goal in goals.BETWEEN_PROCESSES), *inside]
    if options.list:
        print("\n".join(names))
        return 0
    chosen = {name for name in names if not options.only or any(word in name for word in options.only)}
    if not chosen:
        print(f"bench.sh: no row's name holds {' or '.join(options.only)} (see --list)", file=sys.stderr)
        return 2
    here = machine.describe()
    run = {"machine": here, "model": options.model, "threads": options.threads, "date": machine.now(),
           "commit": machine.commit(settings.root) + ("?" if options.no_build else ""),
           "command": shlex.join(["scripts/bench.sh", *words]), "load": os.getloadavg()[0]}
    stamp = {"date": run["date"], "commit": run["commit"]}
    known = report.old_rows(options.out / "performance.json", here)

    def save():
        table = [known.get(goal.name, not_yet(goal)) for goal in goals.BETWEEN_PROCESSES]
        table += [known[name] for name in inside if name in known]
        table += [not_yet(goal) for goal in goals.ON_A_GPU]
        report.write(options.out, run, table)

    def keep(row):
        known[row["name"]] = {**row, **stamp}
        say(f"{row['name']}: " + (f"{row['ratio']:.3g}, goal {row['goal']}" if row["ratio"] is not None
                                  else f"not measured: {row['reason']}"))
        save()  # what is measured stays, whatever comes after

    for row in between_processes(settings, chosen):
        keep(row)
    wanted = [name for name in inside if name in chosen]
    if wanted:
        try:
            for row in in_process(settings, wanted):
                keep(row)
        except NotMeasured as problem:
            say(f"not measured: {problem}")
            return 1
    say(f"the table is in {options.out / 'performance.md'}")
    return 0


sys.exit(main(sys.argv[1:]))
