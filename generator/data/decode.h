/*
 * decode.h - the bytes of a file -> UTF-8 text.
 *
 * Decided once per file, on the whole file, in this order: byte order mark, NUL
 * bytes (UTF-16 without a mark), strict UTF-8, GB18030. Strictly valid UTF-8
 * without one three-byte character is taken as GB18030, because short Chinese
 * words (状态) are valid two-byte UTF-8 by accident. Two encodings in one file
 * are an error at the first byte that does not fit.
 */
#ifndef DECODE_H
#define DECODE_H

#include <stdbool.h>

#include "base/buffer.h"

typedef enum {
    FORMAT_TEXT,
    FORMAT_ZIP,  /* .xlsx, .ods */
    FORMAT_XLS,  /* OLE2: old .xls, .et, .doc */
    FORMAT_HTML, /* a web page named .xls or .csv */
    FORMAT_XML,  /* Excel 2003 XML */
    FORMAT_PDF,
    FORMAT_GZIP,
    FORMAT_RAR,
    FORMAT_RTF,
    FORMAT_IMAGE,
    FORMAT_DATABASE
} FileFormat;

/* What the bytes are, whatever the name says. */
FileFormat decode_format(const char *bytes, size_t length);

typedef struct {
    const char *text; /* valid UTF-8 without mark; a part of `bytes` or of `owned` */
    size_t length;
    char *owned;             /* free() it; NULL where text lies in the bytes given or in `room` */
    Buffer *room;            /* of decode_text_into() */
    const char *encoding;    /* "UTF-8", "UTF-8-BOM", "UTF-16LE", "UTF-32LE", …, "GB18030" */
    const char *reason;      /* Chinese, static */
    bool mixed;              /* on failure: part of the file is in another encoding */
    bool cut;                /* on failure: nothing but the last character is incomplete */
    bool doubtful;           /* read as GB18030, but hardly one of its characters is a common one */
    int bad_row, bad_column; /* on failure: row from 1, column from 0 of the first bad byte */
} Decoded;

/*
 * `forced`: "" or the name of an encoding the configuration prescribes. False
 * where the bytes are not text in any one encoding; encoding then names the one
 * that came nearest.
 */
bool decode_text(const char *bytes, size_t length, const char *forced, Decoded *out);
/* The same into a buffer that is there, for many files one after the other. */
bool decode_text_into(const char *bytes, size_t length, const char *forced, Buffer *room,
                      Decoded *out);

/* Whether the bytes are Big5 (traditional Chinese) with words of headers in it. */
bool decode_is_big5(const char *bytes, size_t length);

/* UTF-8 -> GB18030, as old Excel and WPS write CSV; free() it. NULL where `text` is no UTF-8. */
char *encode_gbk(const char *text, size_t length, size_t *out_length);
#endif
