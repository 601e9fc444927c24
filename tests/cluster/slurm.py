# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's Slurm as one node on loopback, in a folder of its own, for as long as a test takes."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import time

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "sinfo")
PLUGINS = ("auth_none.so", "cred_none.so")


def missing():
    """What is not there; empty: nothing."""
    found = [name for name in PROGRAMS if not program(name)]
    folders = list(pathlib.Path("/usr/lib").glob("*/slurm-wlm"))
    return found + [name for name in PLUGINS if not any((folder / name).exists() for folder in folders)]


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def unused_cgroups():
    """slurmd wants to know of control groups even where nothing uses them; from 23.02 on it can be told that."""
    version = subprocess.run([program("slurmd"), "-V"], capture_output=True, text=True, check=True).stdout
    return "disabled" if int(version.split()[-1].split(".")[0]) >= 23 else "cgroup/v1"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Slurm:
    """with Slurm(folder) as slurm: slurm.run("sbatch", ...)"""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.daemons = []
        self.environment = {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def __enter__(self):
        user, host = pwd.getpwuid(os.getuid()).pw_name, socket.gethostname().split(".")[0]
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        (self.folder / "cgroup.conf").write_text(f"CgroupPlugin={unused_cgroups()}\n", encoding="ascii")
        (self.folder / "slurm.conf").write_text(f"""ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/slurmd.log
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
NodeName=loop NodeHostname={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=600 State=UNKNOWN
PartitionName=all Nodes=loop Default=YES State=UP MaxTime=INFINITE
""", encoding="ascii")
        try:
            for command in (("slurmctld", "-D", "-c"), ("slurmd", "-D", "-N", "loop")):
                self.daemons.append(subprocess.Popen(
                    [program(command[0]), *command[1:]], env=self.environment, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True))
            self.wait_for_node()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_for_node(self):
        for _ in range(600):
            done = self.run("sinfo", "-h", "-o", "%t")
            if done.stdout.strip() == "idle":
                return
            if any(daemon.poll() is not None for daemon in self.daemons):
                break
            time.sleep(0.1)
        raise RuntimeError("Slurm does not start:\n" + self.logs())

    def logs(self):
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def run(self, name, *arguments, **options):
        return subprocess.run([program(name), *map(str, arguments)], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, **options)

    def __exit__(self, *_):
        for daemon in self.daemons[::-1]:
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
