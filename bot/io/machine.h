/* What the machine is like, and how its files stand: for the doctor. */
#ifndef IO_MACHINE_H
#define IO_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* Of what a path leads to. */
struct file_facts {
    bool is_there, is_folder;
    unsigned mode;  /* permission bits */
    unsigned owner; /* user id */
    bool is_ours;   /* the owner is who we run as */
    bool may_write; /* we may */
};
struct file_facts file_facts(const char *path);

/* Do we run as root? */
bool machine_is_root(void);
/* How many descriptors the process may hold open; INT64_MAX: any number. */
int64_t machine_files_max(void);
/* Memory that can still be had, in bytes; -1: unknown. */
int64_t machine_memory_free(void);

#endif
