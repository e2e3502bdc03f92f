/*
 * command_history.c - gongkai rollback, prune, withdraw: what can be done with
 * editions that were published.
 */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "doc/document.h"
#include "publish/history.h"
#include "render/pdf/pdf.h"
#include "script/script.h"

static int usage(const char *words)
{
    fprintf(stderr, "gongkai: 用法 / usage: gongkai %s\n", words);
    return EXIT_USAGE;
}

/* The configured key, since these change the chain too; *key is NULL where there is none. */
static bool load_key(Arena *arena, const char *dir, Config *config, SignKey *key,
                     const SignKey **out, Error *err)
{
    Plan plan;
    *out = NULL;
    if (!script_declare(arena, dir, run_installed(), &plan, err) ||
        !config_read(arena, &plan.config, config, err))
        return false;
    const char *name = value_text(&plan.config, "key", "");
    if (!*name)
        return true;
    *out = key;
    return sign_key_load(*name == '/' ? name : path_join(arena, dir, name), key, err);
}

int command_rollback(const Arguments *arguments)
{
    if (arguments->word_count != 1)
        return usage("rollback 期号 EDITION");
    Arena *arena = arena_new();
    Config config;
    SignKey secret;
    const SignKey *key;
    Error err = {0};
    const char *dir = arguments->run.dir, *id = arguments->words[0];
    bool ok = load_key(arena, dir, &config, &secret, &key, &err) &&
              history_rollback(path_join(arena, dir, "output"), id, key, &err);
    if (ok && !arguments->run.quiet)
        printf(arguments->run.english ? "showing edition %s again; the chain says so\n"
                                      : "已退回到 %s 这一期；发布链里有记录\n",
               id);
    arena_free(arena);
    return ok ? 0 : complain_of(&err);
}

int command_prune(const Arguments *arguments)
{
    if (arguments->word_count != 0 || arguments->keep < 1)
        return usage("prune --keep N");
    Arena *arena = arena_new();
    Error err = {0};
    size_t removed;
    bool ok = history_prune(path_join(arena, arguments->run.dir, "output"), arguments->keep,
                            &removed, &err);
    if (ok && !arguments->run.quiet)
        printf(arguments->run.english ? "removed %zu old editions; the chain keeps their lines\n"
                                      : "清理了%zu期旧的公开；发布链里的记录都还在\n",
               removed);
    arena_free(arena);
    return ok ? 0 : complain_of(&err);
}

/* A PDF to stand in the place of one that is withdrawn; without fonts there is none. */
static bool make_paper(Arena *arena, const Config *config, const char *reason, Buffer *out)
{
    PdfFonts *fonts;
    Block block = {.kind = BLOCK_PROSE, .anchor = "", .title = "", .note = "", .notice = ""};
    block.text = arena_printf(arena,
                              "这里公布过的内容已经撤回。原因：%s。\n\n"
                              "What stood here was withdrawn.",
                              reason);
    Document doc = {.title = "内容已撤回",
                    .lang = "zh-CN",
                    .period = MONTH_MISSING,
                    .fingerprint = "",
                    .chain_head = "",
                    .revision = 1,
                    .url = "",
                    .scope_name = config->publisher ? config->publisher : "",
                    .blocks = &block,
                    .block_count = 1};
    if (!pdf_fonts_open(config, &fonts, NULL))
        return false;
    bool ok = pdf_render(fonts, &doc, PDF_NOTICE, NULL, out, NULL);
    pdf_fonts_close(fonts);
    return ok;
}

int command_withdraw(const Arguments *arguments)
{
    if (arguments->word_count != 1 || !arguments->reason)
        return usage("withdraw 文件|表:编号 --reason 原因   PATH|TABLE:KEY --reason TEXT");
    Arena *arena = arena_new();
    Config config;
    SignKey secret;
    const SignKey *key;
    Withdrawal done;
    Buffer paper = {0};
    Error err = {0};
    const char *dir = arguments->run.dir;
    bool ok =
        load_key(arena, dir, &config, &secret, &key, &err) &&
        history_withdraw(path_join(arena, dir, "output"), arguments->words[0], arguments->reason,
                         make_paper(arena, &config, arguments->reason, &paper) ? &paper : NULL, key,
                         &done, &err);
    buffer_free(&paper);
    if (ok && !arguments->run.quiet) {
        bool en = arguments->run.english;
        printf(en ? "withdrawn from what is shown, and %zu files of %zu older editions\n"
                  : "已从现在展示的一期撤下，并撤下%zu个旧文件（在%zu期旧的公开里）\n",
               done.files, done.editions);
        if (strchr(arguments->words[0], ':'))
            puts(
                en ? "a tombstone stands in their place; run gongkai build to make the files again "
                     "without the row"
                   : "原处已换成“已撤回”的说明；请运行 gongkai build 重新生成不含这一行的文件");
    }
    arena_free(arena);
    return ok ? 0 : complain_of(&err);
}
