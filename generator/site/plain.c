/*
 * plain.c - pages that are the same for every scope: corrections, verify, about, not found;
 * and the theme's assets.
 */
#include "site/pages.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { ASSET_MAX_BYTES = 8 << 20 };

static bool corrections(Site *site, const char *lang, SiteWrite write, void *context, Error *err)
{
    Page page;
    page_begin(&page, site, lang, "corrections/index.html",
               strcmp(lang, "en") == 0 ? "Corrections and late rows" : "更正与补报");
    Model list = model_list(page.arena);
    for (size_t i = 0; i < site->in.change_count; i++) {
        const SiteChange *change = &site->in.changes[i];
        Model item = model_map(page.arena);
        if (change->compound >= 0) {
            const Scope *scope = &site->scopes->scopes[change->compound];
            model_text(&item, "name", scope->name);
            model_printf(&item, "href", "%s%sindex.html", page.pages,
                         site_scope_folder(page.arena, scope));
        }
        model_bool(&item, "late", change->late_row);
        model_text(&item, "period", page_month(&page, change->period));
        model_text(&item, "what", change->what);
        model_text(&item, "from", change->from);
        model_text(&item, "to", change->to);
        model_text(&item, "reason",
                   change->reason && *change->reason
                       ? change->reason
                       : page_words(&page, "未说明原因", "no reason given"));
        model_text(&item, "day", page_day(&page, change->day));
        model_add(&list, &item);
    }
    model_put(&page.model, "changes", &list);
    return page_write(&page, "corrections.html", write, context, err);
}

static bool simple(Site *site, const char *lang, const char *path, const char *zh, const char *en,
                   const char *template, SiteWrite write, void *context, Error *err)
{
    Page page;
    page_begin(&page, site, lang, path, strcmp(lang, "en") == 0 ? en : zh);
    Model *m = &page.model;
    model_text(m, "period", page_month(&page, site->in.period));
    model_text(m, "asof", page_day(&page, site->in.asof));
    model_text(m, "chain_head", site->in.chain_head ? site->in.chain_head : "");
    model_text(m, "base_url", site->in.config->base_url);
    model_bool(m, "signed", *value_text(site->in.config->raw, "key", "") != '\0');
    return page_write(&page, template, write, context, err);
}

bool plain_pages(Site *site, SiteWrite write, void *context, Error *err)
{
    static const char *const langs[] = {"zh", "en"};
    for (size_t i = 0; i < 2; i++)
        if (!corrections(site, langs[i], write, context, err) ||
            !simple(site, langs[i], "verify/index.html", "验证", "Verify", "verify.html", write,
                    context, err) ||
            !simple(site, langs[i], "about/index.html", "关于与联系", "About and contact",
                    "about.html", write, context, err) ||
            !simple(site, langs[i], "404.html", "没有这一页", "No such page", "404.html", write,
                    context, err))
            return false;
    return true;
}

/* Everything below assets/ of the theme; a theme's own file hides the default's. */
bool asset_files(Site *site, SiteWrite write, void *context, Error *err)
{
    Arena *arena = arena_new();
    bool good = true;
    for (int f = 0; good && f < 2; f++) {
        FileList list;
        if (!site->folders[f])
            continue;
        char *folder = path_join(arena, site->folders[f], "assets");
        good = folder_list(arena, folder, &list, err);
        for (size_t i = 0; good && i < list.count; i++) {
            char *bytes;
            size_t length;
            if (f == 0 && site->folders[1] &&
                file_exists(arena_printf(arena, "%s/assets/%s", site->folders[1], list.paths[i])))
                continue;
            good = file_read(path_join(arena, folder, list.paths[i]), ASSET_MAX_BYTES, &bytes,
                             &length, err);
            if (!good)
                break;
            good =
                write(context, arena_printf(arena, "assets/%s", list.paths[i]), bytes, length, err);
            free(bytes);
        }
    }
    arena_free(arena);
    return good;
}
