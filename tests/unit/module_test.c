#include "compiler/module/module.h"
#include "runtime/base/count_of.h"

#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/swarm-module-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    if (file == NULL)
        return;
    fputs(text, file);
    fclose(file);
}

static bool load(struct module_set *set, const char *name, const char *const *dirs)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    modules_init(set, dirs);
    return modules_load(set, path);
}

static const char *first_message(struct module_set *set)
{
    diag_sort(&set->diags);
    return set->diags.count > 0 ? set->diags.items[0]->message : "";
}

TEST(an_included_file_comes_once_and_first)
{
    struct module_set set;
    put("a.swarm", "include \"b\"\ninclude \"c.swarm\"\n");
    put("b.swarm", "include \"c\"\n");
    put("c.swarm", "const x = 1\n");
    CHECK(load(&set, "a.swarm", NULL));
    CHECK_INT(set.count, 3);
    CHECK(set.items[2] == set.main);
    CHECK_INT(set.items[0]->ast.decls.first->kind, DECL_CONST);
    modules_free(&set);
}

TEST(folders_are_searched_in_order)
{
    struct module_set set;
    char inner[128];
    snprintf(inner, sizeof inner, "%s/lib", folder);
    mkdir(inner, 0700);
    put("lib/only.swarm", "counter n\n");
    put("lib/b.swarm", "wrong\n");
    put("d.swarm", "include \"only\"\ninclude \"b\"\n");
    const char *dirs[] = {inner, NULL};
    CHECK(load(&set, "d.swarm", dirs)); /* `b` is found beside d.swarm */
    CHECK_INT(set.count, 4);
    modules_free(&set);
}

TEST(a_cycle_is_an_error)
{
    struct module_set set;
    put("e.swarm", "include \"f\"\n");
    put("f.swarm", "include \"e\"\n");
    CHECK(!load(&set, "e.swarm", NULL));
    CHECK_INT(set.diags.items[0]->code, E0606_INCLUDE_CYCLE);
    CHECK(set.diags.items[0]->related != NULL);
    modules_free(&set);
}

TEST(what_cannot_be_loaded_is_told)
{
    struct module_set set;
    CHECK(!load(&set, "missing.swarm", NULL));
    CHECK(strstr(first_message(&set), "there is no file") != NULL);
    CHECK(set.main == NULL);
    modules_free(&set);
}

TEST(a_mistake_leaves_the_rest_of_the_tree)
{
    struct module_set set;
    static const char text[] = "const a = 1\nconst b = +\nconst c = 3\n";
    modules_init(&set, NULL);
    CHECK(!modules_load_text(&set, "x.swarm", text, sizeof text - 1));
    CHECK_INT(set.diags.errors, 1);
    CHECK(set.has_gaps);
    CHECK_INT(set.main->ast.decls.count, 2);
    modules_free(&set);
}

static void clean_up(void)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "lib/only", "lib/b"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s.swarm", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/lib", folder);
    rmdir(path);
    rmdir(folder);
}

TEST_MAIN(if (mkdtemp(folder) == NULL) return 1; RUN(an_included_file_comes_once_and_first);
          RUN(folders_are_searched_in_order); RUN(a_cycle_is_an_error); RUN(what_cannot_be_loaded_is_told);
          RUN(a_mistake_leaves_the_rest_of_the_tree); clean_up())
