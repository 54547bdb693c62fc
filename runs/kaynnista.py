"""Sets everything up on a fresh machine and runs one command: the main job, the tests, or any `sote` command.

    python3 runs/kaynnista.py                    the main job: sote esittely
    python3 runs/kaynnista.py testit [ARGS]      lint, types, directions of imports, tests (ARGS go to pytest)
    python3 runs/kaynnista.py sote ARGS          any sote command, such as: sote scenario list
    python3 runs/kaynnista.py sote app           the browser: brings what it needs besides

It needs git's checkout and any Python from 3.9 on with venv, and nothing else. It finds a Python that the model runs on
(or has uv bring one), makes `.venv`, installs what the lock file names with every hash checked, installs the project
itself and compiles the model's rules. What is in place already is left alone: the second time takes a moment.

Environment: SOTEMALLI_PYTHON names the Python to build `.venv` on; UV_PYTHON_INSTALL_MIRROR, UV_DEFAULT_INDEX,
HTTPS_PROXY and SSL_CERT_FILE are obeyed as uv reads them, and pip's own index-url and cert are handed on to uv.

Exit codes: 0 done; 1 the set-up or a check failed; 2 unknown command; 130 interrupted; else what `sote` gave.

Standard library only, and nothing of the project: this file runs where the project itself cannot.
"""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - whoever has an older one is told so, not shown a traceback
    sys.exit(
        f"This is Python {sys.version_info[0]}.{sys.version_info[1]}; setting the model up takes 3.9 or newer.\n"
        "Run runs/kaynnista.py with a newer one, for example: python3.11 runs/kaynnista.py"
    )
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # its own folder leads the path of a script and would hide standard modules

import errno
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple, NoReturn, Optional

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".sotemalli"  # uv, and a Python it brought; git-ignored
STAMP = VENV / "sotemalli-asennus.json"
WARM_STAMP = VENV / "sotemalli-lammitys.txt"

OLDEST, TOO_NEW = (3, 12), (3, 15)  # the compiler of the rules has wheels for these
NAMES = ("python3.12", "python3.13", "python3.14")  # in the order of how much the model has been run on them
COMMON_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/python@{}/bin",
    "/usr/local/opt/python@{}/bin",
    "/Library/Frameworks/Python.framework/Versions/{}/bin",
    "/opt/python/{}*/bin",
)
ROOM_NEEDED_MB = 1200
PACKAGES = ("agentit", "kalibrointi", "runs", "verkosto", "visualisointi")

CHECKS = (
    ("lint (ruff)", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", ".")),
    (
        "directions of imports (import-linter)",
        ("-c", "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"),
    ),
)
TYPES = ("-m", "mypy")
TESTS = ("-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile")  # a file's worlds are lived once


class Stop(Exception):
    """What keeps the set-up from going on, in words for the person at the keyboard."""


class Python(NamedTuple):
    """An interpreter that started and is fit for the model."""

    path: str
    version: str


def say(text: str) -> None:
    """Talk goes to stderr: stdout belongs to the command that is run in the end."""
    print(text, file=sys.stderr, flush=True)


# ---------------------------------------------------------------------------------------------------------------------
# Which Python

_PROBE = """
import sys, struct, sysconfig
import ctypes, ssl, zlib
print(".".join(map(str, sys.version_info[:3])), struct.calcsize("P") * 8, sys.implementation.name,
      int(bool(sysconfig.get_config_var("Py_GIL_DISABLED"))), sys.executable)
"""


def probe(path: str) -> tuple[Optional[Python], str]:
    """Start the interpreter and ask what it is: (Python, "") when fit, else (None, why not)."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=30, env=child_environment()
        )
    except subprocess.TimeoutExpired:
        return None, "does not answer"
    except (OSError, ValueError) as error:
        return None, f"does not start ({getattr(error, 'strerror', None) or error})"
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines() or ["no message"]
        word = lines[-1] if lines[0].startswith("Traceback") else lines[0]
        return None, f"does not start (exit {answer.returncode}: {word[:100]})"
    try:
        version, bits, kind, freed, executable = answer.stdout.strip().split(" ", 4)
        number = tuple(int(part) for part in version.split("."))
    except ValueError:
        return None, f"is no Python (it printed {answer.stdout[:40]!r})"
    if not OLDEST <= number < TOO_NEW:
        return None, f"is {version}; the model needs {needed()}"
    if (bits, kind, freed) != ("64", "cpython", "0"):
        build = " free-threaded" if freed == "1" else ""
        return None, f"is {bits}-bit {kind}{build}; the model needs the standard 64-bit CPython"
    return Python(executable, version), ""


def needed() -> str:
    """The versions the model runs on, as said to a person."""
    return f"{OLDEST[0]}.{OLDEST[1]} to {TOO_NEW[0]}.{TOO_NEW[1] - 1}"


def homes() -> list[str]:
    """The user's home folder by the environment and, when that says another, by the user database."""
    found = [os.path.expanduser("~")]
    try:
        import pwd

        found.append(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        pass
    return list(dict.fromkeys(found))


def on_path(names: Sequence[str], path: str) -> Iterator[str]:
    """Every file of these names in every folder of PATH: a shim that fails may hide a Python that works."""
    for name in names:
        for folder in path.split(os.pathsep):
            file = os.path.join(folder or ".", name + (".exe" if os.name == "nt" else ""))
            if os.path.isfile(file) and os.access(file, os.X_OK):
                yield file


def pyenv_roots(path: str) -> Iterator[str]:
    """Where pyenv keeps its versions: by environment, at its usual place, and as the command itself says."""
    if os.environ.get("PYENV_ROOT"):
        yield os.environ["PYENV_ROOT"]
    for home in homes():
        yield os.path.join(home, ".pyenv")
    command = shutil.which("pyenv", path=path)
    if command:
        try:
            answer = subprocess.run([command, "root"], capture_output=True, text=True, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return
        if answer.returncode == 0 and answer.stdout.strip():
            yield answer.stdout.strip()


def kept_elsewhere(path: str) -> Iterator[str]:
    """Pythons that version managers and installers keep outside PATH, each manager's newest patch first."""
    folders = [os.path.join(root, "versions", "{}*", "bin") for root in pyenv_roots(path)]
    for home in homes():
        folders += [
            os.path.join(home, ".local", "share", "uv", "python", "cpython-{}*", "bin"),
            os.path.join(home, ".asdf", "installs", "python", "{}*", "bin"),
            os.path.join(home, ".local", "share", "mise", "installs", "python", "{}*", "bin"),
            os.path.join(home, ".local", "bin"),
        ]
    folders += [str(TOOLS / "python" / "cpython-{}*" / "bin"), *COMMON_PLACES]
    for name in NAMES:
        version = name[len("python") :]
        for folder in folders:
            matches = glob.glob(os.path.join(folder.replace("{}", version), name))
            yield from sorted(matches, key=_patch_number, reverse=True)


def _patch_number(path: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", path)]


def this_one() -> list[str]:
    """The running interpreter, or the one under it when it is `.venv`'s own; none when its version doesn't do."""
    fits = OLDEST <= sys.version_info[:2] < TOO_NEW
    return [getattr(sys, "_base_executable", None) or sys.executable] if fits else []


def candidates() -> Iterator[str]:
    """Interpreters worth trying, best first, each once: this one, those on PATH, those kept elsewhere."""
    path = os.environ.get("PATH", os.defpath)
    plain = on_path(("python3", "python"), path)
    seen = set()
    for found in chain(this_one(), on_path(NAMES, path), kept_elsewhere(path), plain):
        real = os.path.realpath(found)
        if real not in seen:
            seen.add(real)
            yield found


def find_python() -> Optional[Python]:
    """The first interpreter that starts and is fit, with a word on each that promised more than it kept."""
    named = os.environ.get("SOTEMALLI_PYTHON")
    if named:
        python, why = probe(named)
        if python is None:
            raise Stop(f"SOTEMALLI_PYTHON={named} {why}.\nGive a working Python {needed()}, or unset it.")
        return python
    for path in candidates():
        python, why = probe(path)
        if python is not None:
            return python
        if os.path.basename(path).startswith(NAMES):
            say(f"  {path} {why}: skipped")
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Running tools, and saying what went wrong in plain words

_TROUBLES = (
    (
        r"no space left on device|disk quota exceeded|os error 28\b",
        "The disk is full.\nFree some room (about {room} MB are needed) and run the same command again.",
    ),
    (
        r"permission denied|read-only file system|os error (13|30)\b",
        "A folder can't be written to (the lines above say which).\n"
        "Give yourself the right to write there, or make a checkout somewhere else.",
    ),
    (
        r"invalid peer certificate|certificate_verify_failed|certificate verify failed",
        "The network answered with a certificate this machine doesn't trust (a company proxy?).\n"
        "Name the file of trusted certificates: SSL_CERT_FILE=/path/to/certificates.pem",
    ),
    (
        r"hash mismatch|do not match the hashes",
        "A downloaded package is not the one in the lock file, so nothing of it was installed.\n"
        "Run the same command again; if it comes back, something between you and the package index changes files.",
    ),
    (
        r"dns error|name resolution|name or service not known|newconnectionerror|connecttimeout"
        r"|error sending request|client error \(connect\)|connection (refused|reset)|timed out|network is unreachable"
        r"|could not connect|from versions: none",
        "No network, or the package index can't be reached.\n"
        "The first set-up downloads about 250 MB: connect and run the same command again\n"
        "(what was downloaded is kept). Behind a proxy: HTTPS_PROXY; own package index: UV_DEFAULT_INDEX.",
    ),
    (
        r"no wheels? (with|usable)|has no wheels|doesn't have a (source distribution or )?wheel",
        "A package in the lock file has no ready-built version for this kind of machine.\n"
        "The model is meant for 64-bit Linux and macOS.",
    ),
)


def explain(output: str) -> str:
    """What a failed tool's output means for the user; its own last lines when nothing is known of it."""
    for pattern, meaning in _TROUBLES:
        if re.search(pattern, output, re.IGNORECASE):
            return meaning.format(room=ROOM_NEEDED_MB)
    return "The lines above are all that is known of the cause."


def run_tool(command: Sequence[str], what: str, **more: str) -> str:
    """Run quietly and return the output; on failure show its last lines and stop with what they mean."""
    environment = child_environment()
    environment.update(more)
    done = subprocess.run(
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        env=environment,
        cwd=str(ROOT),
    )
    if done.returncode != 0:
        for line in done.stdout.strip().splitlines()[-12:]:
            say("  | " + line[:180])
        raise Stop(f"{what} did not succeed (exit {done.returncode}).\n{explain(done.stdout)}")
    return done.stdout


def child_environment() -> dict[str, str]:
    """The environment for other programs, without what would bend another Python to this one's libraries."""
    environment = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__", "PIP_TARGET"):
        environment.pop(name, None)
    environment["PIP_USER"] = "0"
    return environment


def program(venv: Path, name: str) -> str:
    """Path of a program inside a virtual environment."""
    return str(venv / "Scripts" / (name + ".exe")) if os.name == "nt" else str(venv / "bin" / name)


# ---------------------------------------------------------------------------------------------------------------------
# uv


_PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")


class Uv(NamedTuple):
    """The installer: its command and what its environment needs beside the user's own."""

    command: str
    environment: dict[str, str]

    def run(self, what: str, *arguments: str) -> str:
        """Run uv with these arguments; `what` names the step when it fails."""
        return run_tool([self.command, *arguments], what, **self.environment)


def get_uv(other_python: Optional[Python]) -> Uv:
    """A uv of the locked version in a virtual environment of its own, installed there when missing."""
    home = TOOLS / "uv"
    lock = ROOT / "requirements-uv.lock"
    stamp = home / "sotemalli-lukko.txt"
    command = program(home, "uv")
    if not (os.path.exists(command) and stamp.exists() and stamp.read_text() == digest(lock)):
        say("Fetching the installer uv (about 20 MB) ...")
        python = _make_plain_venv(home, other_python)
        run_tool([python, *_PIP_INSTALL, "--only-binary", ":all:", "-r", str(lock)], "Fetching uv")
        stamp.write_text(digest(lock))
    return Uv(command, _uv_environment(home))


def _make_plain_venv(folder: Path, other_python: Optional[Python]) -> str:
    """A virtual environment with pip by the first of (this Python, the one found) that can make one."""
    tried = []
    for python in dict.fromkeys([sys.executable] + ([other_python.path] if other_python else [])):
        shutil.rmtree(str(folder), ignore_errors=True)
        done = subprocess.run(
            [python, "-m", "venv", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=child_environment(),
        )
        if done.returncode == 0:
            return program(folder, "python")
        if re.search("No space left|Errno (28|30|13)", done.stdout):
            raise Stop(explain(done.stdout))
        tried.append(python)
    shutil.rmtree(str(folder), ignore_errors=True)
    raise Stop(
        f"No virtual environment can be made with {' or '.join(tried)}: its venv or ensurepip module is missing.\n"
        "On Debian and Ubuntu: sudo apt install python3-venv   On Fedora: sudo dnf install python3-pip"
    )


def _uv_environment(home: Path) -> dict[str, str]:
    """uv settings: trust what the system trusts, follow pip's index and certificates, keep a Python in TOOLS."""
    wanted = {
        "UV_SYSTEM_CERTS": "1",
        "UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"),
        "UV_PYTHON_INSTALL_BIN": "0",
    }
    listing = run_tool([program(home, "python"), "-m", "pip", "config", "list"], "Reading pip's settings")
    settings = pip_settings(listing)
    if "index-url" in settings:
        wanted["UV_DEFAULT_INDEX"] = settings["index-url"]
    if "cert" in settings:
        wanted["SSL_CERT_FILE"] = settings["cert"]
    if not _can_write(Path(os.path.expanduser("~"))):
        wanted["UV_CACHE_DIR"] = str(TOOLS / "uv-cache")
    return {name: value for name, value in wanted.items() if not os.environ.get(name)}


def pip_settings(listing: str) -> dict[str, str]:
    """What `pip config list` says, by option name; the environment beats `install`, which beats `global`."""
    found: dict[str, str] = {}
    rows = re.findall(r"^(global|install|:env:)\.([\w-]+)='(.*)'$", listing, re.MULTILINE)
    for section in ("global", "install", ":env:"):
        found.update({name: value for where, name, value in rows if where == section})
    return found


def bring_python(uv: Uv) -> Python:
    """Have uv download a Python into TOOLS; a clear word on what else to do when it can't."""
    wanted = NAMES[0][len("python") :]
    say(f"No Python {needed()} on this machine; having uv download {wanted} (about 30 MB) ...")
    try:
        uv.run("Downloading Python " + wanted, "python", "install", wanted)
        path = uv.run("Finding the downloaded Python", "python", "find", "--managed-python", wanted).split("\n")[-2]
    except Stop as trouble:
        raise Stop(
            f"The model needs Python {needed()}; none was found here and none could be downloaded\n"
            f"(the lines above say why). Any one of these helps; then run the same command again:\n"
            f"  - install one: apt install python{wanted}, dnf install python{wanted}, brew install python@{wanted},\n"
            f"    pyenv install {wanted}, or the installer from python.org\n"
            f"  - name one that is somewhere else: SOTEMALLI_PYTHON=/path/to/python{wanted}\n"
            f"  - let uv download from a mirror: UV_PYTHON_INSTALL_MIRROR=..."
        ) from trouble
    python, why = probe(path)
    if python is None:
        raise Stop(f"The Python that uv brought, {path}, {why}.")
    return python


# ---------------------------------------------------------------------------------------------------------------------
# The set-up


def digest(*files: Path) -> str:
    """SHA-256 over the files' names and contents."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def lock_file(with_tests: bool, with_app: bool = False) -> Path:
    """The lock file of a set-up with or without what the tests need."""
    name = "requirements-dev.lock" if with_tests else "requirements-app.lock" if with_app else "requirements.lock"
    return ROOT / name


def current_stamp(with_tests: bool, with_app: bool = False) -> dict[str, object]:
    """What the set-up depends on: the lock, the project file, the Python under `.venv`, and where all this is."""
    return {
        "place": str(ROOT),
        "tests": with_tests,
        "app": with_app,
        "files": digest(lock_file(with_tests, with_app), ROOT / "pyproject.toml"),
        "python": os.path.realpath(program(VENV, "python")),
    }


def last_stamp() -> dict[str, object]:
    """What the last complete set-up of `.venv` left; empty when there was none."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def set_up(with_tests: bool, with_app: bool = False) -> None:
    """Bring `.venv` to what the lock file says and warm the cache of compiled rules; skip what is done."""
    last = last_stamp()
    with_tests = with_tests or last.get("tests") is True  # the main job never takes a developer's tools away
    with_app = with_app or last.get("app") is True
    if last != current_stamp(with_tests, with_app) or not os.path.exists(program(VENV, "python")):
        started = time.monotonic()
        _check_room()
        say(f"Setting up in {ROOT} (the first time takes a minute or two) ...")
        python = _python_in_venv()
        found = python or find_python()
        uv = get_uv(found)
        if python is None:
            found = found or bring_python(uv)
            _make_venv(uv, found)
        _install(uv, with_tests, with_app)
        say(f"Set up in {time.monotonic() - started:.0f} s. The sote command is {program(VENV, 'sote')}")
    _warm()


def _check_room() -> None:
    """Stop before anything is made when the checkout can't be written to or the disk is nearly full."""
    if not _can_write(ROOT):
        raise Stop(
            f"{ROOT} can't be written to.\n"
            "The set-up makes .venv there: give yourself the right to write, or make a checkout somewhere else."
        )
    free = shutil.disk_usage(str(ROOT)).free // 1_000_000
    if not VENV.exists() and free < ROOM_NEEDED_MB:
        raise Stop(
            f"The disk is nearly full: {free} MB free at {ROOT}, about {ROOM_NEEDED_MB} MB are needed.\n"
            "Free some room and run the same command again."
        )
    TOOLS.mkdir(exist_ok=True)


def _can_write(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(str(folder), os.W_OK | os.X_OK)


def _python_in_venv() -> Optional[Python]:
    """The Python of an existing `.venv` when it works and is fit; the other `.venv` is taken away."""
    if not os.path.lexists(str(VENV)):
        return None
    python, why = probe(program(VENV, "python"))
    if python is not None:
        say(f"Python {python.version} in the existing .venv")
        return python
    if any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise Stop(f"{VENV} is there but is no virtual environment.\nMove it away and run the same command again.")
    say(f"The Python of the existing .venv {why}: making .venv anew")
    shutil.rmtree(str(VENV))
    return None


def _make_venv(uv: Uv, python: Python) -> None:
    say(f"Python {python.version} ({python.path})")
    uv.run("Making .venv", "venv", "--quiet", "--no-project", "--python", python.path, str(VENV))


def _install(uv: Uv, with_tests: bool, with_app: bool) -> None:
    lock = lock_file(with_tests, with_app)
    say(f"Installing the packages of {lock.name}, every hash checked ...")
    if STAMP.exists():
        STAMP.unlink()  # from here until the end the set-up is not complete
    there = ("--quiet", "--python", program(VENV, "python"))
    uv.run("Installing the packages", "pip", "sync", *there, "--require-hashes", "--compile-bytecode", str(lock))
    without_net = ("--no-deps", "--no-build-isolation")
    uv.run("Installing the project", "pip", "install", *there, *without_net, "--editable", str(ROOT))
    write_aside(STAMP, json.dumps(current_stamp(with_tests, with_app), indent=1))


def _warm() -> None:
    """Compile the model's rules once, so that no run waits for it; a failure only means that a run compiles itself."""
    cache = os.environ.get("SOTEMALLI_CACHE", "")
    folders = [str(ROOT / name) for name in PACKAGES]
    sources = digest(STAMP, *sorted(file for name in PACKAGES for file in (ROOT / name).glob("*.py")))
    state = "\n".join([os.path.expanduser("~"), cache, sources])
    if WARM_STAMP.exists() and WARM_STAMP.read_text() == state:
        return
    say("Compiling the model's rules for this machine, once (half a minute or so) ...")
    started = time.monotonic()
    try:
        run_tool([program(VENV, "python"), "-m", "compileall", "-q", *folders], "Compiling the sources to bytecode")
        run_tool([program(VENV, "sote"), "doctor", "--lammita"], "Compiling the rules")
        write_aside(WARM_STAMP, state)
    except (Stop, OSError) as trouble:
        say(f"{trouble}\nGoing on without: the first run compiles what it needs.")
        return
    say(f"Compiled in {time.monotonic() - started:.0f} s")


def write_aside(path: Path, text: str) -> None:
    """Write the whole file or nothing."""
    aside = path.with_name(path.name + ".uusi")
    aside.write_text(text)
    os.replace(str(aside), str(path))


# ---------------------------------------------------------------------------------------------------------------------
# The commands


def hand_over(command: Sequence[str]) -> NoReturn:
    """Become the command, in the folder the user stands in, so that its exit code and Ctrl-C are its own."""
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(list(command), env=child_environment()).returncode)
    os.execve(command[0], list(command), child_environment())


def run_checks(pytest_arguments: Sequence[str]) -> int:
    """Every check, whatever the one before gave; 1 when any failed. Types are checked beside the others."""
    python, env = program(VENV, "python"), child_environment()
    if env.pop("PYTHONDONTWRITEBYTECODE", None):  # nothing among the sources then, but the tests are not read anew
        env["PYTHONPYCACHEPREFIX"] = str(VENV / "pycache")
    types = subprocess.Popen(
        [python, *TYPES], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=str(ROOT), env=env
    )
    failed = []
    for name, arguments in (*CHECKS, ("tests (pytest)", (*TESTS, *pytest_arguments))):
        say("== " + name)
        if subprocess.run([python, *arguments], cwd=str(ROOT), env=env).returncode:
            failed.append(name)
    say("== types (mypy)")
    print(types.communicate()[0], end="", flush=True)
    if types.returncode:
        failed.append("types (mypy)")
    say("Failed: " + ", ".join(failed) if failed else "All checks passed")
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """Set up, then run the command that the arguments name; the exit code."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("sote", ["esittely"])
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command not in ("sote", "testit"):
        say(
            f"Unknown command {command!r}: give nothing (the main job), testit, or sote with its arguments.\n"
            "More: python3 runs/kaynnista.py --help"
        )
        return 2
    try:
        with_app = rest[:1] == ["app"] or rest[:2] == ["exercise", "serve"]
        set_up(with_tests=command == "testit", with_app=command == "sote" and with_app)
    except Stop as trouble:
        say(f"\nThe set-up stopped. {trouble}")
        return 1
    except OSError as error:
        say(f"\nThe set-up stopped. {explain_os_error(error)}")
        return 1
    if command == "testit":
        return run_checks(rest)
    hand_over([program(VENV, "sote"), *rest])


def explain_os_error(error: OSError) -> str:
    """An error of the file system in plain words, with the file it was about."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}.\nFree some room and run the same command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No right to write{where}.\nGive yourself that right, or make a checkout somewhere else."
    return f"{error.strerror or error}{where}."


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("\nInterrupted; run the same command again to go on from here.")
        sys.exit(130)
