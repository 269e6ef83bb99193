# More errors than are shown: the rest are counted.
{
    echo 'user A { wait 1s task t {'
    for i in $(seq 250); do echo "    log nope$i"; done
    echo '} }'
} >many.swarm
"$swarmc" check many.swarm 2>&1 | tail -n 6
