/* arguments.c - the options of all commands, read in one place. */
#include "cli/commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_PERIOD = 256,
    OPT_ASOF,
    OPT_ONLY,
    OPT_STRICT,
    OPT_DRY,
    OPT_QUIET,
    OPT_LANG,
    OPT_SCOPE,
    OPT_WINDOW,
    OPT_REASON,
    OPT_EXPECT,
    OPT_CHAIN,
    OPT_KEY,
    OPT_PORT,
    OPT_KEEP,
    OPT_UNEXPLAINED,
    OPT_AFRESH,
    OPT_PROFILE,
    OPT_SHARD,
    OPT_OUTPUT,
    OPT_PARSER
};

static const struct option options[] = {
    {"period", required_argument, NULL, OPT_PERIOD},
    {"asof", required_argument, NULL, OPT_ASOF},
    {"jobs", required_argument, NULL, 'j'},
    {"only", required_argument, NULL, OPT_ONLY},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"dry-run", no_argument, NULL, OPT_DRY},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"lang", required_argument, NULL, OPT_LANG},
    {"scope", required_argument, NULL, OPT_SCOPE},
    {"window", required_argument, NULL, OPT_WINDOW},
    {"reason", required_argument, NULL, OPT_REASON},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"chain", required_argument, NULL, OPT_CHAIN},
    {"key", required_argument, NULL, OPT_KEY},
    {"port", required_argument, NULL, OPT_PORT},
    {"keep", required_argument, NULL, OPT_KEEP},
    {"allow-unexplained", no_argument, NULL, OPT_UNEXPLAINED},
    {"afresh", no_argument, NULL, OPT_AFRESH},
    {"profile", required_argument, NULL, OPT_PROFILE},
    {"shard", required_argument, NULL, OPT_SHARD},
    {"output", required_argument, NULL, OPT_OUTPUT},
    {"parser", required_argument, NULL, OPT_PARSER},
    {NULL, 0, NULL, 0},
};

#define SHARDS_MAX 9999

static bool complain(const char *what, const char *value)
{
    fprintf(stderr, "gongkai: %s: %s\n", what, value);
    return false;
}

static bool whole_number(const char *text, int least, int most, int *out)
{
    char *end;
    long n = strtol(text, &end, 10);
    if (end == text || *end || n < least || n > most)
        return false;
    *out = (int)n;
    return true;
}

/* "2/4", from 1/4 to 4/4. */
static bool shard_number(char *text, RunOptions *run)
{
    char *slash = strchr(text, '/');
    if (!slash)
        return false;
    *slash = '\0';
    bool ok = whole_number(slash + 1, 1, SHARDS_MAX, &run->shards) &&
              whole_number(text, 1, run->shards, &run->shard);
    *slash = '/';
    return ok;
}

static bool take(int option, char *value, Arguments *out)
{
    RunOptions *run = &out->run;
    switch (option) {
    case 'C':
        run->dir = value;
        return true;
    case 'j':
        return whole_number(value, 1, 256, &run->jobs) ||
               complain("--jobs 应是 1 到 256 的整数 / must be 1 to 256", value);
    case OPT_PERIOD:
        return month_parse(value, &run->period) ||
               complain("--period 应写成 2026-10 / must be a month such as 2026-10", value);
    case OPT_ASOF:
        return day_parse(value, &run->asof) ||
               complain("--asof 应写成 2026-10-31 / must be a day such as 2026-10-31", value);
    case OPT_ONLY:
        run->only[run->only_count++] = value;
        return true;
    case OPT_STRICT:
        return run->strict = true;
    case OPT_DRY:
        return run->dry_run = true;
    case OPT_PROFILE:
        run->peer = strcmp(value, "peer") == 0;
        return run->peer || strcmp(value, "full") == 0 ||
               complain("--profile 只能是 full 或 peer / must be full or peer", value);
    case OPT_AFRESH:
        return run->afresh = true;
    case OPT_UNEXPLAINED:
        return run->allow_unexplained = true;
    case OPT_PARSER:
        run->libcsv = strcmp(value, "libcsv") == 0;
        return run->libcsv || strcmp(value, "fast") == 0 ||
               complain("--parser 只能是 fast 或 libcsv / must be fast or libcsv", value);
    case OPT_QUIET:
        return run->quiet = true;
    case OPT_LANG:
        run->english = strcmp(value, "en") == 0;
        return run->english || strcmp(value, "zh") == 0 ||
               complain("--lang 只能是 zh 或 en / must be zh or en", value);
    case OPT_SCOPE:
        out->scope = value;
        return true;
    case OPT_WINDOW:
        out->window = value;
        return true;
    case OPT_REASON:
        out->reason = value;
        return true;
    case OPT_EXPECT:
        out->expect = value;
        return true;
    case OPT_CHAIN:
        out->chain = value;
        return true;
    case OPT_KEY:
        out->key = value;
        return true;
    case OPT_PORT:
        return whole_number(value, 1, 65535, &out->port) ||
               complain("--port 应是 1 到 65535 / must be 1 to 65535", value);
    case OPT_KEEP:
        return whole_number(value, 1, 100000, &out->keep) ||
               complain("--keep 应是大于 0 的整数 / must be a whole number above 0", value);
    case OPT_SHARD:
        return shard_number(value, run) ||
               complain("--shard 应写成 2/4（4份中的第2份）/ must be like 2/4, the second of four",
                        value);
    case OPT_OUTPUT:
        run->shard_folder = value;
        return true;
    default:
        return false; /* getopt has said what is wrong */
    }
}

bool arguments_read(int argc, char **argv, Arguments *out)
{
    *out = (Arguments){.run = {.dir = ".", .period = MONTH_MISSING, .asof = DAY_MISSING},
                       .port = 8000};
    out->run.only = calloc((size_t)argc * 2 + 2, sizeof *out->run.only);
    if (!out->run.only)
        return complain("内存不足 / out of memory", argv[0]);
    out->words = out->run.only + argc + 1;
    int option;
    while ((option = getopt_long(argc, argv, "C:j:", options, NULL)) != -1)
        if (!take(option, optarg, out))
            return false;
    for (int i = optind; i < argc; i++)
        out->words[out->word_count++] = argv[i];
    return true;
}
