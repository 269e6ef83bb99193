printf 'user Visitor {\0}' > binary.swarm
"$swarmc" check binary.swarm
