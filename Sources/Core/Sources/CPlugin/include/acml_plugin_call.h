/// Which function of which plugin is running, so that a crash can be laid at the right door.
#ifndef ACML_PLUGIN_CALL_H
#define ACML_PLUGIN_CALL_H

#include <stddef.h>

/// Notes that a call into a plugin begins on this thread.
/// - Parameter text: names the plugin and the call; must stay valid for the life of the process.
/// - Returns: the call that this one stands inside of, for `acml_call_end`.
const char *_Nullable acml_call_begin(const char *_Nonnull text);

/// Notes that the call has ended.
/// - Parameter outer: what `acml_call_begin` returned.
void acml_call_end(const char *_Nullable outer);

/// The call that runs on this thread; if there is none, the last one of any thread that hasn't ended: a plugin's tensor
/// operations run on the program's own threads.
const char *_Nullable acml_call_current(void);

/// Makes a crash (SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT) inside of a plugin end with a line on stderr that
/// names the plugin and the call. Handlers that were there before run first.
void acml_report_crashes(void);

/// How many bytes the heap has given out and not got back, for the finding of leaks.
size_t acml_heap_bytes(void);

#endif
