/* Giving up what opening the interface needed. */
#ifndef HALFWAY_TAP_PRIVILEGES_H
#define HALFWAY_TAP_PRIVILEGES_H

/*
 * Leaves the process without capabilities, without a way to get any, and unable to leave a memory image behind. Started
 * by root, it becomes the named user, else the one who called sudo, else nobody, without supplementary groups; as "root"
 * it stays root by name, without capabilities. Started by another user (set-user-id, file capabilities), it is that user
 * and nothing more. Checks what it has done, and ends the program when anything is left.
 *
 * user: NULL when none was named
 */
void privileges_drop(const char *user);

#endif
