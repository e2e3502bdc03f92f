/*
 * file_pack.h - what was read of one file, as bytes: for whoever reads the same file again.
 *
 * Bytes as in base/pack.h, cells as they lie in memory (for the same program on such a machine):
 *
 * - "gongkai-file-1\n"
 * - sheets: count; of each path, folder, account of its rows, header, counts of its problems
 * - compounds that rows named and which were not taken: count, names
 * - problems: count; every one, as it was told
 * - secrets: count; kind and text of each
 * - texts: texts_pack()
 * - tables: count; of each its number, whether it arrived, its rows as runs, its columns
 * - "end"
 *
 * It is all that the import knows of a file once it is read and before it is joined with others
 * (gather.h): joined from here it gives the same rows, numbers of texts and problems. It holds
 * what is private, so it is kept sealed only (readings.h).
 */
#ifndef FILE_PACK_H
#define FILE_PACK_H

#include "data/intake.h"

void file_pack(const Intake *own, Buffer *out);
/*
 * Into an intake that has read nothing yet but knows the file's length, as if it had read the file
 * of this hash. False where the bytes are not what file_pack() makes; the intake is then as far
 * filled as it came, and must be emptied.
 */
bool file_unpack(Intake *own, const char sha256[65], const char *bytes, size_t length);
#endif
