"""A real OpenSearch cluster on this machine: fetched by Maven, started, hung, killed, stopped.

`python -m tests.search.opensearch_server fetch|up|down FOLDER [NODES]` does it by hand. The server is what OpenSearch's
own build tests against (`integ-test-zip`): the core without modules, to which `analysis-common` is added. Maven reads
from its own settings where artefacts come from.

It refuses to run as root, so a user of its own runs it there. Addresses of the loopback make it a development node:
limits of the system that production needs are then warnings.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

VERSION = os.environ.get("OPENSEARCH_VERSION", "2.19.6")
CACHE = Path(os.environ.get("OPENSEARCH_CACHE", "/var/tmp/opensearch-for-tests"))  # kept between runs
JAVA_VERSIONS = range(11, 22)  # of OpenSearch 2
USER = "opensearch-test"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_HEAP = "512m"
_START_SECONDS = 150
_JVM_OPTIONS = f"""-Xms{_HEAP}
-Xmx{_HEAP}
-XX:+UseSerialGC
-Xshare:auto
-Djava.io.tmpdir=${{OPENSEARCH_TMPDIR}}
18-:-Djava.security.manager=allow
-Djava.util.concurrent.ForkJoinPool.common.threadFactory=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory
"""
"""Without the logs of the collector, whose folder is the server's own."""


NO_OPENSEARCH = (
    "no OpenSearch here: Java 11 to 21 is not on this machine",
    "no OpenSearch here: Maven (mvn), which fetches it, is not on this machine",
    "no OpenSearch here: Maven cannot fetch it",
)


def find_java():
    """Return a suitable Java home, or None."""
    homes = [os.environ.get("OPENSEARCH_JAVA_HOME", ""), os.environ.get("JAVA_HOME", "")]
    homes += sorted(map(str, Path("/usr/lib/jvm").glob("*")))
    for home in filter(None, homes):
        java = Path(home) / "bin" / "java"
        if java.exists():
            answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
            match = re.search(r'version "(\d+)', answer)
            if match and int(match[1]) in JAVA_VERSIONS:
                return home
    return None


def find_reason_to_skip():
    """Return why no server can run here, in one line; None where one can."""
    if not find_java():
        return NO_OPENSEARCH[0]
    if not (CACHE / f"opensearch-{VERSION}").is_dir() and not shutil.which("mvn"):
        return NO_OPENSEARCH[1]
    try:
        fetch()
    except subprocess.CalledProcessError:
        return NO_OPENSEARCH[2]
    return None


def fetch():
    """Return the folder of the unpacked server; fetch it once."""
    home = CACHE / f"opensearch-{VERSION}"
    if home.is_dir():
        return home
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = CACHE / f"draft-{os.getpid()}"
    for artefact in (
        f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip",
        f"org.opensearch.plugin:analysis-common:{VERSION}:jar",
    ):
        subprocess.run(["mvn", "-q", "-B", _COPY, f"-Dartifact={artefact}", f"-DoutputDirectory={draft}"], check=True)
    with zipfile.ZipFile(draft / f"opensearch-{VERSION}.zip") as archive:
        archive.extractall(draft)
    server = draft / f"opensearch-{VERSION}"
    for program in (server / "bin").iterdir():
        program.chmod(0o755)
    _add_analysis_module(server, draft / f"analysis-common-{VERSION}.jar")
    server.rename(home)
    shutil.rmtree(draft)
    return home


def _add_analysis_module(server, jar):
    """Lay out the module as the server's own build does; the name of its class differs between versions."""
    module = server / "modules" / "analysis-common"
    module.mkdir()
    shutil.copy(jar, module)
    with zipfile.ZipFile(jar) as archive:
        (name,) = [n for n in archive.namelist() if re.search(r"/CommonAnalysis(Module)?Plugin\.class$", n)]
    lines = {
        "description": "built-in analyzers",
        "version": VERSION,
        "name": "analysis-common",
        "classname": name.removesuffix(".class").replace("/", "."),
        "java.version": "11",
        "opensearch.version": VERSION,
    }
    text = "".join(f"{key}={value}\n" for key, value in lines.items())
    (module / "plugin-descriptor.properties").write_text(text)


def find_free_ports(count):
    """Return so many free ports of the loopback."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class ClusterOfNodes:
    """Nodes of one cluster, each a process with a folder of its own."""

    def __init__(self, folder, count=1, settings=()):
        self.folder, self.count, self.settings = Path(folder), count, tuple(settings)
        self.home, self.java = fetch(), find_java()
        ports = find_free_ports(2 * count)
        self.http_ports, self._transport_ports = ports[:count], ports[count:]
        self.processes = {}

    @property
    def hosts(self):
        """The addresses of all nodes, as they stand in SEARCH_URL."""
        return ",".join(f"127.0.0.1:{port}" for port in self.http_ports)

    def start(self):
        """Start all nodes; return when they have found each other."""
        for number in range(self.count):
            self._configure(number)
        for number in range(self.count):
            self.start_node(number)
        self.wait_for_nodes(self.count)

    def _configure(self, number):
        config = self.folder / f"n{number}" / "config"
        if config.is_dir():
            return
        shutil.copytree(self.home / "config", config)
        seeds = [f"127.0.0.1:{port}" for port in self._transport_ports]
        lines = [
            "cluster.name: archive-test",
            f"node.name: n{number}",
            f"path.data: {self.folder}/n{number}/data",
            f"path.logs: {self.folder}/n{number}/logs",
            "network.host: 127.0.0.1",
            f"http.port: {self.http_ports[number]}",
            f"transport.port: {self._transport_ports[number]}",
            f"discovery.seed_hosts: {json.dumps(seeds)}",
            f"cluster.initial_cluster_manager_nodes: {json.dumps([f'n{n}' for n in range(self.count)])}",
            "cluster.routing.allocation.disk.threshold_enabled: false",
            "cluster.fault_detection.follower_check.timeout: 3s",
            "cluster.fault_detection.leader_check.timeout: 3s",
            "node.store.allow_mmap: false",
            "indices.breaker.total.use_real_memory: false",  # else garbage that is not collected yet counts
            *self.settings,
        ]
        (config / "opensearch.yml").write_text("\n".join(lines) + "\n")
        (config / "jvm.options").write_text(_JVM_OPTIONS)

    def start_node(self, number):
        """Start one node; see `wait_for_nodes`."""
        node = self.folder / f"n{number}"
        (node / "tmp").mkdir(exist_ok=True)
        command = [str(self.home / "bin" / "opensearch")]
        if os.getuid() == 0:
            if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
                subprocess.run(["useradd", "-r", "-M", USER], check=True)
            for parent in (self.folder, *self.folder.parents):
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
            subprocess.run(["chown", "-R", USER, self.folder], check=True)
            command = ["runuser", "-u", USER, "--", *command]
        environment = {
            "PATH": os.environ["PATH"],
            "OPENSEARCH_JAVA_HOME": self.java,
            "OPENSEARCH_PATH_CONF": str(node / "config"),
            "OPENSEARCH_TMPDIR": str(node / "tmp"),
        }
        with (node / "out").open("ab") as out:
            self.processes[number] = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=node,
                start_new_session=True,
            )  # fmt: skip

    def signal_node(self, number, which):
        """Send a signal to the processes of one node: SIGKILL kills it, SIGSTOP hangs it, SIGCONT wakes it."""
        os.killpg(self.processes[number].pid, which)

    def kill_node(self, number):
        """Kill one node at once."""
        self.signal_node(number, signal.SIGKILL)
        self.processes.pop(number).wait()

    def ask(self, path, *, node=0, method="GET", body=None, timeout=10):
        """Ask one node directly; return its JSON."""
        request = Request(
            f"http://127.0.0.1:{self.http_ports[node]}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=timeout) as answer:
            return json.load(answer)

    def wait_for_nodes(self, count, *, node=0, status="yellow"):
        """Wait until so many nodes are in the cluster."""
        deadline = time.monotonic() + _START_SECONDS
        path = f"/_cluster/health?wait_for_nodes={count}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < deadline:
            try:
                if not self.ask(path, node=node)["timed_out"]:
                    return
            except (URLError, OSError):
                if any(process.poll() is not None for process in self.processes.values()):
                    break
            time.sleep(0.3)
        outputs = [(self.folder / f"n{number}" / "out").read_text()[-2000:] for number in range(self.count)]
        raise TimeoutError("the cluster did not start:\n" + "\n".join(outputs))

    def stop(self):
        """Kill all nodes and remove their folders."""
        for number in list(self.processes):
            self.kill_node(number)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    action, *rest = sys.argv[1:]
    if action == "fetch":
        print(fetch())
    elif action == "up":
        folder = Path(rest[0])
        folder.mkdir(parents=True, exist_ok=True)
        cluster = ClusterOfNodes(folder, int(rest[1]) if rest[1:] else 1)
        cluster.start()
        pids = [process.pid for process in cluster.processes.values()]
        (folder / "pids.json").write_text(json.dumps(pids))
        print(cluster.hosts)
    elif action == "down":
        for pid in json.loads((Path(rest[0]) / "pids.json").read_text()):
            os.killpg(pid, signal.SIGKILL)
        shutil.rmtree(rest[0], ignore_errors=True)


if __name__ == "__main__":
    main()
