/* What the playground says of its own, in every language. */
#ifndef PLATFORM_PLAYGROUND_WORDS_H
#define PLATFORM_PLAYGROUND_WORDS_H

#include "base/json.h"
#include "base/text.h"
#include "platform/playground/render.h"

/* The words that a rendering adds, in the language of `say`; they live in say->mem. */
struct render_words words_for_render(const struct speech *say);

/* Writes an object with the words of the page: {"send":"Send",...}. */
void words_write(struct json_w *w, const struct speech *say);

#endif
