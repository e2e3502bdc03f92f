/* test_zipout.c - archives written piece by piece are what libzip and unzip read. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "render/zip.h"
#include "render/zipout.h"

#define DAY 20757 /* 2026-10-31 */

static char path[64];

static void new_path(void)
{
    strcpy(path, "/tmp/gongkai-zipout-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

typedef struct {
    char names[8][64];
    Buffer bytes[8];
    size_t count;
} Entries;

static void *begin(void *context, const char *name)
{
    Entries *entries = context;
    snprintf(entries->names[entries->count], 64, "%s", name);
    return &entries->bytes[entries->count++];
}

static bool feed(void *entry, const void *bytes, size_t length, Error *err)
{
    (void)err;
    buffer_put(entry, bytes, length);
    return true;
}

static bool end(void *entry, Error *err)
{
    (void)err;
    buffer_put(entry, "", 0);
    return true;
}

static const ZipReader reader = {begin, feed, end};

/* 3 MB that deflate cannot make nothing of. */
static void make_text(Buffer *out)
{
    uint32_t state = 1;
    for (int i = 0; i < 300000; i++) {
        state = state * 1664525 + 1013904223;
        buffer_printf(out, "%u,灯\n", (unsigned)(state >> 12));
    }
}

static void write_archive(const Buffer *text, size_t step, uint64_t expected)
{
    ZipOut *zip;
    Error err = {0};
    assert_true(zipout_open(path, DAY, &zip, &err));
    zipout_entry(zip, "表格/问题台账.csv", expected);
    for (size_t at = 0; at < text->length; at += step)
        zipout_put(zip, text->bytes + at, text->length - at < step ? text->length - at : step);
    zipout_entry(zip, "empty.txt", 0);
    zipout_entry(zip, "说明.txt", 6);
    zipout_put(zip, "说明", 6);
    assert_true(zipout_close(zip, &err));
}

static void entries_come_back_whole(void **state)
{
    (void)state;
    /* as they come, compressed less, and with room for 64 bits in its header */
    static const uint64_t expected[] = {0, UINT64_C(64) << 20, UINT64_C(5) << 30};
    Buffer text = {0};
    make_text(&text);
    new_path();
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        Entries entries = {0};
        Error err = {0};
        write_archive(&text, 100000, expected[i]);
        if (!zip_file_each(path, &reader, &entries, &err))
            fail_msg("%s", err.text);
        assert_int_equal(entries.count, 3);
        assert_string_equal(entries.names[0], "表格/问题台账.csv");
        assert_int_equal(entries.bytes[0].length, text.length);
        assert_memory_equal(entries.bytes[0].bytes, text.bytes, text.length);
        assert_int_equal(entries.bytes[1].length, 0);
        assert_string_equal(entries.bytes[2].bytes, "说明");
        char command[128];
        snprintf(command, sizeof command, "unzip -tqq %s", path);
        assert_int_equal(system(command), 0);
        for (size_t k = 0; k < entries.count; k++)
            buffer_free(&entries.bytes[k]);
    }
    unlink(path);
    buffer_free(&text);
}

/* Whole entries, on disk beside others and in memory, are read by others too. */
static void whole_entries_stand_beside_others(void **state)
{
    (void)state;
    Buffer text = {0}, memory = {0};
    make_text(&text);
    for (int in_memory = 0; in_memory < 2; in_memory++) {
        Entries entries = {0};
        Error err = {0};
        ZipOut *zip;
        new_path();
        if (in_memory)
            zip = zipout_memory(DAY);
        else
            assert_true(zipout_open(path, DAY, &zip, &err));
        if (!in_memory) {
            zipout_entry(zip, "first.csv", 3);
            zipout_put(zip, "a,b", 3);
        }
        zipout_whole(zip, "表格/问题台账.csv", text.bytes, text.length);
        zipout_whole(zip, "empty.txt", NULL, 0);
        if (in_memory) {
            zipout_take(zip, &memory);
            assert_true(file_write(path, memory.bytes, memory.length, &err));
        } else {
            assert_true(zipout_close(zip, &err));
        }
        char command[128];
        snprintf(command, sizeof command, "unzip -tqq %s", path);
        assert_int_equal(system(command), 0);
        assert_true(zip_file_each(path, &reader, &entries, &err));
        size_t at = in_memory ? 0 : 1;
        assert_int_equal(entries.count, 2 + at);
        assert_int_equal(entries.bytes[at].length, text.length);
        assert_memory_equal(entries.bytes[at].bytes, text.bytes, text.length);
        assert_int_equal(entries.bytes[at + 1].length, 0);
        for (size_t k = 0; k < entries.count; k++)
            buffer_free(&entries.bytes[k]);
        unlink(path);
    }
    buffer_free(&text);
    buffer_free(&memory);
}

static void the_pieces_do_not_show(void **state)
{
    (void)state;
    Buffer text = {0};
    char *first, *second;
    size_t one, two;
    Error err = {0};
    make_text(&text);
    new_path();
    write_archive(&text, text.length, 0);
    assert_true(file_read(path, 1 << 24, &first, &one, &err));
    setenv("TZ", "America/New_York", 1);
    write_archive(&text, 977, 0);
    assert_true(file_read(path, 1 << 24, &second, &two, &err));
    assert_int_equal(one, two);
    assert_memory_equal(first, second, one);
    free(first);
    free(second);
    unlink(path);
    buffer_free(&text);
}

static void repeat(Buffer *text, size_t least)
{
    make_text(text);
    while (text->length < least) {
        buffer_reserve(text, text->length);
        buffer_put(text, text->bytes, text->length);
    }
}

/* Too long to be unpacked at once: part by part, or, where another packed it, by zlib. */
static void long_entries_are_read_in_parts(void **state)
{
    (void)state;
    Buffer text = {0}, memory = {0};
    Error err = {0};
    repeat(&text, (size_t)17 << 20);
    new_path();
    for (int whole = 0; whole < 2; whole++) {
        Entries entries = {0};
        if (whole) {
            ZipOut *zip = zipout_memory(DAY);
            zipout_whole(zip, "one.csv", text.bytes, text.length);
            zipout_take(zip, &memory);
            assert_true(file_write(path, memory.bytes, memory.length, &err));
        } else {
            write_archive(&text, 1000000, UINT64_C(64) << 20);
        }
        if (!zip_file_each(path, &reader, &entries, &err))
            fail_msg("%s", err.text);
        assert_int_equal(entries.count, whole ? 1 : 3);
        assert_int_equal(entries.bytes[0].length, text.length);
        assert_memory_equal(entries.bytes[0].bytes, text.bytes, text.length);
        for (size_t k = 0; k < entries.count; k++)
            buffer_free(&entries.bytes[k]);
    }
    unlink(path);
    buffer_free(&text);
    buffer_free(&memory);
}

static bool take_none(void *context, const char *name, const char *bytes, size_t length, Error *err)
{
    (void)context, (void)name, (void)bytes, (void)length, (void)err;
    return true;
}

/* One byte that is another: of an entry that is unpacked whole, of parts, and of its CRC. */
static void damage_is_seen(void **state)
{
    (void)state;
    static const size_t sizes[] = {100000, (size_t)17 << 20};
    for (size_t i = 0; i < 2; i++) {
        Buffer text = {0};
        Error err = {0};
        char *bytes;
        size_t length;
        repeat(&text, sizes[i]);
        new_path();
        write_archive(&text, text.length, 0);
        assert_true(file_read(path, 1 << 26, &bytes, &length, &err));
        const char *names = memmem(bytes, length, "PK\1\2", 4);
        assert_non_null(names);
        size_t crc = (size_t)(names - bytes) + 16, places[] = {length / 3, crc};
        for (size_t p = 0; p < 2; p++) {
            Entries entries = {0};
            char was = bytes[places[p]];
            bytes[places[p]] ^= 0x10;
            if (p == 1) /* the same in the local header, so that they agree */
                bytes[14] ^= 0x10;
            assert_true(file_write(path, bytes, length, &err));
            assert_false(zip_file_each(path, &reader, &entries, &err));
            assert_non_null(strstr(err.text, "cannot be unpacked"));
            assert_false(zip_archive_each(bytes, length, (size_t)1 << 30, take_none, NULL, &err));
            bytes[places[p]] = was;
            for (size_t k = 0; k < entries.count; k++)
                buffer_free(&entries.bytes[k]);
        }
        unlink(path);
        free(bytes);
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_back_whole),
        cmocka_unit_test(whole_entries_stand_beside_others),
        cmocka_unit_test(the_pieces_do_not_show),
        cmocka_unit_test(long_entries_are_read_in_parts),
        cmocka_unit_test(damage_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
