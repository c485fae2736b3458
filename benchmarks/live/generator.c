/* One thread, one epoll: N players and one host of a live room, for every stack of the comparison.
 *
 * Websockets by hand: handshake, masked frames, and of the JSON no more than is needed to know what
 * came. Dialects: "ours" (docs/protocol.md), "plain" (the C limit and the textbook consumer) and
 * "socketio" (engine.io 4 over a websocket). Every latency counts from the instant at which
 * something should have happened, so a server that falls behind is charged for its queue.
 *
 * Prints one JSON object. See benchmarks/live_room.py for what is done with it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef int64_t ns_t;
#define MS 1000000LL
#define SECOND 1000000000LL
#define READ_BYTES (1 << 20)
#define MOST_PIDS 16
#define MOST_PORTS 4

enum dialect { OURS, PLAIN, SOCKETIO };
enum life { UNBORN, ENTERING, CONNECTING, SHAKING, OPEN, JOINED, DEAD };
enum kind { OTHER, K_JOINED, K_QUESTION, K_OK, K_ME, K_REFUSED, K_PING };

struct conn {
  int fd, number;
  enum life life;
  uint32_t mask;
  char *held; /* an unfinished frame */
  size_t held_bytes;
  ns_t due, joined, question, sent, acked, mine;
  int run; /* of the question it saw last */
  int revealed; /* ours: the run whose reveal it saw */
};

static enum dialect dialect = PLAIN;
static const char *path = "/", *tickets_file, *host_ticket, *room_code;
static int ports[MOST_PORTS], ports_count, origin_port;
static int players = 1000, questions = 10, storm_ms = 2000, addresses = 1;
static ns_t join_window, wait_limit = 20 * SECOND, enough = 3600 * SECOND;
static int pids[MOST_PIDS], pids_count;

static int epfd;
static struct conn *all, *host;
static char **tickets;
static char *buffer;
static int joined_count, failed_count, question_count, ok_count, me_count, lost_count, refused_count;
static int current_run;
static char last_refused[200];

/* The host's view of our stack. */
static int host_version, host_run;
static char host_phase[24];
static ns_t host_opens;

static ns_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "generator: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* --- the server's cost, from the kernel --------------------------------------------------- */

static ns_t cpu_of(int pid) {
  char name[64], file[340];
  ns_t sum = 0;
  snprintf(name, sizeof name, "/proc/%d/task", pid);
  DIR *tasks = opendir(name);
  if (!tasks) return 0;
  for (struct dirent *task; (task = readdir(tasks));) {
    if (task->d_name[0] == '.') continue;
    snprintf(file, sizeof file, "/proc/%d/task/%s/schedstat", pid, task->d_name);
    FILE *f = fopen(file, "r");
    long long run;
    if (f && fscanf(f, "%lld", &run) == 1) sum += run;
    if (f) fclose(f);
  }
  closedir(tasks);
  return sum;
}

static ns_t cpu_all(void) {
  ns_t sum = 0;
  for (int i = 0; i < pids_count; i++) sum += cpu_of(pids[i]);
  return sum;
}

static long rss_all(void) {
  long sum = 0;
  for (int i = 0; i < pids_count; i++) {
    char name[64], line[256];
    long kb;
    snprintf(name, sizeof name, "/proc/%d/status", pids[i]);
    FILE *f = fopen(name, "r");
    while (f && fgets(line, sizeof line, f))
      if (sscanf(line, "VmRSS: %ld kB", &kb) == 1) sum += kb;
    if (f) fclose(f);
  }
  return sum;
}

static ns_t own_cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

/* --- sending -------------------------------------------------------------------------------- */

static void lose(struct conn *c) {
  if (c->life == DEAD) return;
  if (c->life < JOINED) failed_count++;
  else lost_count++;
  c->life = DEAD;
  close(c->fd);
}

static void send_text(struct conn *c, const char *text, size_t length) {
  unsigned char out[1200];
  size_t at = 0;
  if (c->life == DEAD || length > 1100) return;
  out[at++] = 0x81;
  if (length < 126) out[at++] = 0x80 | length;
  else {
    out[at++] = 0x80 | 126;
    out[at++] = length >> 8;
    out[at++] = length & 255;
  }
  unsigned char mask[4];
  memcpy(mask, &c->mask, 4);
  memcpy(out + at, mask, 4);
  at += 4;
  for (size_t i = 0; i < length; i++) out[at + i] = text[i] ^ mask[i & 3];
  at += length;
  if (send(c->fd, out, at, MSG_NOSIGNAL) != (ssize_t)at) lose(c);
}

static void say(struct conn *c, const char *format, ...) {
  char text[1100];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(text, sizeof text, format, values);
  va_end(values);
  send_text(c, text, length);
}

static void begin_socket(struct conn *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die("socket");
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  to.sin_port = htons(ports[c->number < 0 ? 0 : c->number % ports_count]);
  if (addresses > 1) {
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (unsigned)(c->number + 1) % addresses);
    setsockopt(c->fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(c->fd, (struct sockaddr *)&from, sizeof from)) die("bind");
  }
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
    c->life = UNBORN;
    lose(c);
    return;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  if (epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
}

static void start(struct conn *c) {
  c->life = dialect == OURS && room_code && c != host ? ENTERING : CONNECTING;
  begin_socket(c);
}

static void connected(struct conn *c) {
  char text[900];
  int error = 0, length;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    lose(c);
    return;
  }
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &event);
  if (c->life == ENTERING) {
    char body[300];
    int bytes = snprintf(body, sizeof body, "{\"code\":\"%s\",\"name\":\"Player %d\",\"k\":\"enter-%08d\"}",
                         room_code, c->number, c->number);
    length = snprintf(text, sizeof text,
                      "POST /vao-phong/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
                      "Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
                      origin_port, origin_port, bytes, body);
  } else {
    c->life = SHAKING;
    length = snprintf(text, sizeof text,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
                      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                      path, origin_port, origin_port);
  }
  if (send(c->fd, text, length, MSG_NOSIGNAL) != length) lose(c);
}

static void introduce(struct conn *c) {
  const char *role = c == host ? "host" : "player";
  if (dialect == OURS)
    say(c, "{\"t\":\"join\",\"ticket\":\"%s\",\"n\":0}", c == host ? host_ticket : tickets[c->number]);
  else if (dialect == PLAIN)
    say(c, "{\"t\":\"join\",\"role\":\"%s\",\"name\":\"Player %d\"}", role, c->number);
  else
    say(c, "420[\"join\",{\"role\":\"%s\",\"name\":\"Player %d\"}]", role, c->number);
}

/* --- what comes ----------------------------------------------------------------------------- */

static const char *find(const char *text, size_t length, const char *what) {
  return memmem(text, length, what, strlen(what));
}

static long long number_after(const char *text, size_t length, const char *what) {
  const char *at = find(text, length, what);
  return at ? atoll(at + strlen(what)) : -1;
}

static int tells(const char *text, size_t length, const char *kind) {
  /* {"t":"kind"… or {"t": "kind"…, whoever encoded it */
  size_t bytes = strlen(kind);
  if (length < 6 || memcmp(text, "{\"t\":", 5)) return 0;
  const char *at = text + 5 + (text[5] == ' ');
  return (size_t)(text + length - at) > bytes + 1 && *at == '"' && !memcmp(at + 1, kind, bytes) &&
         at[1 + bytes] == '"';
}

static void ready(struct conn *c, ns_t now) {
  if (c->life != OPEN) return;
  c->life = JOINED;
  c->joined = now;
  if (c != host) joined_count++;
}

static void saw_question(struct conn *c, int run, ns_t now) {
  if (run == c->run) return;
  c->run = run;
  c->question = now;
  if (run == current_run && c != host) question_count++;
}

static void acked(struct conn *c, ns_t now) {
  if (c->sent && !c->acked) {
    c->acked = now;
    ok_count++;
  }
}

static void mine(struct conn *c, ns_t now) {
  if (!c->mine) {
    c->mine = now;
    me_count++;
  }
}

static void refused(const char *text, size_t length) {
  refused_count++;
  snprintf(last_refused, sizeof last_refused, "%.*s", (int)(length < 180 ? length : 180), text);
  for (char *p = last_refused; *p; p++)
    if (*p == '"' || *p == '\\' || (unsigned char)*p < 32) *p = '\'';
}

static void state_came(struct conn *c, const char *text, size_t length, ns_t now) {
  const char *phase = find(text, length, "\"phase\":\"");
  int run = number_after(text, length, "\"run\":");
  if (!phase) return;
  phase += 9;
  if (c == host) {
    size_t i = 0;
    while (phase[i] != '"' && i < sizeof host_phase - 1) host_phase[i] = phase[i], i++;
    host_phase[i] = 0;
    host_version = number_after(text, length, "\"n\":");
    host_run = run;
    long long at = number_after(text, length, "\"now\":"), opens = number_after(text, length, "\"opens\":");
    host_opens = opens > 0 ? now + (opens - at) * 1000 : 0;
  }
  ready(c, now);
  if (!memcmp(phase, "asking", 6)) saw_question(c, run, now);
  if (!memcmp(phase, "revealed", 8)) c->revealed = run;
}

static void text_came(struct conn *c, const char *text, size_t length, ns_t now) {
  if (dialect == SOCKETIO) {
    if (length == 1 && text[0] == '2') send_text(c, "3", 1);
    else if (length > 1 && text[0] == '0') send_text(c, "40", 2);
    else if (length > 2 && !memcmp(text, "40", 2)) introduce(c);
    else if (length > 3 && !memcmp(text, "430[", 4)) ready(c, now);
    else if (length > 2 && !memcmp(text, "43", 2)) acked(c, now);
    else if (length > 12 && !memcmp(text, "42[\"question\"", 13))
      saw_question(c, number_after(text, length, "\"run\":"), now);
    else if (length > 6 && !memcmp(text, "42[\"me\"", 7)) mine(c, now);
    return;
  }
  if (dialect == OURS) {
    if (tells(text, length, "state")) state_came(c, text, length, now);
    else if (tells(text, length, "ok")) acked(c, now);
    else if (tells(text, length, "me")) {
      if (c->revealed == current_run && current_run) mine(c, now);
    } else if (tells(text, length, "refused")) refused(text, length);
    else if (tells(text, length, "bye")) refused(text, length);
    return;
  }
  if (tells(text, length, "question")) {
    const char *at = find(text, length, "\"run\":");
    saw_question(c, at ? atoi(at + 6) : -1, now);
  } else if (tells(text, length, "ok")) acked(c, now);
  else if (tells(text, length, "me")) mine(c, now);
  else if (tells(text, length, "joined")) ready(c, now);
  else if (tells(text, length, "refused")) refused(text, length);
}

static size_t frames_came(struct conn *c, const char *data, size_t size, ns_t now) {
  size_t at = 0;
  while (c->life != DEAD && size - at >= 2) {
    const unsigned char *p = (const unsigned char *)data + at;
    size_t length = p[1] & 127, head = 2;
    if (length == 126) {
      head = 4;
      if (size - at < 4) break;
      length = p[2] << 8 | p[3];
    } else if (length == 127) {
      head = 10;
      if (size - at < 10) break;
      length = 0;
      for (int i = 2; i < 10; i++) length = length << 8 | p[i];
    }
    if (size - at < head + length) break;
    int opcode = p[0] & 15;
    if (opcode == 1) text_came(c, data + at + head, length, now);
    else if (opcode == 8) lose(c);
    else if (opcode == 9) {
      unsigned char pong[131] = {0x8A, 0x80 | (length & 127)};
      if (length < 126) {
        memcpy(pong + 6, data + at + head, length); /* masked with nought */
        if (send(c->fd, pong, 6 + length, MSG_NOSIGNAL) < 0) lose(c);
      }
    }
    at += head + length;
  }
  return at;
}

static void entered(struct conn *c, const char *data, size_t size) {
  const char *ticket = find(data, size, "\"ticket\":\"");
  const char *end = ticket ? memchr(ticket + 10, '"', data + size - ticket - 10) : NULL;
  if (!end) {
    if (size) refused(data, size);
    lose(c);
    return;
  }
  tickets[c->number] = strndup(ticket + 10, end - ticket - 10);
  close(c->fd);
  c->life = CONNECTING;
  begin_socket(c);
}

static void readable(struct conn *c) {
  size_t held = c->held_bytes;
  if (held) memcpy(buffer, c->held, held);
  ssize_t got = recv(c->fd, buffer + held, READ_BYTES - held, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  ns_t now = now_ns();
  size_t size = held + (got > 0 ? got : 0), used = 0;
  if (c->life == ENTERING) {
    if (got <= 0 || find(buffer, size, "\"ticket\":\"")) {
      c->held_bytes = 0;
      entered(c, buffer, size);
      return;
    }
  } else if (got <= 0) {
    lose(c);
    return;
  }
  if (c->life == SHAKING) {
    const char *end = find(buffer, size, "\r\n\r\n");
    if (end) {
      if (size < 12 || memcmp(buffer + 9, "101", 3)) {
        refused(buffer, size);
        lose(c);
        return;
      }
      used = end + 4 - buffer;
      c->life = OPEN;
      if (dialect != SOCKETIO) introduce(c);
    }
  }
  if (c->life >= OPEN) used += frames_came(c, buffer + used, size - used, now);
  if (c->life == DEAD) return;
  c->held_bytes = size - used;
  if (c->held_bytes) {
    c->held = realloc(c->held, c->held_bytes);
    memcpy(c->held, buffer + used, c->held_bytes);
  }
}

static void turn(ns_t until) {
  struct epoll_event events[512];
  ns_t left = until - now_ns();
  if (left < 0) left = 0;
  if (left > 100 * MS) left = 100 * MS;
  struct timespec patience = {left / SECOND, left % SECOND};
  int count = syscall(SYS_epoll_pwait2, epfd, events, 512, &patience, NULL, 8);
  for (int i = 0; i < count; i++) {
    struct conn *c = events[i].data.ptr;
    if (c->life == DEAD) continue;
    if ((c->life == CONNECTING || c->life == ENTERING) && events[i].events & EPOLLOUT) connected(c);
    else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}

static void pause_for(ns_t length) {
  for (ns_t end = now_ns() + length; now_ns() < end;) turn(end);
}

/* --- the host ------------------------------------------------------------------------------- */

static void command(const char *name, const char *args) {
  static int count;
  if (dialect == OURS)
    say(host, "{\"t\":\"command\",\"name\":\"%s\",\"args\":%s,\"seen\":%d,\"k\":\"host-%08d\"}", name, args,
        host_version, ++count);
}

/* Until the host's page shows `phase`; whether it does. */
static int phase_is(const char *phase, ns_t patience) {
  for (ns_t end = now_ns() + patience; now_ns() < end && host->life != DEAD;) {
    if (!strcmp(host_phase, phase)) return 1;
    turn(now_ns() + 20 * MS);
  }
  return !strcmp(host_phase, phase);
}

static ns_t ask(void) {
  ns_t at = now_ns();
  if (dialect == OURS) command("next", "{}");
  else if (dialect == PLAIN) say(host, "{\"t\":\"ask\",\"run\":%d}", current_run);
  else say(host, "42[\"ask\",{\"run\":%d}]", current_run);
  return at;
}

static ns_t reveal(void) {
  if (dialect == OURS) {
    command("end_early", "{}");
    phase_is("settled", wait_limit);
  }
  ns_t at = now_ns();
  if (dialect == OURS) command("reveal", "{}");
  else if (dialect == PLAIN) say(host, "{\"t\":\"reveal\",\"run\":%d}", current_run);
  else say(host, "42[\"reveal\",{\"run\":%d}]", current_run);
  return at;
}

static void answer(struct conn *c, ns_t due) {
  char response = 'A' + rand() % 4;
  c->sent = due;
  c->acked = 0;
  if (dialect == SOCKETIO)
    say(c, "42%d[\"answer\",{\"run\":%d,\"r\":\"%c\",\"k\":\"key-%06d-%04d\"}]", current_run, current_run,
        response, c->number, current_run);
  else
    say(c, "{\"t\":\"answer\",\"run\":%d,\"r\":\"%c\",\"k\":\"key-%06d-%04d\"}", current_run, response,
        c->number, current_run);
}

/* --- figures -------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b) {
  ns_t x = *(const ns_t *)a, y = *(const ns_t *)b;
  return x < y ? -1 : x > y;
}

static void print_times(const char *name, ns_t *values, int count) {
  qsort(values, count, sizeof *values, by_size);
  printf("\"%s\":{\"count\":%d", name, count);
  if (count)
    printf(",\"first\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f", values[0] / 1e6,
           values[count / 2] / 1e6, values[(int)((count - 1) * 0.99)] / 1e6, values[count - 1] / 1e6);
  printf("}");
}

struct planned { ns_t at; struct conn *c; };

static int by_instant(const void *a, const void *b) {
  return by_size(&((const struct planned *)a)->at, &((const struct planned *)b)->at);
}

/* --- the phases ----------------------------------------------------------------------------- */

static void join_all(void) {
  ns_t *times = calloc(players, sizeof *times);
  long rss = rss_all();
  ns_t cpu = cpu_all(), began = now_ns(), own = own_cpu();
  int next = 0;
  ns_t end = began + join_window + wait_limit;
  while (joined_count + failed_count < players && now_ns() < end) {
    ns_t now = now_ns();
    while (next < players && began + join_window * next / players <= now) {
      all[next].due = began + join_window * next / players;
      start(&all[next++]);
    }
    turn(next < players ? began + join_window * next / players : now + 20 * MS);
  }
  ns_t over = now_ns();
  int count = 0;
  for (int i = 0; i < players; i++)
    if (all[i].life == JOINED) times[count++] = all[i].joined - all[i].due;
  printf("\"join\":{");
  print_times("latency", times, count);
  printf(",\"seconds\":%.3f,\"failed\":%d,\"generator_share\":%.3f", (over - began) / 1e9,
         players - count, (double)(own_cpu() - own) / (over - began));
  pause_for(500 * MS);
  printf(",\"cpu_ms\":%.1f,\"rss_kb\":%ld,\"rss_before_kb\":%ld}", (cpu_all() - cpu) / 1e6,
         rss_all() - rss, rss);
  free(times);
}

static int living(void) {
  int count = 0;
  for (int i = 0; i < players; i++) count += all[i].life == JOINED;
  return count;
}

/* Every living player answers: spread over `window`, or all at once when it is 0. */
static void answers(ns_t window, const char *name) {
  struct planned *plan = calloc(players, sizeof *plan);
  ns_t *times = calloc(players, sizeof *times);
  int count = 0;
  ok_count = 0;
  ns_t cpu = cpu_all(), own = own_cpu(), began = now_ns();
  for (int i = 0; i < players; i++) {
    all[i].sent = all[i].acked = 0;
    if (all[i].life != JOINED) continue;
    plan[count].at = began + (window ? (ns_t)(drand48() * window) : 0);
    plan[count++].c = &all[i];
  }
  for (int i = count - 1; i > 0 && !window; i--) { /* all at once, in no order */
    int other = rand() % (i + 1);
    struct planned kept = plan[i];
    plan[i] = plan[other];
    plan[other] = kept;
  }
  if (window) qsort(plan, count, sizeof *plan, by_instant);
  int next = 0;
  ns_t end = began + window + wait_limit;
  while (ok_count < count && now_ns() < end) {
    int burst = 0;
    while (next < count && plan[next].at <= now_ns() && burst++ < 64) {
      answer(plan[next].c, plan[next].at);
      next++;
    }
    turn(next < count ? plan[next].at : now_ns() + 20 * MS);
  }
  ns_t over = now_ns(), last = began;
  int got = 0;
  for (int i = 0; i < players; i++)
    if (all[i].acked) {
      times[got++] = all[i].acked - all[i].sent;
      if (all[i].acked > last) last = all[i].acked;
    }
  ns_t own_used = own_cpu() - own;
  pause_for(20 * MS);
  printf(",\"answers\":\"%s\",", name);
  print_times("ack", times, got);
  printf(",\"sent\":%d,\"seconds\":%.4f,\"answer_cpu_us\":%.2f,\"answer_generator_share\":%.3f", next,
         (last - began) / 1e9, (cpu_all() - cpu) / 1e3 / (got ? got : 1),
         (double)own_used / (over - began));
  free(plan);
  free(times);
}

static void question(int number) {
  ns_t *times = calloc(players, sizeof *times);
  int count = living();
  current_run = dialect == OURS ? host_run + 1 : number;
  if (current_run < 1) current_run = 1;
  question_count = 0;
  ns_t whole = cpu_all(), cpu = whole, own = own_cpu(), began = ask();
  for (ns_t end = began + wait_limit; question_count < count && now_ns() < end;) turn(now_ns() + 20 * MS);
  ns_t over = now_ns();
  ns_t own_used = own_cpu() - own;
  pause_for(120 * MS);
  int got = 0;
  for (int i = 0; i < players; i++)
    if (all[i].run == current_run) times[got++] = all[i].question - began;
  printf("%s{", number > 1 ? "," : "");
  print_times("broadcast", times, got);
  printf(",\"broadcast_cpu_ms\":%.2f,\"broadcast_generator_share\":%.3f", (cpu_all() - cpu) / 1e6,
         (double)own_used / (over - began));
  ns_t opens = dialect == OURS ? host_opens + 5 * MS : began + 400 * MS;
  if (opens > now_ns()) pause_for(opens - now_ns());
  answers(number % 2 ? storm_ms * MS : 0, number % 2 ? "storm" : "blast");
  me_count = 0;
  for (int i = 0; i < players; i++) all[i].mine = 0;
  cpu = cpu_all();
  ns_t shown = reveal();
  count = living();
  for (ns_t end = shown + wait_limit; me_count < count && now_ns() < end;) turn(now_ns() + 20 * MS);
  got = 0;
  for (int i = 0; i < players; i++)
    if (all[i].mine) times[got++] = all[i].mine - shown;
  pause_for(50 * MS);
  printf(",");
  print_times("results", times, got);
  printf(",\"results_cpu_ms\":%.2f,\"whole_cpu_ms\":%.2f,\"lost\":%d}", (cpu_all() - cpu) / 1e6,
         (cpu_all() - whole) / 1e6, lost_count);
  free(times);
}

static void read_tickets(void) {
  tickets = calloc(players, sizeof *tickets);
  if (!tickets_file) return;
  FILE *f = fopen(tickets_file, "r");
  char line[512];
  if (!f) die(tickets_file);
  for (int i = 0; i < players && fgets(line, sizeof line, f); i++) {
    line[strcspn(line, "\n")] = 0;
    tickets[i] = strdup(line);
  }
  fclose(f);
}

int main(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "d:p:u:n:q:w:s:t:h:c:a:P:l:T:")) != -1) switch (option) {
      case 'd': dialect = !strcmp(optarg, "ours") ? OURS : !strcmp(optarg, "plain") ? PLAIN : SOCKETIO; break;
      case 'p': if (ports_count < MOST_PORTS) ports[ports_count++] = atoi(optarg); break;
      case 'u': path = optarg; break;
      case 'n': players = atoi(optarg); break;
      case 'q': questions = atoi(optarg); break;
      case 'w': join_window = atoll(optarg) * MS; break;
      case 's': storm_ms = atoi(optarg); break;
      case 't': tickets_file = optarg; break;
      case 'h': host_ticket = optarg; break;
      case 'c': room_code = optarg; break;
      case 'a': addresses = atoi(optarg); break;
      case 'P': if (pids_count < MOST_PIDS) pids[pids_count++] = atoi(optarg); break;
      case 'l': wait_limit = atoll(optarg) * SECOND; break;
      case 'T': enough = atoll(optarg) * SECOND; break; /* ask no further question after this */
      default: return 2;
    }
  if (!ports_count) return 2;
  enough += now_ns();
  origin_port = ports[0];
  struct rlimit files = {0};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  srand(1);
  srand48(1);
  epfd = epoll_create1(0);
  buffer = malloc(READ_BYTES);
  all = calloc(players + 1, sizeof *all);
  host = &all[players];
  for (int i = 0; i <= players; i++) {
    all[i].number = i == players ? -1 : i;
    all[i].mask = 0x5a17c3e9u * (i + 1);
    all[i].fd = -1;
  }
  read_tickets();
  printf("{\"players\":%d,", players);
  start(host);
  for (ns_t end = now_ns() + wait_limit; host->life != JOINED && host->life != DEAD && now_ns() < end;)
    turn(now_ns() + 20 * MS);
  if (host->life != JOINED) {
    fprintf(stderr, "generator: the host did not get in: %s\n", last_refused);
    return 1;
  }
  join_all();
  if (dialect == OURS) {
    command("start", "{}");
    phase_is("intro", wait_limit);
  }
  printf(",\"questions\":[");
  for (int i = 1; i <= questions && living() && (i < 3 || now_ns() < enough); i++) question(i);
  printf("],\"alive\":%d,\"refused\":%d,\"refusal\":\"%s\"}\n", living(), refused_count, last_refused);
  return 0;
}
