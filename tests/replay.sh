# Replays: scenarios on virtual time, with scripted answers, against what must happen to the millisecond.
. tests/lib.sh
"$B"/tests/tools/replay tests/replay/*.swarm
