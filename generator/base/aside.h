/*
 * aside.h - one piece of work in a thread of its own, while its caller goes on with another.
 *
 * Order of use:  aside_begin() -> anything that the work does not touch -> aside_end()
 *
 * End it before a process is forked: the child would inherit what the work makes half made, and
 * locks that nobody in it ever opens, where the allocator is not prepared for that (ASan's is not).
 */
#ifndef ASIDE_H
#define ASIDE_H

typedef struct Aside Aside;

/* Calls work(context), in this thread and at once where no other is to be had. */
Aside *aside_begin(void (*work)(void *context), void *context);
/* Waits until it is done and frees; NULL is fine. */
void aside_end(Aside *aside);

#endif
