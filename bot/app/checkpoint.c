#include "app/checkpoint.h"

#include "base/mem.h"
#include "store/db.h"

#include <pthread.h>
#include <stdlib.h>

/* Everything below `lock` is read and written under it; db is the thread's alone. */
struct checkpointer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_asked, has_ended, is_over;
};

static bool wait_for_work(struct checkpointer *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->is_asked && !c->is_over)
        pthread_cond_wait(&c->changed, &c->lock);
    bool goes_on = !c->is_over;
    pthread_mutex_unlock(&c->lock);
    return goes_on;
}

static void *work(void *ctx)
{
    struct checkpointer *c = ctx;
    while (wait_for_work(c)) {
        db_checkpoint_busy(c->db);
        pthread_mutex_lock(&c->lock);
        c->is_asked = false;
        c->has_ended = true;
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

bool checkpointer_open(struct checkpointer **out, const char *db_path, struct err *err)
{
    struct checkpointer *c = mem_new(1, sizeof(*c));
    if (!db_open(&c->db, db_path, err)) {
        free(c);
        return false;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    if (pthread_create(&c->thread, NULL, work, c) != 0) {
        db_close(c->db);
        free(c);
        return err_set(err, ERR_IO, "no thread can be started");
    }
    *out = c;
    return true;
}

void checkpointer_close(struct checkpointer *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->is_over = true;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    db_close(c->db);
    free(c);
}

void checkpointer_ask(struct checkpointer *c)
{
    pthread_mutex_lock(&c->lock);
    c->is_asked = true;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

bool checkpointer_has_ended(struct checkpointer *c)
{
    pthread_mutex_lock(&c->lock);
    bool ended = c->has_ended;
    c->has_ended = false;
    pthread_mutex_unlock(&c->lock);
    return ended;
}
