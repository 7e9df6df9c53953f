/* Load client of the room benchmark: one thread, epoll, as little work per message as can be.
 *
 *   load HOST PORT[,PORT…] PATHS STREAMS MODE VALUE SECONDS SUBPROTOCOL SERVER_PID
 *
 * Socket n goes to port n modulo the number of ports.
 * PATHS: one path per line, two lines per room. STREAMS: see stream.py: two runs of ready-made frames (masked), one for
 * each socket of a room. MODE flood: VALUE frames of each socket are always under way (sent, not yet seen by the other).
 * MODE paced: VALUE frames a second in all, evenly spread; latency runs from the moment a frame was due, not from
 * the moment it left. MODE idle: hold the sockets for SECONDS, after the line "holding". SUBPROTOCOL "-": none; "+":
 * none, and messages as Hocuspocus wants them, each after the name of its document (the path, NAME signs).
 * Prints one line of JSON. "cpu" is this process's own share of one core (near 1, the client is the bottleneck),
 * "server_cpu" the server's.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RING 4096 /* frames of one socket under way, at most */
#define BUCKETS 200000 /* of 10 us: 2 s */
#define OPENING 32 /* handshakes under way at once */
#define NAME 23 /* with its length before it, a multiple of the mask's 4 bytes: what follows keeps its mask */

typedef struct {
    int fd, state, peer, stream; /* state: 0 closed, 1 handshake, 2 joining, 3 in */
    uint8_t *rest; size_t rest_size, rest_room;
    uint32_t next, seen; /* frames sent; frames of this socket the other has seen */
    uint64_t acked;
    double *due; /* of each frame under way */
} Conn;

typedef struct { uint8_t *bytes; uint32_t *at; uint32_t frames; uint8_t mark; } Stream;

static Conn *conns; static int total, epfd, opened, joined;
static char **paths; static Stream streams[2];
static uint64_t relayed, echoed, texts, binaries, *buckets;
static int measuring; static int flood; static uint32_t window;
static const char *host, *subprotocol; static int ports[8], nports;
static uint8_t buffer[1 << 20];

static double clock_s(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static double cpu_s(void) {
    struct rusage u; getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
static double server_cpu_s(const char *pid) {
    char path[64], stat[1024]; unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *f = fopen(path, "r"); if (!f) return 0;
    size_t n = fread(stat, 1, sizeof stat - 1, f); stat[n] = 0; fclose(f);
    char *after = strrchr(stat, ')');
    if (after) sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (double)(user + system) / sysconf(_SC_CLK_TCK);
}
static void die(const char *why) { fprintf(stderr, "load: %s (%s)\n", why, strerror(errno)); exit(1); }

static int untyped(void) { return *subprotocol == '-' || *subprotocol == '+'; }

static void push(int fd, const uint8_t *data, size_t size) {
    while (size) {
        ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) { struct pollfd p = {fd, POLLOUT, 0}; poll(&p, 1, 1000); continue; }
        if (n < 0) die("send");
        data += n; size -= n;
    }
}

/* One message of Hocuspocus: the frame's head, then the name, then what was in the frame. */
static size_t named(Conn *c, uint8_t *to, const uint8_t *mask, const uint8_t *masked, size_t size) {
    size_t all = size + NAME + 1, at = 0; const char *name = paths[c - conns] + 1;
    to[at++] = 0x82;
    if (all < 126) to[at++] = 0x80 | all; else { to[at++] = 0x80 | 126; to[at++] = all >> 8; to[at++] = all; }
    memcpy(to + at, mask, 4); at += 4;
    for (size_t k = 0; k <= NAME; k++) to[at++] = (k ? name[k - 1] : NAME) ^ mask[k & 3];
    memcpy(to + at, masked, size);
    return at + size;
}

static void send_frames(Conn *c, uint32_t count, double due) {
    Stream *s = &streams[c->stream];
    if (c->next + count > s->frames) die("stream too short");
    for (uint32_t i = 0; i < count; i++) c->due[(c->next + i) % RING] = due;
    if (*subprotocol == '+') {
        static uint8_t out[1 << 16]; size_t ready = 0;
        for (uint32_t i = c->next; i < c->next + count; i++) {
            const uint8_t *frame = s->bytes + s->at[i]; size_t head = (frame[1] & 0x7f) == 126 ? 4 : 2;
            ready += named(c, out + ready, frame + head, frame + head + 4, s->at[i + 1] - s->at[i] - head - 4);
            if (ready > sizeof out / 2) { push(c->fd, out, ready); ready = 0; }
        }
        push(c->fd, out, ready);
    }
    else push(c->fd, s->bytes + s->at[c->next], s->at[c->next + count] - s->at[c->next]);
    c->next += count;
}

static void open_conn(int i) {
    Conn *c = &conns[i];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(ports[i % nports])};
    inet_pton(AF_INET, host, &to.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0) die("socket");
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) die("connect");
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    char head[4096];
    int n = snprintf(head, sizeof head,
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
        paths[i], host, ports[i % nports], untyped() ? "" : "Sec-WebSocket-Protocol: ",
        untyped() ? "" : subprotocol, untyped() ? "" : "\r\n");
    push(c->fd, (uint8_t *)head, n);
    c->state = 1;
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &e);
}

static void refill(Conn *sender, uint32_t seen, double now) {
    if (flood && measuring >= 0) send_frames(sender, seen, now);
}

static uint32_t on_frame(Conn *c, uint8_t opcode, const uint8_t *p, size_t size, double now) {
    if (opcode == 8) { fprintf(stderr, "load: closed by the server, code %d\n", size >= 2 ? p[0] << 8 | p[1] : 0); exit(1); }
    if (opcode == 1) {
        texts++;
        if (size > 15 && !memcmp(p, "{\"type\":\"kept\"", 14)) { const char *n = memmem(p, size, "\"n\":", 4); if (n) c->acked = strtoull(n + 4, NULL, 10); }
        return 0;
    }
    binaries++;
    if (*subprotocol == '+') { /* the name again; 8: an update is acknowledged; 4: a sync that answers one */
        if (opcode != 2 || size < NAME + 3) return 0;
        p += NAME + 1; size -= NAME + 1;
        if (p[0] == 8) { c->acked++; return 0; }
    }
    if (opcode != 2 || size < 3 || p[0] != 0) return 0;
    if (p[1] == 1 && c->state == 2) { c->state = 3; joined++; return 0; }
    if (p[1] != 2) return 0;
    size_t at = 2; while (p[at] & 0x80) at++;
    if (p[at + 3] == streams[c->stream].mark) { echoed++; return 0; } /* one's own frame, sent back: not a relay */
    Conn *from = &conns[c->peer];
    double waited = now - from->due[from->seen % RING];
    from->seen++;
    if (measuring > 0) { relayed++; size_t b = waited < 0 ? 0 : (size_t)(waited * 1e5); buckets[b < BUCKETS ? b : BUCKETS - 1]++; }
    return 1;
}

static void on_readable(int i) {
    Conn *c = &conns[i];
    if (c->rest_size) memcpy(buffer, c->rest, c->rest_size);
    ssize_t n = recv(c->fd, buffer + c->rest_size, sizeof buffer - c->rest_size, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) die("connection lost");
    size_t size = c->rest_size + n, at = 0;
    double now = clock_s();
    if (c->state == 1) {
        uint8_t *end = memmem(buffer, size, "\r\n\r\n", 4);
        if (!end) goto keep;
        if (memcmp(buffer, "HTTP/1.1 101", 12)) { fwrite(buffer, 1, size, stderr); die("handshake refused"); }
        at = end + 4 - buffer;
        c->state = 2; opened++;
        static const uint8_t step1[] = {0x82, 0x84, 0, 0, 0, 0, 0, 0, 1, 0}; /* sync step 1, empty state vector, mask 0 */
        if (*subprotocol == '+') { /* a token comes first */
            static const uint8_t none[4], token[] = {2, 0, 1, 'x'}, first[] = {0, 0, 1, 0}; uint8_t out[128];
            size_t ready = named(c, out, none, token, sizeof token);
            push(c->fd, out, ready + named(c, out + ready, none, first, sizeof first));
        }
        else push(c->fd, step1, sizeof step1);
    }
    uint32_t seen = 0;
    while (size - at >= 2) {
        size_t length = buffer[at + 1] & 0x7f, head = 2;
        if (length == 126) { if (size - at < 4) break; length = buffer[at + 2] << 8 | buffer[at + 3]; head = 4; }
        else if (length == 127) { if (size - at < 10) break; length = 0; for (int k = 2; k < 10; k++) length = length << 8 | buffer[at + k]; head = 10; }
        if (size - at < head + length) break;
        seen += on_frame(c, buffer[at] & 0x0f, buffer + at + head, length, now);
        at += head + length;
    }
    if (seen) refill(&conns[c->peer], seen, now);
keep:
    c->rest_size = size - at;
    if (c->rest_size > c->rest_room) { c->rest_room = c->rest_size * 2; c->rest = realloc(c->rest, c->rest_room); }
    if (c->rest_size) memcpy(c->rest, buffer + at, c->rest_size);
}

/* Each socket says it is alive every 2 s or so, a few at a time. A page does each second. */
static void stay_alive(void) {
    static const uint8_t ping[] = "\x81\x95\0\0\0\0{\"type\":\"ping\",\"n\":1}";
    static double next; static int at; static double now;
    if (untyped() || (now = clock_s()) < next) return;
    next = now + 0.05;
    for (int k = 0; k < total / 40 + 1; k++, at = (at + 1) % total) if (conns[at].state >= 2) push(conns[at].fd, ping, sizeof ping - 1);
}

static double spun; /* s waiting for nothing: a server that has to wake its client pays for it, and only the slower ones would */
static void turn(int timeout_ms) {
    stay_alive();
    struct epoll_event events[1024];
    double asked = clock_s();
    int n = epoll_wait(epfd, events, 1024, timeout_ms);
    if (!timeout_ms && !n) spun += clock_s() - asked;
    for (int k = 0; k < n; k++) on_readable(events[k].data.u32);
}

static void load_stream(FILE *f, Stream *s) {
    uint32_t size;
    if (fread(&s->frames, 4, 1, f) != 1 || fread(&s->mark, 1, 1, f) != 1) die("streams");
    s->at = malloc(4 * (s->frames + 1));
    if (fread(s->at, 4, s->frames + 1, f) != s->frames + 1) die("streams");
    size = s->at[s->frames]; s->bytes = malloc(size);
    if (fread(s->bytes, 1, size, f) != size) die("streams");
}

static double percentile(double share) {
    uint64_t count = 0, all = 0;
    for (int b = 0; b < BUCKETS; b++) all += buckets[b];
    for (int b = 0; b < BUCKETS; b++) { count += buckets[b]; if (count >= share * all) return (b + 1) / 100.0; }
    return BUCKETS / 100.0;
}

int main(int argc, char **argv) {
    if (argc != 10) { fprintf(stderr, "load HOST PORT PATHS STREAMS MODE VALUE SECONDS SUBPROTOCOL SERVER_PID\n"); return 2; }
    host = argv[1]; subprotocol = argv[8];
    for (char *p = strtok(argv[2], ","); p; p = strtok(NULL, ",")) ports[nports++] = atoi(p);
    const char *mode = argv[5]; double value = atof(argv[6]), seconds = atof(argv[7]);
    struct rlimit limit; getrlimit(RLIMIT_NOFILE, &limit); limit.rlim_cur = limit.rlim_max; setrlimit(RLIMIT_NOFILE, &limit);
    FILE *f = fopen(argv[3], "r"); if (!f) die("paths");
    char *line = NULL; size_t room = 0; ssize_t got;
    while ((got = getline(&line, &room, f)) > 0) { line[got - 1] = 0; paths = realloc(paths, (total + 1) * sizeof *paths); paths[total++] = strdup(line); }
    fclose(f);
    f = fopen(argv[4], "rb"); if (!f) die("streams");
    load_stream(f, &streams[0]); load_stream(f, &streams[1]); fclose(f);
    conns = calloc(total, sizeof *conns); buckets = calloc(BUCKETS, sizeof *buckets); epfd = epoll_create1(0);
    int idle = !strcmp(mode, "idle");
    for (int i = 0; i < total; i++) { conns[i].peer = i ^ 1; conns[i].stream = i & 1; conns[i].due = idle ? NULL : malloc(RING * sizeof(double)); }
    measuring = -1;
    double started = clock_s();
    for (int next = 0; joined < total;) {
        while (next < total && next - joined < OPENING) open_conn(next++);
        turn(100);
        if (clock_s() - started > 180) { fprintf(stderr, "load: %d of %d joined\n", joined, total); return 1; }
    }
    if (idle) {
        printf("holding\n"); fflush(stdout);
        for (double end = clock_s() + seconds; clock_s() < end;) turn(20);
        printf("{\"sockets\": %d}\n", total);
        return 0;
    }
    uint64_t before = 0; /* processes that come into step with one another send again what they are not sure of */
    for (double calm = clock_s() + 1; clock_s() < calm && clock_s() - started < 200; turn(20)) if (binaries != before) { before = binaries; calm = clock_s() + 1; }
    flood = !strcmp(mode, "flood"); window = value;
    double warm = clock_s() + 2, end = warm + seconds, begin = clock_s(), cpu0 = 0, server0 = 0;
    measuring = 0;
    if (flood) for (int i = 0; i < total; i++) send_frames(&conns[i], window, clock_s());
    uint64_t sent_paced = 0;
    for (;;) {
        double now = clock_s();
        if (!measuring && now >= warm) { measuring = 1; cpu0 = cpu_s() - spun; server0 = server_cpu_s(argv[9]); }
        if (now >= end) break;
        if (flood) { turn(0); continue; }
        uint64_t should = (uint64_t)((now - begin) * value);
        while (sent_paced < should) { Conn *c = &conns[(sent_paced * 7919) % total]; send_frames(c, 1, begin + sent_paced / value); sent_paced++; }
        turn(sent_paced < (uint64_t)((clock_s() - begin) * value) ? 0 : 1);
    }
    double cpu = (cpu_s() - spun - cpu0) / seconds, server = (server_cpu_s(argv[9]) - server0) / seconds;
    uint64_t counted = relayed, lost = 0, doubled = 0, unkept = 0, sent = 0;
    measuring = -1;
    for (double wait = clock_s() + 15; clock_s() < wait;) { /* what is under way arrives, what was sent is acknowledged */
        turn(20); lost = doubled = unkept = sent = 0;
        for (int i = 0; i < total; i++) { int32_t missing = conns[i].next - conns[i].seen; sent += conns[i].next; if (missing > 0) lost += missing; else doubled -= missing; unkept += conns[i].next - conns[i].acked; }
        if (!lost && (!unkept || *subprotocol == '-')) break;
    }
    printf("{\"rate\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"cpu\": %.2f, \"server_cpu\": %.2f, \"sent\": %lu, \"lost\": %lu, \"doubled\": %lu, \"unacknowledged\": %lu, \"echoed\": %lu, \"texts\": %lu}\n",
        counted / seconds, percentile(.5), percentile(.99), cpu, server, sent, lost, doubled, *subprotocol == '-' ? 0 : unkept, echoed, texts);
    return 0;
}
