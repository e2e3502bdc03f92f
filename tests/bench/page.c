/*
 * page.c - processor time and bytes of one page of an edition: page [ROUNDS].
 *
 * The bulletin that paper.c sets, as the page of a compound of the invented district of the unit
 * tests, with all that stands around it. Under callgrind it gives instructions per page
 * (tests/bench/run.sh). Runs at the top of the tree, where themes/ is.
 */
#include "../unit/site_world.h"

#include <malloc.h>
#include <time.h>

#include "bulletin.h"

static double processor(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    static World world;
    int rounds = argc > 1 ? atoi(argv[1]) : 100;
    Error err = {0};
    Buffer page = {0};
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    find_common();
    world_open(&world);
    Document doc = bulletin(world.arena);
    double began = processor(), best = 1e9;
    for (int i = 0; i < rounds; i++) {
        double start = processor();
        buffer_clear(&page);
        if (!site_edition_page(world.site, &doc, world.compound, "zh", &page, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        double took = processor() - start;
        best = took < best ? took : best;
    }
    printf("a page of %zu bytes: %.3f ms of processor (best %.3f)\n", page.length,
           rounds ? (processor() - began) / rounds : 0, best);
    buffer_free(&page);
    world_close(&world);
    return 0;
}
