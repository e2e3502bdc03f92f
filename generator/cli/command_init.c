/* command_init.c - gongkai init DIR: a workspace of one's own. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

static const char config_text[] =
    "-- 配置：每一项都可以不写；去掉行首的 -- 即生效。\n"
    "-- Configuration: every key is optional; remove the leading -- to set it.\n"
    "return {\n"
    "  -- name = \"某某区小区四公开\",            -- 网站名称\n"
    "  -- publisher = \"某某区住房和城乡建设局\",  -- 落款\n"
    "  -- contact = \"社区居委会一楼窗口，电话……\", -- 提意见找谁\n"
    "  -- base_url = \"https://…/\",              -- 网址；有它才印二维码\n"
    "  -- city = \"某某市\", district = \"某某区\",\n"
    "  -- place = \"default\",                    -- 规则包：default taizhou hangzhou huzhou "
    "ningbo\n"
    "  --                                         jiaxing beijing shanghai henan qingyuan "
    "shandong\n"
    "  -- period = \"2026-10\",                   -- 不写就是上个月\n"
    "  -- windows = { \"quarter\", \"year\" },      -- 另算季度、近十二个月\n"
    "  -- since = \"2021-09-01\",                 -- 另算“某日以来”\n"
    "  -- office_phones = { \"0576-12345678\" },  -- 可以公布的办公电话\n"
    "}\n";

static const char input_text[] =
    "把各单位交来的表（CSV、xlsx、ods）放在这个文件夹里，可以按月分文件夹，例如 input/2026-10/。\n"
    "表按表头识别，与文件名无关。至少要有“小区基本信息”（小区编码、小区名称、社区、街道（镇）、有无"
    "物业）。\n"
    "空白表：gongkai template 空白表\n"
    "只检查不发布：gongkai check      发布：gongkai build\n"
    "看不懂的单元格列在 output/report/problems.html，可以直接退回填报人。\n";

static bool write_text(Arena *arena, const char *dir, const char *name, const char *text,
                       Error *err)
{
    return file_write(path_join(arena, dir, name), text, strlen(text), err);
}

/* The configuration comes last and whole: by it the next run sees that all is done. */
static bool make_workspace(Arena *arena, const char *dir, Error *err)
{
    const char *config = path_join(arena, dir, "gongkai.lua");
    const char *aside = path_join(arena, dir, ".gongkai.lua.new");
    return write_text(arena, dir, "input/说明.txt", input_text, err) &&
           folder_make(path_join(arena, dir, "input/notes"), err) &&
           folder_make(path_join(arena, dir, "scripts"), err) &&
           folder_make(path_join(arena, dir, "themes"), err) &&
           write_text(arena, dir, ".gongkai.lua.new", config_text, err) &&
           (rename(aside, config) == 0 || error_errno(err, config));
}

int command_init(const Arguments *arguments)
{
    if (arguments->word_count != 1) {
        fprintf(stderr, "gongkai: 用法 / usage: gongkai init 目录\n");
        return EXIT_USAGE;
    }
    const char *dir = arguments->words[0];
    Arena *arena = arena_new();
    Error err = {0};
    int code = 0;
    if (file_exists(path_join(arena, dir, "gongkai.lua"))) {
        fprintf(stderr, "gongkai: %s/gongkai.lua 已经存在，没有改动 / exists already, left alone\n",
                dir);
        code = EXIT_USAGE;
    } else if (!file_all_read(&err) || !make_workspace(arena, dir, &err)) {
        code = complain_of(&err);
    } else {
        printf("已建好 %s。下一步 / next:\n"
               "  1. 改 %s/gongkai.lua（可以先不改）\n"
               "  2. 把表放进 %s/input/（空白表：gongkai template %s/空白表）\n"
               "  3. gongkai build -C %s\n",
               dir, dir, dir, dir, dir);
    }
    arena_free(arena);
    return code;
}
