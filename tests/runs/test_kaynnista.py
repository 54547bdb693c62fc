"""The set-up script: which Python it takes, what it installs when, and what it says when it can't go on."""

from __future__ import annotations

import ast
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runs import kaynnista

SCRIPT = Path(kaynnista.__file__)
PYENV_SHIM = 'echo "pyenv: python3.12: command not found" >&2; exit 127'


def executable(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def fake_python(path: Path, version: str, bits: int = 64, kind: str = "cpython", freed: int = 0) -> Path:
    """An executable that answers the script's question as a Python of this version would."""
    return executable(path, f'echo "{version} {bits} {kind} {freed} {path}"')


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where this interpreter is too old, PATH has no Python, and nothing is kept elsewhere."""
    for name in ("PYENV_ROOT", "SOTEMALLI_PYTHON"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(kaynnista, "this_one", list)
    monkeypatch.setattr(kaynnista, "homes", lambda: [str(tmp_path / "home")])
    monkeypatch.setattr(kaynnista, "COMMON_PLACES", ())
    monkeypatch.setattr(kaynnista, "TOOLS", tmp_path / ".sotemalli")
    monkeypatch.setattr(kaynnista, "on_path", _only_under(tmp_path))
    return tmp_path


def _only_under(folder: Path):
    real = kaynnista.on_path

    def on_path(names, path):
        return (file for file in real(names, path) if file.startswith(str(folder)))

    return on_path


def test_the_running_interpreter_comes_first() -> None:
    python, why = kaynnista.probe(sys.executable)
    assert why == ""
    assert python is not None
    assert python.version == ".".join(map(str, sys.version_info[:3]))
    assert os.path.realpath(next(kaynnista.candidates())) == os.path.realpath(sys._base_executable)


def test_a_shim_that_does_not_start_is_skipped_with_a_word(bare_machine: Path, capsys: pytest.CaptureFixture) -> None:
    executable(bare_machine / "bin/python3.12", PYENV_SHIM)
    good = fake_python(bare_machine / "bin/python3.13", "3.13.2")
    assert kaynnista.find_python() == kaynnista.Python(str(good), "3.13.2")
    said = capsys.readouterr().err
    assert "bin/python3.12 does not start (exit 127: pyenv: python3.12: command not found): skipped" in said


def test_a_shim_does_not_hide_a_working_one_later_on_path(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(bare_machine / "bin/python3.12", PYENV_SHIM)
    good = fake_python(bare_machine / "later/python3.12", "3.12.9")
    monkeypatch.setenv("PATH", f"{bare_machine / 'bin'}{os.pathsep}{bare_machine / 'later'}")
    assert kaynnista.find_python() == kaynnista.Python(str(good), "3.12.9")


@pytest.mark.parametrize("how", ["home", "PYENV_ROOT", "pyenv root"])
def test_a_python_only_under_pyenv_is_found_newest_patch_first(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    root = bare_machine / ("home/.pyenv" if how == "home" else "elsewhere")
    fake_python(root / "versions/3.12.9/bin/python3.12", "3.12.9")
    newest = fake_python(root / "versions/3.12.10/bin/python3.12", "3.12.10")
    fake_python(root / "versions/3.13.0/bin/python3.13", "3.13.0")
    executable(bare_machine / "bin/python3.12", PYENV_SHIM)
    if how == "PYENV_ROOT":
        monkeypatch.setenv("PYENV_ROOT", str(root))
    if how == "pyenv root":
        executable(bare_machine / "bin/pyenv", f"echo {root}")
    assert kaynnista.find_python() == kaynnista.Python(str(newest), "3.12.10")


def test_none_at_all(bare_machine: Path, capsys: pytest.CaptureFixture) -> None:
    fake_python(bare_machine / "bin/python3", "3.11.7")
    assert kaynnista.find_python() is None
    assert capsys.readouterr().err == ""


def test_a_plain_python3_that_is_new_enough_will_do(bare_machine: Path) -> None:
    good = fake_python(bare_machine / "bin/python3", "3.14.1")
    assert kaynnista.find_python() == kaynnista.Python(str(good), "3.14.1")


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"version": "3.11.7"}, "is 3.11.7; the model needs 3.12 to 3.14"),
        ({"version": "3.15.0"}, "is 3.15.0; the model needs 3.12 to 3.14"),
        ({"version": "3.12.4", "bits": 32}, "is 32-bit cpython"),
        ({"version": "3.12.4", "kind": "pypy"}, "is 64-bit pypy"),
        ({"version": "3.13.4", "freed": 1}, "is 64-bit cpython free-threaded"),
    ],
)
def test_an_unfit_python_says_why(tmp_path: Path, answer: dict, word: str) -> None:
    python, why = kaynnista.probe(str(fake_python(tmp_path / "python3.12", **answer)))
    assert python is None
    assert why.startswith(word)


def test_what_is_no_python_at_all(tmp_path: Path) -> None:
    assert kaynnista.probe(str(executable(tmp_path / "python3.12", "echo hello")))[1].startswith("is no Python")
    (tmp_path / "text").write_text("not a program")
    assert kaynnista.probe(str(tmp_path / "text"))[1] == "does not start (Permission denied)"
    assert kaynnista.probe(str(tmp_path / "none"))[1] == "does not start (No such file or directory)"


def test_a_python_that_is_named_is_taken_or_nothing(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_python(bare_machine / "bin/python3.12", "3.12.4")
    named = fake_python(bare_machine / "my/python", "3.13.5")
    monkeypatch.setenv("SOTEMALLI_PYTHON", str(named))
    assert kaynnista.find_python() == kaynnista.Python(str(named), "3.13.5")
    monkeypatch.setenv("SOTEMALLI_PYTHON", str(bare_machine / "none"))
    with pytest.raises(kaynnista.Stop, match="does not start"):
        kaynnista.find_python()


def test_when_uv_cannot_bring_one_the_message_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    uv = kaynnista.Uv(str(executable(tmp_path / "uv", 'echo "  cause: dns error"; exit 2')), {})
    with pytest.raises(kaynnista.Stop) as stopped:
        kaynnista.bring_python(uv)
    for way in ("apt install python3.12", "pyenv install 3.12", "SOTEMALLI_PYTHON=", "UV_PYTHON_INSTALL_MIRROR="):
        assert way in str(stopped.value)
    assert "  | cause: dns error" in capsys.readouterr().err.splitlines()


def test_the_python_that_uv_brings_is_taken(tmp_path: Path) -> None:
    brought = fake_python(tmp_path / "cpython-3.12.9/bin/python3.12", "3.12.9")
    uv = kaynnista.Uv(str(executable(tmp_path / "uv", f'[ "$2" = find ] && echo "{brought}" || echo Installed')), {})
    assert kaynnista.bring_python(uv) == kaynnista.Python(str(brought), "3.12.9")


# --- what is installed when


FAKE_UV = """
echo "$1 $2" >> {log}
if [ "$1" = venv ]; then
    for last; do :; done
    mkdir -p "$last/bin" && touch "$last/pyvenv.cfg" && ln -sf {python} "$last/bin/python"
    printf '#!/bin/sh\\necho sote "$@" >> {log}\\n' > "$last/bin/sote" && chmod +x "$last/bin/sote"
fi
"""


@pytest.fixture
def checkout(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with lock files, on a bare machine with one good Python and a uv that notes what it is told."""
    root = bare_machine / "checkout"
    root.mkdir()
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (root / name).write_text(name)
    python = fake_python(bare_machine / "bin/python3.12", "3.12.4")
    uv = executable(bare_machine / "uv", FAKE_UV.format(log=root / "log", python=python))
    monkeypatch.setattr(kaynnista, "get_uv", lambda found: kaynnista.Uv(str(uv), {}))
    for name, place in {
        "ROOT": root,
        "VENV": root / ".venv",
        "TOOLS": root / ".sotemalli",
        "STAMP": root / ".venv/stamp.json",
        "WARM_STAMP": root / ".venv/warm.txt",
    }.items():
        monkeypatch.setattr(kaynnista, name, place)
    return root


def done_in(root: Path) -> list[str]:
    """What uv and sote were told since the last time this was asked."""
    log = root / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


ANEW = ["venv --quiet", "pip sync", "pip install", "sote doctor --lammita"]
IN_THE_SAME_VENV = ANEW[1:]
WITH_THE_SAME_RULES = ANEW[1:3]


def test_the_second_time_does_nothing(checkout: Path) -> None:
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == ANEW
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == []


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_file_is_installed_into_the_same_venv(checkout: Path, file: str) -> None:
    kaynnista.set_up(with_tests=False)
    done_in(checkout)
    (checkout / file).write_text("changed")
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == IN_THE_SAME_VENV


def test_a_moved_checkout_is_installed_again(checkout: Path) -> None:
    kaynnista.set_up(with_tests=False)
    done_in(checkout)
    stamp = json.loads(kaynnista.STAMP.read_text())
    kaynnista.STAMP.write_text(json.dumps({**stamp, "place": "/where/it/was"}))
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == WITH_THE_SAME_RULES


def test_changed_rules_are_compiled_again_and_nothing_else_is_done(checkout: Path) -> None:
    kaynnista.set_up(with_tests=False)
    done_in(checkout)
    (checkout / "agentit").mkdir()
    (checkout / "agentit/tarve.py").write_text("# a rule")
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == ["sote doctor --lammita"]


def test_the_main_job_leaves_the_tools_of_the_tests_in_place(checkout: Path) -> None:
    kaynnista.set_up(with_tests=True)
    done_in(checkout)
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == []


def test_the_tests_need_more_than_the_main_job(checkout: Path) -> None:
    kaynnista.set_up(with_tests=False)
    done_in(checkout)
    kaynnista.set_up(with_tests=True)
    assert done_in(checkout) == IN_THE_SAME_VENV


def test_an_existing_venv_without_a_stamp_is_checked_and_brought_up_to_date(checkout: Path) -> None:
    kaynnista.set_up(with_tests=False)
    done_in(checkout)
    kaynnista.STAMP.unlink()
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == WITH_THE_SAME_RULES


def test_a_venv_whose_python_is_gone_or_too_old_is_made_anew(checkout: Path, bare_machine: Path) -> None:
    kaynnista.set_up(with_tests=False)
    python = checkout / ".venv/bin/python"
    for target in (bare_machine / "gone", fake_python(bare_machine / "old/python3.11", "3.11.7")):
        done_in(checkout)
        python.unlink()
        python.symlink_to(target)
        kaynnista.set_up(with_tests=False)
        assert done_in(checkout) == ANEW


def test_a_folder_that_is_no_venv_is_never_taken_away(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv/mine.txt").write_text("keep")
    with pytest.raises(kaynnista.Stop, match="is no virtual environment"):
        kaynnista.set_up(with_tests=False)
    assert (checkout / ".venv/mine.txt").read_text() == "keep"
    assert done_in(checkout) == []


def test_a_failed_install_leaves_no_stamp_and_the_next_time_goes_on(checkout: Path, bare_machine: Path) -> None:
    uv = bare_machine / "uv"
    working = uv.read_text()
    uv.write_text(working + 'case "$2" in sync) echo "No space left on device (os error 28)"; exit 1;; esac\n')
    with pytest.raises(kaynnista.Stop, match="The disk is full"):
        kaynnista.set_up(with_tests=False)
    assert not kaynnista.STAMP.exists()
    done_in(checkout)
    uv.write_text(working)
    kaynnista.set_up(with_tests=False)
    assert done_in(checkout) == IN_THE_SAME_VENV


def test_rules_that_do_not_compile_now_do_not_stop_the_set_up(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    kaynnista.set_up(with_tests=False)
    executable(checkout / ".venv/bin/sote", "echo cannot; exit 1")
    kaynnista.WARM_STAMP.unlink()
    kaynnista.set_up(with_tests=False)
    assert "Going on without" in capsys.readouterr().err
    assert not kaynnista.WARM_STAMP.exists()


def test_a_nearly_full_disk_stops_before_anything_is_made(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kaynnista, "ROOM_NEEDED_MB", 10**12)
    with pytest.raises(kaynnista.Stop, match="nearly full"):
        kaynnista.set_up(with_tests=False)
    assert not (checkout / ".sotemalli").exists()


# --- what is said


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("error: failed to write: No space left on device (os error 28)", "The disk is full"),
        ("  cause: Read-only file system (os error 30)", "can't be written to"),
        ("  cause: invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
        ("  cause: client error (Connect)\n  cause: dns error", "No network"),
        ("ERROR: No matching distribution found for uv (from versions: none)", "No network"),
        ("NewConnectionError('<pip._vendor>: Failed to establish a new connection')", "No network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one in the lock file"),
        ("numba==0.68.1 has no wheels with a matching platform tag", "no ready-built version"),
        ("error: something new", "all that is known"),
    ],
)
def test_trouble_in_plain_words(output: str, word: str) -> None:
    assert word in kaynnista.explain(output)


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "file"), "The disk is full (file)"),
        (OSError(errno.EROFS, "Read-only file system"), "No right to write."),
        (PermissionError(errno.EACCES, "Permission denied", "file"), "No right to write (file)"),
        (kaynnista.Stop("No network."), "The set-up stopped. No network."),
    ],
)
def test_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, trouble: Exception, word: str
) -> None:
    def set_up(with_tests: bool, with_app: bool) -> None:
        raise trouble

    monkeypatch.setattr(kaynnista, "set_up", set_up)
    assert kaynnista.main([]) == 1
    assert word in capsys.readouterr().err


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture) -> None:
    assert kaynnista.main(["tests"]) == 2
    assert "'tests'" in capsys.readouterr().err


def test_pip_settings_go_by_precedence() -> None:
    listing = "global.cert='/etc/c.pem'\nglobal.index-url='https://a/simple'\n:env:.index-url='https://b/simple'\n"
    assert kaynnista.pip_settings(listing) == {"cert": "/etc/c.pem", "index-url": "https://b/simple"}


# --- the script as a file


def test_only_the_standard_library_and_syntax_that_old_pythons_parse() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_files_beside_the_script_do_not_hide_the_standard_library(tmp_path: Path) -> None:
    copy = tmp_path / "kaynnista.py"
    copy.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("json", "time", "glob", "hashlib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hidden')")
    done = subprocess.run([sys.executable, copy, "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "python3 runs/kaynnista.py testit" in done.stdout


def test_the_lock_files_are_hashed_agree_and_name_no_address() -> None:
    root = SCRIPT.parent.parent
    pins = {}
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        text = (root / name).read_text()
        assert "://" not in text
        blocks = [block for block in text.replace("\\\n", "").splitlines() if block[:1].isalnum()]
        assert all("==" in block and "--hash=sha256:" in block for block in blocks)
        pins[name] = {block.split("==")[0]: block.split("==")[1].split()[0] for block in blocks}
    assert pins["requirements.lock"].items() <= pins["requirements-dev.lock"].items()
