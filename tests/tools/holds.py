"""Evaluates conditions for a test script, in one process for all of them:

    holds.py PRELUDE

Each line of standard input is a condition, a Python expression, and the arguments for `names`, a function of the Python file
PRELUDE, with U+001F between them. The condition sees what PRELUDE defines and the dictionary that names(*arguments)
returns. The answer is a line: empty if the condition is true, else what is wrong, with U+001E for line ends."""
import sys
import traceback

scope = {}
with open(sys.argv[1], encoding="utf-8") as file:
    exec(compile(file.read(), sys.argv[1], "exec"), scope)


def wrong(condition, *arguments):
    try:
        names = scope["names"](*arguments)
        return "" if eval("(" + condition + ")", {**scope, **names}) else "doesn't hold: " + condition
    except Exception:
        return condition + "\n" + traceback.format_exc(limit=-2)


for line in sys.stdin.buffer:
    fields = line.decode("utf-8", "surrogateescape").rstrip("\n").split("\x1f")
    answer = wrong(*fields).replace("\n", "\x1e") + "\n"
    sys.stdout.buffer.write(answer.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
