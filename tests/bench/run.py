#!/usr/bin/env python3
"""Compares the daemon with a Bolt app at the same work: /share, answered from 10,000
posts to 50,000 people, stored before it is answered. `sh tests/bench/run.sh` builds what
this needs and starts it. Linux only; loopback only; about four minutes."""

import argparse
import datetime
import json
import pathlib
import shutil
import statistics
import sys
import tempfile

import posts
from bench import Failed, Slack, running
from contestants import BoltApp, Daemon, Echo

def check_round(bot, answer, count):
    wrong = {k: answer[k] for k in ("plain", "empty", "unknown", "doubled") if answer[k]}
    if answer["cards"] != count or wrong:
        raise Failed(f"{answer['cards']} of {count} were answered with a card, {wrong}:\n"
                     + bot.log_tail())


def latencies(answer, of):
    return {f"{label} {of}": answer[f"{key}_ms"] for label, key in
            (("p50", "p50"), ("p99", "p99"), ("p99.9", "p999"), ("max", "max"))}


def measure(contestant, args, folder):
    """One start of one contestant: idle, a closed loop, an open one."""
    folder.mkdir()
    contestant.lay(folder)
    with running(Slack(args.slack_load, users=args.people)) as slack, \
            running(contestant.start(folder, slack)) as bot:
        start_ms = (slack.connected_ns() - bot.started_ns) / 1e6
        bot.wait_quiet()
        anon_idle, pss_idle = bot.memory_mb()
        cpu = bot.cpu_s()
        closed = slack.order(f"closed {args.count} {args.outstanding}")
        cpu = bot.cpu_s() - cpu
        check_round(bot, closed, args.count)
        anon_after, pss_after = bot.memory_mb()
        opened = slack.order(f"open {args.open_count} {args.rate}")
        check_round(bot, opened, args.open_count)
    shutil.rmtree(folder)
    return {
        "answers/s": closed["per_second"],
        **latencies(closed, f"ms, {args.outstanding} outstanding"),
        **latencies(opened, f"ms, {args.rate}/s"),
        "CPU s/100,000": cpu * 100000 / args.count,
        "RssAnon idle, MB": anon_idle,
        "PSS idle, MB": pss_idle,
        "RssAnon after, MB": anon_after,
        "PSS after, MB": pss_after,
        "start to connected, ms": start_ms,
        "bytes/answer": closed["bytes"],
        "generator's CPU s": closed["own_cpu_s"],
    }


def ceiling(args, folder):
    """What the generator could measure at most: a race close to it would be its own."""
    with running(Slack(args.slack_load)) as slack, \
            running(Echo(args).start(folder, slack)):
        slack.connected_ns()
        return slack.order(f"closed {args.count} {args.outstanding}")["per_second"]


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def shown(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def print_table(results):
    """Columns: a contestant each, then how many times the daemon's the others are."""
    names = list(results)
    ours = results[names[0]]
    print(f"{'medians':25}" + "".join(f"{n:>11}" for n in names)
          + "".join(f"{'to ' + n.split()[-1]:>11}" for n in names[1:]))
    for key in ours:
        line = f"{key:25}" + "".join(f"{shown(results[n][key]):>11}" for n in names)
        for other in names[1:]:
            ratio = ours[key] / results[other][key] if results[other][key] else 0
            line += f"{f'x {ratio:.2f}':>11}"
        print(line.rstrip())


def options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--build", type=pathlib.Path, required=True, help="a release build")
    p.add_argument("--bolt", type=pathlib.Path, required=True,
                   help="where the Bolt app and its packages are")
    p.add_argument("--count", type=int, default=100000, help="commands in the closed loop")
    p.add_argument("--outstanding", type=int, default=64)
    p.add_argument("--open-count", type=int, default=2500)
    p.add_argument("--rate", type=int, default=500, help="commands a second, open loop")
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--posts", type=int, default=10000)
    p.add_argument("--people", type=int, default=50000)
    p.add_argument("--quick", action="store_true", help="20,000 commands, one run")
    p.add_argument("--only", nargs="*", default=["botschafter", "bolt", "grouped"])
    p.add_argument("--json", type=pathlib.Path, help="write all runs there")
    args = p.parse_args()
    if args.quick:
        args.count, args.runs, args.open_count = 20000, 1, 1000
    args.slack_load = args.build / "tests/bench/slack_load"
    return args


def contestants(args, work):
    made = {
        "botschafter": lambda: Daemon(args, work, work / "library"),
        "bolt": lambda: BoltApp(args, work, "each"),
        "grouped": lambda: BoltApp(args, work, "together"),
    }
    return [made[name]() for name in args.only]


def run(args, work):
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    args.made = posts.make(args.posts, now)
    posts.write_library(args.made, work / "library")
    racing = contestants(args, work)
    for contestant in racing:
        contestant.prepare(args)
    runs = {c.name: [] for c in racing}
    for n in range(args.runs):
        for contestant in racing:
            print(f"run {n + 1} of {args.runs}: {contestant.name} ...", file=sys.stderr)
            runs[contestant.name].append(measure(contestant, args, work / "run"))
    if args.json:
        args.json.write_text(json.dumps(runs, indent=1))
    results = {name: medians(r) for name, r in runs.items()}
    print_table(results)
    most, fastest = ceiling(args, work), max(r["answers/s"] for r in results.values())
    print(f"the load generator's own ceiling: {most:,.0f} answers/s, "
          f"{most / fastest:.1f} times the fastest")
    if most < 3 * fastest:
        raise Failed("the load generator was too slow beside it: is the machine busy?")


def main():
    args = options()
    with tempfile.TemporaryDirectory(prefix="botschafter-bench-") as work:
        try:
            run(args, pathlib.Path(work))
        except Failed as failed:
            print(f"bench: {failed}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
