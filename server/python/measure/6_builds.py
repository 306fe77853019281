# ------------------------------------------------------------------------------------------------ two builds
# Kinds of pure Python: the same text runs on both builds, and prints the best seconds of each.
SPEED = """
import json, time
class Account:
    def __init__(self): self.total = 0
    def add(self, amount): self.total += amount
def arithmetic():
    x = 1
    for _ in range(60000): x = (x * 1103515245 + 12345) & 0x7fffffff
def allocation():
    for i in range(12000): pair = ({"a": i, "b": [i, None]}, i)
def methods():
    account = Account()
    for i in range(40000): account.add(i)
def call(n): return n
def calls():
    for i in range(50000): call(i)
def dicts():
    counts = {}
    for i in range(40000): counts[i % 997] = counts.get(i % 997, 0) + 1
def strings():
    for i in range(8000): ",".join(("item %d" % i).split()).upper()
def floats():
    x = 0.5
    for _ in range(60000): x = 3.7 * x * (1.0 - x)
def comprehensions():
    for _ in range(60): sum([i * i for i in range(500) if i & 1])
best = {}
for kind in (arithmetic, allocation, methods, calls, dicts, strings, floats, comprehensions):
    for _ in range(6):
        begin = time.perf_counter()
        kind()
        taken = time.perf_counter() - begin
        best[kind.__name__] = min(best.get(kind.__name__, taken), taken)
print(json.dumps(best))
"""


def default_build():
    """The executable of the default build of this version, if it is to be found."""
    name = "python%d.%d" % sys.version_info[:2]
    for folder in (os.path.dirname(sys.executable), None):
        found = shutil.which(name, path=folder)
        question = "import sysconfig, sys; print(sysconfig.get_config_var('Py_GIL_DISABLED') or 0, sys.version_info[:2])"
        if found and output_of(found, question).split(None, 1)[0] == "0":
            return found
    raise Skip("there is no %s here to compare with: install the default build of this version too" % name)


def measure_two_builds():
    """Time of pure Python on this build over the default build: rounds in turn, the best of each kind."""
    default, best = default_build(), [{}, {}]
    for _ in range(reps(10)):
        for mine, executable in zip(best, (default, sys.executable)):
            for kind, seconds in json.loads(output_of(executable, SPEED)).items():
                mine[kind] = min(mine.get(kind, seconds), seconds)
    ratios = sorted(best[1][kind] / best[0][kind] for kind in best[0])
    product = 1.0
    for ratio in ratios:
        product *= ratio
    return {"time_over_default_build": [product ** (1 / len(ratios)), ratios[0], ratios[-1]]}
