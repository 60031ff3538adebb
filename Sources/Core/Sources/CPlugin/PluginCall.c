#define _GNU_SOURCE  // sigaltstack, siginfo_t
#include "acml_plugin_call.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static _Thread_local const char *volatile of_thread;
static _Atomic(const char *) of_any_thread;

const char *acml_call_begin(const char *text) {
  const char *outer = of_thread;
  of_thread = text;
  atomic_store_explicit(&of_any_thread, text, memory_order_relaxed);
  return outer;
}

void acml_call_end(const char *outer) {
  of_thread = outer;
  atomic_store_explicit(&of_any_thread, outer, memory_order_relaxed);
}

const char *acml_call_current(void) {
  const char *own = of_thread;
  return own ? own : atomic_load_explicit(&of_any_thread, memory_order_relaxed);
}

static const struct {
  int number;
  const char *name;
} crashes[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"},
               {SIGTRAP, "SIGTRAP"}, {SIGFPE, "SIGFPE"},   {SIGABRT, "SIGABRT"}};
enum { crash_count = sizeof(crashes) / sizeof(crashes[0]) };
static struct sigaction earlier[crash_count];

// Only what POSIX allows in a handler from here on: no allocation, no locks, no stdio.

static void say(const char *text) {
  size_t length = strlen(text);
  while (length > 0) {
    const ssize_t written = write(STDERR_FILENO, text, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text += written;
    length -= (size_t)written;
  }
}

static void report(int number, siginfo_t *information, void *context) {
  const char *name = "a signal";
  struct sigaction before = {0};
  for (int index = 0; index < crash_count; index++) {
    if (crashes[index].number != number) continue;
    name = crashes[index].name;
    before = earlier[index];
  }
  if (before.sa_flags & SA_SIGINFO) {
    if (before.sa_sigaction) before.sa_sigaction(number, information, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  }
  const char *call = acml_call_current();
  if (call) {
    say("\nerror: ");
    say(call);
    say(" ended in ");
    say(name);
    say("; the fault is the plugin's\n");
  }
  // The fault itself happens again on return and now ends the process; a signal that was sent has to be sent again.
  signal(number, SIG_DFL);
  if (information->si_code <= 0) raise(number);
}

void acml_report_crashes(void) {
  // Room of its own, for a plugin that has used up the stack. Only this thread's; the others crash without it.
  static char stack[64 * 1024];
  const stack_t room = {.ss_sp = stack, .ss_size = sizeof(stack)};
  stack_t present;
  if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) sigaltstack(&room, NULL);
  static atomic_flag done = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&done)) return;
  for (int index = 0; index < crash_count; index++) {
    struct sigaction action = {.sa_sigaction = report, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(crashes[index].number, &action, &earlier[index]);
  }
}

size_t acml_heap_bytes(void) {
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}
