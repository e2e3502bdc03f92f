/*
 * intake.h - what the parts of the import share; for data/import.c and its helpers only.
 *
 *   import.c   the folder, one file after the other
 *   entries.c  names in it, and what is no file
 *   textfile.c encoding, delimiter;  book.c  workbooks, and what is no table
 *   pieces.c   one large text file by several threads
 *   sheet.c    one sheet, record by record; one report per sheet
 *   gather.c   files side by side;  fetch.c  their bytes, two at a time
 *   bind.c     header rows -> table and columns
 *   rows.c     data rows -> cells (take.c, labels.c), many at once (row_lines.c), numbers in two
 * cells (split.c), blank and footer rows (footer.c), rows that repeat what was not read (again.c)
 *   tell.c     what is wrong with a cell, in words
 *   places.c   names of compounds and scopes
 *   settle.c   compounds and keys, once all files are read
 *   foreign.c  foreign keys;  sweep.c  stretches of rows looked at side by side
 *   file_pack.c  what was read of one file, handed from a shard to a merge
 *   arrival.c  what has arrived
 *   check.c    cross checks between finished rows
 *   note_names.c  notes that no section would find
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "base/file.h"
#include "base/buffer.h"
#include "data/cell.h"
#include "data/decode.h"
#include "data/import.h"
#include "data/lines.h"
#include "data/records.h"
#include "data/secret.h"
#include "data/strings.h"

#define HEADER_ROWS_MAX 20 /* a header is looked for in these first rows */
#define CODES_MAX 64       /* of problems in one sheet; more than there are */
#define PROBLEMS_MAX 1000  /* of one code in one file; the rest is one line with their rows */
#define ROW_RUNS_MAX 32

/* A record kept beyond its callback; the texts lie in the arena. */
typedef struct {
    int row;
    RecordFlaw flaw;
    Span *cells;
    size_t count, cell; /* as in a Record */
} KeptRecord;

/* One table as it is recognised in one sheet. */
typedef struct {
    int table;
    int *cell_of;              /* schema column -> cell of the record, -1 */
    const char **headers;      /* schema column -> header as it stands, "" */
    const char **folds;        /* the same as it is compared, "" */
    const char **units;        /* schema column -> what its header has in brackets, "" */
    int *exponent_of;          /* schema column -> power of ten of the header's unit */
    int sequence;              /* cell of 序号, or -1 */
    int income, expense;       /* cells of a pair of amount columns, or -1 (one row becomes two) */
    int exponents[2];          /* of the pair's headers */
    int cells;                 /* cells of the header row, trailing empty ones left out */
    int rows;                  /* 1, or 2 for a header of two rows */
    int width;                 /* cells of the header's rows, trailing empty ones included */
    const char **row_folds[2]; /* of a header of two rows: its cells as they are compared */
    size_t row_cells[2];
    int *nameless; /* cells without a header, among them */
    int nameless_count;
} Binding;

/* Where problems are that were only counted: rows from…to, rising; the last may have gaps. */
typedef struct {
    int from[ROW_RUNS_MAX], to[ROW_RUNS_MAX], count;
    bool gaps;
} RowRuns;

/* Problems of one code: beyond PROBLEMS_MAX they are only counted. */
typedef struct {
    const char *code;
    Severity severity; /* the gravest */
    int64_t count;
    RowRuns *beyond; /* NULL: none */
} Told;

/*
 * A sheet: a CSV file, or one table of a workbook. What is asked for once the file is read goes
 * into file_pack().
 */
typedef struct {
    FileReport report;
    Binding binding;
    const char *title;        /* the rows above the header, joined */
    const KeptRecord *titles; /* those rows, as far as they are no table */
    size_t title_count;
    const char *reporter;  /* what the line 填报单位 names, "" */
    const char *folder;    /* path between input/ and the file, "" */
    const char *twin;      /* a file before it with the same bytes, or NULL */
    const char *id_path;   /* what made-up ids begin with */
    int exponent;          /* 单位：万元 above the header */
    bool unit_said;        /* … stands there */
    bool foreign;          /* … is none that can be converted, or there are two */
    bool far_area;         /* … is one of areas, and not ㎡ */
    bool unit_missing;     /* a column of money names no unit of its own */
    int doubtful_row;      /* a row above the header that may name the unit; 0 */
    Month first, last;     /* months that title or folder names; MONTH_MISSING: all */
    CellContext context;   /* for dates without a year */
    int64_t fixed_enum[2]; /* values that the title gives: issue_type, account; CELL_MISSING */
    bool in_book;          /* a sheet of a workbook */
    bool made_ids;
    bool no_compound_column;
    bool placeless; /* … and nothing else names the compound of its rows */
    bool refused;   /* recognised, but a mandatory column is missing */
    int header_row; /* as Excel counts */
    int lost;       /* rows kept from this one on, above the header, are another table's; -1 */
    int filled_down;
    int data_rows;
    Told told[CODES_MAX]; /* problems per code */
} Sheet;

/* A compound that a quarantined row named: its arrival must not be forgotten. */
typedef struct {
    int file;
    int64_t id, name;
} Named;

typedef struct Aliases Aliases;       /* bind.c: header text -> columns */
typedef struct EnumLabels EnumLabels; /* labels.c: label -> value */

typedef struct Gather Gather; /* gather.c: files read side by side */

typedef struct CellCache CellCache; /* taker.h */

typedef struct LeaveOut LeaveOut; /* leave_out.c: what a shard need not hold */

typedef struct Pieces Pieces; /* pieces.c: a large file whose rows are not all taken yet */
typedef struct Piece Piece;   /* one of them being read */

/* What a piece of a file has to tell, in order; how often it may, only its file knows. */
typedef struct {
    const char *code;
    Severity severity;
    int row;
    int64_t more;   /* counted only; 0: it was told or counted once */
    size_t problem; /* how many problems there were before */
} Telling;

/* All files, or (gather.h) what one of them gave. */
typedef struct {
    Arena *arena;
    const SchemaSet *schemas;
    const Config *config;
    Dataset *data;
    Problems *problems;
    Secrets *secrets;
    const Aliases *aliases;
    EnumLabels ***labels; /* [table][column], made at the first need */
    Sheet **sheets;
    size_t sheet_count, sheet_capacity;
    unsigned char *clean; /* bit per text of the data set: scanned, nothing private in it */
    size_t clean_capacity;
    Named *named;
    size_t named_count, named_capacity;
    size_t jobs;           /* threads for what is done once all files are read; 0: one */
    bool arbiter;          /* libcsv reads every line */
    RecordBounds bounds;   /* of every file */
    Buffer bytes, decoded; /* of the file being read, as it stands and in UTF-8 */
    char *text, *shown;    /* of the cell being read; taker.h makes room */
    size_t text_room;
    CellCache *caches; /* that no sheet uses now */
    Gather *gather;
    const LeaveOut *leave_out; /* of a shard, else NULL */
    bool thinned;              /* rows of the file were left out */
    bool alone;                /* no other thread reads */
    size_t piece_bytes;        /* of a large file that are read at a time; 0: all */
    Pieces *pieces;            /* of the file, if it is read in pieces */
    Piece *piece;              /* that is read here */
    Telling *tellings;         /* of that piece */
    size_t telling_count, telling_capacity;
    size_t item;          /* of the gather */
    size_t length;        /* bytes of the file */
    ReadingsWriter *give; /* ImportOptions */
    const Readings *take;
    const char *word;
    bool gives; /* the file's reading is handed over: */
    SealKey key;
    Buffer pack;
    unsigned char tag[SEAL_TAG];
    const char *path, *sha256;
    bool taken;          /* the file was not read, its reading was there */
    const char *damaged; /* a file of readings that cannot be used */
} Intake;

/* --- bind.c --- */
Aliases *aliases_new(Arena *arena, const SchemaSet *schemas);
void aliases_free(Aliases *aliases);
/*
 * The header among the first rows of a sheet. Returns its index in rows[], or -1;
 * fills sheet->binding and what the rows above say.
 */
int bind_sheet(Intake *intake, Sheet *sheet, const KeptRecord *rows, size_t count);
/* True where some schema knows the header. */
bool bind_knows(const Intake *intake, const char *text, size_t length);
#define BIND_TITLE_CELLS 4 /* with more it may be data that slipped above the header */
/* True where the record repeats a title above the header. */
bool bind_repeats_title(const Sheet *sheet, const Record *record);
typedef enum { REPEAT_NOT, REPEAT_HEADER, REPEAT_OTHER_UNIT } Repeat;
/* Whether the cell may be counted as a part of the header, repeated in a row of data. */
bool bind_is_header_cell(const Sheet *sheet, size_t column, Span cell);
/* Whether the record repeats the header, or does so with other units; `bound`: columns with cells.
 */
Repeat bind_repeats(const Intake *intake, const Sheet *sheet, const Record *record,
                    const uint16_t *bound, size_t count);
/* The table whose whole header the record is, where it is not this sheet's; -1. */
int bind_other_table(Intake *intake, const Sheet *sheet, const Record *record);
/* Says that the rows from `row` on are another table's. */
void bind_tell_other(Intake *intake, Sheet *sheet, int row, int table);

/* --- rows.c --- */
typedef struct RowTaker RowTaker;
RowTaker *row_taker_new(Intake *intake, int file);
/* Of each of the first rows, before any is taken. */
void row_taker_expect(RowTaker *taker, const Record *record);
void row_taker_take(RowTaker *taker, const Record *record);
/* Says what is left to say about the sheet, and frees. */
void row_taker_close(RowTaker *taker);
void row_taker_free(RowTaker *taker);

/* --- row_lines.c --- */
/* row_taker_take() of each; false once the piece must be read again. */
bool row_taker_take_lines(RowTaker *taker, const Lines *lines);

/* --- labels.c --- */
/* The enum value that the text names; CELL_UNKNOWN_LABEL where it names none. */
void labels_read(Intake *intake, int table, size_t column, const char *clean, size_t length,
                 CellResult *out);
/* The label that may have been meant, else those there are, into the hint. */
void labels_suggest(const Intake *intake, int table, size_t column, const char *clean,
                    CellResult *out);
bool labels_known(Intake *intake, int table, size_t column, const char *clean, size_t length);
void labels_free(Intake *intake);

/* --- tell.c --- */
/* True while a code has not been told too often in this sheet; counts it. */
bool problem_may_tell(Intake *intake, Sheet *sheet, int row, Severity severity, const char *code);
/* As many more in this row, beyond those that are told. */
void problem_count_more(Intake *intake, Told *told, int row, int64_t more);
/*
 * What the piece in `place` had to tell is told of the sheet: what was told too often goes from
 * place->problems. Rows count from `rows` on.
 */
void problems_retell(Intake *intake, Sheet *sheet, Intake *place, int rows);
/* Of every sheet: how many there are of what was told too often. */
void problems_tell_more(Intake *intake);
typedef struct {
    const char *code;
    Severity severity;
    const char *zh, *en, *advice_zh, *advice_en;
} ProblemText;
/*
 * The text of a cell's code; `hint` of the result is put into the advice. The
 * value of a private column is replaced by its shape.
 */
void problem_of_cell(Intake *intake, Sheet *sheet, int row, int column, const char *value,
                     const CellResult *result);
/* A problem of a whole row (column < 0), or of the whole file (row 0). */
void problem_at(Intake *intake, const char *file, int row, Severity severity, const char *code,
                const char *value, const char *zh, const char *en, const char *advice_zh,
                const char *advice_en);
/* A record that could not be split into cells. */
void problem_of_flaw(Intake *intake, Sheet *sheet, const Record *record);
void problem_in(Intake *intake, Sheet *sheet, int row, int column, Severity severity,
                const char *code, const char *value, const char *zh, const char *en,
                const char *advice_zh, const char *advice_en);

/* What may stand between cells, and what it is called. */
typedef struct {
    const char *mark, *zh, *en;
} TextMark;

/* --- sheet.c --- */
typedef struct {
    Intake *intake;
    int file;
    KeptRecord kept[HEADER_ROWS_MAX + 1];
    size_t count;
    bool bound;
    bool one_cell; /* no table, and no row has a second cell */
    RowTaker *taker;
    /* Of a text file: what it is made of, to say why it is no table; else NULL. */
    const char *bytes, *text;
    size_t byte_count, length;
    const TextMark *mark; /* no table, but cells that this divides */
    bool by_pipe;         /* nothing was counted yet: it is to be read with | */
} SheetReader;
int sheet_add(Intake *intake, const char *path, const char *folder, const char *sha256);
/* The same bytes under another path: made-up ids stay those of the first. `name` ends the path. */
void sheet_find_twin(Intake *intake, int file, const char *name);
/* A RecordSink; the context is a SheetReader. */
bool sheet_take(void *context, const Record *record);
bool sheet_take_lines(void *context, const Lines *lines); /* a LinesSink; the same */
void sheet_close(SheetReader *reader);

/* --- textfile.c --- */
/* Its bytes as UTF-8, or why they are none, in *text. */
bool text_decode(Intake *intake, const char *path, const char *bytes, size_t length, Decoded *text);
/*
 * `text` by text_decode(), which said `ok`. A large file is not read to its end: what is left are
 * intake->pieces.
 */
void text_read(Intake *intake, int file, const char *bytes, size_t length, bool ok, Decoded text);
/* Says what is left to say of a file whose records are all read. */
void text_close(SheetReader *reader, bool doubtful);
/* What else than the delimiter divides a line of the first ones into known headers; NULL. */
const TextMark *text_other_mark(const Intake *intake, const char *text, size_t length,
                                char delimiter);
/* Whether headers in traditional Chinese stand in it. */
bool text_is_traditional(const char *text, size_t length);
void text_tell_big5(Intake *intake, const char *path);

/* --- pieces.c --- */
#define PIECE_BYTES ((size_t)2 << 20)
/*
 * Order of calls:  pieces_open() -> pieces_read() of each, in any thread
 *                                -> pieces_join() of each, in order -> pieces_close()
 *
 * The first records are sent to `reader`. False where the file is to be read as a whole, from where
 * they end. Else both and the text must stay where they are.
 */
bool pieces_open(SheetReader *reader, RecordReader *records, bool doubtful);
size_t pieces_count(const Pieces *pieces);
/* Bytes of piece i; of what comes before the first. */
size_t pieces_length(const Pieces *pieces, size_t i);
size_t pieces_head(const Pieces *pieces);
/* Reads piece i into `place`, an intake of its own, as if nothing hung on the rows above it. */
void pieces_read(Pieces *pieces, Intake *place, size_t i);
/*
 * Its rows become the file's, read once more where they do hang on those above. They lie in
 * `place` then, as do the problems; the rows are numbered from *rows on.
 */
void pieces_join(Pieces *pieces, Intake *place, size_t i, int *rows);
void pieces_close(Pieces *pieces);

/* --- book.c --- */
void book_read(Intake *intake, const char *path, const char *folder, const char *sha256,
               const char *bytes, size_t length);
void format_refuse(Intake *intake, const char *path, FileFormat format, bool locked);

/* --- entries.c --- */
/* Names what folder_list() passes over: links to nowhere, devices, hidden files. */
void entries_tell(Intake *intake, const char *input);
/* "csv" of a.csv; "" */
const char *path_extension(const char *path);
/* Whatever the case of its letters. */
bool is_one_of(const char *word, const char *const *words, size_t count);
/*
 * A path as problems name it, in UTF-8: names that come from Windows by way of a zip archive may
 * be in GBK.
 */
const char *shown_name(Arena *arena, const char *name);

/* --- places.c --- */
typedef struct Places Places; /* names of compounds and of the scopes above them */
Places *places_new(Intake *intake);
void places_free(Places *places);
#define PLACE_NONE (-1)
#define PLACE_AMBIGUOUS (-2)
/* Row of T01 by id or name or alias (folded), -1. */
int32_t places_compound(const Places *places, const char *text);
/* The same by the number of a text, looked up once; PLACE_NONE, PLACE_AMBIGUOUS. */
int32_t places_of_cell(Places *places, int64_t cell);
/*
 * Looks up every id and name of T01; from then on threads may ask for what was looked up, with
 * PLACE_NONE for all else, until places_of_cell() is asked again.
 */
void places_learn(Places *places);
int32_t places_known(const Places *places, int64_t cell);
/* The compound that reporting line, folder or title name, for rows that name none; PLACE_NONE. */
int32_t places_of_sheet(const Places *places, const Sheet *sheet);
/* The name that may have been meant, or NULL. */
const char *places_nearest(Places *places, const char *text);
/*
 * Marks in `covers` (one per row of T01, all false before) what the text names at any level: the
 * longest name it is, or, with `inside`, contains. False: nothing.
 */
bool places_cover(const Places *places, const char *text, bool inside, bool *covers);
/* The same for a scope_id (metrics.md 1.1): a path from the city down, or a compound. */
bool places_cover_id(const Places *places, const char *id, bool *covers);
/* Widens `covers` to the smallest scope that contains all that is marked. */
/* Whether it is, to the letter, the id of a scope: 0 compound … 4 city. *example is one, else. */
bool places_is_scope(Places *places, int level, const char *id, const char **example);
void places_widen(const Places *places, bool *covers);
size_t places_count(const Places *places);

/* --- settle.c --- */
/* A problem of a finished row; `column` of the schema, or -1. */
void problem_of_row(Intake *intake, RowOrigin origin, int column, Severity severity,
                    const char *code, const char *value, const char *zh, const char *en,
                    const char *advice_zh, const char *advice_en);
/* T01 first, then the others. */
void settle_compounds(Intake *intake, Places **out);
void settle_rows(Intake *intake, Places *places);

/* --- foreign.c --- */
void settle_foreign_keys(Intake *intake);

/* --- alike.c --- */
void settle_alike_ids(Intake *intake);

/* --- reported.c --- */
void reported_check(Intake *intake, Places *places);

/* --- arrival.c --- */
/*
 * The folders between input/ and a file, the innermost first: what one that names a scope covers.
 * False: none does.
 */
bool arrival_folder(const Places *places, const char *folder, bool *covers);
const Arrival *arrival_build(Intake *intake, Places *places, const char *dir);

/* --- check_row.c, which has check_across.c --- */
void check_rows(Intake *intake);

/* --- note_names.c --- */
/* Warns of every file below notes/ whose place or name no section looks for. */
void note_names_check(Intake *intake, const FileList *files, Places *places);

/* --- approval.c --- */
/* Tells every line of input/approvals.csv that approves nothing. */
void approvals_check(Intake *intake, const Places *places, const char *dir);
#endif
