/* command_verify.c - gongkai verify [OUTPUT]: 0 sound, 1 not; why, in plain words. */
#include "cli/commands.h"

#include <stdio.h>

#include "base/file.h"
#include "publish/verify.h"

int command_verify(const Arguments *arguments)
{
    if (arguments->word_count > 1) {
        fprintf(stderr, "gongkai: 用法 / usage: gongkai verify [output] [--expect 指纹] [--chain "
                        "旧链] [--key 公钥]\n");
        return EXIT_USAGE;
    }
    bool english = arguments->run.english;
    Arena *arena = arena_new();
    const char *output = arguments->word_count > 0 ? arguments->words[0]
                                                   : path_join(arena, arguments->run.dir, "output");
    VerifyOptions options = {
        .expect = arguments->expect, .chain = arguments->chain, .key = arguments->key};
    Verdict verdict;
    Error err = {0};
    int code;
    if (!verify_output(arena, output, &options, &verdict, &err)) {
        code = complain_of(&err);
    } else if (!file_all_read(&err)) { /* neither sound nor not */
        code = complain_of(&err);
    } else {
        for (size_t i = 0; i < verdict.count; i++)
            puts(english ? verdict.findings[i].en : verdict.findings[i].zh);
        if (verdict.count == 0)
            printf(english ? "sound: %zu files, %zu editions%s\n" : "完好：共%zu个文件，%zu期%s\n",
                   verdict.files, verdict.editions,
                   verdict.is_signed ? english ? ", signed" : "，签名有效"
                   : english         ? ", not signed"
                                     : "，没有签名");
        code = all_said(verdict.count == 0 ? 0 : 1);
    }
    arena_free(arena);
    return code;
}
