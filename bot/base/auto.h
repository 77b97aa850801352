/* Cleanup on every path. */
#ifndef BASE_AUTO_H
#define BASE_AUTO_H

/* AUTO(fn) before a local releases it when it goes out of scope, on every path.
 *
 *     AUTO(buf_clear) struct buf body = BUF_INIT(64 * 1024);
 *
 * For values held by address (struct buf). Pointers use a `foo_freep(struct foo
 * **)` made by AUTO_PTR; give the pointer away with TAKE(p). */
#define AUTO(fn) __attribute__((cleanup(fn)))

#define AUTO_PTR(type, fn)                                                               \
    static inline void fn##p(type **pp)                                                  \
    {                                                                                    \
        fn(*pp);                                                                         \
    }

/* Moves a pointer out: returns it and leaves NULL behind, so AUTO does nothing. */
#define TAKE(p)                                                                          \
    ({                                                                                   \
        __typeof__(p) taken_ = (p);                                                      \
        (p) = NULL;                                                                      \
        taken_;                                                                          \
    })

/* Number of elements of an array (not of a pointer). */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
