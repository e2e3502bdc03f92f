/*
 * render_peer.h - what profile `peer` makes of a scope, for measuring against other programs
 * (render_scope.h): of a compound eight pages, eight files of data and one bulletin.
 */
#ifndef RENDER_PEER_H
#define RENDER_PEER_H

#include "render_sheet.h"

bool peer_render(Sheet *sheet, Error *err);
#endif
