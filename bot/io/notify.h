/* Tells the service manager how we are (sd_notify). Without one, nothing happens. */
#ifndef IO_NOTIFY_H
#define IO_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Each returns false when there was somebody to tell and it failed. */
bool notify_ready(void);
bool notify_reloading(void); /* followed by notify_ready() when done */
bool notify_stopping(void);
bool notify_watchdog(void);
/* One line for humans: "connected to 2 workspaces". */
bool notify_status(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* How often to call notify_watchdog(): half of what the manager waits; 0: never. */
int64_t notify_watchdog_interval_ms(void);

#endif
