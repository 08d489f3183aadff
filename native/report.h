/* What is said to the user, and how the program ends. */
#ifndef HALFWAY_TAP_REPORT_H
#define HALFWAY_TAP_REPORT_H

#define PROGRAM "halfway-tap"

/* Exit codes, the same as those of `halfway`. */
enum exit_code {
    EXIT_OK = 0,
    EXIT_USAGE = 2,
    EXIT_CAPTURE = 4, /* cannot capture, or cannot write what was captured */
    EXIT_FAULT = 70
};

/* One line on standard error, behind the program's name. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then ends the program. */
_Noreturn void fail(enum exit_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
