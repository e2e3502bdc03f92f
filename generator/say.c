/* say.c - see say.h. */
#include "say.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROBLEMS_SHOWN 12

void say_open(Say *say, bool english, bool quiet)
{
    *say = (Say){.english = english, .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1};
}

static void end_progress(Say *say)
{
    if (say->progress_shown)
        fputs("\r\033[K", stderr);
    say->progress_shown = false;
}

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void say_progress(Say *say, size_t done, size_t total)
{
    if (say->quiet || !say->terminal)
        return;
    double now = clock_seconds();
    if (say->began == 0)
        say->began = now;
    if (say->progress_shown && done < total && now - say->shown < 0.2)
        return;
    say->shown = now;
    double passed = now - say->began;
    fprintf(stderr, say->english ? "\r\033[Krendering %zu/%zu" : "\r\033[K正在编制 %zu/%zu", done,
            total);
    if (done > 0 && passed > 1)
        fprintf(stderr,
                say->english ? ", %.1f a second, %.0f s left" : "，每秒%.1f个，还需约%.0f秒",
                (double)done / passed, passed / (double)done * (double)(total - done));
    fflush(stderr);
    say->progress_shown = true;
}

static void say_file(const Say *say, const FileReport *f, const SchemaSet *schemas)
{
    const char *table = say->english ? "not a table" : "未识别";
    if (f->table >= 0)
        table =
            say->english ? schemas->tables[f->table].title.en : schemas->tables[f->table].title.zh;
    fprintf(stderr,
            say->english
                ? "  %s [%s, %s]: read %d = title %d + header %d + accepted %d + "
                  "superseded %d + duplicate %d + quarantined %d + blank %d + footer %d\n"
                : "  %s〔%s，%s〕：读入%d行 = 标题%d + 表头%d + 采用%d + 被更新%d + 重复%d + "
                  "退回%d + 空行%d + 表尾%d\n",
            f->path, table, f->encoding ? f->encoding : "?", f->read, f->title, f->header,
            f->accepted, f->superseded, f->duplicate, f->quarantined, f->blank, f->footer);
}

void say_import(Say *say, const Import *import)
{
    if (say->quiet)
        return;
    for (size_t i = 0; import->data && i < import->file_count; i++)
        say_file(say, &import->files[i], dataset_schemas(import->data));
    size_t count = problems_count(import->problems), shown = 0;
    Arena *arena = arena_new();
    for (Severity s = SEVERITY_ERROR; shown < PROBLEMS_SHOWN; s = SEVERITY_WARNING) {
        for (size_t i = 0; i < count && shown < PROBLEMS_SHOWN; i++)
            if (problems_at(import->problems, i)->severity == s) {
                fprintf(stderr, "%s\n",
                        problem_line(arena, problems_at(import->problems, i), say->english));
                shown++;
            }
        if (s == SEVERITY_WARNING)
            break;
    }
    arena_free(arena);
    if (count > shown)
        fprintf(stderr,
                say->english ? "… and %zu more: see output/report/problems.html\n"
                             : "……另有%zu条，见 output/report/problems.html\n",
                count - shown);
}

void say_script(Say *say, const char *place, const char *message)
{
    end_progress(say);
    fprintf(stderr, say->english ? "%s: could not be made: %s\n" : "%s：本期未能生成：%s\n", place,
            message);
}

/* What an office that has just begun needs to hear: there is no table of compounds yet. */
static bool say_no_compounds(const Say *say, const Import *import, const Error *failure)
{
    const Table *table = import->data ? dataset_find(import->data, "compounds") : NULL;
    if (failure->code != ERR_DATA || !table || table_rows(table) > 0)
        return false;
    const TableSchema *schema = table_schema(table);
    fputs(say->english
              ? "gongkai: not published: the table of compounds (T01) has not arrived. Put it into "
                "input/ with at least these headers: "
              : "gongkai：未发布：没有收到“小区基本信息”。请把它放进 input/，至少要有这些表头：",
          stderr);
    bool first = true;
    for (size_t c = 0; c < schema->column_count; c++)
        if (schema->columns[c].required) {
            fprintf(stderr, "%s%s",
                    first          ? ""
                    : say->english ? ", "
                                   : "、",
                    schema->columns[c].title.zh);
            first = false;
        }
    fputs(say->english ? ". Blank tables: gongkai template DIR\n"
                       : "。要空白表，请运行：gongkai template 空白表\n",
          stderr);
    return true;
}

void say_waiting(Say *say, size_t count)
{
    if (count == 0)
        return;
    end_progress(say);
    fprintf(stderr,
            say->english
                ? "%zu corrections wait for a reason (input/corrections.csv); the published rows "
                  "stand; see output/report/waiting.csv\n"
                : "有%zu处更正没有说明原因，暂按原来公布的计；请在 input/corrections.csv 写明原因，"
                  "清单见 output/report/waiting.csv\n",
            count);
}

static void say_failure(const Say *say, const Import *import, const Error *failure, bool check_only)
{
    if (say_no_compounds(say, import, failure))
        return;
    if (check_only)
        fprintf(stderr, say->english ? "gongkai: not sound: %s\n" : "gongkai：数据有误：%s\n",
                failure->text);
    else
        fprintf(stderr,
                say->english ? "gongkai: not published, the old edition stands: %s\n"
                             : "gongkai：未发布，原有一期保持不变：%s\n",
                failure->text);
}

void say_count_again(Say *say)
{
    end_progress(say);
    fputs(say->english
              ? "all figures were counted again from the rows: some lay where their shard did not "
                "look, rows of two shards have one key, or one reaches back further\n"
              : "全部指标由各行重新统计：有的行放在别处的文件夹里，不同分片的行编号相同，"
                "或各分片数据的起始月份不同\n",
          stderr);
}

void say_again(Say *say, size_t count)
{
    if (count == 0)
        return;
    end_progress(say);
    fprintf(stderr,
            say->english
                ? "%zu scopes were made again: rows of theirs stand in another's folder, or others "
                  "changed what they follow from\n"
                : "有%zu个范围重新编制：有的行放在别处的文件夹里，或受别处数据影响\n",
            count);
}

void say_shard(Say *say, int shard, int shards, const char *folder, size_t left_out)
{
    end_progress(say);
    if (say->quiet)
        return;
    if (!folder)
        fprintf(stderr, say->english ? "checked, nothing was made\n" : "已检查，未制作\n");
    else
        fprintf(stderr,
                say->english
                    ? "shard %d of %d is made: %s (not yet published; %zu files of other "
                      "shards were not read)\n"
                    : "第%d份（共%d份）已做好：%s（合并后发布；没有读其他份的%zu个文件）\n",
                shard, shards, folder, left_out);
}

static void say_quarantined(const Say *say, long long rows)
{
    if (rows > 0)
        fprintf(stderr,
                say->english ? "%lld rows were not used; see output/report/problems.html\n"
                             : "有%lld行退回未采用，见 output/report/problems.html\n",
                rows);
}

void say_unchanged(const Say *say, const char *edition, int quarantined)
{
    say_quarantined(say, quarantined);
    if (!say->quiet)
        fprintf(stderr,
                say->english ? "nothing changed since the last run, the edition stands: %s\n"
                             : "输入和设置都没有变化，仍为 %s\n",
                edition);
}

void say_end(Say *say, const Import *import, const EditionResult *result, const Error *failure,
             bool check_only, int code)
{
    long long quarantined = 0;
    end_progress(say);
    for (size_t i = 0; i < import->file_count; i++)
        quarantined += import->files[i].quarantined;
    if (failure) {
        say_failure(say, import, failure, check_only);
        return;
    }
    say_quarantined(say, quarantined);
    if (say->quiet || check_only)
        return;
    if (!result->id[0])
        fprintf(stderr, say->english ? "checked, nothing was published\n" : "已检查，未发布\n");
    else if (!result->changed)
        fprintf(stderr,
                say->english ? "nothing changed: edition %s stands\n" : "内容没有变化：仍为 %s\n",
                result->id);
    else
        fprintf(stderr,
                say->english ? "published edition %s, %zu files%s\n" : "已发布 %s，共%zu个文件%s\n",
                result->id, result->files,
                code != 3      ? ""
                : say->english ? "; something could not be made, see above"
                               : "；有内容本期未能生成，见上");
}
