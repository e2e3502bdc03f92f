/* main.c - which command it is. Each command is a file of its own. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static const struct {
    const char *name;
    int (*command)(const Arguments *arguments);
    const char *usage;
} commands[] = {
    {"build", command_build,
     "build    [-C 目录] [--period 2026-10] [--asof 2026-10-31] [--jobs N] [--only 范围]…\n"
     "                   [--strict] [--dry-run] [--quiet] [--allow-unexplained] [--afresh] [--lang "
     "zh|en]\n"
     "                   [--shard 2/4 [--output 目录]]\n"
     "                                  发布一期公开，或只做其中一份 / publish a period, or make a "
     "share"},
    {"merge", command_merge,
     "merge    [-C 目录] [各份的目录…] 合并各份并发布 / publish what the shards made"},
    {"check", command_check,
     "check    [-C 目录] [--jobs N] [--parser libcsv]\n"
     "                                  只检查数据，不发布 / read and validate only"},
    {"schema", command_schema,
     "schema                          输入表说明 / input tables as a Data Package"},
    {"template", command_template,
     "template [目录]                 空白 CSV 表 / blank CSV files to fill in"},
    {"explain", command_explain,
     "explain  指标 [--scope 层级:编号] [--period 2026-10] [--window month]\n"
     "                                  一个数怎么来的 / where a figure comes from"},
    {"preview", command_preview,
     "preview  [-C 目录] [--port 8000] 在本机预览，改了就重做 / shows it on this machine"},
    {"verify", command_verify,
     "verify   [output] [--expect 指纹] [--chain 旧的 chain.log] [--key 公钥]\n"
     "                                  核对是否与发布时一致 / is it what was published"},
    {"withdraw", command_withdraw,
     "withdraw 文件|表:编号 --reason 原因\n"
     "                                  撤回已公布的内容 / takes something published back"},
    {"rollback", command_rollback,
     "rollback 期号                    退回到以前的一期 / shows an older edition"},
    {"prune", command_prune,
     "prune    --keep N                只留最近N期 / keeps the newest N editions"},
    {"key", command_key, "key      [-C 目录]              生成签名用的密钥 / keys to sign with"},
    {"init", command_init, "init     目录                   新建工作目录 / a new workspace"},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static int usage(FILE *to, int exit_code)
{
    fputs("gongkai — 小区“四公开”编制发布 / publishes the four disclosures\n\n", to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  gongkai %s\n", commands[i].usage);
    return exit_code;
}

int complain_of(const Error *err)
{
    fprintf(stderr, "gongkai: %s\n", err->text);
    return run_exit_code(err);
}

int say_lost(const Plan *plan)
{
    for (size_t i = 0; i < plan->failure_count; i++)
        fprintf(stderr, "gongkai: %s:%d：脚本没有运行完，缺它的内容 / failed: %s\n",
                plan->failures[i].script, plan->failures[i].line, plan->failures[i].message);
    return plan->failure_count ? 3 : 0;
}

int all_said(int code)
{
    Error err;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    error_errno(&err, "标准输出 / standard output");
    return complain_of(&err);
}

int main(int argc, char **argv)
{
    file_watch();
    if (argc < 2)
        return usage(stderr, EXIT_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return all_said(usage(stdout, 0));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        Arguments arguments;
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        int code = arguments_read(argc - 1, argv + 1, &arguments) ? commands[i].command(&arguments)
                                                                  : EXIT_USAGE;
        free(arguments.run.only);
        return code;
    }
    fprintf(stderr, "gongkai: 没有这个命令 / no such command: %s\n", argv[1]);
    return usage(stderr, EXIT_USAGE);
}
