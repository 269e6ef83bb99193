printf 'import time\nfrom locust import HttpUser, task\n\nclass Shopper(HttpUser):\n    @task\n    def home(self):\n        self.client.get("/")\n' > locustfile.py
"$swarmc" check locustfile.py
cp locustfile.py shop.swarm
"$swarmc" check shop.swarm
printf 'execution:\n- concurrency: 10\n' > load.yml
"$swarmc" check load.yml
printf 'user Visitor { task home { get "/" } }\n' > odd.py
"$swarmc" check odd.py
