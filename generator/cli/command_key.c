/* command_key.c - gongkai key: a pair of keys to sign editions with. */
#include "cli/commands.h"

#include <stdio.h>

#include "base/file.h"
#include "publish/sign.h"

int command_key(const Arguments *arguments)
{
    Arena *arena = arena_new();
    Error err = {0};
    const char *dir = arguments->run.dir;
    char *secret = path_join(arena, dir, "gongkai.key"),
         *open = path_join(arena, dir, "gongkai.pub");
    bool ok = sign_key_make(secret, open, &err);
    if (ok)
        printf("已生成 %s（私钥，只留在本机，不要公布）和 %s（公钥，可以公布）。\n"
               "在 gongkai.lua 里写上 key = \"gongkai.key\"，以后每一期都会签名。\n"
               "Made a secret key and a public key; set key = \"gongkai.key\" in gongkai.lua to "
               "sign.\n",
               secret, open);
    int code = ok ? 0 : complain_of(&err);
    arena_free(arena);
    return code;
}
