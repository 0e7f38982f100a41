#!/usr/bin/env bash
# All shards of one search on this machine, by GNU parallel, and what they come to together.
#   docs/shards/parallel.sh SHARDS OUT VERB ARGUMENT...
#   docs/shards/parallel.sh 8 artifacts/shards litmus Tests/Litmus/programs/peterson.litmus
# Run again after a crash or a reboot it goes on with what is not done. JOBS: how many at once (one a core).
# PLIMSOLL: how plimsoll is called, if not from the source.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
shards="$1" out="$2"
shift 2
export PLIMSOLL="${PLIMSOLL:-dotnet run -c Release --no-build --project Tools/Cli --}"
mkdir -p "$out"

shard() { # I N OUT VERB ARGUMENT...
  $PLIMSOLL "${@:4}" --shard "$1/$2" --out "$3" --resume "$3/$1-of-$2.resume"
}
export -f shard

# A shard that breaks a law ends with 1: the others need not be waited for, what there is is merged.
status=0
seq "$shards" | parallel --jobs "${JOBS:-100%}" --line-buffer --tag --halt soon,fail=1 \
  shard {} "$shards" "$(printf '%q' "$out")" "$(printf '%q ' "$@")" || status=$?
[ "$status" -eq 0 ] || echo "a shard failed or broke a law: $status" >&2
merged=0
$PLIMSOLL merge "$out"/*-of-"$shards".json || merged=$?

# A law that was broken is what merge says; a shard that failed otherwise is no success, whatever the others found.
[ "$merged" -ne 0 ] && exit "$merged"
exit "$status"
