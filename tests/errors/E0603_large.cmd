truncate -s 65M large.swarm
"$swarmc" check large.swarm
rm large.swarm
