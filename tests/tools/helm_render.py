"""Renders the templates of a Helm chart: the part of Go's templates and of Helm's functions that deploy/helm uses. What it doesn't know
is an error, and so is a value that values.yaml doesn't have, where Helm itself would take it as empty."""
import hashlib
import json
import os
import re

import yaml

ACTION = re.compile(r'\{\{(- )?\s*(.*?)\s*( -)?\}\}', re.S)
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[()|]|:=|,|[^\s()|,]+')


class ChartError(Exception):
    """What is wrong with a chart, in a sentence."""


# ---- functions ----

def to_yaml(value):
    return yaml.safe_dump(value, default_flow_style=False, sort_keys=True, width=1000).removesuffix('...\n').rstrip('\n')


def indent(width, text):
    return '\n'.join(' ' * int(width) + line for line in text.split('\n'))


def as_text(value):
    if value is None:
        return ''
    return str(value).lower() if isinstance(value, bool) else str(value)


FUNCTIONS = {
    'toYaml': to_yaml,
    'toJson': json.dumps,
    'indent': indent,
    'nindent': lambda width, text: '\n' + indent(width, text),
    'quote': lambda value: json.dumps(as_text(value)),
    'default': lambda other, value: value or other,
    'or': lambda *values: next((value for value in values if value), values[-1]),
    'and': lambda *values: next((value for value in values if not value), values[-1]),
    'not': lambda value: not value,
    'printf': lambda form, *values: form % values,
    'upper': str.upper,
    'replace': lambda old, new, text: text.replace(old, new),
    'trimAll': lambda characters, text: text.strip(characters),
    'sha256sum': lambda text: hashlib.sha256(text.encode()).hexdigest(),
}


# ---- the tree of a template ----

def tokens_of(text):
    """Texts, and actions as one-element tuples, with the blanks removed that `{{-` and `-}}` trim."""
    found, at, trims = [], 0, False
    for match in ACTION.finditer(text):
        before = text[at:match.start()]
        before = before.lstrip() if trims else before
        found += [before.rstrip() if match[1] else before, (match[2],)]
        at, trims = match.end(), bool(match[3])
    return found + [text[at:].lstrip() if trims else text[at:]]


def parse(tokens, defines, inside=False):
    """Nodes up to the `end` or `else` that closes them, and that word."""
    nodes = []
    while tokens:
        token = tokens.pop(0)
        if isinstance(token, str):
            nodes.append(token)
            continue
        word, _, rest = token[0].partition(' ')
        if word in ('end', 'else'):
            if not inside:
                raise ChartError(f'`{word}` without a block')
            return nodes, token[0]
        if word == 'define':
            defines[rest.strip('"')], _ = parse(tokens, defines, True)
        elif word in ('if', 'with', 'range'):
            nodes.append((word, rest) + branches(tokens, defines))
        elif not word.startswith('/*'):
            nodes.append(('print', token[0]))
    if inside:
        raise ChartError('a block has no `end`')
    return nodes, None


def branches(tokens, defines):
    body, closing = parse(tokens, defines, True)
    if closing == 'end':
        return body, []
    if closing.startswith('else if '):
        return body, [('if', closing.removeprefix('else if ')) + branches(tokens, defines)]
    other, _ = parse(tokens, defines, True)
    return body, other


# ---- evaluation ----

class Template:
    def __init__(self, defines, root):
        self.defines, self.root = defines, root

    def field(self, value, path):
        for name in path.split('.'):
            if not isinstance(value, dict) or name not in value:
                raise ChartError(f'there is no value .{path}')
            value = value[name]
        return value

    def operand(self, words, dot, variables):
        word = words.pop(0)
        if word == '(':
            value = self.pipeline(words, dot, variables)
            words.pop(0)
            return value
        if word.startswith('"'):
            return json.loads(word)
        if word == '.' or word == '$':
            return dot if word == '.' else self.root
        if word.startswith('.'):
            return self.field(dot, word[1:])
        if word.startswith('$.'):
            return self.field(self.root, word[2:])
        if word in variables:
            return variables[word]
        if re.fullmatch(r'\d+', word):
            return int(word)
        raise ChartError(f'`{word}` is neither a value nor a function that is known')

    def command(self, words, dot, variables, piped):
        name = words[0]
        if name != 'include' and name not in FUNCTIONS:
            return self.operand(words, dot, variables)
        words.pop(0)
        arguments = []
        while words and words[0] not in ('|', ')'):
            arguments.append(self.operand(words, dot, variables))
        arguments += piped
        if name == 'include':
            return self.render(self.defines[arguments[0]], arguments[1], {})
        return FUNCTIONS[name](*arguments)

    def pipeline(self, words, dot, variables):
        value = self.command(words, dot, variables, [])
        while words and words[0] == '|':
            words.pop(0)
            value = self.command(words, dot, variables, [value])
        return value

    def value(self, text, dot, variables):
        words = TOKEN.findall(text)
        value = self.pipeline(words, dot, variables)
        if words:
            raise ChartError(f'`{text}`: nothing takes `{words[0]}`')
        return value

    def loop(self, node, dot, variables):
        _, head, body, _ = node
        names = []
        if ':=' in head:
            left, head = head.split(':=')
            names = re.findall(r'\$\w+', left)
        items = self.value(head, dot, variables)
        pairs = sorted(items.items()) if isinstance(items, dict) else enumerate(items)
        return ''.join(self.render(body, item, {**variables, **dict(zip(names, (key, item)[-len(names):] if names else ()))})
                       for key, item in pairs)

    def render(self, nodes, dot, variables):
        out = ''
        for node in nodes:
            if isinstance(node, str):
                out += node
            elif node[0] == 'print':
                out += as_text(self.value(node[1], dot, variables))
            elif node[0] == 'range':
                out += self.loop(node, dot, variables)
            else:
                value = self.value(node[1], dot, variables)
                inner = value if node[0] == 'with' and value else dot
                out += self.render(node[2] if value else node[3], inner, variables)
        return out


def merge(values, changes):
    for key, change in changes.items():
        both = isinstance(change, dict) and isinstance(values.get(key), dict)
        values[key] = merge(dict(values[key]), change) if both else change
    return values


def render_chart(folder, changes, release='load'):
    """The text of each template of the chart, by name, with these changes of its values."""
    with open(f'{folder}/Chart.yaml', encoding='utf-8') as file:
        chart = yaml.safe_load(file)
    with open(f'{folder}/values.yaml', encoding='utf-8') as file:
        values = merge(yaml.safe_load(file), changes)
    defines, trees = {}, {}
    for name in sorted(os.listdir(f'{folder}/templates')):
        with open(f'{folder}/templates/{name}', encoding='utf-8') as file:
            try:
                trees[name], _ = parse(tokens_of(file.read()), defines)
            except ChartError as error:
                raise ChartError(f'{name}: {error}') from error
    root = {'Values': values, 'Release': {'Name': release, 'Namespace': 'default'},
            'Chart': {'Name': chart['name'], 'Version': chart['version'], 'AppVersion': chart['appVersion']}}
    texts = {}
    for name, tree in trees.items():
        try:
            texts[name] = Template(defines, root).render(tree, root, {})
        except ChartError as error:
            raise ChartError(f'{name}: {error}') from error
    return texts
