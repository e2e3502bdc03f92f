/*
 * scan_net.h - where somebody is reached on the net: an e-mail address, an account of a chat
 * service. For scan.c only.
 */
#ifndef SCAN_NET_H
#define SCAN_NET_H

#include <stdbool.h>
#include <stddef.h>

/* Around the @ (or a # that stands for it) at `i`: zhang@example.com, chen@物业.中国. */
bool scan_email(const char *text, size_t length, size_t i, size_t *start, size_t *end);
/*
 * From the first character of a service's name on: 微信号wxid_9k3j2h, QQ：739201846; the account
 * itself in *start and *end. Not 公众号, 群 and what else an office has of its own.
 */
bool scan_account(const char *text, size_t length, size_t i, size_t *start, size_t *end);
/* Whether the name of such a service may begin with this byte: nearly every other one is passed. */
static inline bool scan_account_begins(char c)
{
    return c == 'W' || c == 'w' || c == 'Q' || c == 'q' || c == "微"[0];
}
#endif
