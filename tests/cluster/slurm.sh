#!/usr/bin/env bash
# slurm.sh BINARY WORKSPACE SHARES [OPTIONS OF BUILD…]
#
# A Slurm cluster of as many nodes as shares on this machine, on loopback alone and for this run alone: the
# workspace is published by packaging/slurm/submit.sh, and the node of share 2 is killed in the middle,
# with its daemon, its step and its script. Ends with 0 when the merge has published and share 2 ran twice.
# Prints what happened and when. Everything stops at the end, and after SLURM_LIMIT seconds (600) at the latest.
# Needs root, and slurmctld slurmd slurm-client munge.
set -eu
binary=$(readlink -f "$1") workspace=$(readlink -f "$2") shares=$3
shift 3
root=$(cd "$(dirname "$0")/../.." && pwd)
limit=${SLURM_LIMIT:-600}
base=$(mktemp -d /tmp/gongkai-slurm-XXXXXX)
chmod 755 "$base"
began=$SECONDS
say() { echo "$((SECONDS - began)) s: $*"; }

port=$((20000 + $$ % 20000))
export SLURM_CONF=$base/slurm.conf

pids_of_node() { # processes that Slurm runs on the node for us, and the steps above them
    local file pid parent
    for file in $(grep -zlxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null); do
        grep -zqxF "SLURMD_NODENAME=$1" "$file" 2>/dev/null || continue
        pid=${file//[^0-9]/}
        echo "$pid"
        parent=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
        [ "$(cat "/proc/${parent:-0}/comm" 2>/dev/null)" != slurmstepd ] || echo "$parent"
    done
}
kill_node() {
    local pids
    pids="$(cat "$base/$1.pid" 2>/dev/null || true) $(pids_of_node "$1")"
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null || true
}
stop() {
    trap - EXIT
    timeout 10 scontrol shutdown >/dev/null 2>&1 || true
    for i in $(seq "$shares"); do kill_node "n$i"; done
    for file in "$base/slurmctld.pid" "$base/munged.pid"; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    sleep 1
    rm -rf "$base"
}
trap stop EXIT

# --- the cluster ------------------------------------------------------------------------------
head -c 128 /dev/urandom >"$base/munge.key"
chmod 400 "$base/munge.key"
chown -R munge:munge "$base/munge.key"
mkdir "$base/munge" "$base/state" "$base/log"
chown munge:munge "$base/munge" "$base/munge.key"
runuser -u munge -- munged --key-file="$base/munge.key" --socket="$base/munge/socket" \
    --pid-file="$base/munge/munged.pid" --log-file="$base/munge/log" --seed-file="$base/munge/seed" --force
cp "$base/munge/munged.pid" "$base/munged.pid"
cat >"$SLURM_CONF" <<CONF
ClusterName=gongkai
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$base/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$base/state
SlurmctldPidFile=$base/slurmctld.pid
SlurmdPidFile=$base/%n.pid
SlurmdSpoolDir=$base/spool-%n
SlurmctldLogFile=$base/log/slurmctld
SlurmdLogFile=$base/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=5
JobRequeue=1
MinJobAge=86400
SlurmdParameters=config_overrides
MpiDefault=none
CONF
for i in $(seq "$shares"); do
    echo "NodeName=n$i NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=1 State=UNKNOWN" >>"$SLURM_CONF"
done
echo "PartitionName=all Nodes=n[1-$shares] Default=YES MaxTime=INFINITE State=UP" >>"$SLURM_CONF"
slurmctld -c
for i in $(seq "$shares"); do slurmd -N "n$i"; done
for _ in $(seq 50); do
    [ "$(sinfo -h -o %t 2>/dev/null | sort -u)" = idle ] && break
    sleep 0.2
done
say "$(sinfo -h -o '%D nodes %t')"

# --- the run ----------------------------------------------------------------------------------
export GONGKAI=$binary
read -r array merge < <("$root/packaging/slurm/submit.sh" "$workspace" "$shares" "$@")
say "jobs: array $array, merge $merge"
state() { scontrol show job "$1" -o 2>/dev/null | grep -o 'JobState=[A-Z_]*' | cut -d= -f2 | sort -u | tr '\n' ' '; }
field() { scontrol show job "${array}_2" -o 2>/dev/null | grep -o " $1=[^ ]*" | head -1 | cut -d= -f2; }

# In the middle: share 2 has read its input and is writing.
until compgen -G "$workspace/output/shards/.2-of-$shares-*/files/*" >/dev/null; do
    [ $((SECONDS - began)) -lt "$limit" ] || { say "share 2 never began"; exit 1; }
    [ ! -e "$workspace/output/shards/2-of-$shares" ] || { say "share 2 was too fast to be caught"; exit 1; }
    sleep 0.05
done
victim=$(scontrol show job "${array}_2" -o | grep -o ' NodeList=n[0-9]*' | cut -d= -f2)
kill_node "$victim"
say "killed $victim in the middle of share 2"

while :; do
    now=$(state "$merge")
    case "$now" in
    *COMPLETED*) break ;;
    *FAILED* | *CANCELLED* | *TIMEOUT*) say "merge: $now"; cat "$workspace"/output/shards/slurm-*.log; exit 1 ;;
    esac
    if [ $((SECONDS - began)) -ge "$limit" ]; then
        say "not done in time: shares $(state "$array"), merge $now"
        tail -20 "$base/log/slurmctld" "$workspace"/output/shards/slurm-*.log
        exit 1
    fi
    sleep 1
done
restarts=$(field Restarts)
for i in $(seq "$shares"); do
    say "share $i: $(scontrol show job "${array}_$i" -o | grep -oE '(RunTime|NodeList|Restarts)=[n0-9][^ ]*' | tr '\n' ' ')"
done
say "merge: $(scontrol show job "$merge" -o | grep -oE '(RunTime|NodeList)=[n0-9][^ ]*' | tr '\n' ' ')"
cat "$workspace"/output/shards/slurm-*.log
[ "${restarts:-0}" -ge 1 ] || { say "share 2 was not made again"; exit 1; }
say "published, share 2 was made again"
