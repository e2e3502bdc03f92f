/* command_build.c - gongkai build, merge and check. */
#include "cli/commands.h"

#include <stdio.h>

static bool takes_no_words(const Arguments *arguments)
{
    if (arguments->word_count == 0)
        return true;
    fprintf(stderr, "gongkai: 多余的参数 / unexpected argument: %s\n", arguments->words[0]);
    return false;
}

static bool complain(const char *what)
{
    fprintf(stderr, "gongkai: %s\n", what);
    return false;
}

/* A shard has its scopes already, and only a shard has a folder of its own. */
static bool shard_fits(const RunOptions *run)
{
    if (run->shards && run->only_count)
        return complain("--shard 不能和 --only 一起用 / --shard and --only exclude each other");
    if (run->shard_folder && !run->shards)
        return complain("--output 只和 --shard 一起用 / --output goes with --shard only");
    return true;
}

int command_build(const Arguments *arguments)
{
    return takes_no_words(arguments) && shard_fits(&arguments->run) ? run_build(&arguments->run)
                                                                    : EXIT_USAGE;
}

int command_merge(const Arguments *arguments)
{
    RunOptions options = arguments->run;
    if (options.shards || options.only_count || options.shard_folder) {
        complain("merge 不用 --shard、--only、--output / merge takes no such option");
        return EXIT_USAGE;
    }
    options.merge = true;
    options.partials = arguments->words;
    options.partial_count = arguments->word_count;
    return run_build(&options);
}

int command_check(const Arguments *arguments)
{
    RunOptions options = arguments->run;
    options.check_only = true;
    return takes_no_words(arguments) ? run_build(&options) : EXIT_USAGE;
}
