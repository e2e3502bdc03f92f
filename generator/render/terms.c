/* terms.c - see terms.h. */
#include "render/terms.h"

#include <string.h>

#define FREQUENCY "http://publications.europa.eu/resource/authority/frequency/"

static const struct {
    const char *code, *zh, *url;
} cadences[] = {
    {"monthly", "每月", FREQUENCY "MONTHLY"}, {"daily", "每日", FREQUENCY "DAILY"},
    {"weekly", "每周", FREQUENCY "WEEKLY"},   {"quarterly", "每季", FREQUENCY "QUARTERLY"},
    {"annual", "每年", FREQUENCY "ANNUAL"},   {"irregular", "不定期", FREQUENCY "IRREG"}};

static const char *usual_licence_url(const char *licence)
{
    return strcmp(licence, "CC-BY-4.0") == 0 ? "https://creativecommons.org/licenses/by/4.0/" : "";
}

Terms terms_of(const Config *config, const TableSchema *schema)
{
    const Value *all = config->raw, *own = value_get(all, "datasets");
    own = schema ? value_get(own, schema->name) : NULL;
    const char *licence = value_text(own, "licence", ""), *url = value_text(own, "licence_url", "");
    if (!*licence) {
        licence = value_text(all, "licence", "CC-BY-4.0");
        if (!*url)
            url = value_text(all, "licence_url", "");
    }
    const char *code = value_text(own, "cadence", value_text(all, "cadence", "monthly"));
    size_t cadence = 0; /* config_read() has seen that it is one of them */
    for (size_t i = 0; i < sizeof cadences / sizeof *cadences; i++)
        if (strcmp(cadences[i].code, code) == 0)
            cadence = i;
    return (Terms){.licence = licence,
                   .licence_url = *url ? url : usual_licence_url(licence),
                   .publisher = value_text(own, "publisher", config->publisher),
                   .contact = value_text(own, "contact", config->contact),
                   .cadence_zh = cadences[cadence].zh,
                   .cadence_url = cadences[cadence].url};
}
