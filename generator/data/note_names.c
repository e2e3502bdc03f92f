/*
 * note_names.c - the names of the office's own words, input/notes/PERIOD/COMPOUND/SECTION.md.
 *
 * A section looks for its note by name, so a note that is named otherwise would never be printed
 * and nobody would hear of it. What is in the notes is read later (script/notes.h).
 */
#include "data/intake.h"

#include <string.h>

/* contract.md, "Workspace". */
static const char *const sections[] = {"proposals", "meetings", "owners",     "services",
                                       "overview",  "party",    "evaluation", "livelihood"};

static void tell_name(Intake *intake, const char *path, const char *value, const char *zh,
                      const char *en, const char *advice_zh, const char *advice_en)
{
    problem_at(intake, path, 0, SEVERITY_WARNING, "note_name", value, zh, en, advice_zh, advice_en);
}

static bool is_section(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof sections / sizeof *sections; i++)
        if (strlen(sections[i]) == (size_t)(dot - name) && strcmp(dot, ".md") == 0 &&
            strncmp(sections[i], name, (size_t)(dot - name)) == 0)
            return true;
    return false;
}

static const char *compound_id(const Intake *intake, int32_t row)
{
    const Table *table = dataset_find(intake->data, "compounds");
    return table_text(table, (size_t)row, (size_t)table_schema(table)->compound_id);
}

/* A folder that is no compound's id; the compound that was meant, by name or nearly, is named. */
static void tell_compound(Intake *intake, Places *places, const char *path, const char *name)
{
    int32_t row = places_compound(places, name);
    const char *near = row < 0 ? places_nearest(places, name) : NULL;
    if (near)
        row = places_compound(places, near);
    const char *id = row < 0 ? NULL : compound_id(intake, row);
    tell_name(intake, path, name, "不是小区编码，这份说明不会印出",
              "is the id of no compound; the note will not be printed",
              id ? arena_printf(intake->arena, "请把文件夹改名为小区编码，是不是“%s”？", id)
                 : "请把文件夹改名为小区基本信息表里的小区编码",
              id ? arena_printf(intake->arena, "name the folder by the id, perhaps \"%s\"", id)
                 : "name the folder by the compound's id");
}

static void check_note(Intake *intake, Places *places, const char *below)
{
    below = shown_name(intake->arena, below);
    const char *path = arena_printf(intake->arena, "input/%s", below);
    char *copy = arena_copy(intake->arena, below, strlen(below)), *rest = NULL;
    strtok_r(copy, "/", &rest); /* "notes" */
    const char *period = strtok_r(NULL, "/", &rest), *compound = strtok_r(NULL, "/", &rest),
               *section = strtok_r(NULL, "/", &rest);
    Month month;
    if (!section || strtok_r(NULL, "/", &rest)) {
        tell_name(intake, path, "", "放的位置不对，这份说明不会印出",
                  "is not where notes are looked for and will not be printed",
                  "请放到 input/notes/期次/小区编码/ 下，如 input/notes/2026-10/编码/services.md",
                  "put it below input/notes/PERIOD/COMPOUND_ID/");
    } else if (!month_parse(period, &month)) {
        tell_name(intake, path, period, "不是期次，这份说明不会印出",
                  "is no period; the note will not be printed",
                  "请把文件夹改名为年和月，如 2026-10", "name the folder YYYY-MM");
    } else if (places_compound(places, compound) < 0 ||
               strcmp(compound_id(intake, places_compound(places, compound)), compound) != 0) {
        tell_compound(intake, places, path, compound);
    } else if (!is_section(section)) {
        tell_name(intake, path, section, "不是说明的文件名，这份说明不会印出",
                  "is no section; the note will not be printed",
                  "可用：proposals.md、meetings.md、owners.md、services.md、overview.md、party.md、"
                  "evaluation.md、livelihood.md",
                  "use proposals.md, meetings.md, owners.md, services.md, overview.md, party.md, "
                  "evaluation.md or livelihood.md");
    }
}

void note_names_check(Intake *intake, const FileList *files, Places *places)
{
    for (size_t i = 0; i < files->count; i++)
        if (strncmp(files->paths[i], "notes/", 6) == 0)
            check_note(intake, places, files->paths[i]);
}
