/*
 * save.h - a libharu document as bytes, with object streams.
 *
 * libharu writes each of the hundreds of small objects of a tagged page as plain text with 20
 * bytes of cross-reference; packed into object streams (ISO 32000-1, 7.5.7) all of them together
 * take a fifth of that.
 */
#ifndef SAVE_H
#define SAVE_H

#include <hpdf.h>
#include <hpdf_objects.h>

#include "base/buffer.h"

/* What stands in a stream, as its dictionary says; libharu holds it empty, which would copy it
 * byte by byte. Borrowed. */
typedef struct {
    HPDF_Dict dict;
    const void *bytes;
    size_t length;
} SaveBody;

/* An object as the text that it is in the file: of the class HPDF_OCLASS_UNKNOWN, of which libharu
 * has none. `bytes` may be set any time before it is saved. */
typedef struct {
    HPDF_Obj_Header header;
    const char *bytes;
    size_t length;
} SaveText;

#define SAVE_NUMBER 0x00FFFFFF /* of HPDF_Obj_Header.obj_id: by it others refer to the object */

/*
 * What HPDF_SaveToStream() would write, into `out` (emptied first); `bodies` in the order in which
 * their dictionaries were made, each as it is. The document can only be given up after it.
 */
void save_document(HPDF_Doc doc, const SaveBody *bodies, size_t count, Buffer *out);
#endif
