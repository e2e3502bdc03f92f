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

static void ignore_begin(void *context, const SheetHead *head)
{
    (void)context;
    (void)head;
}

static bool count_record(void *context, const Record *record)
{
    *(size_t *)context += record->flaw == RECORD_FINE;
    return true;
}

static void ignore_end(void *context, int hidden_rows)
{
    (void)context;
    (void)hidden_rows;
}

static char read_as[20000];

static bool read_parts(const Part *parts, size_t count, Error *err)
{
    size_t length;
    char *bytes = archive(parts, count, &length);
    Buffer out = {0};
    ContainerSink sink = {on_begin, on_record, on_end, &out, {0}};
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
    static const char *const pairs[][2] = {
        {"0.30000000000000004", "0.3"},
        {"1.2E+5", "120000"},
        {"-0.00012", "-0.00012"},
        {"0", "0"},
        {"0.99999999999999989", "1"},
        {"123456789012345678", "123456789012346000"},
        {"12000", "12000"},
        {"-6430.2000000000007", "-6430.2"},
        {"1E-3", "0.001"},
        {"007.50", "7.5"},
        {"+3", "3"},
        {"1e2", "100"},
        {"0.0012", "0.0012"},
        {"999999999999999.9", "1000000000000000"},
        {"12345678901234567890123456789012345", "12345678901234600000000000000000000"},
        {"12345678901234567890123456789012345.25", "12345678901234600000000000000000000"},
        {"1E41", "1E41"},
        {"1E-45", "1E-45"}};
    char out[400];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_true(grid_number(pairs[i][0], 0, out));
        assert_string_equal(out, pairs[i][1]);
    }
    assert_false(grid_number("abc", 0, out));
    assert_false(grid_number("1.2.3", 0, out));
    assert_false(grid_number("", 0, out));
    assert_false(grid_number("1E", 0, out));
    assert_false(grid_number("1E+", 0, out));
    assert_false(grid_number("1E12345", 0, out));
    assert_false(grid_number("1E5x", 0, out));
    assert_false(grid_number("1:", 0, out));
    assert_false(grid_date("x", false, out));
    assert_false(grid_date("365", false, out));
    assert_false(grid_date("10000000", false, out));
    assert_false(grid_date("2958466", false, out));
    assert_true(grid_date("2958465.999995", false, out)); /* no 86400th second */
    assert_string_equal(out, "9999-12-31");
    assert_true(grid_date("366.5", false, out));
    assert_string_equal(out, "1900-12-31 12:00:00");
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
    ContainerSink sink = {on_begin, on_record, on_end, &out, {0}};
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

/* A format shows a date where y, m, d, h or s stand outside quotes, brackets and escapes. */
static void formats_of_dates(void **state)
{
    (void)state;
    static const struct {
        const char *code, *shown; /* of 45356.5 */
    } rows[] = {{"yyyy\\-mm", "2024-03-05 12:00:00"},
                {"MM/DD", "2024-03-05 12:00:00"},
                {"[$-804]h", "2024-03-05 12:00:00"},
                {"]S", "2024-03-05 12:00:00"},
                {"General", "45356.5"},
                {"0.00;[red]-0.00;yy", "45356.5"},
                {"&quot;day&quot;0", "45356.5"},
                {"\\d0", "45356.5"},
                {"_d0*d", "45356.5"},
                {"0\\", "45356.5"},
                {"[mm]0", "45356.5"},
                {"0.0%", "4535650%"},
                {"0;yy%", "45356.5"}};
    Error err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char styles[400], expected[100];
        snprintf(styles, sizeof styles,
                 "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='%s'/><numFmt/>"
                 "<numFmt numFmtId='201'/></numFmts><cellXfs><xf/><xf numFmtId='200'/></cellXfs>"
                 "<cellStyles><xf numFmtId='14'/></cellStyles></styleSheet>",
                 rows[i].code);
        assert_true(read_sheet(styles, "<sst/>",
                               "<row><c s='1'><v>45356.5</v></c><c s='0'><v>1</v></c>"
                               "<c s='2'><v>2</v></c><c s='-1'><v>3</v></c></row>",
                               &err));
        snprintf(expected, sizeof expected, "<投诉>1:[%s][1][2][3] /", rows[i].shown);
        assert_string_equal(read_as, expected);
    }
    /* Built-in formats, at both ends of each range of dates. */
    static const int ids[] = {13, 14, 22, 23, 26, 27, 36, 37, 44, 45,
                              47, 48, 49, 50, 58, 59, 9,  10, 11};
    static const char kinds[] = "pddppddppddppddp%%p";
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char styles[200];
        snprintf(styles, sizeof styles,
                 "<styleSheet><cellXfs><xf numFmtId='%d'/></cellXfs></styleSheet>", ids[i]);
        assert_true(read_sheet(styles, "<sst/>", "<row><c><v>45356</v></c></row>", &err));
        assert_string_equal(read_as, kinds[i] == 'd'   ? "<投诉>1:[2024-03-05] /"
                                     : kinds[i] == '%' ? "<投诉>1:[4535600%] /"
                                                       : "<投诉>1:[45356] /");
    }
}

/* More formats and styles than any workbook has: what is beyond the bound is plain. */
static void styles_beyond_the_bound(void **state)
{
    (void)state;
    Error err = {0};
    Buffer styles = {0};
    buffer_text(&styles, "<styleSheet><numFmts>");
    for (int i = 0; i < 4097; i++)
        buffer_printf(&styles, "<numFmt numFmtId='%d' formatCode='yy'/>", 1000 + i);
    buffer_text(&styles, "</numFmts><cellXfs><xf numFmtId='5095'/><xf numFmtId='5096'/>");
    for (int i = 2; i < 65537; i++)
        buffer_text(&styles, "<xf numFmtId='14'/>");
    buffer_text(&styles, "</cellXfs></styleSheet>");
    assert_true(read_sheet(styles.bytes, "<sst/>",
                           "<row><c s='0'><v>45356</v></c><c s='1'><v>45356</v></c>"
                           "<c s='65535'><v>45356</v></c><c s='65536'><v>45356</v></c></row>",
                           &err));
    assert_string_equal(read_as, "<投诉>1:[2024-03-05][45356][2024-03-05][45356] /");
    buffer_free(&styles);
}

/* Where a cell stands: by its reference, else behind the one before. */
static void references(void **state)
{
    (void)state;
    static const struct {
        const char *reference;
        bool counts; /* column C, else behind A */
    } rows[] = {{"C1", true},     {"C1048576", true},   {"C1048577", false}, {"C0", false},
                {"C", false},     {"1", false},         {"c1", false},       {"C1x", false},
                {"ABCD1", false}, {"C12345678", false}, {"[1", false},       {"C:", false},
                {"C/", false},    {"", false}};
    Error err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char sheet[200];
        snprintf(sheet, sizeof sheet, "<row><c r='A1'><v>1</v></c><c r='%s'><v>2</v></c></row>",
                 rows[i].reference);
        assert_true(read_sheet("<styleSheet/>", "<sst/>", sheet, &err));
        assert_string_equal(read_as, rows[i].counts ? "<投诉>1:[1][][2] /" : "<投诉>1:[1][2] /");
    }
    assert_true(read_sheet("<styleSheet/>", "<sst/>",
                           "<row r='1'><c r='ZZZ1'><v>1</v></c></row><row><c><v>2</v></c></row>"
                           "<row r='1'><c><v>3</v></c></row><row r='1048577'><c><v>4</v></c></row>"
                           "<row r='x'><c><v>5</v></c></row>",
                           &err));
    assert_string_equal(read_as, "<投诉>1:!5 2:[2] 3:[3] 4:[4] 5:[5] /");
}

/* A row within a row is no workbook's: each is sent once, and rows rise. */
static void row_within_a_row(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(read_sheet("<styleSheet/>", "<sst/>",
                           "<row r='1'><row r='2'><c r='A2'><v>1</v></c></row>"
                           "<c r='B1'><v>2</v></c></row><row r='3'><c r='A3'><v>3</v></c></row>",
                           &err));
    assert_string_equal(read_as, "<投诉>1:!1 2:[1] 3:[][2] 4:[3] /");
    assert_true(read_sheet("<styleSheet/>", "<sst/>",
                           "<row r='1'><c r='A1'><v>1</v></c><row r='2'><c r='A2'><v>2</v></c>"
                           "</row><c r='A1'><v>3</v></c></row>",
                           &err));
    assert_string_equal(read_as, "<投诉>1:!1 2:!7[1] 3:[3] /"); /* two at one place are told */
}

/* Texts in every dress that Excel gives them. */
static void texts_of_excel(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(read_sheet(
        "<styleSheet/>",
        "<sst><si/><si><t>_x0041__x00e9__x00_1_ _x4E2D_</t></si><si><t>_X0041_ _x004_x</t></si>"
        "<x>no</x></sst>",
        "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c><c t='s'><v>3</v></c>"
        "<c t='s'><v>x</v></c><c t='s'><v></v></c><c t='b'><v>0</v></c>"
        "<c t='d'><v>2024-03-05</v></c>"
        "<c t='inlineStr'><is><t>内</t><rPh><t>nei</t></rPh><t>外</t></is></c>"
        "<c t='str'><v>a_x000d_b</v></c><c t='n'><v>none</v></c><c t='e'><v>#DIV/0!</v></c>"
        "<c><f>CONCATENATE(\"这个公式很长很长很长很长很长很长很长很长很长很长很长\",A1)</f></c></"
        "row>",
        &err));
    assert_string_equal(read_as,
                        "<投诉>1:[][A_x00e9__x00_1_ _x4E2D_][_X0041_ _x004_x][#REF!][#REF!][][否]"
                        "[2024-03-05][内外][ab][none][#DIV/0!]"
                        "[#FORMULA!=CONCATENATE(\"这个公式很长很长很长很长很长很] /");
}

/* A workbook's own parts, cut or strange: a reason, never silence. */
static void odd_books(void **state)
{
    (void)state;
    Error err = {0};
    const char *sheet = "<worksheet><sheetData><row><c><v>45356</v></c></row></sheetData>"
                        "</worksheet>";
    static const struct {
        const char *properties, *begin;
    } flags[] = {{"<workbookPr date1904='1'/>", "<投诉 1904>"},
                 {"<workbookPr date1904='true'/>", "<投诉 1904>"},
                 {"<workbookPr date1904='0'/>", "<投诉>"},
                 {"<workbookPr/><other date1904='1'/>", "<投诉>"}};
    for (size_t i = 0; i < 4; i++) {
        char book[400];
        snprintf(book, sizeof book, "<workbook xmlns:r='x'>%s%s</workbook>", flags[i].properties,
                 "<sheets><sheet name='投诉' r:id='rId1'/></sheets>");
        Part parts[] = {{"xl/workbook.xml", book},
                        {"xl/_rels/workbook.xml.rels",
                         "<Relationships><Relationship Id='rId1'/><Relationship Target='x'/>"
                         "<Other Id='rId1' Target='x'/><Relationship Id='rId2' Target='x'/>"
                         "<Relationship Id='rId1' Target='/xl/worksheets/sheet1.xml'/>"
                         "</Relationships>"},
                        {"xl/worksheets/sheet1.xml", sheet}};
        assert_true(read_parts(parts, 3, &err));
        assert_non_null(strstr(read_as, flags[i].begin));
        assert_non_null(strstr(read_as, "1:[45356] /"));
    }
    Part nameless[] = {{"xl/workbook.xml",
                        "<workbook xmlns:r='x'><sheets><sheet r:id='rId1'/></sheets></workbook>"},
                       {"xl/_rels/workbook.xml.rels", RELATIONS},
                       {"xl/worksheets/sheet1.xml", sheet}};
    assert_true(read_parts(nameless, 3, &err));
    assert_string_equal(read_as, "<>1:[45356] /");
    static const char *const cut[][2] = {
        {"xl/workbook.xml", "xl/workbook.xml: no element found"},
        {"xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xml.rels: no element found"},
        {"xl/styles.xml", "xl/styles.xml: no element found"},
        {"xl/sharedStrings.xml", "xl/sharedStrings.xml: no element found"},
        {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml: no element found"}};
    for (size_t i = 0; i < 5; i++) {
        Part parts[] = {{"xl/workbook.xml", WORKBOOK("")},
                        {"xl/_rels/workbook.xml.rels", RELATIONS},
                        {"xl/styles.xml", "<styleSheet/>"},
                        {"xl/sharedStrings.xml", "<sst/>"},
                        {"xl/worksheets/sheet1.xml", sheet}};
        parts[i].text = "<a>";
        assert_string_equal(parts[i].path, cut[i][0]);
        assert_false(read_parts(parts, 5, &err));
        assert_string_equal(err.text, cut[i][1]);
    }
    Part no_relations[] = {{"xl/workbook.xml", WORKBOOK("")}};
    assert_false(read_parts(no_relations, 1, &err));
    assert_string_equal(err.text, "xl/_rels/workbook.xml.rels: No such file");
    Part no_strings[] = {
        {"xl/workbook.xml", WORKBOOK("")},
        {"xl/_rels/workbook.xml.rels", RELATIONS},
        {"xl/worksheets/sheet1.xml", "<worksheet><row><c t='s'><v>0</v></c></row></worksheet>"}};
    assert_true(read_parts(no_strings, 3, &err)); /* a text that is lost is no empty cell */
    assert_string_equal(read_as, "<投诉>1:[#REF!] /");
}

/* Rows and cells beyond what a sheet has room for. */
static void sheets_beyond_the_bound(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(read_sheet("<styleSheet/>", "<sst/>",
                            "<row r='1048576'><c><v>1</v></c></row><row><c><v>2</v></c></row>",
                            &err));
    assert_string_equal(err.text, "a sheet has more than 1048576 rows");
    /* a cell of more than a mebibyte, and a row of more than four */
    size_t length = ((size_t)1 << 20) + 1;
    char *many = malloc(length + 1);
    memset(many, 'x', length);
    many[length] = '\0';
    Buffer sheet = {0};
    buffer_printf(&sheet, "<worksheet><row><c t='str'><v>%s</v></c><c><v>1</v></c></row>", many);
    many[length - 1] = '\0';
    buffer_text(&sheet, "<row>");
    for (int i = 0; i < 5; i++)
        buffer_printf(&sheet, "<c t='str'><v>%s</v></c>", many);
    buffer_text(&sheet, "</row><row><c><v>3</v></c></row></worksheet>");
    Part parts[] = {{"xl/workbook.xml", WORKBOOK("")},
                    {"xl/_rels/workbook.xml.rels", RELATIONS},
                    {"xl/worksheets/sheet1.xml", sheet.bytes}};
    size_t size;
    char *bytes = archive(parts, 3, &size);
    Buffer out = {0};
    ContainerSink sink = {on_begin, on_record, on_end, &out, {0}};
    assert_true(container_read(bytes, size, &sink, &err));
    assert_non_null(strstr(out.bytes, "<投诉>1:!6[][1] 2:!3[xxx"));
    assert_non_null(strstr(out.bytes, " 3:[3] /"));
    free(bytes);
    buffer_free(&out);
    buffer_free(&sheet);

    Buffer ods = {0};
    buffer_printf(&ods,
                  "<x xmlns:t='t'><t:table><t:table-row><t:table-cell><p>%sxx</p><p>y</p>"
                  "</t:table-cell><t:table-cell><p>2</p></t:table-cell></t:table-row></t:table>"
                  "</x>",
                  many);
    Part content[] = {{"content.xml", ods.bytes}};
    assert_true(read_parts(content, 1, &err));
    assert_string_equal(read_as, "<>1:!6[][2] /");
    buffer_free(&ods);
    free(many);
}

/* Cells of OpenDocument by their type; what the type promises but is not there stays as shown. */
static void open_document_cells(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *read;
    } rows[] = {
        {"<t:table-cell o:value-type='percentage' o:value='0.985'><p>99%</p></t:table-cell>",
         "98.5%"},
        {"<t:table-cell o:value-type='currency' o:value='12.5'><p>￥12.50</p></t:table-cell>",
         "12.5"},
        {"<t:table-cell o:value-type='float' o:value='x'><p>shown</p></t:table-cell>", "shown"},
        {"<t:table-cell o:value-type='float'><p>shown</p></t:table-cell>", "shown"},
        {"<t:table-cell o:value-type='boolean' o:boolean-value='true'><p>TRUE</p></t:table-cell>",
         "是"},
        {"<t:table-cell o:value-type='boolean' o:boolean-value='false'><p>FALSE</p>"
         "</t:table-cell>",
         "否"},
        {"<t:table-cell o:value-type='date' o:date-value='2024-03-05T00:00:00'><p>x</p>"
         "</t:table-cell>",
         "2024-03-05"},
        {"<t:table-cell o:value-type='date' o:date-value='2024-03-05T14:30:00'><p>x</p>"
         "</t:table-cell>",
         "2024-03-05T14:30:00"},
        {"<t:table-cell o:value-type='date' o:date-value='2024'><p>shown</p></t:table-cell>",
         "shown"},
        {"<t:table-cell o:value-type='time' o:time-value='PT1H'><p>1:00</p></t:table-cell>",
         "1:00"},
        {"<t:table-cell o:value-type='a-type-that-nobody-has-heard-of'><p>a</p></t:table-cell>",
         "a"},
        {"<t:table-cell o:value-type='float' o:value='1.000000000000000000000000000000000000000"
         "00000000000000000000000000000001'><p>1</p></t:table-cell>",
         "1"},
        {"<t:table-cell t:formula='of:=A1'><p>7</p></t:table-cell>", "7"},
        {"<t:table-cell t:formula='of:=A1' o:value-type='float' o:value='8'><p>7</p>"
         "</t:table-cell>",
         "8"},
        {"<t:table-cell>loose<p>a<line-break/>b<tab/>c<s/>d</p>\n</t:table-cell>", "a\nb\tc d\n"},
        {"<t:covered-table-cell><p>under</p></t:covered-table-cell>", "under"},
        {"<t:table-cell t:number-columns-repeated='0'><p>once</p></t:table-cell>", "once"},
        {"<t:table-cell><p>a</p><t:table><t:table-row><t:table-cell><p>b</p></t:table-cell>"
         "</t:table-row></t:table></t:table-cell>",
         "a"},
        {"<p>out</p><s/><tab/><line-break/><t:table-cell><p>in</p></t:table-cell>", "in"},
    };
    Error err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char content[900], expected[100];
        snprintf(content, sizeof content,
                 "<x xmlns:o='o' xmlns:t='t'><t:style/><t:other t:display='false'/>"
                 "<t:table t:style-name='none'><t:table-row>%s"
                 "</t:table-row></t:table>end</x>",
                 rows[i].cell);
        Part parts[] = {{"content.xml", content}};
        assert_true(read_parts(parts, 1, &err));
        snprintf(expected, sizeof expected, "<>1:[%s] /", rows[i].read);
        assert_string_equal(read_as, expected);
    }
    Part cut[] = {{"content.xml", "<x><table><table-row>"}};
    assert_false(read_parts(cut, 1, &err));
    assert_string_equal(err.text, "content.xml: no element found");
    /* more sheets that are not shown than a workbook has styles for */
    Buffer styles = {0};
    buffer_text(&styles, "<x>");
    for (int i = 0; i < 65; i++)
        buffer_printf(&styles, "<style name='s%d'><table-properties display='false'/></style>", i);
    buffer_text(&styles, "<style><table-properties/></style><table style-name='s63'/>"
                         "<table style-name='s64'/></x>");
    Part hidden[] = {{"content.xml", styles.bytes}};
    assert_true(read_parts(hidden, 1, &err));
    assert_string_equal(read_as, "< hidden>/<>/");
    buffer_free(&styles);
}

/* What stands for far more than the file is long is refused, in either format. */
static void cells_that_stand_for_many(void **state)
{
    (void)state;
    Error err = {0};
    char *text = malloc(1001);
    memset(text, 'x', 1000);
    text[1000] = '\0';
    Buffer ods = {0};
    buffer_printf(&ods,
                  "<x xmlns:t='t'><t:table><t:table-row t:number-rows-repeated='1000000'>"
                  "<t:table-cell><p>%s</p></t:table-cell></t:table-row></t:table></x>",
                  text);
    Part content[] = {{"content.xml", ods.bytes}};
    size_t size;
    char *bytes = archive(content, 1, &size);
    size_t records = 0;
    ContainerSink sink = {ignore_begin, count_record, ignore_end, &records, {0}};
    assert_false(container_read(bytes, size, &sink, &err));
    assert_string_equal(err.text,
                        "content.xml: what its cells hold together is far more than the file "
                        "itself");
    assert_true(records > 1000 && records < 200000);
    free(bytes);
    buffer_free(&ods);

    Buffer sheet = {0};
    buffer_text(&sheet, "<worksheet>");
    for (int i = 0; i < 200000; i++)
        buffer_text(&sheet, "<row><c t='s'><v>0</v></c></row>");
    buffer_text(&sheet, "</worksheet>");
    Buffer strings = {0};
    buffer_printf(&strings, "<sst><si><t>%s</t></si></sst>", text);
    Part parts[] = {{"xl/workbook.xml", WORKBOOK("")},
                    {"xl/_rels/workbook.xml.rels", RELATIONS},
                    {"xl/sharedStrings.xml", strings.bytes},
                    {"xl/worksheets/sheet1.xml", sheet.bytes}};
    bytes = archive(parts, 4, &size);
    records = 0;
    assert_false(container_read(bytes, size, &sink, &err));
    assert_string_equal(err.text,
                        "xl/worksheets/sheet1.xml: what its cells hold together is far more than "
                        "the file itself");
    assert_true(records > 1000 && records < 200000);
    free(bytes);
    buffer_free(&sheet);
    buffer_free(&strings);
    free(text);
}

/* A part that was damaged on its way, and one that asks for a password. */
static void damaged_parts(void **state)
{
    (void)state;
    Error err = {0};
    Buffer content = {0};
    buffer_text(&content, "<x>");
    for (int i = 0; i < 2000; i++)
        buffer_printf(&content, "<a b='%d'/>", i * 7919);
    buffer_text(&content, "</x>");
    Part parts[] = {{"content.xml", content.bytes}};
    size_t size;
    char *bytes = archive(parts, 1, &size);
    for (size_t i = 0; i < 40; i++)
        bytes[200 + i] ^= 0x55;
    Buffer out = {0};
    ContainerSink sink = {on_begin, on_record, on_end, &out, {0}};
    assert_false(container_read(bytes, size, &sink, &err));
    assert_true(strstr(err.text, "content.xml: ") == err.text);
    free(bytes);
    buffer_free(&content);
    buffer_free(&out);
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
        cmocka_unit_test(formats_of_dates),
        cmocka_unit_test(styles_beyond_the_bound),
        cmocka_unit_test(references),
        cmocka_unit_test(row_within_a_row),
        cmocka_unit_test(texts_of_excel),
        cmocka_unit_test(odd_books),
        cmocka_unit_test(sheets_beyond_the_bound),
        cmocka_unit_test(open_document_cells),
        cmocka_unit_test(cells_that_stand_for_many),
        cmocka_unit_test(damaged_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
