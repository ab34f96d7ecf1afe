"""What bench/run and bench/memory share: running programs, reading what they print, checking answers."""
import dataclasses, json, math, os, shutil, subprocess, sys, tempfile

BENCH = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(BENCH)
LAUNCHER = os.path.join(ROOT, "hyperslab")
JAVA = os.path.join(BENCH, "java")
MIB = 1 << 20


class Failure(Exception):
    """A message for the user."""


@dataclasses.dataclass
class Outcome:
    facts: dict  # the JSON object that the program printed last
    rss_mib: float  # the most memory the program had resident, as the system counted it


def run_json(command, env=None):
    """Runs a program whose last line of output that begins with { is a JSON object."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL)
        output = process.stdout.read().decode()
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        complaint = errors.read().decode(errors="replace").strip()
    if process.returncode:
        tail = "\n".join(("\n".join((output.strip(), complaint))).splitlines()[-15:])
        raise Failure(f"exit code {process.returncode}: {' '.join(command)}\n{tail}")
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise Failure(f"no JSON in the output of: {' '.join(command)}")
    return Outcome(json.loads(lines[-1]), usage.ru_maxrss / 1024)


def build():
    """Builds the launcher's jar and the benchmarks', so that no build is measured."""
    if subprocess.run([JAVA]).returncode:
        raise Failure("the build failed; see above")


def need_disk(folder, bytes_needed, what):
    free = shutil.disk_usage(folder).free
    if free < bytes_needed:
        raise Failure(f"not enough disk for {what}: {folder} has {free / 1e9:.1f} GB free, {bytes_needed / 1e9:.1f} GB are needed")


def warn_if_busy():
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The machine is busy (load {load:.1f}): the figures are noise.", file=sys.stderr)


@dataclasses.dataclass
class Expected:
    """What a figure computed from random numbers has to be near to."""

    value: float
    tolerance: float
    why: str

    def holds(self, figure):
        return abs(figure - self.value) <= self.tolerance


def random_mean_sum(n):
    """The sum of (x + x.T)[::2, n // 20:].mean(1) over uniform numbers, within 5 sigma.

    With E the selected (row, column) pairs, an element x[i, j] counts once if (i, j) is in E and once if (j, i) is. So
    the variance of the sum is (2 |E| + 2 B) / 12 / columns^2, B being the number of elements that count twice.
    """
    rows, columns = (n + 1) // 2, n - n // 20
    both = (rows - (n // 20 + 1) // 2) ** 2
    sigma = math.sqrt((2 * rows * columns + 2 * both) / 12) / columns
    return Expected(rows, 5 * sigma, "random numbers: within 5 sigma of the expected sum")


def fused_sum(n):
    """The sum of n values of sqrt(a*a + b*b) * 2 - a over uniform numbers, within 5 sigma."""
    mean = 2 * (math.sqrt(2) + math.asinh(1)) / 3 - 0.5
    mean_ra = (7 * math.sqrt(2) / 8 + 3 * math.asinh(1) / 8 - 0.25) / 3  # of a * sqrt(a*a + b*b)
    variance = 4 * 2 / 3 - 4 * mean_ra + 1 / 3 - mean**2
    return Expected(n * mean, 5 * math.sqrt(n * variance), "random numbers: within 5 sigma of the expected sum")
