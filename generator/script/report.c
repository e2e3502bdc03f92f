/* report.c - see report.h. */
#include "script/report.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "script/transport.h"

#define INTERRUPT_MS 300

static void put_u32(unsigned char *b, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        b[i] = (unsigned char)(n >> 8 * i);
}

static uint32_t get_u32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Reads Lua's frames and nothing else, then ends: what it finds is the last thing this child says.
 */
static void on_alarm(int number)
{
    (void)number;
    unsigned char place[8];
    /* NOLINTBEGIN(bugprone-signal-handler): these take no memory and no lock */
    put_u32(place, child_begun(NULL));
    put_u32(place + 4, (uint32_t)state_line_now());
    transport_send(ANSWER_FD, REPORT_LINE, place, sizeof place);
    /* NOLINTEND(bugprone-signal-handler) */
    _exit(0);
}

void report_answer_interrupts(void)
{
    signal(SIGALRM, on_alarm);
}

void report_begin(uint32_t script)
{
    child_begin(script);
}

void report_failure(uint32_t script, const StateError *error)
{
    Buffer b = {0};
    unsigned char n[8];
    put_u32(n, script);
    put_u32(n + 4, (uint32_t)error->line);
    buffer_put(&b, n, sizeof n);
    buffer_text(&b, error->message);
    transport_send(ANSWER_FD, REPORT_FAILURE, b.bytes, b.length);
    buffer_free(&b);
}

void report_read_failure(Arena *arena, const Buffer *bytes, uint32_t *script, ScriptFailure *out)
{
    *script = bytes->length >= 4 ? get_u32(bytes->bytes) : 0;
    *out = (ScriptFailure){.script = "", .message = ""};
    if (bytes->length < 8)
        return;
    out->line = (int)get_u32(bytes->bytes + 4);
    size_t length = bytes->length - 8;
    if (utf8_check(bytes->bytes + 8, length) == length)
        out->message = arena_copy(arena, bytes->bytes + 8, length);
    else
        out->message = "failed with a message that is not UTF-8";
}

void report_lost(Arena *arena, Child *child, ChildEvent event, int seconds, uint32_t *script,
                 ScriptFailure *out)
{
    *out = (ScriptFailure){.script = ""};
    *script = child->pid > 0 ? child_begun(child) : CHILD_NOTHING;
    if (event == CHILD_ENDED) {
        out->message = child_end(child);
        return;
    }
    out->message = arena_printf(arena, "did not end within %d s", seconds);
    child_interrupt(child);
    Buffer bytes = {0};
    char kind;
    Deadline deadline = child_deadline(child, INTERRUPT_MS);
    if (child_wait(child, &deadline, &kind, &bytes) == CHILD_MESSAGE && kind == REPORT_LINE &&
        bytes.length == 8) {
        *script = get_u32(bytes.bytes);
        out->line = (int)get_u32(bytes.bytes + 4);
    }
    buffer_free(&bytes);
    child_stop(child);
}
