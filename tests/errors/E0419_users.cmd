echo 'setup { log "nobody comes" }' > nobody.swarm
"${swarmc%c}" run nobody.swarm --headless
