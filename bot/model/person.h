/* Who is spoken to. */
#ifndef MODEL_PERSON_H
#define MODEL_PERSON_H

#include "base/lang.h"
#include "base/str.h"

/* A person is one across workspaces; accounts point to them. */
struct person {
    int64_t id;                 /* ours; 0: nobody */
    struct str log_id;          /* random; the only form in which logs know them */
    struct str workspace, user; /* the account they are speaking from */
    struct str name;            /* as the platform shows it; may be empty */
    enum lang lang;
    bool formal;     /* German "Sie" */
    struct str zone; /* IANA name; never empty */
};

#endif
