#include "platform/talk_words.h"

#include "platform_texts.h"

struct str talk_words(const struct speech *say, enum talk_step step)
{
    switch (step) {
    case TALK_EMPTY:
        return platform_talk_empty(say);
    case TALK_NO_NUMBER:
        return platform_talk_no_number(say);
    case TALK_NO_FIELD:
        return platform_talk_no_field(say);
    case TALK_NO_MOMENT:
        return platform_talk_no_moment(say);
    case TALK_TOO_LONG:
        return platform_talk_too_long(say);
    case TALK_NEXT:
    case TALK_DONE:
    case TALK_CANCELLED:
        break;
    }
    return STR("");
}
