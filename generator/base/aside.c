/* aside.c - see aside.h. */
#include "base/aside.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

struct Aside {
    void (*work)(void *context);
    void *context;
    pthread_t thread;
    bool apart;
};

static void *run(void *argument)
{
    Aside *aside = argument;
    aside->work(aside->context);
    return NULL;
}

Aside *aside_begin(void (*work)(void *context), void *context)
{
    Aside *aside = memory_alloc(sizeof *aside);
    aside->work = work;
    aside->context = context;
    aside->apart = pthread_create(&aside->thread, NULL, run, aside) == 0;
    if (!aside->apart)
        work(context);
    return aside;
}

void aside_end(Aside *aside)
{
    if (!aside)
        return;
    if (aside->apart)
        pthread_join(aside->thread, NULL);
    free(aside);
}
