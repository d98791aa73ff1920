"""docs/performance.md and docs/performance.json. The notes between the markers are written by hand and kept."""

import json

NOTES_BEGIN, NOTES_END = "<!-- notes: kept when this file is written again -->", "<!-- end of notes -->"

HEAD = """# Performance

Written by `scripts/bench.sh`; the figures are those of [performance.json](performance.json). Every ratio was taken side
by side, in turns, in one run: the median over the pairs of runs. Where the goal is "≤" it is our time over the other's,
where it is "≥" or "faster" the other's over ours. Machines drift; ratios less than single times.
"""


def amount(value, unit):
    if value is None:
        return ""
    if unit == "bytes":
        return f"{value / 2**20:.0f} MiB"
    if value >= 0.1:
        return f"{value:.3g} s"
    return f"{value * 1e3:.3g} ms" if value >= 1e-4 else f"{value * 1e6:.3g} µs"


def met(row):
    return {True: "yes", False: "no", None: "–"}[row["goal_met"]]


def line(row):
    cells = [row["work"], row["against"]]
    if row.get("ratio") is None:
        cells += [f"not measured: {row['reason']}", "", "", row["goal"], "–"]
    else:
        unit = row.get("unit", "seconds")
        cells += [amount(row["ours"], unit), amount(row["theirs"], unit), f"{row['ratio']:.3g}", row["goal"], met(row)]
    cells.append(f"{row['date']}, {row['commit']}" if row.get("date") else "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def old_notes(path):
    if path.exists():
        text = path.read_text(encoding="utf-8")
        if NOTES_BEGIN in text and NOTES_END in text:
            return text.split(NOTES_BEGIN, 1)[1].split(NOTES_END, 1)[0].strip("\n")
    return ""


def old_rows(path, machine):
    """What this machine measured before, by name."""
    try:
        old = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if old.get("machine") != machine:
        return {}
    return {row["name"]: row for row in old["rows"] if row.get("ratio") is not None}


def write(folder, run, rows):
    folder.mkdir(parents=True, exist_ok=True)
    machine = run["machine"]
    markdown = folder / "performance.md"
    lines = [HEAD]
    lines.append(f"- machine: {machine['processor']}, {machine['cores']} cores ({', '.join(machine['simd'])}), "
                 f"{machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}")
    lines.append(f"- model: {run['model']}; {run['threads']} threads on both sides")
    lines.append(f"- last run: {run['date']} UTC, commit {run['commit']}, `{run['command']}`; load of the machine "
                 f"before it {run['load']:.1f}")
    met_count = sum(row["goal_met"] is True for row in rows)
    missed = sum(row["goal_met"] is False for row in rows)
    lines.append(f"- goals: {met_count} met, {missed} not met, "
                 f"{sum(row.get('ratio') is None for row in rows)} not measured")
    lines += ["", "| work | against | ours | theirs | ratio | goal | met | measured |", "|---|---|---|---|---|---|---|---|"]
    lines += [line(row) for row in rows]
    lines += ["", "## Notes", "", NOTES_BEGIN, old_notes(markdown), NOTES_END, ""]
    markdown.write_text("\n".join(lines), encoding="utf-8")
    contents = json.dumps({**run, "rows": rows}, indent=1, ensure_ascii=False)
    (folder / "performance.json").write_text(contents + "\n", encoding="utf-8")
