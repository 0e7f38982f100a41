#!/usr/bin/env bash
# All shards of one search as a Slurm array, a shard a task; a task that is preempted or killed is queued again and goes
# on with what is not done.
#   sbatch --array=1-100 docs/shards/slurm.sh /shared/out explore own-lists --strategy source-dpor
# and, when the array has ended:
#   $PLIMSOLL merge /shared/out/*-of-100.json
# OUT must be on a file system that all nodes see, and plimsoll one build for all (PLIMSOLL: how it is called).
#SBATCH --job-name=plimsoll
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail
out="${1:?folder for the results}"
shift
of="${SLURM_ARRAY_TASK_MAX:?start it with --array=1-N}"
shard="$SLURM_ARRAY_TASK_ID"
plimsoll="${PLIMSOLL:-dotnet artifacts/bin/Cli/release/plimsoll-cli.dll}"
mkdir -p "$out"
exec srun $plimsoll "$@" --shard "$shard/$of" --out "$out" --resume "$out/$shard-of-$of.resume"
