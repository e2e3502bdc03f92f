/*
 * charstring.c - see charstring.h.
 *
 * Numbers wait until their operator comes: it may stand in another subroutine than they do, the
 * last of them may be the number of a subroutine, and those of hints are left out. They are copied
 * as they stand. Before the first operator that clears them there may be one more: the width.
 */
#include "render/pdf/charstring.h"

#define ARGUMENTS 48
#define DEPTH 10
#define OUTLINE_MOST 65535
#define STEPS_MOST 200000 /* subroutines that call each other for long, and draw nothing */

enum {
    OP_HSTEM = 1,
    OP_VSTEM = 3,
    OP_VMOVETO = 4,
    OP_RLINETO = 5,
    OP_HLINETO = 6,
    OP_VLINETO = 7,
    OP_RRCURVETO = 8,
    OP_CALLSUBR = 10,
    OP_RETURN = 11,
    OP_ESCAPE = 12,
    OP_ENDCHAR = 14,
    OP_HSTEMHM = 18,
    OP_HINTMASK = 19,
    OP_CNTRMASK = 20,
    OP_RMOVETO = 21,
    OP_HMOVETO = 22,
    OP_VSTEMHM = 23,
    OP_RCURVELINE = 24,
    OP_RLINECURVE = 25,
    OP_VVCURVETO = 26,
    OP_HHCURVETO = 27,
    NUMBER_SHORT = 28,
    OP_CALLGSUBR = 29,
    OP_VHCURVETO = 30,
    OP_HVCURVETO = 31,
    NUMBER_FIRST = 32, /* and all above are numbers */
    /* behind OP_ESCAPE */
    OP_DOTSECTION = 0,
    OP_HFLEX = 34,
    OP_FLEX1 = 37
};

typedef struct {
    const CffIndex *global, *local;
    Buffer *out;
    size_t start; /* of this outline in `out` */
    CffSpan arguments[ARGUMENTS];
    size_t count, stems, steps;
    unsigned depth;
    bool begun, ended; /* the width is known; endchar was met */
} Flattener;

static void put_arguments(Flattener *f)
{
    for (size_t i = 0; i < f->count; i++)
        buffer_put(f->out, f->arguments[i].at, f->arguments[i].length);
    f->count = 0;
}

static bool put_operator(Flattener *f, unsigned op)
{
    put_arguments(f);
    buffer_char(f->out, (char)op);
    return f->out->length - f->start <= OUTLINE_MOST;
}

/* The first operator says by the number of its arguments whether a width stands before them. */
static void take_width(Flattener *f, bool given)
{
    if (!f->begun && given) {
        buffer_put(f->out, f->arguments[0].at, f->arguments[0].length);
        f->count--;
        for (size_t i = 0; i < f->count; i++)
            f->arguments[i] = f->arguments[i + 1];
    }
    f->begun = true;
}

static void take_stems(Flattener *f)
{
    take_width(f, f->count % 2 == 1);
    f->stems += f->count / 2;
    f->count = 0;
}

static int value_of(CffSpan number)
{
    const unsigned char *p = number.at;
    int first = *p;
    return first == NUMBER_SHORT ? (short)cff_number(p + 1, 2)
           : first < 247         ? first - 139
           : first < 251         ? (first - 247) * 256 + p[1] + 108
                                 : -(first - 251) * 256 - p[1] - 108;
}

static bool run(Flattener *f, CffSpan code);

static bool call(Flattener *f, const CffIndex *subroutines)
{
    if (f->count == 0 || f->depth == DEPTH)
        return false;
    CffSpan number = f->arguments[--f->count];
    int bias = subroutines->count < 1240 ? 107 : subroutines->count < 33900 ? 1131 : 32768;
    int index = value_of(number) + bias;
    if (number.length > 3 || index < 0 || (size_t)index >= subroutines->count)
        return false;
    f->depth++;
    bool good = run(f, cff_index_item(subroutines, (size_t)index));
    f->depth--;
    return good;
}

static bool take_escaped(Flattener *f, unsigned op)
{
    if (op == OP_DOTSECTION) {
        f->count = 0;
        return true;
    }
    if (op < OP_HFLEX || op > OP_FLEX1)
        return false;
    put_arguments(f);
    buffer_char(f->out, OP_ESCAPE);
    return put_operator(f, op);
}

static size_t number_width(unsigned first)
{
    return first == NUMBER_SHORT ? 3 : first < 247 ? 1 : first < 255 ? 2 : 5;
}

/* The operator whose first byte is behind *at; masks and second bytes are taken too. */
static bool take_operator(Flattener *f, unsigned op, CffSpan code, size_t *at)
{
    switch (op) {
    case OP_CALLSUBR:
        return call(f, f->local);
    case OP_CALLGSUBR:
        return call(f, f->global);
    case OP_HSTEM:
    case OP_VSTEM:
    case OP_HSTEMHM:
    case OP_VSTEMHM:
        take_stems(f);
        return true;
    case OP_HINTMASK:
    case OP_CNTRMASK:
        take_stems(f);
        *at += (f->stems + 7) / 8;
        return *at <= code.length;
    case OP_ENDCHAR:
        take_width(f, f->count == 1);
        f->ended = true;
        return f->count == 0 && put_operator(f, op);
    case OP_RMOVETO:
        take_width(f, f->count == 3);
        return put_operator(f, op);
    case OP_HMOVETO:
    case OP_VMOVETO:
        take_width(f, f->count == 2);
        return put_operator(f, op);
    case OP_RLINETO:
    case OP_HLINETO:
    case OP_VLINETO:
    case OP_RRCURVETO:
    case OP_RCURVELINE:
    case OP_RLINECURVE:
    case OP_VVCURVETO:
    case OP_HHCURVETO:
    case OP_VHCURVETO:
    case OP_HVCURVETO:
        return f->begun && put_operator(f, op);
    case OP_ESCAPE:
        return f->begun && *at < code.length && take_escaped(f, code.at[(*at)++]);
    default:
        return false;
    }
}

/* Up to the end of a subroutine or of all. */
static bool run(Flattener *f, CffSpan code)
{
    for (size_t at = 0; at < code.length && !f->ended;) {
        unsigned byte = code.at[at];
        if (++f->steps > STEPS_MOST)
            return false;
        if (byte >= NUMBER_FIRST || byte == NUMBER_SHORT) {
            size_t width = number_width(byte);
            if (code.length - at < width || f->count == ARGUMENTS)
                return false;
            f->arguments[f->count++] = (CffSpan){code.at + at, width};
            at += width;
            continue;
        }
        at++;
        if (byte == OP_RETURN)
            return f->depth > 0;
        if (!take_operator(f, byte, code, &at))
            return false;
    }
    return f->depth > 0 || f->ended;
}

bool charstring_flatten(CffSpan code, const CffIndex *global, const CffIndex *local, Buffer *out)
{
    Flattener f = {.global = global, .local = local, .out = out, .start = out->length};
    return run(&f, code);
}
