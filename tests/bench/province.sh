#!/usr/bin/env bash
# province.sh ROWS [COMPOUNDS]: so many issue rows (100,000,000; of 208 compounds, four subdistricts) through
# four shares on a Slurm cluster of four nodes on this machine, the node of share 2 killed in the middle, then
# merged and published. Profile `peer`: eight pages, eight data files, one bulletin per compound. Needs root,
# slurmctld slurmd slurm-client munge, 15 GB of disk and 6 GB of memory for each 100,000,000 rows.
# shellcheck source=tests/bench/common.sh
. "$(dirname "$0")/common.sh"
rows=${1:-100000000} compounds=${2:-208}
say() { echo "$SECONDS s: $*"; }
SECONDS=0
"$work/gencity" "$compounds" "$rows" "$work/province"
say "$rows issue rows of $compounds compounds written, $(du -sm "$work/province/input" | cut -f1) MB"
cat >"$work/gongkai" <<SH
#!/usr/bin/env bash
exec python3 "$PWD/tests/bench/measure.py" "\$1 \${SLURM_ARRAY_TASK_ID:-}" "$work/results" "$PWD/build/gongkai" "\$@"
SH
chmod +x "$work/gongkai"
SLURM_LIMIT=${SLURM_LIMIT:-1500} bash tests/cluster/slurm.sh "$work/gongkai" "$work/province" 4 --period 2026-10 \
    --profile peer
say "published: $(find "$work/province/output/editions" -type f | wc -l) files"
python3 - "$work/province/output/report/run.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
print(f"rows read by the merge: {sum(f['read'] for f in report['files']):,}; scopes {report['scopes']:,}, figures {report['figures']:,}")
PY
heading "the merge"
stages "$work/province/output/report/run.json"
