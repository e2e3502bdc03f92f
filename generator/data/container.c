/* container.c - see container.h. */
#include "data/container.h"

bool container_read(const char *bytes, size_t length, const ContainerSink *sink, Error *err)
{
    (void)bytes;
    (void)length;
    (void)sink;
    return error_set(err, ERR_DATA, "workbooks are not read yet");
}
