mkdir folder.swarm
"$swarmc" check folder.swarm
