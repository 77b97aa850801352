/* Who works at the pretend company. Names, roles and the place are made up. */
#include "platform/playground/world.h"
#include "playground_texts.h"

static const struct world_person people[] = {
    { .id = STR_INIT("anna"),
      .name = STR_INIT("Anna Sommer"),
      .zone = STR_INIT("Europe/Berlin"),
      .locale = STR_INIT("de-DE"),
      .lang = LANG_DE,
      .role = playground_role_employee },
    { .id = STR_INIT("tom"),
      .name = STR_INIT("Tom Fielding"),
      .zone = STR_INIT("Europe/London"),
      .locale = STR_INIT("en-GB"),
      .lang = LANG_EN,
      .role = playground_role_new_hire,
      .is_new = true },
    { .id = STR_INIT("mira"),
      .name = STR_INIT("Mira Kowalski"),
      .zone = STR_INIT("Europe/Berlin"),
      .locale = STR_INIT("de-DE"),
      .lang = LANG_DE,
      .role = playground_role_comms },
    { .id = STR_INIT("priya"),
      .name = STR_INIT("Priya Raman"),
      .zone = STR_INIT("Asia/Kolkata"),
      .locale = STR_INIT("en-IN"),
      .lang = LANG_EN,
      .role = playground_role_sales },
    { .id = STR_INIT("emre"),
      .name = STR_INIT("Emre Aydin"),
      .zone = STR_INIT("Europe/Berlin"),
      .locale = STR_INIT("de-DE"),
      .lang = LANG_DE,
      .role = playground_role_council },
};

static const struct world_channel channels[] = {
    { .id = STR_INIT("C-general"),
      .name = STR_INIT("general"),
      .topic = playground_topic_general },
    { .id = STR_INIT("C-news"),
      .name = STR_INIT("news"),
      .topic = playground_topic_news },
    { .id = STR_INIT("C-ideas"),
      .name = STR_INIT("ideas"),
      .topic = playground_topic_ideas },
    { .id = STR_INIT("C-comms"),
      .name = STR_INIT("comms"),
      .topic = playground_topic_comms,
      .members = "mira " },
};

const struct world_person *world_people(size_t *n)
{
    *n = COUNT(people);
    return people;
}

const struct world_channel *world_channels(size_t *n)
{
    *n = COUNT(channels);
    return channels;
}

const struct world_person *world_person(struct str id)
{
    for (size_t i = 0; i < COUNT(people); i++) {
        if (str_eq(people[i].id, id))
            return &people[i];
    }
    return NULL;
}

static bool is_member(const struct world_channel *c, struct str person)
{
    struct str members = str_from_c(c->members);
    if (!c->members)
        return true;
    while (members.n) {
        if (str_eq(str_cut(&members, ' '), person))
            return true;
    }
    return false;
}

bool world_may_read(struct str channel, struct str person)
{
    if (!world_person(person))
        return false;
    if (str_starts(channel, STR("D-")))
        return str_eq(str_skip(channel, 2), person);
    for (size_t i = 0; i < COUNT(channels); i++) {
        if (str_eq(channels[i].id, channel))
            return is_member(&channels[i], person);
    }
    return false;
}
