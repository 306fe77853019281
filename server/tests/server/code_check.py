"""Reads programs and names what is wrong with them: syntax, names that nothing defines, imports that nothing uses.

Each line of standard input is a JSON object: a name, and the code.
"""

import ast
import builtins
import json
import sys


def faults(code: str) -> list[str]:
    try:
        tree = ast.parse(code)
        compile(code, "program", "exec")
    except SyntaxError as fault:
        return [str(fault)]
    defined, imported, used = set(dir(builtins)) | {"__name__"}, set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom():
                imported |= {alias.asname or alias.name for alias in node.names}
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                defined.add(node.name)
            case ast.arg():
                defined.add(node.arg)
            case ast.Name(ctx=ast.Load()):
                used.add(node.id)
            case ast.Name():
                defined.add(node.id)
    long = [f"line {n} is long" for n, line in enumerate(code.splitlines(), 1) if len(line) > 120]
    return (
        [f"nothing defines {name}" for name in sorted(used - defined - imported)]
        + [f"nothing uses {name}" for name in sorted(imported - used)]
        + long
    )


found = {}
for line in sys.stdin:
    program = json.loads(line)
    found |= {program["name"]: wrong} if (wrong := faults(program["code"])) else {}
json.dump(found, sys.stdout)
