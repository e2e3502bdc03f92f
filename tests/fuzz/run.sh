#!/usr/bin/env bash
# run.sh [RUNS] [TARGET…]: libFuzzer with ASan and UBSan over everything that reads an office's
# files. Seeds are in tests/fuzz/seeds/; what it finds is left in build/fuzz/.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
runs=${1:-100000}
shift || true
targets=("${@:-decode}")
[ $# -gt 0 ] || targets=(decode records cell container import)
flags="-std=c11 -D_GNU_SOURCE -DCMARK_NO_SHORT_NAMES -O2 -g1 -Igenerator -fno-sanitize-recover=undefined"
pkgs="libzip zlib libdeflate expat libsodium lua5.4 libseccomp"
libs="-lcsv $(pkg-config --libs $pkgs) -lpthread -lm"
mkdir -p build/fuzz
make -s MODE=fast build/fast/libgongkai.a
gcc $flags $(pkg-config --cflags $pkgs) -o build/fuzz/make_plan tests/fuzz/make_plan.c build/fast/libgongkai.a $libs
build/fuzz/make_plan >build/fuzz/plan
sources=$(find generator/base generator/data -name '*.c')
# Without traced comparisons, deep stacks and a search for leaks but at the end: four times the
# runs a second.
export TZ=UTC ASAN_OPTIONS=max_malloc_fill_size=0:quarantine_size_mb=4:malloc_context_size=1:allocator_release_to_os_interval_ms=-1
for target in "${targets[@]}"; do
    link='-fsanitize=fuzzer' own=''
    if [ "$target" = import ]; then # see its head; libFuzzer behind it, so that its own words hold
        own=-DCACHE_SLOTS=16
        link="$(printf -- '-Wl,--wrap=%s ' aliases_new aliases_free folder_exists folder_list \
            file_exists file_read_into opendir realpath stat) -Wl,-z,muldefs \
            $(find "$(clang -print-resource-dir)" -name "libclang_rt.fuzzer-$(uname -m).a") -lstdc++"
    fi
    clang -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-coverage=trace-cmp $flags $own \
        $(pkg-config --cflags $pkgs) -o "build/fuzz/fuzz_$target" "tests/fuzz/fuzz_$target.c" $sources $link $libs
    mkdir -p "build/fuzz/corpus_$target"
    echo "== $target: $runs runs"
    GONGKAI_FUZZ_PLAN=build/fuzz/plan "build/fuzz/fuzz_$target" -runs="$runs" -max_len=1024 -detect_leaks=0 -entropic=0 -print_funcs=0 -timeout=10 \
        -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="build/fuzz/$target-" \
        "build/fuzz/corpus_$target" "tests/fuzz/seeds/$target" 2>&1 | tail -n 12
done
