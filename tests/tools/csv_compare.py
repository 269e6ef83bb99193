"""What `swarm run --csv` wrote, held to what Locust wrote of the same requests:

    csv_compare.py LOCUST_PREFIX SWARM_PREFIX

The same files, headers, line ends and rows in the same order, and each field of the same type. Says on standard output
what differs; exit status 1 if anything does."""
import csv
import io
import re
import sys

ENDINGS = ["_stats.csv", "_stats_history.csv", "_failures.csv", "_exceptions.csv"]
NUMBERS = {"int", "float"}
# Locust's median is an int, but a float where rounding would put it outside of min and max.
EITHER = {"Median Response Time", "Total Median Response Time"}

differences = 0


def differ(*words):
    global differences
    differences += 1
    print(*words)


def kind(text):
    """The type of a field: what a reader may call on it."""
    if re.fullmatch(r"\d+", text):
        return "int"
    if re.fullmatch(r"\d+\.\d+(e-\d+)?", text):
        return "float"
    return text if text in ("", "N/A") else "text"


def read(path):
    """The rows as dictionaries, after a look at the bytes."""
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
    if not text.endswith("\r\n") or text.split("\n", 1)[0][-1] != "\r":
        differ(path, "has lines that don't end with CR LF")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        if len(row) != len(rows[0]):
            differ(path, "has a row of", len(row), "fields:", row)
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def names(rows):
    return [(row.get("Type", row.get("Method")), row["Name"]) for row in rows]


def fields_compare(where, locust, swarm):
    for column in locust:
        kinds = kind(locust[column]), kind(swarm[column])
        if kinds[0] != kinds[1] and not (column in EITHER and set(kinds) <= NUMBERS):
            differ(where, column, "is", kinds[1], repr(swarm[column]), "where Locust has", kinds[0], repr(locust[column]))


def rows_compare(where, locust, swarm):
    if names(locust) != names(swarm):
        differ(where, "rows", names(swarm), "where Locust has", names(locust))
    for theirs, ours in zip(locust, swarm):
        fields_compare(f"{where} of {names([ours])[0]}:", theirs, ours)


def moments(rows):
    """The history, a list of rows for each timestamp."""
    found = {}
    for row in rows:
        found.setdefault(int(row["Timestamp"]), []).append(row)
    if list(found) != sorted(found):
        differ("the history goes back in time:", list(found))
    return list(found.values())


def history_compare(locust, swarm):
    theirs, ours = moments(locust), moments(swarm)
    for row in theirs[0] + ours[0]:
        row["Timestamp"] = "0"
    if theirs[0] != ours[0]:
        differ("the history begins with", ours[0], "where Locust's does with", theirs[0])
    for moment in theirs[1:] + ours[1:]:
        for row in moment:
            rates_check(row)
    rows_compare("history", theirs[-1], ours[-1])


def rates_check(row):
    for column in ("Requests/s", "Failures/s"):
        if not re.fullmatch(r"\d+\.\d{6}", row[column]):
            differ("history", column, "has not six decimals:", row[column])


def end_check(history, stats):
    """swarm's last moment is the end: the same totals as in the statistics."""
    last = moments(history)[-1]
    for row, total in zip(last, stats if len(last) > 1 else stats[-1:]):
        for column in (c for c in row if c.startswith("Total ")):
            name = column[6:] if "Count" not in column else column.replace("Total ", "")
            if row[column] != total[name]:
                differ("the history ends with", column, row[column], "and not", total[name])


def sizes_compare(locust, swarm):
    """These don't depend on the moment or the machine, so they are the same to the letter."""
    for theirs, ours in zip(locust[:-1], swarm[:-1]):
        if theirs["Average Content Size"] != ours["Average Content Size"]:
            differ("size", ours["Average Content Size"], "where Locust has", theirs["Average Content Size"])


def failures_compare(locust, swarm):
    """Locust has them in the order of a digest of their texts; swarm by method, name and error."""
    locust.sort(key=lambda row: (row["Method"], row["Name"]))
    rows_compare("failures", locust, swarm)


def exceptions_compare(locust, swarm):
    if len(locust) != len(swarm):
        differ(len(swarm), "exceptions where Locust has", len(locust))
    for theirs, ours in zip(locust, swarm):
        fields_compare("exceptions:", theirs, ours)
        if ours["Nodes"] != theirs["Nodes"]:
            differ("exceptions are of", ours["Nodes"], "where Locust's are of", theirs["Nodes"])


def main(locust, swarm):
    theirs, ours = {}, {}
    for ending in ENDINGS:
        their_head, theirs[ending] = read(locust + ending)
        our_head, ours[ending] = read(swarm + ending)
        if their_head != our_head:
            differ(ending, "header", our_head, "where Locust has", their_head)
    rows_compare("stats", theirs["_stats.csv"], ours["_stats.csv"])
    sizes_compare(theirs["_stats.csv"], ours["_stats.csv"])
    history_compare(theirs["_stats_history.csv"], ours["_stats_history.csv"])
    end_check(ours["_stats_history.csv"], ours["_stats.csv"])
    failures_compare(theirs["_failures.csv"], ours["_failures.csv"])
    exceptions_compare(theirs["_exceptions.csv"], ours["_exceptions.csv"])
    sys.exit(differences > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
