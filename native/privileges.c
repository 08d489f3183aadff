#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

struct identity {
    uid_t user;
    gid_t group;
};

static struct identity named(const char *name) {
    const struct passwd *entry = getpwnam(name);
    if (entry == NULL) {
        fail(EXIT_USAGE, "there is no user %s; name another with -Z", name);
    }
    return (struct identity) {entry->pw_uid, entry->pw_gid};
}

/* A user or group that is not root, from the environment. */
static bool read_id(const char *variable, unsigned *id) {
    const char *text = getenv(variable);
    if (text == NULL || *text < '0' || *text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    *id = (unsigned) value;
    return errno == 0 && *end == '\0' && value > 0 && value < UINT32_MAX;
}

static struct identity chosen_by_root(const char *user) {
    if (user != NULL) {
        return named(user);
    }
    struct identity sudo;
    if (read_id("SUDO_UID", &sudo.user) && read_id("SUDO_GID", &sudo.group)) {
        return sudo;
    }
    return named("nobody");
}

static void become(struct identity identity) {
    if (setgroups(0, NULL) < 0 || setresgid(identity.group, identity.group, identity.group) < 0
        || setresuid(identity.user, identity.user, identity.user) < 0) {
        fail(EXIT_FAULT, "cannot become user %u, group %u: %s; -Z root keeps the user and gives up the rest",
            identity.user, identity.group, strerror(errno));
    }
}

static void limit_bounding_set(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++) {
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); /* without CAP_SETPCAP it stays, and is of no use */
    }
}

static void drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    memset(sets, 0, sizeof sets);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); /* fails on kernels that have none */
    if (syscall(SYS_capset, &header, sets) < 0 || syscall(SYS_capget, &header, sets) < 0) {
        fail(EXIT_FAULT, "cannot give up capabilities: %s", strerror(errno));
    }
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        if ((sets[i].effective | sets[i].permitted | sets[i].inheritable) != 0) {
            fail(EXIT_FAULT, "capabilities are left after giving them up");
        }
    }
}

/* Packets of others are in our memory. */
static void forbid_memory_images(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) {
        fail(EXIT_FAULT, "cannot forbid memory images: %s", strerror(errno));
    }
}

void privileges_drop(const char *user) {
    bool by_root = getuid() == 0;
    if (user != NULL && !by_root) {
        fail(EXIT_USAGE, "-Z %s: only root can become another user", user);
    }
    struct identity identity = by_root ? chosen_by_root(user) : (struct identity) {getuid(), getgid()};
    limit_bounding_set();
    if (by_root && identity.user != 0) {
        become(identity);
    } else if (!by_root && (setresgid(identity.group, identity.group, identity.group) < 0
                   || setresuid(identity.user, identity.user, identity.user) < 0)) {
        fail(EXIT_FAULT, "cannot give up the rights of the program's owner: %s", strerror(errno));
    }
    drop_capabilities();
    forbid_memory_images();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        fail(EXIT_FAULT, "cannot forbid new privileges: %s", strerror(errno));
    }
    if (identity.user != 0 && (setuid(0) == 0 || seteuid(0) == 0)) {
        fail(EXIT_FAULT, "could become root again");
    }
}
