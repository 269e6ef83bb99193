# Replays: scenarios on virtual time, with scripted answers, against what must happen to the millisecond.
exec "${B:-build}"/tests/tools/replay tests/replay/*.swarm
