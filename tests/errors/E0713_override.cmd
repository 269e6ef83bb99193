printf 'const limit = 5\nuser Visitor { task home { get "/${limit}" } }\n' > limit.swarm
"$swarmc" check --var lmit=6 limit.swarm
"$swarmc" check --var =6 limit.swarm
