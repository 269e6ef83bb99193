#!/usr/bin/env python3
"""The structure, held to docs/architecture.md: a line per source file, no line without a file, no include that the
page's table doesn't allow, no circle between folders, no base name twice. One line of TAP per check."""
import os
import re
import sys

PAGE = 'docs/architecture.md'
ROOTS = ('grammar', 'compiler', 'page', 'runtime')
SOURCE = re.compile(r'\.(awk|c|css|def|h|html|js|json|l|sh|y)$')
INCLUDE = re.compile(r'^#include "((?:compiler|grammar|page|runtime)/[^"]+)"', re.M)


def folders():
    """Folders with sources, each with the names of its files."""
    found = {}
    for root in ROOTS:
        for path, _, names in os.walk(root):
            sources = sorted(name for name in names if SOURCE.search(name))
            if sources:
                found[path] = sources
    return found


def full_path(name):
    """The table leaves out `runtime/` in its last column."""
    return name if name.startswith(('compiler', 'grammar', 'page')) else f'runtime/{name}'


def page_table(page):
    """The rows of the include table: folder, patterns of the folders that it may include."""
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.split('|')]
        if len(cells) == 5 and re.fullmatch(r'`[a-z/_]+/`', cells[1]):
            rows[cells[1].strip('`').rstrip('/')] = [full_path(name) for name in re.findall(r'`([a-z/_]+)/`', cells[3])]
    return rows


def page_files(page):
    """The lines per file: folder, names that the page lists."""
    listed, folder = {}, None
    for line in page.splitlines():
        heading = re.fullmatch(r'\*\*([a-z/_]+)/\*\*', line)
        entry = re.match(r'- `([^`]+)` ', line)
        if heading:
            folder = heading.group(1)
            listed[folder] = []
        elif entry and folder:
            stem, braces, ends = entry.group(1).partition('.{')
            listed[folder] += [f'{stem}.{end}' for end in ends.rstrip('}').split(',')] if braces else [stem]
    return listed


def covers(folder, path):
    return path == folder or path.startswith(folder + '/')


def row_of(table, folder):
    """The row that speaks for a folder: its own, or that of the nearest one around it."""
    while folder and folder not in table:
        folder = os.path.dirname(folder)
    return folder


def includes(found):
    """Every include of ours: file, its folder, the folder of what it includes."""
    for folder, names in found.items():
        for name in names:
            path = os.path.join(folder, name)
            if not re.search(r'\.[chly]$', name):
                continue
            with open(path, encoding='utf-8') as file:
                for target in INCLUDE.findall(file.read()):
                    yield path, folder, os.path.dirname(target), target


def circle(edges):
    """A list of folders that include each other in a circle, or None."""
    state = {}

    def visit(node, way):
        state[node] = 'open'
        for target in sorted(edges.get(node, ())):
            if state.get(target) == 'open':
                return way[way.index(target):] + [target] if target in way else [node, target]
            if target not in state:
                found = visit(target, way + [target])
                if found:
                    return found
        state[node] = 'done'
        return None

    for node in sorted(edges):
        if node not in state:
            found = visit(node, [node])
            if found:
                return found
    return None


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, problems):
        self.count += 1
        self.failed += bool(problems)
        print(f'{"not ok" if problems else "ok"} - {name}')
        for problem in problems[:20]:
            print(f'#   {problem}')


def main():
    with open(PAGE, encoding='utf-8') as file:
        page = file.read()
    tap, found, table, listed = Tap(), folders(), page_table(page), page_files(page)
    all_includes = list(includes(found))

    for folder in sorted(set(found) | set(listed)):
        here, there = set(found.get(folder, ())), set(listed.get(folder, ()))
        tap.check(f'{PAGE} lists what is in {folder}/',
                  [f'no line for {name}' for name in sorted(here - there)] +
                  [f'no file {name}' for name in sorted(there - here)])

    tap.check('the table has a row for every folder',
              [folder for folder in found if not row_of(table, folder)] +
              [f'no folder {folder}' for folder in table if not os.path.isdir(folder)])
    for folder, allowed in sorted(table.items()):
        tap.check(f'{folder} includes only what its row allows',
                  [f'{path} includes {name}' for path, source, target, name in all_includes
                   if row_of(table, source) == folder and
                   not any(covers(one, target) for one in allowed + [folder])])

    edges = {}
    for _, source, target, _ in all_includes:
        if source != target:
            edges.setdefault(source, set()).add(target)
    way = circle(edges)
    tap.check('no circle of includes between folders', [' -> '.join(way)] if way else [])

    places = {}
    for folder, names in found.items():
        for name in names:
            if name.endswith(('.c', '.h')):
                places.setdefault(name.rsplit('.', 1)[0], set()).add(folder)
    tap.check('no base name in two folders',
              [f'{name}: {", ".join(sorted(where))}' for name, where in sorted(places.items()) if len(where) > 1])

    print(f'1..{tap.count}')
    return 1 if tap.failed else 0


sys.exit(main())
