/* command_build.c - gongkai build and gongkai check. */
#include "cli/commands.h"

#include <stdio.h>

static bool takes_no_words(const Arguments *arguments)
{
    if (arguments->word_count == 0)
        return true;
    fprintf(stderr, "gongkai: 多余的参数 / unexpected argument: %s\n", arguments->words[0]);
    return false;
}

int command_build(const Arguments *arguments)
{
    return takes_no_words(arguments) ? run_build(&arguments->run) : EXIT_USAGE;
}

int command_check(const Arguments *arguments)
{
    RunOptions options = arguments->run;
    options.check_only = true;
    return takes_no_words(arguments) ? run_build(&options) : EXIT_USAGE;
}
