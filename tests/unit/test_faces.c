/* test_faces.c - where faces are installed, asked of a process that may fail. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "render/pdf/faces.h"

#define KAI                                                                                        \
    {                                                                                              \
        .family = "LXGW WenKai", .package = "fonts-lxgw-wenkai"                                    \
    }
#define SERIF                                                                                      \
    {                                                                                              \
        .family = "Noto Serif CJK SC", .package = "fonts-noto-cjk", .bold = true                   \
    }

static void faces_are_found_with_their_index(void **state)
{
    (void)state;
    FaceWanted wanted[] = {KAI, SERIF};
    Error err = {0};
    if (!faces_answer(faces_ask(wanted, 2), wanted, 2, &err))
        fail_msg("%s", err.text);
    assert_int_equal(access(wanted[0].path, R_OK), 0);
    assert_int_equal(wanted[0].index, 0);
    assert_non_null(strstr(wanted[1].path, "NotoSerifCJK-Bold.ttc"));
    assert_int_equal(wanted[1].index, 2); /* JP, KR, SC, TC, HK */
    free(wanted[0].path);
    free(wanted[1].path);
}

static void a_face_that_is_not_installed_is_named(void **state)
{
    (void)state;
    FaceWanted wanted[] = {KAI, {.family = "汀体", .package = "fonts-ting", .bold = true}};
    Error err = {0};
    assert_false(faces_answer(faces_ask(wanted, 2), wanted, 2, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_non_null(
        strstr(err.text, "'汀体' (Bold) is not installed; it is in package fonts-ting"));
    assert_non_null(wanted[0].path);
    assert_null(wanted[1].path);
    free(wanted[0].path);
}

/* The number of the only child of this process. */
static pid_t child(void)
{
    char path[64], text[64] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(text, sizeof text, f));
    fclose(f);
    return (pid_t)strtol(text, NULL, 10);
}

static void a_process_that_dies_is_told(void **state)
{
    (void)state;
    char folder[] = "/tmp/gongkai-faces-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char file[sizeof folder + 16];
    snprintf(file, sizeof file, "%s/fonts.conf", folder);
    assert_int_equal(mkfifo(file, 0600), 0); /* nobody writes: fontconfig waits for ever */
    setenv("FONTCONFIG_FILE", file, 1);
    FaceWanted wanted[] = {KAI};
    Error err = {0};
    FacesAsked *asked = faces_ask(wanted, 1);
    unsetenv("FONTCONFIG_FILE");
    assert_int_equal(kill(child(), SIGKILL), 0);
    assert_false(faces_answer(asked, wanted, 1, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_non_null(strstr(err.text, "fontconfig"));
    assert_null(wanted[0].path);
    assert_true(folder_remove(folder, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faces_are_found_with_their_index),
        cmocka_unit_test(a_face_that_is_not_installed_is_named),
        cmocka_unit_test(a_process_that_dies_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
