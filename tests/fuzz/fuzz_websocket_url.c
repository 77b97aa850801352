/* Whatever is accepted as a websocket URL names a host for the certificate, and puts
 * nothing into the request that is not one word. */
#include "fuzz.h"

#include "io/websocket_link.h"

#include <string.h>

static void check_word(const char *text, size_t max)
{
    size_t n = strlen(text);
    FUZZ_CHECK(n > 0 && n < max);
    for (size_t i = 0; i < n; i++)
        FUZZ_CHECK(text[i] > ' ' && text[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct websocket_place p;
    struct str url = fuzz_str(data, size);
    if (!websocket_place_parse(&p, url, true, NULL))
        return 0;
    check_word(p.host, sizeof(p.host));
    check_word(p.authority, sizeof(p.authority));
    check_word(p.path, SIZE_MAX);
    FUZZ_CHECK(strncmp(p.authority, p.host, strlen(p.host)) == 0);
    FUZZ_CHECK(p.path[0] == '/' && p.port > 0 && p.port < 65536);
    FUZZ_CHECK(p.is_tls == str_eq_nocase(str_take(url, 4), STR("wss:")));
    free(p.path);
    bool again = websocket_place_parse(&p, url, false, NULL);
    FUZZ_CHECK(again == str_eq_nocase(str_take(url, 4), STR("wss:")));
    if (again)
        free(p.path);
    return 0;
}
