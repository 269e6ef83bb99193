echo 'include "b"' > a.swarm
echo 'include "c.swarm"' > b.swarm
printf '# back to the start\ninclude "a"\n' > c.swarm
"$swarmc" check a.swarm
