/*
 * digest.h - everything that a paper shows of a document, as bytes to be hashed.
 *
 * Two documents of which a renderer could make different files give different bytes: every
 * text stands with its length, every list with its count.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "base/buffer.h"
#include "doc/document.h"

void digest_put(const Document *doc, Buffer *out);
#endif
