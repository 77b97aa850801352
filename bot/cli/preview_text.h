/* botschafter preview text: how a network counts a text. */
#ifndef CLI_PREVIEW_TEXT_H
#define CLI_PREVIEW_TEXT_H

/* Reads the text from stdin and writes what was counted to stdout. argv[0] is the
 * verb itself, "--network NAME" and "--format text|json" follow. Returns the exit
 * code: 0 counted (though it may not fit), 1 not readable, 2 wrong usage. */
int preview_text(int argc, char **argv);

#endif
