/*
 * command_preview.c - gongkai preview [--port N]: shows output/site on
 * 127.0.0.1, builds again when something of the workspace changes, and lets
 * open pages reload.
 *
 * Only for the person at this machine: it binds to the loopback address, knows
 * GET and HEAD, and serves regular files below output/site only.
 */
#include "cli/commands.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

static const char reload_script[] =
    "(function(){var seen;setInterval(function(){fetch('/.edition').then(function(r){return "
    "r.text()})"
    ".then(function(t){if(seen&&t!==seen)location.reload();seen=t})},1000)})();";
static const char reload_tag[] = "<script src=\"/.reload.js\"></script>";

static const struct {
    const char *ending, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".jsonld", "application/ld+json"},
    {".csv", "text/csv; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".pdf", "application/pdf"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".zip", "application/zip"},
    {".atom", "application/atom+xml"},
    {".xml", "application/xml"},
};

typedef struct {
    char site[PATH_MAX - 64];
} Server;

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].ending, dot) == 0)
            return types[i].type;
    return "application/octet-stream";
}

static enum MHD_Result answer(struct MHD_Connection *to, unsigned status, const char *type,
                              const void *bytes, size_t length)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    enum MHD_Result result = MHD_queue_response(to, status, response);
    MHD_destroy_response(response);
    return result;
}

/* The file that an address names, if it lies below the site once links are followed. */
static bool find_file(const Server *server, const char *url, char path[PATH_MAX])
{
    char wanted[PATH_MAX], root[PATH_MAX];
    struct stat st;
    int length = snprintf(wanted, sizeof wanted, "%s%s", server->site, url);
    if (length < 0 || (size_t)length + 12 >= sizeof wanted || !realpath(server->site, root))
        return false;
    if (stat(wanted, &st) == 0 && S_ISDIR(st.st_mode))
        strcat(wanted, url[strlen(url) - 1] == '/' ? "index.html" : "/index.html");
    size_t root_length = strlen(root);
    return realpath(wanted, path) && strncmp(path, root, root_length) == 0 &&
           path[root_length] == '/' && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static enum MHD_Result serve_file(struct MHD_Connection *to, const char *path)
{
    char *bytes;
    size_t length;
    if (!file_read(path, (size_t)1 << 30, &bytes, &length, NULL))
        return answer(to, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain", "", 0);
    Buffer page = {0};
    buffer_put(&page, bytes, length);
    if (strncmp(type_of(path), "text/html", 9) == 0)
        buffer_text(&page, reload_tag);
    enum MHD_Result result = answer(to, MHD_HTTP_OK, type_of(path), page.bytes, page.length);
    buffer_free(&page);
    free(bytes);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *to, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state)
{
    const Server *server = context;
    char path[PATH_MAX], edition[PATH_MAX];
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)state;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return answer(to, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "", 0);
    if (strcmp(url, "/.reload.js") == 0)
        return answer(to, MHD_HTTP_OK, "text/javascript", reload_script, strlen(reload_script));
    if (strcmp(url, "/.edition") == 0) {
        ssize_t length = readlink(server->site, edition, sizeof edition);
        return answer(to, MHD_HTTP_OK, "text/plain", edition, length > 0 ? (size_t)length : 0);
    }
    if (find_file(server, url, path))
        return serve_file(to, path);
    snprintf(path, sizeof path, "%s/404.html", server->site);
    if (file_exists(path)) {
        char *bytes;
        size_t length;
        if (file_read(path, 1 << 20, &bytes, &length, NULL)) {
            enum MHD_Result result =
                answer(to, MHD_HTTP_NOT_FOUND, "text/html; charset=utf-8", bytes, length);
            free(bytes);
            return result;
        }
    }
    return answer(to, MHD_HTTP_NOT_FOUND, "text/plain; charset=utf-8", "没有这一页 not found\n",
                  strlen("没有这一页 not found\n"));
}

/* Names, sizes and times of everything that a build reads. */
static void fingerprint(const char *dir, char hex[65])
{
    static const char *const parts[] = {"gongkai.lua", "input", "scripts", "themes"};
    Arena *arena = arena_new();
    Buffer all = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *top = path_join(arena, dir, parts[i]);
        FileList list = {0};
        if (folder_exists(top))
            folder_list(arena, top, &list, NULL);
        for (size_t k = 0; k <= list.count; k++) {
            struct stat st;
            const char *path = k < list.count ? path_join(arena, top, list.paths[k]) : top;
            if (stat(path, &st) == 0)
                buffer_printf(&all, "%s %lld %lld.%ld\n", path, (long long)st.st_size,
                              (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
        }
    }
    hash_bytes(all.bytes ? all.bytes : "", all.length, hex);
    buffer_free(&all);
    arena_free(arena);
}

/* In a child, so that whatever happens in a build this server goes on. */
static void build(const Arguments *arguments)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(run_build(&arguments->run));
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

int command_preview(const Arguments *arguments)
{
    Server server;
    char seen[65], hex[65];
    snprintf(server.site, sizeof server.site, "%s/output/site", arguments->run.dir);
    fingerprint(arguments->run.dir, seen);
    build(arguments);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)arguments->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, (uint16_t)arguments->port, NULL, NULL,
                         on_request, &server, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
    if (!daemon) {
        fprintf(stderr, "gongkai: 端口 %d 不能用 / port cannot be used\n", arguments->port);
        return 73;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    printf("http://127.0.0.1:%d/  （按 Ctrl-C 结束 / Ctrl-C ends）\n", arguments->port);
    fflush(stdout);
    while (!stopped) {
        sleep(1);
        fingerprint(arguments->run.dir, hex);
        if (strcmp(hex, seen) != 0) {
            strcpy(seen, hex);
            build(arguments);
        }
    }
    MHD_stop_daemon(daemon);
    return 0;
}
