/*
 * paper.c - processor time and bytes of one bulletin of four pages: paper [ROUNDS].
 *
 * All in one process, as a worker makes them. Under callgrind it gives instructions per PDF
 * (tests/bench/run.sh).
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bulletin.h"
#include "publish/pdf_text.h"
#include "render/pdf/pdf.h"

static double processor(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 100;
    PdfFonts *fonts;
    Error err = {0};
    Buffer pdf = {0};
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    find_common();
    double began = processor();
    if (!pdf_fonts_open(NULL, &fonts, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    double opened = processor(), best = 1e9;
    Arena *arena = arena_new();
    Document doc = bulletin(arena);
    for (int i = 0; i < rounds; i++) {
        double start = processor();
        if (!pdf_render(fonts, &doc, PDF_BULLETIN, NULL, &pdf, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        double took = processor() - start;
        best = took < best ? took : best;
    }
    double ended = processor();
    Buffer text = {0};
    int pages = 0;
    if (pdf_text(pdf.bytes, pdf.length, &text, &err))
        for (const char *at = text.bytes; (at = strstr(at, "— ")); at += strlen("— "))
            pages += at[strlen("— ")] >= '1' && at[strlen("— ")] <= '9';
    buffer_free(&text);
    printf(
        "fonts %.0f ms once; a bulletin of %d pages, %zu bytes: %.2f ms of processor (best %.2f)\n",
        opened - began, pages, pdf.length, rounds ? (ended - opened) / rounds : 0, best);
    buffer_free(&pdf);
    arena_free(arena);
    pdf_fonts_close(fonts);
    return 0;
}
