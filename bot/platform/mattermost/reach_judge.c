/* What it means when a command of ours was run. */
#include "base/arena.h"
#include "io/http_client.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/reach.h"

/* The server gives up connecting after 3 s. */
enum { silent_ms = 2500 };

/* "... returned response 404 Not Found.": 404, in whatever language. */
static int code_in(struct str message)
{
    int code = 0, digits = 0, value = 0;
    for (size_t i = 0; i <= message.n; i++) {
        char c = i < message.n ? message.p[i] : ' ';
        if (c >= '0' && c <= '9') {
            value = digits++ < 3 ? value * 10 + (c - '0') : 0;
            continue;
        }
        if (digits == 3)
            code = value;
        digits = value = 0;
    }
    return code;
}

/* Is the host, as it stands, in a list with commas or blanks? */
static bool is_listed(struct str list, struct str host)
{
    while (list.n > 0) {
        struct str part = str_cut(&list, ',');
        for (struct str word = str_word(&part); word.n > 0; word = str_word(&part)) {
            if (str_eq_nocase(word, host))
                return true;
        }
    }
    return false;
}

static void say_status(struct findings *f, const struct reach_seen *s, int code)
{
    if (code == 401) {
        found(f, LEVEL_FAIL,
              "the server reaches " STR_FMT ", but calls with a token that is not known "
              "there",
              STR_ARG(s->callback_url));
        found_remedy(f, "%s",
                     s->is_listening ? "Run botschafter setup mattermost: it writes "
                                       "command_tokens anew."
                                     : "The daemon that runs there has read an earlier "
                                       "configuration: restart it.");
        return;
    }
    found(f, LEVEL_FAIL,
          "the server reaches something at " STR_FMT " that answers with %d",
          STR_ARG(s->callback_url), code);
    found_remedy(f,
                 "callback_url must lead to [bot] listen (" STR_FMT "), and a proxy in "
                 "between must pass /mattermost/ on as it is.",
                 STR_ARG(s->listen));
}

static void say_internal(struct findings *f, const struct reach_seen *s)
{
    found(f, LEVEL_FAIL, "the server does not call " STR_FMT "%s",
          STR_ARG(s->callback_url),
          s->knows_allowed ? ": it is an internal address"
                           : ": most likely because it is an internal address");
    bool has_others = s->knows_allowed && s->allowed.n > 0;
    found_remedy(f,
                 "System Console > Environment > Developer > Allow untrusted internal "
                 "connections to: %s " STR_FMT "%s" STR_FMT
                 " (AllowedUntrustedInternalConnections; it acts at once).%s",
                 s->knows_allowed ? "write" : "add, after a blank,",
                 STR_ARG(has_others ? s->allowed : STR("")), has_others ? " " : "",
                 STR_ARG(s->host),
                 str_starts(s->callback_url, STR("https://"))
                     ? " If it stands there: the server must trust the certificate."
                     : "");
}

static void say_failed(struct findings *f, const struct reach_seen *s)
{
    bool is_blocked =
        s->is_internal && !(s->knows_allowed && is_listed(s->allowed, s->host));
    if (s->was_called) {
        found(f, LEVEL_FAIL, "the server's call came, but it could not read the answer");
        found_remedy(f, "Is there a proxy in between that changes answers?");
    } else if (s->probe == PROBE_FAILED) {
        found(f, LEVEL_FAIL, STR_FMT " cannot be reached from here either: " STR_FMT,
              STR_ARG(s->callback_url), STR_ARG(s->probe_why));
        found_remedy(f,
                     "It must lead to [bot] listen, which is " STR_FMT
                     " (127.0.0.1 is for this machine alone): is the port the same, and "
                     "the certificate good?",
                     STR_ARG(s->listen));
    } else if (s->took_ms >= silent_ms) {
        found(f, LEVEL_FAIL, "the server gets no connection to " STR_FMT " within 3 s",
              STR_ARG(s->callback_url));
        found_remedy(f, "A firewall drops it: let the Mattermost server's address "
                        "through to that port.");
    } else if (is_blocked) {
        say_internal(f, s);
    } else {
        found(f, LEVEL_FAIL, "the server cannot call " STR_FMT, STR_ARG(s->callback_url));
        found_remedy(f, "Its log (mattermost.log) says why: a name that it cannot look "
                        "up, a connection refused, or a certificate that it does not "
                        "trust.");
    }
}

/* Refused before anybody was called. */
static bool say_refused(struct findings *f, const struct reach_seen *s)
{
    if (str_find(s->error, STR("command.disabled")) >= 0 || s->r->status == 501) {
        found(f, LEVEL_FAIL, "slash commands are switched off on the server");
        found_remedy(f, "System Console > Integrations > Integration Management > Enable "
                        "Custom Slash Commands: true.");
    } else if (str_find(s->error, STR("site_url")) >= 0) {
        found(f, LEVEL_FAIL, "the server has no Site URL, so no command works");
        found_remedy(f, "System Console > Environment > Web Server > Site URL.");
    } else if (s->r->status == 404) {
        found(f, LEVEL_WARN, "/" STR_FMT " is not there, so nothing can be tried",
              STR_ARG(s->trigger));
        found_remedy(f, "botschafter setup mattermost makes the commands.");
    } else if (s->r->status < 500) {
        found(f, LEVEL_WARN, "the bot may not run /" STR_FMT " itself (%d)",
              STR_ARG(s->trigger), s->r->status);
        found_remedy(f, "Type it yourself in Mattermost: an answer means that all is "
                        "well.");
    } else {
        return false;
    }
    return true;
}

void reach_judge(struct findings *f, const struct reach_seen *s)
{
    int code = code_in(s->message);
    if (s->r->outcome != HTTP_ANSWERED) {
        found(f, LEVEL_WARN, "whether the server reaches us is not known: %s",
              s->r->err.msg);
    } else if (s->r->status == 200 && str_eq(s->text, STR(MATTERMOST_HERE))) {
        found(f, LEVEL_OK, "the server reaches " STR_FMT "%s", STR_ARG(s->callback_url),
              s->is_listening ? "" : ": the daemon answers there");
    } else if (s->r->status == 200) {
        found(f, LEVEL_FAIL, "at " STR_FMT " something answers that is not Botschafter",
              STR_ARG(s->callback_url));
        found_remedy(f,
                     "callback_url must lead to [bot] listen, which is " STR_FMT
                     "; and no plugin may have a command of that name.",
                     STR_ARG(s->listen));
    } else if (!say_refused(f, s)) {
        if (str_find(s->error, STR("failed_resp")) >= 0 && code > 0)
            say_status(f, s, code);
        else
            say_failed(f, s);
    }
}
