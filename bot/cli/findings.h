/* Findings, shown: for people in 80 columns, or as JSON. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "base/buf.h"
#include "platform/check.h"

/* A line each, "OK    area: what", and the remedy below; with colours or without. */
void findings_text(struct buf *out, const struct findings *f, bool has_colour);

/* {"findings":[{"level":"ok","area","what","remedy":null}],"ok":1,"warn":0,"fail":0} */
void findings_json(struct buf *out, const struct findings *f);

/* "12 OK, 1 WARN, 0 FAIL" and a newline. */
void findings_sum(struct buf *out, const struct findings *f);

#endif
