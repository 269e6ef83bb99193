"$swarmc" check missing.swarm
