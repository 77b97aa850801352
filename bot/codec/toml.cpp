/* The only C++ of the program: toml++ parses, and its tree is copied into ours. What it
 * throws is caught below; so are its assertions, for some bad documents ("[[[") break
 * them in version 3.3, and without them it would go on. */
#include <stdexcept>

static constexpr void hold(bool condition)
{
    if (!condition)
        throw std::logic_error("is not TOML");
}

#undef NDEBUG
#define TOML_ASSERT(condition) hold(static_cast<bool>(condition))
#define TOML_EXCEPTIONS        1
#define TOML_MAX_NESTED_VALUES 32
#include <toml++/toml.h>

extern "C" {
#include "base/err.h"
#include "codec/toml_tree.h"
}

#include <algorithm>
#include <string_view>
#include <vector>

namespace
{

struct copier {
    struct toml_value *root;
    struct err *err;
};

struct item {
    std::string_view name;
    const toml::node *node;
    toml::source_position at;
};

bool copy(const copier &c, struct toml_value *to, const toml::node &from, int depth);

struct str keep(const copier &c, std::string_view s)
{
    return arena_str(c.root->mem, { s.data(), s.size() });
}

bool fail(const copier &c, int line, enum err_code code, const char *what)
{
    return err_set(c.err, code, STR_FMT ":%d: %s", STR_ARG(c.root->file), line, what);
}

/* Where something begins: tables that no header of their own opened begin with what
 * is in them. */
toml::source_position begin_of(const toml::node &n)
{
    toml::source_position at = n.source().begin;
    return at.line ? at : toml::source_position{ 1, 1 };
}

bool copy_items(const copier &c, struct toml_value *to, const std::vector<item> &items,
                int depth)
{
    if (depth >= toml_max_depth)
        return fail(c, to->line, ERR_LIMIT, "is nested too deeply");
    struct toml_value **end = &to->first;
    for (const item &it : items) {
        struct toml_value *child = ARENA_NEW(c.root->mem, struct toml_value);
        child->root = c.root;
        child->name = keep(c, it.name);
        child->line = static_cast<int>(it.at.line);
        if (!copy(c, child, *it.node, depth + 1))
            return false;
        *end = child;
        end = &child->next;
        to->count++;
    }
    return true;
}

bool copy_table(const copier &c, struct toml_value *to, const toml::table &from,
                int depth)
{
    std::vector<item> items;
    for (const auto &[key, node] : from) {
        toml::source_position at = key.source().begin;
        items.push_back({ key.str(), &node, at.line ? at : begin_of(node) });
    }
    std::sort(items.begin(), items.end(), [](const item &a, const item &b) {
        return a.at.line != b.at.line ? a.at.line < b.at.line : a.at.column < b.at.column;
    });
    return copy_items(c, to, items, depth);
}

bool copy_array(const copier &c, struct toml_value *to, const toml::array &from,
                int depth)
{
    std::vector<item> items;
    for (const toml::node &node : from)
        items.push_back({ {}, &node, begin_of(node) });
    return copy_items(c, to, items, depth);
}

void set_date(struct civil *to, const toml::date &d)
{
    to->year = d.year;
    to->month = d.month;
    to->day = d.day;
}

void set_time(struct civil *to, const toml::time &t)
{
    to->hour = t.hour;
    to->minute = t.minute;
    to->second = t.second;
}

void copy_moment(struct toml_value *to, const toml::date_time &from)
{
    set_date(&to->civil, from.date);
    set_time(&to->civil, from.time);
    to->type = from.offset ? TOML_INSTANT : TOML_LOCAL;
    if (!from.offset)
        return;
    const struct civil &v = to->civil;
    int64_t seconds = civil_days(v) * 86400 + v.hour * 3600 + v.minute * 60 + v.second;
    to->number =
        (seconds - from.offset->minutes * 60) * 1000 + from.time.nanosecond / 1000000;
}

bool copy_text(const copier &c, struct toml_value *to, const std::string &from)
{
    to->type = TOML_TEXT;
    to->text = keep(c, from);
    if (from.find('\0') != std::string::npos)
        return fail(c, to->line, ERR_PARSE, "the text holds a NUL character");
    return true;
}

void copy_plain(struct toml_value *to, const toml::node &from)
{
    if (const auto *i = from.as_integer()) {
        to->type = TOML_INT;
        to->number = i->get();
    } else if (const auto *b = from.as_boolean()) {
        to->type = TOML_BOOL;
        to->number = b->get();
    } else if (const auto *d = from.as_date()) {
        to->type = TOML_DATE;
        set_date(&to->civil, d->get());
    } else if (const auto *t = from.as_time()) {
        to->type = TOML_CLOCK;
        set_time(&to->civil, t->get());
    } else if (const auto *m = from.as_date_time()) {
        copy_moment(to, m->get());
    } else {
        to->type = TOML_FLOAT;
    }
}

bool copy(const copier &c, struct toml_value *to, const toml::node &from, int depth)
{
    if (const toml::table *table = from.as_table()) {
        to->type = TOML_TABLE;
        return copy_table(c, to, *table, depth);
    }
    if (const toml::array *array = from.as_array()) {
        to->type = TOML_ARRAY;
        return copy_array(c, to, *array, depth);
    }
    if (const auto *s = from.as_string())
        return copy_text(c, to, s->get());
    copy_plain(to, from);
    return true;
}

} // namespace

extern "C" bool toml_build(struct toml_value *root, struct str text, struct err *err)
{
    copier c = { root, err };
    root->line = 1;
    try {
        toml::table parsed = toml::parse(std::string_view(text.n ? text.p : "", text.n));
        return copy(c, root, parsed, 0);
    } catch (const toml::parse_error &e) {
        std::string what(e.description());
        int line = static_cast<int>(e.source().begin.line);
        return fail(c, line ? line : 1, ERR_PARSE, what.c_str());
    } catch (const std::exception &e) {
        return fail(c, 1, ERR_PARSE, e.what());
    }
}
