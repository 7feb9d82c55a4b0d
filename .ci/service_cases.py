#!/usr/bin/env python3
"""Runs the recorded cases that need other services, each in services that are empty, and holds the results against the mark.

service_cases.py CASES_FOLDER MOTO_URL -- OPTIONS_OF_THE_RUNNER...
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

OUTCOME = 0.95  # of all of these cases
ENGINE = {"lambda", "states"}


def ids(folder):
    cases = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return [case["id"] for case in cases if set(case["needs"]) - ENGINE]


def result(cases, case_id, options):
    with tempfile.NamedTemporaryFile() as report:
        subprocess.run(
            [sys.executable, cases / "run_conformance.py", "--cases", cases / "cases", "--needs", "all", "--jobs", "1",
             "--filter", "^%s$" % re.escape(case_id), "--report", report.name, *options],
            stdout=subprocess.DEVNULL, check=False)
        found = [case for case in json.load(report)["cases"] if case["id"] == case_id]
        return found[0] if found else {"id": case_id, "outcome": "fail", "history": "fail"}


def main():
    cases, moto, options = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[4:]
    known = json.loads((pathlib.Path(__file__).parent / "known-differences.json").read_text())
    results = []
    for case_id in ids(cases / "cases"):
        urllib.request.urlopen(urllib.request.Request(moto + "/moto-api/reset", method="POST")).read()
        results.append(result(cases, case_id, options))
    for case in results:
        if case["outcome"] == "fail":
            print("  differs:", case["id"], "(%s)" % known.get(case["id"], "UNKNOWN"))
        elif case["history"] == "fail":
            print("  history differs:", case["id"])
    share = {level: sum(case[level] == "pass" for case in results) for level in ("outcome", "history")}
    print("services: %d cases, outcome %.1f %%, history %.1f %%" % (
        len(results), 100 * share["outcome"] / len(results), 100 * share["history"] / len(results)))
    sys.exit(0 if share["outcome"] >= OUTCOME * len(results) else 1)


main()
