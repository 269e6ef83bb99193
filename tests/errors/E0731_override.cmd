printf 'const limit = 5\nuser Visitor { task home { get "/${limit}" } }\n' > limit.swarm
"$swarmc" check --var limit limit.swarm
