#!/usr/bin/env bash
# submit.sh WORKSPACE SHARES [--period 2026-10] [other options of build]
#
# Sends an array job with one element per share, and the merge that waits for all of them. The workspace
# must lie on a file system that all machines see at the same path. What sbatch should know besides
# (partition, account, --cpus-per-task, --mem, --time) goes into SBATCH_OPTIONS.
# Prints the numbers of both jobs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n 's/^# \{0,1\}//;2,7p' "$0" >&2; exit 2; }
workspace=$(cd "$1" && pwd) shares=$2
shift 2
mkdir -p "$workspace/output/shards"
log=$workspace/output/shards
# shellcheck disable=SC2086  # several words
array=$(sbatch --parsable ${SBATCH_OPTIONS:-} --array="1-$shares" --output="$log/slurm-%A-%a.log" \
    "$here/shard.sbatch" "$workspace" "$shares" "$@")
# shellcheck disable=SC2086
merge=$(sbatch --parsable ${SBATCH_OPTIONS:-} --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --output="$log/slurm-%A.log" "$here/merge.sbatch" "$workspace" "$@")
echo "$array $merge"
