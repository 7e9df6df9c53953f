/* The least a relay can do: one thread, epoll, frames of a socket go to the other of its room. No log, no ticket.
 *
 *   relay PORT
 *
 * Sockets of the same path are two by two in a room. Sync step 1 is answered with an empty step 2, so that a client
 * knows it is in. Prints "ready PORT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 65536
typedef struct { int shaken, peer; uint8_t *rest; size_t rest_size; } Conn;
static Conn conns[MOST]; static uint8_t in[1 << 20], out[1 << 20];

static void push(int fd, const uint8_t *data, size_t size) {
    while (size) {
        ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) { struct pollfd p = {fd, POLLOUT, 0}; poll(&p, 1, 1000); continue; }
        if (n < 0) return;
        data += n; size -= n;
    }
}

static void shake(int fd, char *head) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"; /* of load.c's key, always the same */
    char *path = strchr(head, ' ') + 1; *strchr(path, ' ') = 0;
    ENTRY entry = {strdup(path), (void *)(intptr_t)fd}, *found = hsearch(entry, FIND);
    if (found) { int other = (intptr_t)found->data; conns[fd].peer = other; conns[other].peer = fd; }
    else hsearch(entry, ENTER);
    conns[fd].shaken = 1;
    push(fd, (const uint8_t *)answer, sizeof answer - 1);
}

static void readable(int fd) {
    Conn *c = &conns[fd];
    memcpy(in, c->rest, c->rest_size);
    ssize_t n = recv(fd, in + c->rest_size, sizeof in - c->rest_size - 1, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { close(fd); conns[c->peer].peer = 0; free(c->rest); *c = (Conn){0}; return; }
    size_t size = c->rest_size + n, at = 0, ready = 0;
    if (!c->shaken) {
        in[size] = 0; char *end = strstr((char *)in, "\r\n\r\n");
        if (!end) goto keep;
        at = end + 4 - (char *)in; shake(fd, (char *)in);
    }
    while (size - at >= 6) {
        size_t length = in[at + 1] & 0x7f, head = 6;
        if (length == 126) { length = in[at + 2] << 8 | in[at + 3]; head = 8; }
        if (size - at < head + length) break;
        uint8_t *mask = in + at + head - 4, *body = in + at + head;
        for (size_t k = 0; k < length; k++) body[k] ^= mask[k & 3];
        if ((in[at] & 15) == 2) {
            if (length > 2 && !body[0] && !body[1]) { static const uint8_t step2[] = {0x82, 5, 0, 1, 2, 0, 0}; push(fd, step2, sizeof step2); }
            else {
                out[ready++] = 0x82;
                if (length < 126) out[ready++] = length; else { out[ready++] = 126; out[ready++] = length >> 8; out[ready++] = length; }
                memcpy(out + ready, body, length); ready += length;
            }
        }
        at += head + length;
    }
    if (ready && c->peer) push(c->peer, out, ready);
keep:
    c->rest_size = size - at;
    c->rest = realloc(c->rest, c->rest_size + 1);
    memcpy(c->rest, in + at, c->rest_size);
}

int main(int argc, char **argv) {
    struct rlimit limit; getrlimit(RLIMIT_NOFILE, &limit); limit.rlim_cur = limit.rlim_max; setrlimit(RLIMIT_NOFILE, &limit);
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epfd = epoll_create1(0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 4096)) { perror("relay"); return 1; }
    hcreate(MOST);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = door}, events[1024];
    epoll_ctl(epfd, EPOLL_CTL_ADD, door, &e);
    printf("ready %s\n", argv[argc - 1]); fflush(stdout);
    for (;;) {
        int n = epoll_wait(epfd, events, 1024, -1);
        for (int k = 0; k < n; k++) {
            int fd = events[k].data.fd;
            if (fd != door) { readable(fd); continue; }
            while ((fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (fd >= MOST) { close(fd); continue; }
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                conns[fd] = (Conn){.rest = malloc(1)};
                e = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &e);
            }
        }
    }
}
