#!/usr/bin/python3
"""Reads /stats/requests as the usual Prometheus exporter for Locust does (a decoder into typed fields: text stays text, whole
numbers stay whole, missing members are zero), and prints metrics. `locust_exporter.py URL`. Fails if a member has another type."""
import json
import sys
import urllib.request

ROW = {"method": str, "name": str, "num_requests": int, "num_failures": int, "avg_response_time": float,
       "min_response_time": float, "max_response_time": float, "current_rps": float, "current_fail_per_sec": float,
       "median_response_time": float, "ninetieth_response_time": float, "ninety_ninth_response_time": float,
       "avg_content_length": float}
ERROR = {"method": str, "name": str, "error": str, "occurrences": int}
WHOLE = {"total_rps": float, "fail_ratio": float, "state": str, "user_count": int,
         "current_response_time_percentile_95": float, "current_response_time_percentile_50": float}


def typed(kind, value):
    """A member as the exporter's decoder takes it: null leaves the zero value."""
    if value is None:
        return kind()
    if kind is str and isinstance(value, str) or kind is int and isinstance(value, int):
        return value
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise SystemExit(f"{value!r} isn't {kind.__name__}")


def decode(kinds, value):
    return {name: typed(kind, value.get(name)) for name, kind in kinds.items()}


def main():
    with urllib.request.urlopen(sys.argv[1] + "/stats/requests", timeout=20) as answer:
        document = json.load(answer)
    whole = decode(WHOLE, document)
    print("locust_up 1")
    print(f"locust_users {whole['user_count']}")
    print(f"locust_running {int(whole['state'] in ('running', 'spawning'))}")
    print(f"locust_total_rps {whole['total_rps']}")
    print(f"locust_fail_ratio {whole['fail_ratio']}")
    for row in (decode(ROW, row) for row in document["stats"]):
        labels = f'{{method="{row["method"]}",name="{row["name"]}"}}'
        for name, kind in ROW.items():
            if kind is not str:
                print(f"locust_requests_{name}{labels} {row[name]}")
    for error in (decode(ERROR, error) for error in document["errors"]):
        print('locust_errors{method="%s",name="%s",error="%s"} %d' % tuple(error.values()))


main()
