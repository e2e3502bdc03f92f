#!/usr/bin/env bash
# What two shards and a merge publish is what one run publishes, a corrected second month included;
# a shard that is missing, failed, or made from something else stops the merge, and the old edition stands.
set -eu
export SOURCE_DATE_EPOCH=1793491200 # the chain says when each edition was shown, and paper prints its head
GONGKAI_LARGE_TABLE=1 # here every table is one of which a shard drops the rows of others
export GONGKAI_LARGE_TABLE
python3 tests/shards.py build/gongkai . --periods 2026-09,2026-10 --correct --shards 2 >/dev/null || {
    python3 tests/shards.py build/gongkai . --periods 2026-09,2026-10 --correct --shards 2
    exit 1
}
unset GONGKAI_LARGE_TABLE
python3 tests/shards.py build/gongkai --partitioned . --shards 2

out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
refused() { # refused WORDS: the merge ends with 1, says so, and nothing is shown
    code=0
    build/gongkai merge -C "$out" --quiet 2>"$out/said" || code=$?
    [ "$code" = 1 ] || { echo "merge: exit $code"; cat "$out/said"; exit 1; }
    grep -q "$1" "$out/said" || { echo "not said: $1"; cat "$out/said"; exit 1; }
    [ ! -e "$out/output/site" ] || { echo "something is shown"; exit 1; }
}
refused '没有分片结果'
build/gongkai build -C "$out" --shard 1/3 --quiet
build/gongkai build -C "$out" --shard 2/3 --quiet
refused '缺第3份（共3份）'
[ ! -e "$out/output/report/problems.csv" ] || { echo "a report of nothing"; exit 1; }
[ "$(stat -c %a "$out/output/shards/1-of-3")" = 700 ]

# A shard that fails leaves what its last run made, and nothing half made.
before=$(cd "$out/output/shards" && find . -type f | sort)
printf 'return {' >"$out/gongkai.broken.lua"
cp "$out/gongkai.lua" "$out/good.lua" && cp "$out/gongkai.broken.lua" "$out/gongkai.lua"
if build/gongkai build -C "$out" --shard 2/3 --quiet 2>/dev/null; then echo "a broken shard ended with 0"; exit 1; fi
[ "$before" = "$(cd "$out/output/shards" && find . -type f | sort)" ]
mv "$out/good.lua" "$out/gongkai.lua"

build/gongkai build -C "$out" --shard 3/3 --quiet
echo >>"$out/input/公开事项目录.csv"
refused '第.份.*用的input/ 里的文件与现在的不同'
cp input/公开事项目录.csv "$out/input/"
sed -i 's/2026-10/2026-09/' "$out/input/approvals.csv" # of the same size
refused '第.份.*用的input/ 里的文件与现在的不同'
cp input/approvals.csv "$out/input/"
page=$(find "$out/output/shards/1-of-3/files" -name bulletin.md | head -1)
echo x >>"$page"
refused '第1份的文件已损坏'
build/gongkai build -C "$out" --shard 1/3 --quiet
cube=$out/output/shards/2-of-3/cube
cp "$cube" "$out/cube"
printf x >>"$cube"
refused '第2份的文件已损坏'
cp "$out/cube" "$cube"
facts=$out/output/shards/2-of-3/shard.tsv
cp "$facts" "$out/facts"
sed -i 's/^fonts\t./fonts\tx/' "$facts"
refused '第2份.*用的字体或排版用的库与现在的不同'
cp "$out/facts" "$facts"
read=$out/output/shards/2-of-3/read # what it has read: sealed, not to be read by others, and not for ever
[ "$(stat -c %a "$read")" = 600 ]
if grep -q 小区 "$read"; then echo "readings lie open"; exit 1; fi
cp -p "$read" "$out/read"
printf X | dd of="$read" bs=1 seek=100 conv=notrunc status=none
refused '2-of-3/read：已损坏，请重新运行这一份'
truncate -s 1000 "$read"
refused '2-of-3/read：已损坏，请重新运行这一份'
cp "$out/read" "$read"
mkdir -p "$out/output/shards/.2-of-3-killed/files" # of a shard that was killed
build/gongkai merge -C "$out" --quiet 2>/dev/null
[ "$(ls -A "$out/output/shards")" = "$(printf '%d-of-3\n' 1 2 3)" ] || { ls -A "$out/output/shards"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
if find "$out/output/shards" -name read | grep .; then echo "readings stay"; exit 1; fi

# Published in between: pages of the shards may say what is no longer so.
refuse_usage() { code=0; build/gongkai "$@" 2>/dev/null || code=$?; [ "$code" = 2 ] || { echo "$*: exit $code"; exit 1; }; }
code=0
build/gongkai merge -C "$out" --quiet 2>"$out/said" || code=$?
[ "$code" = 1 ] && grep -q '已发布的一期' "$out/said" || { echo "exit $code"; cat "$out/said"; exit 1; }
refuse_usage build -C "$out" --shard 0/3
refuse_usage build -C "$out" --shard 4/3
refuse_usage build -C "$out" --shard 2
refuse_usage build -C "$out" --shard 1/2 --only luting
refuse_usage build -C "$out" --output /tmp/x
refuse_usage merge -C "$out" --shard 1/2
