/* The limit: the least that any server has to do for a live room, one thread and one epoll.
 *
 * Speaks the "plain" dialect of generator.c, trusts everybody, keeps answers in memory. What another
 * stack costs above this is its own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
  int fd, open, player;
  size_t held_bytes;
  char *held;
  int run, right;
  long points;
};

static int epfd, run, answered;
static struct conn *players[65536];
static int players_count;
static char buffer[1 << 16];

/* As long as a state frame of ours with the same question. */
static const char QUESTION[] =
    "{\"t\":\"question\",\"run\":%d,\"stem\":\"Theo Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân, "
    "tính đến ngày bầu cử được công bố, công dân nước Cộng hòa xã hội chủ nghĩa Việt Nam đủ bao nhiêu tuổi trở lên "
    "có quyền bầu cử?\",\"options\":[\"Đủ mười sáu tuổi trở lên\",\"Đủ mười tám tuổi trở lên\","
    "\"Đủ hai mươi tuổi trở lên\",\"Đủ hai mươi mốt tuổi trở lên\"],\"seconds\":20}";

static void send_frame(struct conn *c, const char *frame, size_t size) {
  if (c->fd >= 0 && send(c->fd, frame, size, MSG_NOSIGNAL) != (ssize_t)size) {
    close(c->fd);
    c->fd = -1;
  }
}

static size_t make_frame(char *out, const char *text, size_t length) {
  size_t at = 0;
  out[at++] = (char)0x81;
  if (length < 126) out[at++] = (char)length;
  else {
    out[at++] = 126;
    out[at++] = (char)(length >> 8);
    out[at++] = (char)(length & 255);
  }
  memcpy(out + at, text, length);
  return at + length;
}

static void ask(int number) {
  char text[2048], frame[2100];
  run = number;
  answered = 0;
  size_t size = make_frame(frame, text, snprintf(text, sizeof text, QUESTION, run));
  for (int i = 0; i < players_count; i++) send_frame(players[i], frame, size);
}

static int by_points(const void *a, const void *b) {
  const struct conn *x = *(struct conn *const *)a, *y = *(struct conn *const *)b;
  return x->points < y->points ? 1 : x->points > y->points ? -1 : 0;
}

static void reveal(void) {
  static struct conn *order[65536];
  char text[200], frame[220];
  memcpy(order, players, sizeof(struct conn *) * players_count);
  qsort(order, players_count, sizeof *order, by_points);
  for (int i = 0; i < players_count; i++) {
    struct conn *c = order[i];
    int length = snprintf(text, sizeof text, "{\"t\":\"me\",\"n\":%d,\"p\":%ld,\"r\":%d,\"of\":%d,\"ok\":%d}", run,
                          c->points, i + 1, players_count, c->right);
    send_frame(c, frame, make_frame(frame, text, length));
  }
}

static void text_came(struct conn *c, char *text, size_t length) {
  char *at, reply[160], frame[180];
  text[length] = 0;
  if (strstr(text, "\"t\":\"answer\"")) {
    at = strstr(text, "\"run\":");
    char *key = strstr(text, "\"k\":\""), *said = strstr(text, "\"r\":\"");
    if (!at || !key || !said || atoi(at + 6) != run || c->run == run) return;
    c->run = run;
    c->right = said[5] == 'B';
    if (c->right) c->points += 1000;
    answered++;
    int bytes = snprintf(reply, sizeof reply, "{\"t\":\"ok\",\"k\":\"%.*s\"}", (int)strcspn(key + 5, "\""), key + 5);
    send_frame(c, frame, make_frame(frame, reply, bytes));
  } else if (strstr(text, "\"t\":\"join\"")) {
    if (!strstr(text, "\"role\":\"host\"")) players[players_count++] = c;
    send_frame(c, frame, make_frame(frame, "{\"t\":\"joined\"}", 14));
  } else if (strstr(text, "\"t\":\"ask\"") && (at = strstr(text, "\"run\":"))) ask(atoi(at + 6));
  else if (strstr(text, "\"t\":\"reveal\"")) reveal();
}

static void readable(struct conn *c) {
  static const char ACCEPT[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"; /* of the generator's one key */
  if (c->held_bytes) memcpy(buffer, c->held, c->held_bytes);
  ssize_t got = recv(c->fd, buffer + c->held_bytes, sizeof buffer - c->held_bytes - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    close(c->fd);
    c->fd = -1;
    return;
  }
  size_t size = c->held_bytes + got, used = 0;
  if (!c->open) {
    char *end = memmem(buffer, size, "\r\n\r\n", 4);
    if (end) {
      c->open = 1;
      used = end + 4 - buffer;
      send_frame(c, ACCEPT, sizeof ACCEPT - 1);
    }
  }
  while (c->open && size - used >= 6) {
    unsigned char *p = (unsigned char *)buffer + used;
    size_t length = p[1] & 127, head = 6;
    if (length == 126) length = p[2] << 8 | p[3], head = 8;
    if (size - used < head + length) break;
    unsigned char *mask = p + head - 4, kept = p[head + length];
    for (size_t i = 0; i < length; i++) p[head + i] ^= mask[i & 3];
    text_came(c, (char *)p + head, length);
    p[head + length] = kept;
    used += head + length;
  }
  c->held_bytes = size - used;
  if (c->held_bytes) {
    c->held = realloc(c->held, c->held_bytes);
    memcpy(c->held, buffer + used, c->held_bytes);
  }
}

int main(int argc, char **argv) {
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  at.sin_port = htons(argc > 1 ? atoi(argv[1]) : 9000);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4096)) return 1;
  epfd = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
  epoll_ctl(epfd, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(epfd, events, 512, -1);
    for (int i = 0; i < count; i++) {
      struct conn *c = events[i].data.ptr;
      if (c) {
        if (c->fd >= 0) readable(c);
        continue;
      }
      int fd;
      while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c = calloc(1, sizeof *c);
        c->fd = fd;
        event.data.ptr = c;
        epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event);
      }
    }
  }
}
