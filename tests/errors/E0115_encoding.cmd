printf 'user Visitor { task home { get "/caf\351?q=\374" } }\n' > latin.swarm
"$swarmc" check latin.swarm
printf '# caf\303\251 \342\202\nuser Visitor { task home { get "/" } }\n' > cut.swarm
"$swarmc" check cut.swarm
printf 'include "latin"\nuser Other { task home { get "/caf\303\251" } }\n' > main.swarm
"$swarmc" check main.swarm
