#!/usr/bin/python3
"""Compares the HTTP API of Locust with ours, field by field, while both have sent the same requests: names and types of all members,
and the values that have to be equal. `web_compare.py URL-OF-LOCUST URL-OF-SWARM ready|done|stopped`. Prints each difference."""
import csv
import io
import json
import sys
import urllib.parse
import urllib.request

# Members whose values are those of the machine or of a clock, and texts that each program has in its own words.
MEASURED = {"avg_response_time", "min_response_time", "max_response_time", "current_rps", "current_fail_per_sec",
            "median_response_time", "ninetieth_response_time", "ninety_ninth_response_time", "total_rps", "host", "error", "msg",
            "traceback", "current_response_time_percentile_95", "current_response_time_percentile_50"}
# Integers or floats in Locust, as it happens: from 100 ms on it rounds to floats.
NUMBERS = {"ninetieth_response_time", "ninety_ninth_response_time", "avg_response_time", "median_response_time", "current_rps", "current_fail_per_sec", "total_rps", "fail_ratio",
           "avg_content_length", "ratio"}
differences = []


def fetch(base, path, form=None):
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(base + path, data, timeout=30) as answer:
        return answer.headers, answer.read().decode()


def differ(where, one, other):
    differences.append(f"{where}: Locust {one!r}, swarm {other!r}")


def kind_of(name, value):
    if name in NUMBERS and isinstance(value, (int, float)):
        return "number"
    if name.startswith("current_response_time") or name == "method":  # null before there is one
        return "maybe"
    return type(value).__name__


def compare(where, name, one, other):
    if kind_of(name, one) != kind_of(name, other):
        differ(where, one, other)
    elif isinstance(one, dict):
        if set(one) != set(other):
            differ(where, sorted(one), sorted(other))
        for key in one:
            if key in other:
                compare(f"{where}.{key}", key, one[key], other[key])
    elif isinstance(one, list):
        if len(one) != len(other):
            differ(where, one, other)
        for index, (left, right) in enumerate(zip(one, other)):
            compare(f"{where}[{index}]", name, left, right)
    elif name not in MEASURED and (one or None) != (other or None):
        differ(where, one, other)


def json_of(base, path, form=None):
    headers, text = fetch(base, path, form)
    if headers.get_content_type() != "application/json":
        differences.append(f"{base}{path}: {headers.get_content_type()}")
    return json.loads(text)


def sort_errors(document):
    document.get("errors", []).sort(key=lambda error: (error["method"], error["name"]))
    return document


def same_json(locust, swarm, path, form=None):
    compare(path, "", sort_errors(json_of(locust, path, form)), sort_errors(json_of(swarm, path, form)))


def same_text(locust, swarm, path):
    one, other = fetch(locust, path), fetch(swarm, path)
    if (one[0].get_content_type(), one[1]) != (other[0].get_content_type(), other[1]):
        differ(path, one[1], other[1])


def same_csv(locust, swarm, path, columns):
    """The heads are equal, and the named columns."""
    tables = []
    for base in (locust, swarm):
        headers, text = fetch(base, path)
        tables.append(list(csv.reader(io.StringIO(text))))
        if headers.get_content_type() != "text/csv" or not headers["Content-Disposition"].startswith("attachment;"):
            differences.append(f"{base}{path}: {headers}")
    if tables[0][0] != tables[1][0]:
        differ(path, tables[0][0], tables[1][0])
    picked = [sorted([row[table[0].index(column)] for column in columns] for row in table[1:]) for table in tables]
    if picked[0] != picked[1]:
        differ(path, *picked)


def done(locust, swarm):
    same_json(locust, swarm, "/stats/requests")
    same_json(locust, swarm, "/exceptions")
    same_json(locust, swarm, "/tasks")
    same_csv(locust, swarm, "/stats/requests/csv", ["Type", "Name", "Request Count", "Failure Count", "Average Content Size"])
    same_csv(locust, swarm, "/stats/failures/csv", ["Method", "Name", "Occurrences"])
    same_csv(locust, swarm, "/exceptions/csv", ["Count", "Nodes"])


def changes(locust, swarm):
    """Those that Locust refuses are refused, those that it takes are taken, with the same words."""
    same_text(locust, swarm, "/stats/reset")
    same_json(locust, swarm, "/stop")
    same_json(locust, swarm, "/swarm", {"user_count": 1, "spawn_rate": 1, "run_time": "1m30s"})
    same_json(locust, swarm, "/stop")


def main():
    locust, swarm, what = sys.argv[1:]
    if what == "ready":
        same_json(locust, swarm, "/stats/requests")
        same_json(locust, swarm, "/exceptions")
        same_json(locust, swarm, "/swarm", {"user_count": 2, "spawn_rate": 100})
    elif what == "done":
        done(locust, swarm)
    else:
        changes(locust, swarm)
    print("\n".join(differences))
    sys.exit(bool(differences))


main()
