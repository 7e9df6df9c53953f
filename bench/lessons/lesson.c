/* Plays lessons: one thread, epoll, as little work per message as can be.
 *
 *   lesson HOST PORT[,PORT…] PATHS TRACES SECONDS TOGETHER RESULTS
 *
 * PATHS: one path per line, two lines per lesson; socket n goes to port n modulo the number of ports. TRACES: see
 * trace.py. A lesson begins a second or two after its two are in, whoever else still comes in; or, TOGETHER not 0, all
 * begin within two seconds once everybody is in. Prints "playing" once all are in, then after SECONDS one line of
 * JSON; RESULTS gets one line per socket: client, clock acknowledged, clock sent, lines acknowledged.
 *
 * A socket does as the page (frontend/src/live/socket.ts and room_link.ts): it pings every second; it breaks by itself
 * after SILENCE_S without a word (once all have come in a first time), or OPENING_S without a welcome; it comes back after 125 to 250 ms, twice as long each
 * time, at most 5 s, until it is welcomed; then it says what it has, hears what the server has, and sends again what is
 * missing there. It is back once all that is done. What the other sends must come once and in order.
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

#define BUCKETS 500000 /* of 0.1 ms: 50 s */
#define WHEEL 8192     /* ms */
#define OPENING 256    /* handshakes under way at once, to begin with */
#define SILENCE_S 2.5
#define OPENING_S 8.
#define REST_S 20.     /* at the end, without anything new, before what did not come is missing */
#define RECENT 256     /* updates of a socket whose time of leaving is known */
enum { UPDATE, POINTER, CHAT };
enum { AWAY, SHAKING, JOINING, WELCOMED, IN };

typedef struct { uint32_t at, kind, clock, size; uint8_t *whole; } Frame;
typedef struct { Frame *frames; uint32_t *updates; uint32_t n, durable, client; } Hand;
typedef struct {
    int fd, state; Hand *hand;
    uint8_t *rest; size_t rest_size, rest_room;
    uint32_t next;                 /* frame of the trace to leave */
    uint32_t sent, acked;          /* updates */
    uint32_t base;                 /* updates sent before this connection's first */
    uint32_t seen, lines;          /* of the other: its first updates, without a gap; its lines */
    uint32_t sure;                 /* of those, so many were on the board that it read */
    uint64_t row;                  /* of the log: all up to it came */
    uint8_t *got;                  /* by update of the other: it came, before some that did not yet */
    uint32_t said, kept_lines;     /* own lines, sent and acknowledged */
    double start, ping_at, down_at, back_at, opened_at, shaken_at, welcomed_at, heard_at; int failures, after, before, slot;
    float left[RECENT];            /* when its last updates left, after t0 */
} Conn;

static Conn *conns; static Hand *hands; static int total, epfd, joined, ports[8], nports, opening = 1, *wheel; static char **paths;
static const char *host; static uint8_t buffer[4 << 20];
static uint64_t relays[BUCKETS], entering[BUCKETS], backs[BUCKETS], shakes[BUCKETS], welcomes[BUCKETS], answers[BUCKETS], lates[BUCKETS], turns[BUCKETS], relayed, pointers, chats, lost, doubled, disordered, breaks, silences, unsent, texts_lost, resumed, unopened, lines_doubled;
static double t0, now_s, settled, longest_turn, most_late; static int playing, over, together; static uint32_t variants; static uint64_t turned; /* the ms the wheel is at */

static double clock_s(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static double cpu_s(void) { struct rusage u; getrusage(RUSAGE_SELF, &u); return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6; }
static void die(const char *why) { fprintf(stderr, "lesson: %s (%s)\n", why, strerror(errno)); exit(1); }
static void note(uint64_t *in, double s) { size_t b = s < 0 ? 0 : (size_t)(s * 1e4); in[b < BUCKETS ? b : BUCKETS - 1]++; }

static void broken(Conn *c);
static void in(Conn *c, uint32_t has);
static int push(Conn *c, const uint8_t *data, size_t size) {
    while (size) {
        ssize_t n = send(c->fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) { struct pollfd p = {c->fd, POLLOUT, 0}; poll(&p, 1, 100); continue; }
        if (n < 0) { broken(c); return 0; }
        data += n; size -= n;
    }
    return 1;
}

/* A wheel of milliseconds: each socket has one next event. */
static void off(Conn *c) {
    if (c->slot < 0) return;
    if (c->before >= 0) conns[c->before].after = c->after; else wheel[c->slot] = c->after;
    if (c->after >= 0) conns[c->after].before = c->before;
    c->slot = -1;
}
static void at(Conn *c, double when) {
    uint64_t ms = when > 0 ? when * 1000 : 0;
    if (ms <= turned) ms = turned + 1;
    if (ms > turned + WHEEL - 1) ms = turned + WHEEL - 1;
    off(c);
    int i = c - conns; c->slot = ms % WHEEL; c->before = -1; c->after = wheel[c->slot];
    if (c->after >= 0) conns[c->after].before = i;
    wheel[c->slot] = i;
}

static void open_conn(Conn *c) {
    int i = c - conns;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(ports[i % nports])};
    inet_pton(AF_INET, host, &to.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    int one = 1; setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->state = SHAKING; c->rest_size = 0; c->opened_at = clock_s();
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) { broken(c); return; }
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLONESHOT, .data.u32 = i};
    epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &e);
}

static void shake(Conn *c) {
    char head[4096]; int i = c - conns;
    int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: declic.v1\r\n\r\n", paths[i], host, ports[i % nports]);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &e);
    push(c, (uint8_t *)head, n);
}

static void broken(Conn *c) {
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    if (c->state == IN) { breaks++; joined--; c->down_at = clock_s(); }
    c->state = AWAY;
    double ceiling = .25 * (1 << (c->failures > 4 ? 5 : c->failures)); if (ceiling > 5) ceiling = 5;
    c->failures++;
    c->back_at = clock_s() + ceiling / 2 + drand48() * ceiling / 2;
    at(c, c->back_at);
}

static size_t varint(uint8_t *to, uint64_t n) { size_t at = 0; while (n > 127) { to[at++] = n | 128; n >>= 7; } to[at++] = n; return at; }
static uint64_t number(const uint8_t **p, const uint8_t *end) {
    uint64_t n = 0; int shift = 0;
    while (*p < end) { uint8_t b = *(*p)++; n |= (uint64_t)(b & 127) << shift; shift += 7; if (b < 128) break; }
    return n;
}

/* Where it was, if it knows, then step 1: all I drew, and all of the other's I saw. */
static void ask(Conn *c) {
    Conn *other = &conns[(c - conns) ^ 1]; uint8_t vector[64], frame[160]; size_t n = 0, ready = 0;
    if (c->row) {
        ready = 6 + sprintf((char *)frame + 6, "{\"type\":\"since\",\"row\":%lu}", c->row);
        uint8_t head[] = {0x81, 0x80 | (uint8_t)(ready - 6), 0, 0, 0, 0}; memcpy(frame, head, sizeof head);
    }
    vector[n++] = 2;
    n += varint(vector + n, c->hand->client); n += varint(vector + n, c->sent ? c->hand->frames[c->hand->updates[c->sent - 1]].clock : 0);
    n += varint(vector + n, other->hand->client); n += varint(vector + n, c->seen ? other->hand->frames[other->hand->updates[c->seen - 1]].clock : 0);
    uint8_t head[] = {0x82, 0x80 | (uint8_t)(n + 3), 0, 0, 0, 0, 0, 0, (uint8_t)n};
    memcpy(frame + ready, head, sizeof head); memcpy(frame + ready + sizeof head, vector, n);
    push(c, frame, ready + sizeof head + n);
}

/* How many of its updates are there. An erasure has the clock of what came before it: the last ones may not be. */
static uint32_t up_to(Conn *of, uint64_t clock, int surely) {
    Hand *h = of->hand; uint32_t k = 0;
    while (k < of->sent && h->frames[h->updates[k]].clock <= clock) k++;
    while (surely && k > 1 && h->frames[h->updates[k - 1]].clock == h->frames[h->updates[k - 2]].clock) k--;
    return k;
}
static size_t gather(Conn *c, uint8_t *to, size_t ready, size_t room, Frame *f) {
    if (ready + f->size > room) { push(c, to, ready); ready = 0; }
    memcpy(to + ready, f->whole, f->size);
    return ready + f->size;
}
static uint32_t clock_of(Conn *c, uint32_t count) { return count ? c->hand->frames[c->hand->updates[count - 1]].clock : 0; }

/* All up to here is there, and what came ahead of it joins. */
static void saw(Conn *c, uint32_t up_to) { c->seen = up_to; while (c->seen < conns[(c - conns) ^ 1].hand->durable && c->got[c->seen]) c->seen++; }

/* The server's step 1: what it has of mine, and of the other's. */
static void told(Conn *c, const uint8_t *p, const uint8_t *end) {
    Conn *other = &conns[(c - conns) ^ 1]; uint64_t mine = 0, theirs = 0;
    for (uint64_t k = number(&p, end); k; k--) {
        uint64_t client = number(&p, end), clock = number(&p, end);
        if (client == c->hand->client) mine = clock; else if (client == other->hand->client) theirs = clock;
    }
    uint32_t has = up_to(c, mine, 1), of_other = up_to(other, theirs, 0);
    if (has < c->acked && clock_of(c, c->acked) <= mine) has = c->acked;
    if (c->state == WELCOMED && has < c->acked) { lost += c->acked - has; fprintf(stderr, "lesson: acknowledged, and not there: %u of %u\n", c->acked - has, c->acked); }
    c->sure = up_to(other, theirs, 1); /* an erasure after it may come yet */
    if (of_other > c->seen) saw(c, of_other);
    if (c->state == WELCOMED) in(c, has);
}

/* It is in its room: what the server has not, or has not said that it has, leaves again. */
static void in(Conn *c, uint32_t has) {
    Conn *other = &conns[(c - conns) ^ 1];
    c->state = IN; joined++;
    if (!together && !c->start && other->state == IN) { c->start = now_s + 1 + drand48(); other->start = now_s + 1 + drand48(); }
    if (c->down_at) { double is = clock_s(); note(backs, is - c->down_at); note(shakes, c->shaken_at - c->opened_at); note(welcomes, c->welcomed_at - c->shaken_at); note(answers, is - c->welcomed_at); }
    c->base = has; if (has > c->acked) c->acked = has;
    static uint8_t again[1 << 20]; size_t ready = 0; /* in one write, as the page's one message: it merges them */
    for (uint32_t k = has; k < c->sent && c->state == IN; k++) ready = gather(c, again, ready, sizeof again, &c->hand->frames[c->hand->updates[k]]);
    for (uint32_t n = 0; n < c->next && c->state == IN; n++) { /* lines not acknowledged leave again */
        Frame *f = &c->hand->frames[n];
        if (f->kind == CHAT && f->clock >= c->kept_lines) ready = gather(c, again, ready, sizeof again, f);
    }
    if (ready && c->state == IN) push(c, again, ready);
}

static void binary(Conn *c, const uint8_t *p, size_t size) {
    if (size >= 1 && p[0] == 1) { pointers++; return; }
    if (size < 3 || p[0] != 0) return;
    if (p[1] == 0) { const uint8_t *body = p + 2, *end = p + size; number(&body, end); told(c, body, end); return; }
    if (p[1] != 2) return;
    Conn *other = &conns[(c - conns) ^ 1]; Hand *h = other->hand;
    int calm = c->state == IN && !c->down_at && !other->down_at; /* neither was ever away */
    for (uint32_t k = c->seen; k < other->sent; k++) {
        Frame *f = &h->frames[h->updates[k]];
        if (f->size <= size || f->size - size > 8 || memcmp(f->whole + f->size - size, p, size) || c->got[k]) continue;
        if (c->state == IN) relayed++;
        if (calm) {
            disordered += k - c->seen;
            if (other->sent - k <= RECENT) { double left = other->left[k % RECENT]; if (!settled || left < settled) note(entering, now_s - t0 - left); else if (playing) note(relays, now_s - t0 - left); }
        }
        c->got[k] = 1;
        if (k == c->seen) saw(c, k + 1);
        return;
    }
    for (uint32_t k = c->seen > 64 ? c->seen - 64 : 0; k < c->seen; k++) { Frame *f = &h->frames[h->updates[k]]; if (f->size > size && !memcmp(f->whole + (f->size - size), p, size)) { doubled += calm && (c->got[k] || k < c->sure); return; } }
}

static void text(Conn *c, uint8_t *p, size_t size) {
    if (size > 15 && !memcmp(p, "{\"type\":\"kept\"", 14)) { const char *n = memmem(p, size, "\"n\":", 4); if (n) { uint32_t k = c->base + strtoull(n + 4, NULL, 10); if (k > c->acked) c->acked = k; } return; }
    if (size > 15 && !memcmp(p, "{\"type\":\"pong\"", 14)) { const char *n = memmem(p, size, "\"row\":", 6); if (n) c->row = strtoull(n + 6, NULL, 10); return; }
    if (size > 17 && !memcmp(p, "{\"type\":\"resumed\"", 17)) { resumed++; if (c->state == WELCOMED) in(c, c->acked); return; }
    int welcome = size > 18 && !memcmp(p, "{\"type\":\"welcome\"", 17), said = size > 15 && !memcmp(p, "{\"type\":\"chat\"", 14);
    if (!welcome && !said) return;
    if (welcome && c->state == JOINING) { c->state = WELCOMED; c->welcomed_at = now_s; c->failures = 0; c->ping_at = now_s + drand48(); at(c, c->ping_at); ask(c); if (c->fd < 0) return; }
    char mine = (c - conns) & 1 ? 't' : 'p'; /* whose line: the first letter of its cid */
    for (const char *at = (char *)p, *end = at + size; (at = memmem(at, end - at, "\"cid\":\"", 7));) {
        at += 7; uint32_t k = strtoull(at + 1, NULL, 10);
        if (*at == mine) { if (k >= c->kept_lines) c->kept_lines = k + 1; chats += said; }
        else if (k >= c->lines) { if (said) texts_lost += k - c->lines; c->lines = k + 1; }
        else if (said) lines_doubled++;
    }
}

static void readable(Conn *c, uint32_t events) {
    if (c->fd < 0) return;
    if (c->state == SHAKING && (events & EPOLLOUT)) { if (events & (EPOLLERR | EPOLLHUP)) { broken(c); return; } shake(c); return; }
    if (c->rest_size) memcpy(buffer, c->rest, c->rest_size);
    ssize_t n = recv(c->fd, buffer + c->rest_size, sizeof buffer - c->rest_size, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { broken(c); return; }
    size_t size = c->rest_size + n, at = 0;
    c->heard_at = now_s = clock_s();
    if (c->state == SHAKING) {
        uint8_t *end = memmem(buffer, size, "\r\n\r\n", 4);
        if (!end) goto keep;
        if (memcmp(buffer, "HTTP/1.1 101", 12)) { broken(c); return; }
        at = end + 4 - buffer; c->state = JOINING; c->shaken_at = now_s;
    }
    while (c->fd >= 0 && size - at >= 2) {
        size_t length = buffer[at + 1] & 0x7f, head = 2; uint8_t op = buffer[at] & 15;
        if (length == 126) { if (size - at < 4) break; length = buffer[at + 2] << 8 | buffer[at + 3]; head = 4; }
        else if (length == 127) { if (size - at < 10) break; length = 0; for (int k = 2; k < 10; k++) length = length << 8 | buffer[at + k]; head = 10; }
        if (size - at < head + length) break;
        uint8_t *p = buffer + at + head;
        if (op == 2) binary(c, p, length);
        else if (op == 1) text(c, p, length);
        else if (op == 8) { int code = length > 1 ? p[0] << 8 | p[1] : 0; if (code != 4503) fprintf(stderr, "lesson: closed, code %d\n", code); broken(c); return; }
        at += head + length;
    }
    if (c->fd < 0) return;
keep:
    c->rest_size = size - at;
    if (c->rest_size > c->rest_room) { c->rest_room = c->rest_size * 2; c->rest = realloc(c->rest, c->rest_room); }
    if (c->rest_size) memcpy(c->rest, buffer + at, c->rest_size);
}

/* What is due of this socket's, then when it is to be looked at again. */
static void due(Conn *c) {
    static const uint8_t ping[] = "\x81\x95\0\0\0\0{\"type\":\"ping\",\"n\":1}";
    double next = now_s + 1;
    if (c->start && !over) {
        while (c->next < c->hand->n && c->start + c->hand->frames[c->next].at / 1000. <= now_s) {
            Frame *f = &c->hand->frames[c->next++];
            if (f->kind == UPDATE) { double late = clock_s() - c->start - f->at / 1000.; if (playing) { note(lates, late); if (late > most_late) most_late = late; } c->left[c->sent % RECENT] = clock_s() - t0; c->sent++; }
            if (f->kind == CHAT) c->said++;
            if (c->state == IN) push(c, f->whole, f->size); else if (f->kind == UPDATE) unsent++;
        }
        if (c->next < c->hand->n) next = c->start + c->hand->frames[c->next].at / 1000.;
    }
    if (c->state == AWAY && (!opening || c->opened_at)) { if (c->back_at <= now_s) open_conn(c); else if (c->back_at < next) next = c->back_at; }
    else if (c->state >= WELCOMED && c->ping_at <= now_s) {
        if (now_s - c->ping_at > SILENCE_S) c->heard_at = now_s; /* it is we who did not listen */
        c->ping_at = now_s + 1;
        if (now_s - c->heard_at > SILENCE_S && !opening) { silences++; broken(c); return; }
        push(c, ping, sizeof ping - 1);
    }
    if (c->state == AWAY) { if (!opening || c->opened_at) return at(c, c->back_at > now_s ? c->back_at : now_s); }
    else if (c->state < WELCOMED) { if (now_s - c->opened_at > OPENING_S) { unopened++; broken(c); return; } if (c->opened_at + OPENING_S < next) next = c->opened_at + OPENING_S + .01; }
    else if (c->ping_at < next) next = c->ping_at;
    at(c, next);
}

static void turn(int timeout) {
    static struct epoll_event events[2048];
    int n = epoll_wait(epfd, events, 2048, timeout);
    now_s = clock_s(); double woke = now_s;
    for (int k = 0; k < n; k++) readable(&conns[events[k].data.u32], events[k].events);
    now_s = clock_s();
    for (uint64_t to = (uint64_t)(now_s * 1000); turned < to;) {
        turned++;
        for (int i; (i = wheel[turned % WHEEL]) >= 0;) { off(&conns[i]); due(&conns[i]); }
    }
    if (playing) { double took = clock_s() - woke; note(turns, took); if (took > longest_turn) longest_turn = took; }
}

static double percentile(uint64_t *in, double share) {
    uint64_t count = 0, all = 0;
    for (int b = 0; b < BUCKETS; b++) all += in[b];
    if (!all) return 0;
    for (int b = 0; b < BUCKETS; b++) { count += in[b]; if (count >= share * all) return (b + 1) / 10.; }
    return BUCKETS / 10.;
}

static void load_traces(const char *path) {
    FILE *f = fopen(path, "rb"); if (!f || fread(&variants, 4, 1, f) != 1) die("traces");
    hands = calloc(variants * 2, sizeof *hands);
    for (uint32_t v = 0; v < variants * 2; v++) {
        Hand *h = &hands[v]; uint32_t four[4]; size_t size = 0;
        if (fread(&h->n, 4, 1, f) != 1 || fread(&h->client, 4, 1, f) != 1) die("traces");
        h->frames = calloc(h->n, sizeof(Frame)); h->updates = calloc(h->n, 4);
        for (uint32_t k = 0; k < h->n; k++) {
            if (fread(four, 4, 4, f) != 4) die("traces");
            h->frames[k] = (Frame){four[0], four[1], four[2], four[3], NULL}; size += four[3];
            if (four[1] == UPDATE) h->updates[h->durable++] = k;
        }
        uint8_t *bytes = malloc(size); if (fread(bytes, 1, size, f) != size) die("traces");
        for (uint32_t k = 0; k < h->n; k++) { h->frames[k].whole = bytes; bytes += h->frames[k].size; }
    }
    fclose(f);
}

int main(int argc, char **argv) {
    if (argc != 8) { fprintf(stderr, "lesson HOST PORTS PATHS TRACES SECONDS TOGETHER RESULTS\n"); return 2; }
    host = argv[1]; double seconds = atof(argv[5]); together = atoi(argv[6]);
    for (char *p = strtok(argv[2], ","); p; p = strtok(NULL, ",")) ports[nports++] = atoi(p);
    FILE *f = fopen(argv[3], "r"); if (!f) die("paths");
    char *line = NULL; size_t room = 0; ssize_t got;
    while ((got = getline(&line, &room, f)) > 0) { line[got - 1] = 0; paths = realloc(paths, (total + 1) * sizeof *paths); paths[total++] = strdup(line); }
    fclose(f); load_traces(argv[4]);
    conns = calloc(total, sizeof *conns); wheel = malloc(WHEEL * sizeof(int)); memset(wheel, -1, WHEEL * sizeof(int)); epfd = epoll_create1(0); srand48(1);
    now_s = t0 = clock_s(); turned = (uint64_t)(now_s * 1000) - 1;
    for (int i = 0; i < total; i++) { conns[i].fd = conns[i].slot = -1; conns[i].hand = &hands[(i / 2 % variants) * 2 + (i & 1)]; conns[i].got = calloc(hands[(i / 2 % variants) * 2 + !(i & 1)].durable + 1, 1); at(&conns[i], now_s + 1. * i / total); }
    for (int next = 0; joined < total;) {
        while (next < total && next - joined < OPENING) open_conn(&conns[next++]);
        turn(20);
        if (clock_s() - t0 > 300) { fprintf(stderr, "lesson: %d of %d came in\n", joined, total); return 1; }
    }
    double in = clock_s() - t0; opening = 0;
    printf("playing\n"); fflush(stdout);
    now_s = clock_s();
    if (together) for (int i = 0; i < total; i++) conns[i].start = now_s + 1 + 2. * i / total;
    settled = now_s - t0; playing = 1; double began = clock_s(), cpu = cpu_s();
    uint64_t relayed_before = relayed, pointers_before = pointers;
    while (clock_s() < began + seconds) turn(1);
    double rate = (relayed - relayed_before + pointers - pointers_before) / seconds;
    playing = 0; over = 1; cpu = (cpu_s() - cpu) / seconds;
    uint64_t unkept = 0, missing = 0, sent = 0;
    double ended = clock_s(); uint64_t before = 0;
    for (double until = ended + REST_S, most = ended + 9 * REST_S; clock_s() < until && clock_s() < most;) { /* what is under way arrives */
        turn(5); unkept = missing = sent = 0;
        for (int i = 0; i < total; i++) { sent += conns[i].sent; unkept += conns[i].sent - conns[i].acked; missing += conns[i].sent - conns[i ^ 1].seen; }
        if (!unkept && !missing && joined == total) break;
        if (unkept + missing + total - joined != before) { before = unkept + missing + total - joined; until = clock_s() + REST_S; }
    }
    double settled_s = clock_s() - ended;
    f = fopen(argv[7], "w"); if (!f) die("results");
    for (int i = 0; i < total; i++) { Conn *c = &conns[i]; Hand *h = c->hand;
        fprintf(f, "%u %u %u %u\n", h->client, c->acked ? h->frames[h->updates[c->acked - 1]].clock : 0, c->sent ? h->frames[h->updates[c->sent - 1]].clock : 0, c->kept_lines); }
    fclose(f);
    for (int b = 0; b < BUCKETS; b++) entering[b] += relays[b];
    printf("{\"in_s\": %.1f, \"sockets\": %d, \"in\": %d, \"updates\": %lu, \"relayed\": %lu, \"pointers\": %lu, \"chats\": %lu, \"rate\": %.0f, \"p50_ms\": %.1f, \"p99_ms\": %.1f, \"p999_ms\": %.1f, \"p99_with_entry_ms\": %.1f, "
        "\"client_cpu\": %.2f, \"client_late_p99_ms\": %.1f, \"client_late_most_ms\": %.1f, \"client_turn_p99_ms\": %.1f, \"client_turn_longest_ms\": %.1f, \"unacknowledged\": %lu, \"not_relayed\": %lu, \"acknowledged_and_gone\": %lu, \"doubled\": %lu, \"disordered\": %lu, \"lines_lost\": %lu, \"breaks\": %lu, \"silences\": %lu, \"settled_s\": %.1f, \"resumed\": %lu, \"unopened\": %lu, \"lines_twice\": %lu, \"back_p50_s\": %.2f, \"back_p95_s\": %.2f, \"back_shaking_s\": %.2f, \"back_welcome_s\": %.2f, \"back_board_s\": %.2f}\n",
        in, total, joined, sent, relayed, pointers, chats, rate, percentile(relays, .5), percentile(relays, .99), percentile(relays, .999), percentile(entering, .99),
        cpu, percentile(lates, .99), most_late * 1000, percentile(turns, .99), longest_turn * 1000, unkept, missing, lost, doubled, disordered, texts_lost, breaks, silences, settled_s, resumed, unopened, lines_doubled,
        percentile(backs, .5) / 1000, percentile(backs, .95) / 1000, percentile(shakes, .5) / 1000, percentile(welcomes, .5) / 1000, percentile(answers, .5) / 1000);
    fflush(stdout); pause(); /* the sockets stay, so that the log is looked at as it is */
    return 0;
}
