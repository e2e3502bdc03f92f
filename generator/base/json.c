/* json.c - see json.h. */
#include "base/json.h"

static void before_value(Json *json)
{
    if (json->pending)
        buffer_char(json->out, ',');
    json->pending = true;
}

static void quoted(Buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (const char *p = text; *p; p++) {
        const char *plain = p;
        while ((unsigned char)*p >= 0x20 && *p != '"' && *p != '\\' && *p != 0x7F)
            p++;
        buffer_put(out, plain, (size_t)(p - plain));
        unsigned char c = (unsigned char)*p;
        if (!c)
            break;
        if (c == '"' || c == '\\')
            buffer_printf(out, "\\%c", c);
        else if (c == '\n')
            buffer_text(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buffer_printf(out, "\\u%04x", c);
        else
            buffer_char(out, (char)c);
    }
    buffer_char(out, '"');
}

void json_open(Json *json, char bracket)
{
    before_value(json);
    buffer_char(json->out, bracket);
    json->pending = false;
}

void json_close(Json *json, char bracket)
{
    buffer_char(json->out, bracket);
    json->pending = true;
}

void json_key(Json *json, const char *key)
{
    before_value(json);
    quoted(json->out, key);
    buffer_char(json->out, ':');
    json->pending = false;
}

void json_text(Json *json, const char *text)
{
    before_value(json);
    quoted(json->out, text);
}

void json_int(Json *json, int64_t number)
{
    before_value(json);
    buffer_printf(json->out, "%lld", (long long)number);
}

void json_number(Json *json, const char *digits)
{
    before_value(json);
    buffer_text(json->out, digits);
}

void json_bool(Json *json, bool boolean)
{
    json_number(json, boolean ? "true" : "false");
}

void json_null(Json *json)
{
    json_number(json, "null");
}

void json_put_text(Json *json, const char *key, const char *text)
{
    json_key(json, key);
    if (text)
        json_text(json, text);
    else
        json_null(json);
}

void json_put_int(Json *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_int(json, number);
}
