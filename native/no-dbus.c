/*
 * Linked into the static program only. libpcap.a refers to D-Bus for capturing its messages, which is not what this
 * program does, and Debian has no static library for it. Each of these stands for a function that fails.
 */
#define FAILS(name) \
    void *name(void); \
    void *name(void) { \
        return 0; \
    }

FAILS(dbus_bus_add_match)
FAILS(dbus_bus_get)
FAILS(dbus_bus_register)
FAILS(dbus_connection_flush)
FAILS(dbus_connection_open)
FAILS(dbus_connection_pop_message)
FAILS(dbus_connection_read_write)
FAILS(dbus_connection_send)
FAILS(dbus_connection_set_max_received_size)
FAILS(dbus_connection_unref)
FAILS(dbus_error_free)
FAILS(dbus_error_is_set)
FAILS(dbus_free)
FAILS(dbus_message_demarshal)
FAILS(dbus_message_is_signal)
FAILS(dbus_message_marshal)
FAILS(dbus_message_unref)
