/*
 * json.h - JSON text, written in order.
 *
 * The caller opens and closes objects and lists in pairs; commas, quotes and
 * escapes (RFC 8259) are seen to. Texts must be UTF-8.
 *
 *   Json json = {&buffer};
 *   json_open(&json, '{'); json_key(&json, "rows"); json_int(&json, 3); json_close(&json, '}');
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct {
    Buffer *out;
    bool pending; /* a value stands before: the next one needs a comma */
} Json;

void json_open(Json *json, char bracket);  /* '{' or '[' */
void json_close(Json *json, char bracket); /* '}' or ']' */
void json_key(Json *json, const char *key);
void json_text(Json *json, const char *text);
void json_int(Json *json, int64_t number);
/* A number that is text already ("98.35"). */
void json_number(Json *json, const char *digits);
void json_bool(Json *json, bool boolean);
void json_null(Json *json);
/* Key and value in one; the text may be NULL: null. */
void json_put_text(Json *json, const char *key, const char *text);
void json_put_int(Json *json, const char *key, int64_t number);
#endif
