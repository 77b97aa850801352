/* Writing HTML so that nothing from outside can become markup. */
#ifndef PLATFORM_PLAYGROUND_HTML_H
#define PLATFORM_PLAYGROUND_HTML_H

#include "base/buf.h"

/* Text content or an attribute's value: & < > " ' are escaped. */
void html_text(struct buf *out, struct str s);
/* ` name="value"`; nothing when the value is empty. */
void html_attr(struct buf *out, const char *name, struct str value);
/* <tag class="...">text</tag>; nothing when the text is empty. */
void html_element(struct buf *out, const char *tag, const char *class_name,
                  struct str text);
/* <tag class="...">, with our markup inside made HTML; nothing when it is empty. */
void html_markup(struct buf *out, const char *tag, const char *class_name,
                 struct str markup);
/* Whether a link may be opened: http, https or mailto. */
bool html_link_is_safe(struct str url);

#endif
