/* display.c - see display.h. */
#include "render/pdf/display.h"

#include <string.h>

#include "base/utf8.h"

#define SHOWS_FIRST 2

/* Growth in an arena: what is left behind goes with the arena. */
#define ARENA_GROW(arena, items, count, capacity, Type)                                            \
    do {                                                                                           \
        if ((count) == (capacity)) {                                                               \
            size_t more_ = (capacity) ? (capacity)*2 : 8;                                          \
            Type *grown_ = ARENA_NEW_ARRAY((arena), more_, Type);                                  \
            if (count)                                                                             \
                memcpy(grown_, (items), (count) * sizeof(Type));                                   \
            (items) = grown_;                                                                      \
            (capacity) = more_;                                                                    \
        }                                                                                          \
    } while (0)

int display_page(Display *display)
{
    ARENA_GROW(display->arena, display->pages, display->page_count, display->page_capacity,
               ShowList);
    display->pages[display->page_count] = (ShowList){0};
    return (int)display->page_count++;
}

int display_element(Display *display, Tag tag, int parent)
{
    ARENA_GROW(display->arena, display->elements, display->element_count, display->element_capacity,
               Element);
    display->elements[display->element_count] = (Element){.tag = tag, .parent = parent};
    return (int)display->element_count++;
}

void display_outline(Display *display, int level, const char *title, int page, double y)
{
    ARENA_GROW(display->arena, display->outline, display->outline_count, display->outline_capacity,
               OutlineEntry);
    display->outline[display->outline_count++] = (OutlineEntry){level, title, page, y};
}

double display_page_width(const Display *display, size_t page)
{
    double width = display->pages[page].width;
    return width > 0 ? width : display->width;
}

double display_page_height(const Display *display, size_t page)
{
    double height = display->pages[page].height;
    return height > 0 ? height : display->height;
}

void display_join(Display *display, const Display *from)
{
    int pages = (int)display->page_count, elements = (int)display->element_count;
    for (size_t e = 0; e < from->element_count; e++) {
        const Element *element = &from->elements[e];
        int parent = element->parent < 0 ? -1 : element->parent + elements;
        int added = display_element(display, element->tag, parent);
        display->elements[added] = *element;
        display->elements[added].parent = parent;
    }
    for (size_t p = 0; p < from->page_count; p++) {
        int page = display_page(display);
        ShowList *list = &display->pages[page];
        show_append(display->arena, list, &from->pages[p], 0, 0);
        list->width = display_page_width(from, p);
        list->height = display_page_height(from, p);
        for (size_t i = 0; i < list->count; i++)
            if (list->shows[i].element >= 0)
                list->shows[i].element += elements;
    }
    for (size_t i = 0; i < from->outline_count; i++) {
        const OutlineEntry *entry = &from->outline[i];
        display_outline(display, entry->level, entry->title, entry->page + pages, entry->y);
    }
}

void show_reserve(Arena *arena, ShowList *list, size_t more)
{
    if (list->capacity - list->count >= more)
        return;
    Show *grown = ARENA_NEW_ARRAY(arena, list->count + more, Show);
    if (list->count)
        memcpy(grown, list->shows, list->count * sizeof *grown);
    list->shows = grown;
    list->capacity = list->count + more;
}

void show_add(Arena *arena, ShowList *list, Show show)
{
    /* Most lists are a line of text or a row. */
    show_reserve(arena, list, list->count == list->capacity ? list->count + SHOWS_FIRST : 1);
    list->shows[list->count++] = show;
}

void show_append(Arena *arena, ShowList *list, const ShowList *from, double dx, double dy)
{
    for (size_t i = 0; i < from->count; i++) {
        Show show = from->shows[i];
        show.x += dx;
        show.y += dy;
        show_add(arena, list, show);
    }
}

void display_text(const Display *display, Buffer *out)
{
    for (size_t p = 0; p < display->page_count; p++) {
        const ShowList *page = &display->pages[p];
        for (size_t i = 0; i < page->count; i++) {
            const Show *show = &page->shows[i];
            if (show->kind != SHOW_TEXT)
                continue;
            if (i && page->shows[i - 1].y != show->y)
                buffer_char(out, '\n');
            for (size_t g = 0; g < show->count; g++) {
                char bytes[4];
                uint32_t c = show->glyphs[g].c;
                if (c == FONTS_DASH_PAIR)
                    buffer_text(out, "——");
                else
                    buffer_put(out, bytes, utf8_encode(c, bytes));
            }
        }
        buffer_char(out, '\f');
    }
}
