/* past.c - see past.h. */
#include "cube/past.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { P_ID, P_LEVEL, P_SCOPE, P_PERIOD, P_WINDOW, P_BASE, P_NUM, P_DEN, P_VALUE, P_UNIT, P_STATE };
#define P_COLUMNS (P_STATE + 1)

struct Past {
    Arena *arena;
    const char *bytes;
    size_t length;
};

Past *past_open(Arena *arena, const char *path)
{
    struct stat st;
    int file = *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return NULL;
    void *bytes = MAP_FAILED;
    if (fstat(file, &st) == 0 && st.st_size > 0)
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return NULL;
    Past *past = ARENA_NEW(arena, Past);
    *past = (Past){arena, bytes, (size_t)st.st_size};
    return past;
}

void past_close(Past *past)
{
    if (past)
        munmap((void *)past->bytes, past->length);
}

static size_t line_after(const Past *past, size_t at)
{
    const char *end = memchr(past->bytes + at, '\n', past->length - at);
    return end ? (size_t)(end - past->bytes) + 1 : past->length;
}

/* < 0 where the line's first cell comes before `id`, 0 where it is `id`. */
static int compare_id(const Past *past, size_t at, const char *id)
{
    size_t length = strlen(id), left = past->length - at, n = left < length ? left : length;
    int order = memcmp(past->bytes + at, id, n);
    if (order != 0)
        return order;
    if (left <= length)
        return -1;
    return past->bytes[at + length] == ',' ? 0 : (unsigned char)past->bytes[at + length] - ',';
}

/* Start of the first line, behind the header, whose id is not before `id`. */
static size_t first_line(const Past *past, const char *id)
{
    size_t low = line_after(past, 0), high = past->length; /* both begin a line */
    while (low < high) {
        size_t at = low + (high - low) / 2;
        while (at > low && past->bytes[at - 1] != '\n')
            at--;
        if (compare_id(past, at, id) < 0)
            low = line_after(past, at);
        else
            high = at;
    }
    return low;
}

/* Splits a line of RFC 4180 in place; false where it has too few cells. */
static bool split(char *line, char *cells[P_COLUMNS])
{
    char *from = line, *to = line;
    for (int c = 0; c < P_COLUMNS; c++) {
        bool quoted = *from == '"';
        from += quoted;
        cells[c] = to;
        while (*from && (quoted || *from != ',')) {
            if (quoted && *from == '"') {
                if (from[1] != '"') {
                    quoted = false;
                    from++;
                    continue;
                }
                from++;
            }
            *to++ = *from++;
        }
        bool more = *from == ',';
        from += more;
        *to++ = '\0';
        if (!more && c + 1 < P_COLUMNS)
            return false;
    }
    return true;
}

static bool read_figure(const ScopeSet *scopes, char *cells[P_COLUMNS], PastFigure *out)
{
    int level = 0, window = 0, state = 0;
    while (level < LEVEL_COUNT && strcmp(cells[P_LEVEL], level_code((Level)level)) != 0)
        level++;
    while (window <= WINDOW_ASOF && strcmp(cells[P_WINDOW], window_code((Window)window)) != 0)
        window++;
    while (state <= STATE_SUPPRESSED && strcmp(cells[P_STATE], state_code((FigureState)state)) != 0)
        state++;
    *out = (PastFigure){.window = (Window)window, .state = (FigureState)state};
    if (level == LEVEL_COUNT || window > WINDOW_ASOF || state > STATE_SUPPRESSED ||
        !month_parse(cells[P_PERIOD], &out->period))
        return false;
    if ((*cells[P_NUM] && !exact_parse(cells[P_NUM], &out->numerator)) ||
        (*cells[P_DEN] && !exact_parse(cells[P_DEN], &out->denominator)))
        return false;
    out->scope = scope_find(scopes, (Level)level, cells[P_SCOPE]);
    return out->scope >= 0;
}

size_t past_figures(const Past *past, const ScopeSet *scopes, const char *id, PastFigure **out)
{
    size_t count = 0, room = 0;
    *out = NULL;
    if (!past)
        return 0;
    size_t begin = first_line(past, id), end = begin;
    for (; end < past->length && compare_id(past, end, id) == 0; end = line_after(past, end))
        room++;
    *out = ARENA_NEW_ARRAY(past->arena, room + 1, PastFigure);
    for (size_t at = begin; at < end;) {
        size_t next = line_after(past, at);
        char *cells[P_COLUMNS];
        char *line = arena_copy(past->arena, past->bytes + at, next - at - 1);
        at = next;
        if (split(line, cells) && read_figure(scopes, cells, &(*out)[count]))
            count++;
    }
    return count;
}
