/* The two clocks. Only io reads them; everything else is told the time. */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

/* Milliseconds since the Unix epoch. May jump when the clock is set. */
int64_t clock_wall_ms(void);

/* Milliseconds since the machine started, sleep included. Never goes back. */
int64_t clock_mono_ms(void);

#endif
