/* The member `ratio`: the shares of kinds, sets and tasks as two trees. */
#include "runtime/report/page/page_parts.h"

static const char *what_text(enum task_share_what what)
{
    return what == SHARE_OF_KIND ? "kind" : what == SHARE_OF_SET ? "set" : "task";
}

/* Writes the shares of one depth from the index on, each with its children. Returns the index after them. */
static size_t shares_write(struct json_out *json, const char *key, const struct task_share *shares,
                           size_t count, size_t i, bool is_total)
{
    unsigned depth = i < count ? shares[i].depth : 0;

    json_out_list(json, key);
    while (i < count && shares[i].depth == depth) {
        const struct task_share *share = &shares[i++];

        json_out_object(json, NULL);
        json_out_text(json, "name", share->name);
        json_out_text(json, "kind", what_text(share->what));
        json_out_number(json, "share", is_total ? share->total : share->per_kind);
        if (i < count && shares[i].depth > depth)
            i = shares_write(json, "tasks", shares, count, i, is_total);
        json_out_close(json);
    }
    json_out_close(json);
    return i;
}

void page_ratio(struct json_out *json, const struct task_share *shares, size_t count)
{
    json_out_object(json, "ratio");
    shares_write(json, "per_kind", shares, count, 0, false);
    shares_write(json, "total", shares, count, 0, true);
    json_out_close(json);
}
