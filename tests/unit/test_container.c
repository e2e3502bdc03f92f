/* test_container.c - workbooks give the records that their CSV export would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "data/container.h"
#include "data/grid.h"

typedef struct {
    const char *path, *text;
} Part;

/* A zip archive of the parts; free() it. */
static char *archive(const Part *parts, size_t count, size_t *length)
{
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    zip_source_keep(target);
    for (size_t i = 0; i < count; i++)
        zip_file_add(zip, parts[i].path,
                     zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0), 0);
    assert_int_equal(zip_close(zip), 0);
    zip_source_open(target);
    zip_source_seek(target, 0, SEEK_END);
    *length = (size_t)zip_source_tell(target);
    char *bytes = malloc(*length);
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, bytes, *length);
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

static void on_begin(void *context, const SheetHead *head)
{
    buffer_printf(context, "<%s%s%s>", head->name, head->date1904 ? " 1904" : "",
                  head->hidden ? " hidden" : "");
}

static bool on_record(void *context, const Record *record)
{
    buffer_printf(context, "%d:", record->row);
    if (record->flaw != RECORD_FINE)
        buffer_printf(context, "!%d", record->flaw);
    for (size_t i = 0; i < record->count; i++)
        buffer_printf(context, "[%.*s]", (int)record->cells[i].length, record->cells[i].text);
    buffer_char(context, ' ');
    return true;
}

static void on_end(void *context, int hidden_rows)
{
    buffer_text(context, "/");
    if (hidden_rows)
        buffer_printf(context, "%d hidden", hidden_rows);
}

static char read_as[20000];

static bool read_parts(const Part *parts, size_t count, Error *err)
{
    size_t length;
    char *bytes = archive(parts, count, &length);
    Buffer out = {0};
    ContainerSink sink = {on_begin, on_record, on_end, &out};
    bool ok = container_read(bytes, length, &sink, err);
    snprintf(read_as, sizeof read_as, "%s", out.bytes ? out.bytes : "");
    buffer_free(&out);
    free(bytes);
    return ok;
}

#define WORKBOOK(properties)                                                                       \
    "<workbook xmlns:r='x'>" properties                                                            \
    "<sheets><sheet name='投诉' sheetId='1' r:id='rId1'/></sheets></workbook>"
#define RELATIONS                                                                                  \
    "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>"

static bool read_sheet(const char *styles, const char *strings, const char *rows, Error *err)
{
    static char sheet[8000];
    snprintf(sheet, sizeof sheet, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    Part parts[] = {{"xl/workbook.xml", WORKBOOK("")},
                    {"xl/_rels/workbook.xml.rels", RELATIONS},
                    {"xl/styles.xml", styles},
                    {"xl/sharedStrings.xml", strings},
                    {"xl/worksheets/sheet1.xml", sheet}};
    return read_parts(parts, 5, err);
}

/* Texts, dates by their format, numbers as Excel shows them, gaps as empty rows and cells. */
static void excel_cells(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(read_sheet(
        "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
        "<xf numFmtId='14'/><xf numFmtId='176'/><xf numFmtId='10'/></cellXfs></styleSheet>",
        "<sst><si><t>小区</t></si><si><r><t>夜宵</t></r><r><t>摊</t></r><rPh><t>ye</t></rPh></si>"
        "<si><t>a_x000D_\nb</t></si></sst>",
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c></row>"
        "<row r='3'><c r='A3' s='1'><v>45356</v></c><c r='B3' s='2'><v>45356.604166666664</v></c>"
        "<c r='C3' s='3'><v>0.98350000000000004</v></c><c r='D3'><v>38650.500000000007</v></c>"
        "<c r='E3' t='s'><v>2</v></c><c r='F3' t='inlineStr'><is><t>内</t></is></c>"
        "<c r='G3' t='b'><v>1</v></c><c r='H3' t='e'><v>#N/A</v></c>"
        "<c r='I3'><v>3.3010319900101001E+17</v></c></row>"
        "<row r='4'><c r='A4' s='1'/></row>",
        &err));
    assert_string_equal(read_as,
                        "<投诉>1:[小区][][夜宵摊] 2:!1 3:[2024-03-05][2024-03-05 14:30:00][98.35%]"
                        "[38650.5][a\nb][内][是][#N/A][330103199001010000] /");
}

/* The days of a workbook that counts from 1904 are moved by 1462. */
static void days_of_1904(void **state)
{
    (void)state;
    char out[32];
    assert_true(grid_date("43894", true, out));
    assert_string_equal(out, "2024-03-05");
    assert_true(grid_date("45356", false, out));
    assert_string_equal(out, "2024-03-05");
    assert_false(grid_date("-1", false, out));
    assert_false(grid_date("99999999", false, out));
}

/* Fifteen digits, as Excel shows them, and never an exponent. */
static void numbers_are_plain(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"0.30000000000000004", "0.3"},
                                           {"1.2E+5", "120000"},
                                           {"-0.00012", "-0.00012"},
                                           {"0", "0"},
                                           {"0.99999999999999989", "1"},
                                           {"123456789012345678", "123456789012346000"},
                                           {"12000", "12000"},
                                           {"-6430.2000000000007", "-6430.2"},
                                           {"1E-3", "0.001"},
                                           {"007.50", "7.5"}};
    char out[400];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_true(grid_number(pairs[i][0], 0, out));
        assert_string_equal(out, pairs[i][1]);
    }
    assert_false(grid_number("abc", 0, out));
    assert_false(grid_number("1.2.3", 0, out));
    assert_false(grid_number("", 0, out));
}

/* OpenDocument: repeated cells and rows, values rather than what is shown, notes left out. */
static void open_document(void **state)
{
    (void)state;
    Error err = {0};
    Part parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
        {"content.xml",
         "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><table:table "
         "table:name='会议'><table:table-row table:number-rows-repeated='2'><table:table-cell/>"
         "</table:table-row><table:table-row><table:table-cell "
         "office:value-type='string'><text:p>一"
         "</text:p><text:p>二<text:s text:c='2'/>三</text:p></table:table-cell><table:table-cell "
         "table:number-columns-repeated='2'/><table:table-cell office:value-type='date' "
         "office:date-value='2024-03-05'><office:annotation><text:p>批注</text:p></"
         "office:annotation>"
         "<text:p>24/3/5</text:p></table:table-cell><table:table-cell office:value-type='float' "
         "office:value='1200'><text:p>1,200</text:p></table:table-cell></table:table-row>"
         "<table:table-row "
         "table:number-rows-repeated='1048573'><table:table-cell/></table:table-row>"
         "</table:table></office:document-content>"}};
    assert_true(read_parts(parts, 2, &err));
    assert_string_equal(read_as, "<会议>1:!1 2:!1 3:[一\n二  三][][][2024-03-05][1200] /");
}

/* What is hostile or broken is refused with a reason. */
static void broken_archives(void **state)
{
    (void)state;
    Error err = {0};
    Buffer out = {0};
    ContainerSink sink = {on_begin, on_record, on_end, &out};
    assert_false(container_read("PK\x03\x04 nothing", 12, &sink, &err));
    buffer_free(&out);
    Part other[] = {{"a.csv", "x"}};
    assert_false(read_parts(other, 1, &err));
    assert_string_equal(err.text, "a zip archive, but no workbook");
    Part bomb[] = {{"content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}};
    assert_false(read_parts(bomb, 1, &err));
    assert_string_equal(err.text, "content.xml: has a document type declaration");
    Part cut[] = {{"content.xml", "<a><b></a>"}};
    assert_false(read_parts(cut, 1, &err));
    Part loose[] = {{"content.xml",
                     "<x xmlns:t='t'><t:table-row><t:table-cell><p>1</p></t:table-cell>"
                     "</t:table-row></x>"}}; /* a row outside any table */
    assert_true(read_parts(loose, 1, &err));
    assert_string_equal(read_as, "");
    Part rows[] = {{"content.xml",
                    "<x xmlns:table='t'><table:table><table:table-row "
                    "table:number-rows-repeated='1048576'><table:table-cell/>"
                    "</table:table-row><table:table-row "
                    "table:number-rows-repeated='9999999'><table:table-cell>"
                    "<p>1</p></table:table-cell></table:table-row></table:table></x>"}};
    assert_false(read_parts(rows, 1, &err));
    assert_string_equal(err.text, "a sheet has more than 1048576 rows");
}

/* What is not shown is read and said; a formula without its result comes as the formula. */
static void hidden_and_computed(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(read_sheet("<styleSheet/>", "<sst/>",
                           "<row r='1' hidden='1'><c r='A1'><v>1</v></c></row>"
                           "<row r='2' hidden='true'><c r='A2'/></row>"
                           "<row r='3' hidden='0'><c r='A3'><f>SUM(A1)</f></c>"
                           "<c r='B3'><f t='shared' si='0'/></c><c r='C3'><f>A1</f><v>7</v></c>"
                           "<c r='D3' t='str'><f>\"\"</f><v></v></c></row>",
                           &err));
    assert_string_equal(read_as,
                        "<投诉>1:[1] 2:!1 3:[#FORMULA!=SUM(A1)][#FORMULA!=()][7] /1 hidden");
    Part parts[] = {{"xl/workbook.xml",
                     "<workbook xmlns:r='x'><sheets>"
                     "<sheet name='甲' state='hidden' r:id='rId1'/>"
                     "<sheet name='乙' state='visible' r:id='rId1'/></sheets></workbook>"},
                    {"xl/_rels/workbook.xml.rels", RELATIONS},
                    {"xl/worksheets/sheet1.xml", "<worksheet/>"}};
    assert_true(read_parts(parts, 3, &err));
    assert_string_equal(read_as, "<甲 hidden>/<乙>/");
    Part ods[] = {{"content.xml",
                   "<x xmlns:s='s' xmlns:t='t'><s:style s:name='a'><s:table-properties "
                   "t:display='false'/></s:style><s:style s:name='b'><s:table-properties "
                   "t:display='true'/></s:style><t:table t:name='甲' t:style-name='a'>"
                   "<t:table-row t:visibility='filter' t:number-rows-repeated='3'><t:table-cell>"
                   "<p>1</p></t:table-cell></t:table-row></t:table>"
                   "<t:table t:name='乙' t:style-name='b'><t:table-row t:visibility='visible'>"
                   "<t:table-cell t:formula='of:=1'/></t:table-row></t:table>"
                   "<t:table t:name='丙'/></x>"}};
    assert_true(read_parts(ods, 1, &err));
    assert_string_equal(read_as, "<甲 hidden>1:[1] 2:[1] 3:[1] /3 hidden"
                                 "<乙>1:[#FORMULA!=()] /<丙>/");
}

/* Cells come in any order; two that claim the same place cost the row. */
static void cells_in_any_order(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(read_sheet("<styleSheet/>", "<sst/>",
                           "<row r='1'><c r='C1'><v>3</v></c><c r='A1'><v>1</v></c></row>"
                           "<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c></row>"
                           "<row r='3'><c r='A3'><v>1</v></c></row>",
                           &err));
    assert_string_equal(read_as, "<投诉>1:[1][][3] 2:!7[1] 3:[1] /");
}

/* Nothing is left out without a word: neither sheets beyond the bound nor one that is not there. */
static void sheets_that_are_not_read(void **state)
{
    (void)state;
    Error err = {0};
    Buffer book = {0};
    buffer_text(&book, "<workbook xmlns:r='x'><sheets>");
    for (int i = 0; i < 257; i++)
        buffer_printf(&book, "<sheet name='%d' r:id='rId1'/>", i);
    buffer_text(&book, "</sheets></workbook>");
    Part many[] = {{"xl/workbook.xml", book.bytes},
                   {"xl/_rels/workbook.xml.rels", RELATIONS},
                   {"xl/worksheets/sheet1.xml", "<worksheet/>"}};
    assert_false(read_parts(many, 3, &err));
    assert_string_equal(err.text, "it has more than 256 sheets");
    assert_non_null(strstr(read_as, "<255>"));
    buffer_free(&book);
    Part missing[] = {{"xl/workbook.xml", WORKBOOK("")}, {"xl/_rels/workbook.xml.rels", RELATIONS}};
    assert_false(read_parts(missing, 2, &err));
    assert_string_equal(err.text, "sheet '投诉' is missing in it");
    Part unrelated[] = {{"xl/workbook.xml", WORKBOOK("")},
                        {"xl/_rels/workbook.xml.rels", "<Relationships/>"}};
    assert_false(read_parts(unrelated, 2, &err));
    assert_string_equal(err.text, "sheet '投诉' is missing in it");
}

/* Seventy megabytes of blanks in an archive of seventy kilobytes. */
static void archives_may_not_swell(void **state)
{
    (void)state;
    Error err = {0};
    size_t length = (size_t)70 << 20;
    char *text = malloc(length + 32);
    strcpy(text, "<x>");
    memset(text + 3, ' ', length);
    strcpy(text + 3 + length, "</x>");
    Part bomb[] = {{"content.xml", text}};
    assert_false(read_parts(bomb, 1, &err));
    assert_string_equal(err.text, "content.xml: unpacks to more than 67108864 bytes");
    free(text);
}

/* What looks like a workbook from outside is told apart by what it holds. */
static void other_archives(void **state)
{
    (void)state;
    Error err = {0};
    Part binary[] = {{"xl/workbook.bin", "x"}};
    assert_false(read_parts(binary, 1, &err));
    assert_string_equal(err.text, "a zip archive, but no workbook that is read: .xlsb");
    Part word[] = {{"word/document.xml", "<x/>"}};
    assert_false(read_parts(word, 1, &err));
    assert_string_equal(err.text, "a zip archive, but no workbook: a Word document");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(excel_cells),
        cmocka_unit_test(days_of_1904),
        cmocka_unit_test(numbers_are_plain),
        cmocka_unit_test(open_document),
        cmocka_unit_test(broken_archives),
        cmocka_unit_test(hidden_and_computed),
        cmocka_unit_test(cells_in_any_order),
        cmocka_unit_test(sheets_that_are_not_read),
        cmocka_unit_test(archives_may_not_swell),
        cmocka_unit_test(other_archives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
