# Constants that are each made of the next one.
{
    for i in $(seq 50000); do echo "const C$i = C$((i + 1))"; done
    echo 'const C50001 = 1'
    echo 'user A { wait 1s task t { log C1 } }'
} >chain.swarm
"$swarmc" check chain.swarm 2>&1 | head -n 4
