#!/usr/bin/env python3
"""deploy/, held to itself and to the programs: deploy.py SWARM METRICS FOLDER. Each file parses; what refers to something (a port, a
volume, a label, a service, a parameter) refers to what is there; each command line of a container is one that swarm takes; each metric
of the dashboard is in METRICS, a page of a real run. FOLDER is for files. One line of TAP per check.

Charts are rendered by tests/tools/helm_render.py, which knows the part of Helm's templates that this chart uses, so `helm` isn't needed.
With kubectl on this machine, what has a pod is also read by its types, which knows all fields."""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import yaml

sys.path.insert(0, 'tests/tools')
import helm_render  # noqa: E402

SWARM, METRICS, WORK = sys.argv[1:]
CHART = 'deploy/helm/swarm'
VARIANTS = {
    'as it comes': {},
    'headless': {'headless': True, 'host': 'http://shop.test', 'run': {'users': 1000000, 'run-time': '10m'}},
    'with a Secret for everything': {'scenario': {'existingSecret': 'shop'}, 'clusterKey': {'secret': 'key'},
                                     'webLogin': {'secret': 'login'}, 'image': {'pullSecrets': [{'name': 'registry'}]}},
    'with a ConfigMap that exists': {'scenario': {'existingConfigMap': 'shop'}, 'podAnnotations': {'a': 'b'}},
    'autoscaling': {'autoscaling': {'enabled': True}},
    'with all lists filled': {
        'master': {'args': ['--html', 'report.html'], 'env': [{'name': 'PASSWORD', 'value': 'x'}], 'nodeSelector': {'a': 'b'},
                   'tolerations': [{'key': 'load', 'operator': 'Exists'}]},
        'worker': {'args': ['--local-ips', '127.0.0.1'], 'env': [{'name': 'PASSWORD', 'value': 'x'}], 'nodeSelector': {'a': 'b'},
                   'tolerations': [{'key': 'load', 'operator': 'Exists'}], 'localPortRange': ''},
        'networkPolicy': {'pageFrom': [{'namespaceSelector': {'matchLabels': {'a': 'b'}}}]}, 'service': {'annotations': {'a': 'b'}}},
    'without network policies': {'networkPolicy': {'enabled': False}},
}

checks = failed = 0


def check(name, problems):
    global checks, failed
    checks += 1
    failed += bool(problems)
    print(f'{"not ok" if problems else "ok"} - {name}')
    for problem in problems[:20]:
        print('#   ' + str(problem).replace('\n', '\n#   '))


def text_of(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def files(folder, *endings):
    return sorted(os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith(endings))


def every(value, key):
    """All values of this key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from every(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner, key)


# ---- command lines ----

def command_problems(words, mounts, environment=()):
    """What swarm says against a command line. `mounts`: path in the container -> path here. Without `run` in front it is `run`."""
    words = words[1:] if words[0] in ('swarm', 'locust') else words
    for inside, here in mounts.items():
        words = [word.replace(inside, here) for word in words]
    run = subprocess.run([SWARM] + words + ['--help' if words[0] == 'target' else '--list'], capture_output=True, text=True, env=dict(os.environ, HOME=WORK, **dict(environment)), timeout=60)
    return [] if run.returncode == 0 else [f'{shlex.join(words)}: {run.stderr}']


# ---- Kubernetes ----

class Cluster:
    """The objects of some manifests."""

    def __init__(self, documents):
        self.objects = [one for one in documents if one]
        self.problems = []

    def kind(self, *kinds):
        return [one for one in self.objects if one['kind'] in kinds]

    def expect(self, condition, problem):
        if not condition:
            self.problems.append(problem)

    def selects(self, selector, what):
        pods = [one['spec']['template'] for one in self.kind('Deployment', 'Job')]
        found = [pod for pod in pods if selector.items() <= pod['metadata']['labels'].items()]
        self.expect(len(found) == 1, f'{what} selects {len(found)} pods')
        return found

    def check_ports(self, ports, pods, what):
        for pod in pods:
            names = {port['name'] for container in pod['spec']['containers'] for port in container['ports']}
            for port in ports:
                self.expect(port in names, f'{what}: the pod has no port {port}')

    def check_links(self):
        for service in self.kind('Service'):
            pods = self.selects(service['spec']['selector'], f'service {service["metadata"]["name"]}')
            self.check_ports([port['targetPort'] for port in service['spec']['ports']], pods, 'service')
        for policy in self.kind('NetworkPolicy'):
            pods = self.selects(policy['spec']['podSelector']['matchLabels'], policy['metadata']['name'])
            self.check_ports([port['port'] for rule in policy['spec']['ingress'] for port in rule['ports']], pods, 'policy')
            for rule in policy['spec']['ingress']:
                for peer in rule.get('from', []):
                    if 'podSelector' in peer:
                        self.selects(peer['podSelector']['matchLabels'], 'a rule of a policy')
        for scaler in self.kind('HorizontalPodAutoscaler'):
            names = [one['metadata']['name'] for one in self.kind(scaler['spec']['scaleTargetRef']['kind'])]
            self.expect(scaler['spec']['scaleTargetRef']['name'] in names, 'the autoscaler scales nothing')
        names = [(one['kind'], one['metadata']['name']) for one in self.objects]
        self.expect(len(set(names)) == len(names), 'two objects have one name')

    def files_of(self, pod, folder):
        """The files that the scenario's volume has; the default one where a Secret or a ConfigMap is somebody's own."""
        os.makedirs(folder, exist_ok=True)
        maps = {one['metadata']['name']: one['data'] for one in self.kind('ConfigMap')}
        for volume in pod['volumes']:
            data = maps.get(volume.get('configMap', {}).get('name'), {})
            for name, text in data.items():
                with open(f'{folder}/{name}', 'w', encoding='utf-8') as file:
                    file.write(text)
        if not maps:
            shutil.copy('scenarios/quickstart.swarm', f'{folder}/scenario.swarm')

    def check_workload(self, workload, tag):
        name, spec = workload['metadata']['name'], workload['spec']['template']['spec']
        if 'selector' in workload['spec']:
            self.selects(workload['spec']['selector']['matchLabels'], name)
        self.expect(spec.get('enableServiceLinks') is False, f'{name}: variables of services would be read as options')
        volumes = {volume['name'] for volume in spec['volumes']}
        folder = f'{WORK}/{name}'
        self.files_of(spec, folder)
        for container in spec['containers']:
            self.expect(container['image'] == f'swarm:{tag}', f'{name}: image {container["image"]}')
            for mount in container['volumeMounts']:
                self.expect(mount['name'] in volumes, f'{name}: no volume {mount["name"]}')
            ports = {port['name']: str(port['containerPort']) for port in container['ports']}
            for port in every(container, 'httpGet'):
                self.expect(port['port'] in ports, f'{name}: no port {port["port"]} to probe')
            words = re.split(r'[ =]', ' '.join(container['args']))
            self.expect(words[words.index('--metrics-port') + 1] == ports['metrics'], f'{name}: --metrics-port')
            if '--master-host' in words:
                hosts = [one['metadata']['name'] for one in self.kind('Service')]
                self.expect(words[words.index('--master-host') + 1] in hosts, f'{name}: --master-host is no service')
            variables = {one['name']: one['value'] for one in container.get('env', []) if 'value' in one}
            self.problems += command_problems(container['args'], {'/mnt/swarm': folder}, variables)

    def check_types(self):
        """kubectl drops fields that it doesn't know, so what it prints shows what was misspelled."""
        path = f'{WORK}/workloads.yaml'
        with open(path, 'w', encoding='utf-8') as file:
            yaml.safe_dump_all(self.kind('Deployment', 'Job'), file)
        run = subprocess.run(['kubectl', 'set', 'image', '--local', '-f', path, 'swarm=other', '-o', 'json'], capture_output=True,
                             text=True, env=dict(os.environ, KUBECONFIG='/dev/null'), timeout=60)
        self.expect(run.returncode == 0, run.stderr)
        decoder, at, typed = json.JSONDecoder(), 0, []
        while at < len(run.stdout.rstrip()):
            one, at = decoder.raw_decode(run.stdout, at)
            at += len(run.stdout[at:]) - len(run.stdout[at:].lstrip())
            typed += one.get('items', [one])
        for wanted, got in zip(self.kind('Deployment', 'Job'), typed):
            self.problems += [f'kubectl knows no {field}' for field in sorted(fields(wanted) - fields(got))]

    def check_all(self, name, tag):
        self.check_links()
        for workload in self.kind('Deployment', 'Job'):
            self.check_workload(workload, tag)
        if shutil.which('kubectl'):
            self.check_types()
        check(name, self.problems)


def fields(value, path=''):
    """The paths of all fields that hold something."""
    if isinstance(value, dict):
        return {one for name, inner in value.items() for one in fields(inner, f'{path}.{name}')}
    if isinstance(value, list):
        return {one for inner in value for one in fields(inner, f'{path}[]')}
    return set() if value in (None, '') else {path}


def check_chart(tag):
    chart = yaml.safe_load(text_of(f'{CHART}/Chart.yaml'))
    check('the chart has the version', [] if chart['version'] == chart['appVersion'] == tag else [chart])
    for name, changes in VARIANTS.items():
        try:
            texts = helm_render.render_chart(CHART, changes)
            documents = [one for file, text in texts.items() if file.endswith('.yaml') for one in yaml.safe_load_all(text)]
        except (helm_render.ChartError, yaml.YAMLError) as error:
            check(f'the chart, {name}', [error])
            continue
        Cluster(documents).check_all(f'the chart, {name}', tag)
    templates = ''.join(text_of(path) for path in files(f'{CHART}/templates', ''))
    check('the templates use each value', [path for path in sorted(leaves(yaml.safe_load(text_of(f'{CHART}/values.yaml'))))
                                           if f'.Values.{path}' not in templates and f'.Values.{path.rsplit(".", 1)[0]} ' not in templates])


def leaves(values, path=''):
    """The paths of values, down to lists, texts, and maps that are given on as they are."""
    for name, value in values.items():
        inner = f'{path}.{name}' if path else name
        if isinstance(value, dict) and value and name not in ('resources', 'files'):
            yield from leaves(value, inner)
        else:
            yield inner


# ---- compose ----

def check_compose(tag):
    services = yaml.safe_load(text_of('deploy/compose.yaml'))['services']
    problems = []
    for name, service in services.items():
        mounts = {}
        for volume in service.get('volumes', []):
            here, inside = re.sub(r'\$\{\w+:-(.*?)\}', r'\1', volume).split(':')[:2]
            mounts[inside] = os.path.normpath(f'deploy/{here}')
        problems += [f'{name}: no file {here}' for here in mounts.values() if not os.path.exists(here)]
        problems += [f'{name}: no service {other}' for other in service.get('depends_on', []) if other not in services]
        if name == 'prometheus':
            continue
        image = re.sub(r'\$\{SWARM_IMAGE:-(.*?)\}', r'\1', service['image'])
        problems += [] if image == f'swarm:{tag}' else [f'{name}: image {image}']
        words = shlex.split(service['command'])
        if '--config' in words:
            words[words.index('--config') + 1] = conf_here(mounts.pop('/mnt/swarm.conf'), mounts)
        problems += command_problems(words, mounts)
    problems += conf_problems(services)
    check('compose.yaml', problems)
    targets = [target for one in every(yaml.safe_load(text_of('deploy/prometheus.yml')), 'targets') for target in one]
    names = [name for one in every(yaml.safe_load(text_of('deploy/prometheus.yml')), 'names') for name in one]
    check('prometheus.yml scrapes services of compose.yaml', [one for one in targets + names if one.split(':')[0] not in services])
    check('promtool has nothing to say to prometheus.yml', promtool('config', 'deploy/prometheus.yml'))


def conf_here(path, mounts):
    """A copy of a conf file whose paths are those of this machine."""
    text = text_of(path)
    for inside, here in mounts.items():
        text = text.replace(inside, here)
    with open(f'{WORK}/master.conf', 'w', encoding='utf-8') as file:
        file.write(text)
    return file.name


def conf_problems(services):
    conf = dict(re.findall(r'^([\w-]+) *= *([^#\n]*?) *(?:#.*)?$', text_of('deploy/master.conf'), re.M))
    host = re.match(r'http://([\w-]+):(\d+)$', conf['host'])
    problems = [] if host and host[1] in services and f'--port {host[2]}' in services[host[1]]['command'] else [f'host {conf["host"]}']
    return problems + ([] if f'-f {conf["locustfile"]} ' in services['worker']['command'] else ['the worker has another scenario'])


# ---- clouds ----

def check_clouds():
    arm = json.loads(text_of('deploy/azure/container-instances.json'))
    text = json.dumps(arm['resources']) + json.dumps(arm['outputs']) + json.dumps(arm['variables'])
    uses = set(re.findall(r"parameters\('(\w+)'\)", text))
    variables = set(re.findall(r"variables\('(\w+)'\)", text))
    check('the ARM template uses its parameters and variables, and no others',
          sorted(uses ^ set(arm['parameters'])) + sorted(variables ^ set(arm['variables'])))
    mounts = {'/mnt/swarm/scenario.swarm': 'scenarios/quickstart.swarm'}
    lines = [[re.sub(r'^\[.*\]$', 'http://10.0.0.4', word) for word in command] for command in every(arm, 'command')]
    check('command lines of the ARM template', [one for words in lines for one in command_problems(words, mounts)])
    for path in files('deploy/aws', '.json'):
        lines = every(json.loads(text_of(path)), 'command')
        check(f'command lines of {path}', [one for words in lines for one in command_problems(words, mounts)])
    unit = next(one['content'] for one in yaml.safe_load(text_of('deploy/cloud-init.yaml'))['write_files'] if 'docker run' in one['content'])
    line = re.search(r'^ExecStart=.* IMAGE (.*)$', unit, re.M)[1]
    check('the command line of cloud-init.yaml', command_problems(shlex.split(line), mounts))


# ---- the image ----

def check_image(tag):
    text = text_of('deploy/Dockerfile')
    needed = re.findall(r'NEEDED +(\S+)', subprocess.run(['objdump', '-p', SWARM], capture_output=True, text=True, check=True).stdout)
    packages = set()
    for library in needed:
        paths = subprocess.run(['dpkg', '-S', f'*/{library}'], capture_output=True, text=True, check=False).stdout
        packages |= set(re.findall(r'^([\w.+-]+)(?::\w+)?:', paths, re.M))
    runtime = re.search(r'no-install-recommends ca-certificates (.*?)&&', text.replace('\\\n', ' '), re.S)[1].split()
    own = {one for one in packages if not one.startswith(('libc6', 'libasan', 'libubsan', 'libtsan', 'libgcc', 'lib32', 'libx32'))}
    check('the image has the libraries of the program, and no others', sorted(own ^ set(runtime)))
    check('the image starts swarm', [] if '\nENTRYPOINT ["swarm"]\n' in text and re.search(r'^USER \d+', text, re.M) else ['no ENTRYPOINT or USER'])
    check('the image copies what is there', [one for one in re.findall(r'^COPY (?!--from)(\S+)', text, re.M) if not os.path.exists(one)])
    tags = [one for path in files('deploy', '.yaml', '.yml', 'Dockerfile') for one in re.findall(r'\bswarm:(\d[\w.]*)', text_of(path))]
    check('images are tagged with the version', [one for one in tags if one != tag])


# ---- the dashboard ----

def check_dashboard():
    dashboard = json.loads(text_of('deploy/grafana-dashboard.json'))
    there = set(re.findall(r'^(swarm_\w+)', text_of(METRICS), re.M))
    labels = set(re.findall(r'[{,](\w+)="', text_of(METRICS))) | {'job'}
    expressions = list(every(dashboard, 'expr'))
    check('the dashboard shows metrics that there are',
          [name for one in expressions for name in re.findall(r'swarm_\w+', one) if name not in there])
    check('and labels that there are', [one for one in expressions
                                        for label in re.findall(r'(\w+)!?=~?"', one) + re.findall(r'\w+', ' '.join(re.findall(r'by \((.*?)\)', one)))
                                        if label not in labels])
    path = f'{WORK}/rules.yml'
    rules = [{'record': f'panel:{number}', 'expr': one.replace('$__rate_interval', '1m').replace('$job', 'x')} for number, one in enumerate(expressions)]
    with open(path, 'w', encoding='utf-8') as file:
        yaml.safe_dump({'groups': [{'name': 'dashboard', 'rules': rules}]}, file)
    check('promtool understands its expressions', promtool('rules', path))
    places = [panel['gridPos'] for panel in dashboard['panels']]
    check('its panels lie beside each other', [(a, b) for at, a in enumerate(places) for b in places[:at] if overlap(a, b)] +
          [a for a in places if a['x'] + a['w'] > 24])
    numbers = [panel['id'] for panel in dashboard['panels']]
    check('each panel has a number of its own', [] if len(set(numbers)) == len(numbers) else numbers)


def overlap(a, b):
    return a['x'] < b['x'] + b['w'] and b['x'] < a['x'] + a['w'] and a['y'] < b['y'] + b['h'] and b['y'] < a['y'] + a['h']


def promtool(what, path):
    run = subprocess.run(['promtool', 'check', what, path], capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else [run.stdout + run.stderr]


# ---- all ----

def syntax_problem(path):
    try:
        json.loads(text_of(path)) if path.endswith('.json') else list(yaml.safe_load_all(text_of(path)))
    except (ValueError, yaml.YAMLError) as error:
        return f'{path}: {error}'
    return None


def main():
    tag = re.search(r'^VERSION *:= *(.*)$', text_of('Makefile'), re.M)[1]
    documents = [path for path in files('deploy', '.yaml', '.yml', '.json') if '/templates/' not in path]
    check('all YAML and JSON parses', [one for one in map(syntax_problem, documents) if one])
    check_image(tag)
    check_compose(tag)
    Cluster(yaml.safe_load_all(text_of('deploy/kubernetes.yaml'))).check_all('kubernetes.yaml', tag)
    check_chart(tag)
    check_clouds()
    check_dashboard()
    pages = {page: re.findall(r'\bdeploy/[\w./-]*\w', text_of(page)) for page in ('docs/cluster.md', 'docs/cloud.md', 'README.md')}
    check('the documentation names files that there are',
          [f'{page}: {path}' for page, paths in pages.items() for path in paths if not os.path.exists(path)])
    print(f'1..{checks}')
    return 1 if failed else 0


sys.exit(main())
