/* Compiles scenarios. A program that the compiler accepts must pass the verifier (otherwise compile_text ends
 * the process) and must disassemble.
 *
 * An input that begins with a byte below 32 is a list of choices, from which a scenario is written that is
 * mostly right: so the emitter is reached, and not only the parser's complaints. Any other input is the text
 * of a scenario itself. */
#include "compiler/compile.h"
#include "runtime/base/count_of.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct choices {
    const uint8_t *next, *end;
    struct buffer text;
    unsigned loops, responses; /* around what is being written */
    bool is_in_task;
};

static unsigned choose(struct choices *choices, unsigned count)
{
    return choices->next < choices->end ? *choices->next++ % count : 0;
}

static void put(struct choices *choices, const char *text)
{
    buffer_append_text(&choices->text, text);
}

static const char *pick(struct choices *choices, const char *const *words, unsigned count)
{
    return words[choose(choices, count)];
}

#define PICK(choices, words) pick(choices, words, COUNT_OF(words))

/* ---- expressions ---- */

static void put_request(struct choices *choices, unsigned depth);

/* Mostly of no type that the checker knows, so that most of what is made of them passes. */
static void put_leaf(struct choices *choices)
{
    static const char *const known[] = {"say(1)",     "say(true)",  "none",    "say(\"text\")",
                                        "say(250ms)", "say(limit)", "say([])", "say({})"};
    static const char *const unknown[] = {"say(1)",       "say(take rows)", "say(next(order))",
                                          "say(user.id)", "user.u",         "total"};
    static const char *const locals[] = {"a", "b", "m.k", "say(iteration)"};
    static const char *const responses[] = {"say(status)", "say(body)", "json(\"$.a\")", "say(elapsed)"};

    switch (choose(choices, 8)) {
    case 0: put(choices, PICK(choices, known)); break;
    case 1:
    case 2: put(choices, PICK(choices, unknown)); break;
    case 3:
    case 4:
        if (choices->responses) {
            put(choices, PICK(choices, responses));
            break;
        } /* fall through */
    default:
        if (choices->is_in_task)
            put(choices, PICK(choices, locals));
        else
            put(choices, PICK(choices, unknown));
        break;
    }
}

static void put_expr(struct choices *choices, unsigned depth)
{
    static const char *const operators[] = {" + ",  " - ",        " * ",       " / ",   " % ",
                                            " == ", " != ",       " < ",       " and ", " or ",
                                            " in ", " contains ", " matches ", " .. "};
    static const char *const before[] = {"(-(",  "(not (", "len(",      "say(len(", "(",
                                         "say(", "say([",  "say({ k: ", "say(\"x${"};
    static const char *const after[] = {"))", "))", ")", "))", ")", ")", "])", " })", "}\")"};
    static const char *const behind[] = {
        ".k", "[0]", " exists", " is int", " is not list", ".json(\"$.a\")", " ? 1 : 2"};
    unsigned which;

    if (!depth || choices->next >= choices->end) {
        put_leaf(choices);
        return;
    }
    switch (choose(choices, 5)) {
    case 0:
        put(choices, "say(");
        put_expr(choices, depth - 1);
        put(choices, PICK(choices, operators));
        put_expr(choices, depth - 1);
        put(choices, ")");
        break;
    case 1:
        which = choose(choices, COUNT_OF(before));
        put(choices, before[which]);
        put_expr(choices, depth - 1);
        put(choices, after[which]);
        break;
    case 2:
        put(choices, "(");
        put_expr(choices, depth - 1);
        put(choices, ")");
        put(choices, PICK(choices, behind));
        break;
    case 3:
        if (!choices->is_in_task) {
            put_leaf(choices);
            break;
        }
        put(choices, "(");
        put_request(choices, depth - 1);
        put(choices, ").body");
        break;
    default: put_leaf(choices); break;
    }
}

/* ---- statements ---- */

static void put_block(struct choices *choices, unsigned depth);

static void put_loop(struct choices *choices, unsigned depth)
{
    static const char *const heads[] = {"for x in ", "for k, x in ", "while ", "repeat "};

    put(choices, PICK(choices, heads));
    put_expr(choices, depth - 1);
    choices->loops++;
    put_block(choices, depth - 1);
    choices->loops--;
}

static void put_outcome(struct choices *choices, unsigned depth)
{
    static const char *const words[] = {"expect ", "require ",
                                        "capture c = ", "capture a = ", "capture user.u = "};

    put(choices, PICK(choices, words));
    put_expr(choices, depth);
}

static void put_request(struct choices *choices, unsigned depth)
{
    static const char *const heads[] = {"get \"/x\"", "post \"/${a}\"",
                                        "request \"PURGE\" \"/${limit}\" as \"p ${b}\""};
    static const char *const clauses[] = {
        "", "json ", "body ", "timeout ", "headers { \"X\": ", "query { q: "};
    static const char *const ends[] = {"", "", "", "", " }", " }"};
    unsigned clause = choose(choices, COUNT_OF(clauses));

    put(choices, PICK(choices, heads));
    put(choices, " {");
    put(choices, clauses[clause]);
    if (clause)
        put_expr(choices, depth ? depth - 1 : 0);
    put(choices, ends[clause]);
    put(choices, " ");
    choices->responses++;
    if (depth && choose(choices, 2))
        put_outcome(choices, depth - 1);
    choices->responses--;
    put(choices, choices->loops && choose(choices, 3) == 1 ? "if chance(0.5) { break } " : "");
    put(choices, choose(choices, 4) == 1 ? "if chance(0.5) { fail \"f ${b}\" } " : "");
    put(choices, choose(choices, 4) == 1 ? "check quick(1s)" : "");
    put(choices, "}");
}

static void put_small_stmt(struct choices *choices, unsigned depth)
{
    static const char *const heads[] = {
        "log ", "a = ",          "m.k[0] = ",   "user.u = ", "let d = ", "publish \"t\", ",
        "b = ", "wait 1s\nlog ", "say(1)\nlog "};

    put(choices, PICK(choices, heads));
    put_expr(choices, depth);
}

static void put_ending(struct choices *choices)
{
    static const char *const endings[] = {"return", "stop user", "stop run", "fail \"over ${a}\"",
                                          "break",  "continue"};

    put(choices, "if chance(0.1) { ");
    put(choices, pick(choices, endings, choices->loops ? 6 : 4));
    put(choices, " }");
}

static void put_stmt(struct choices *choices, unsigned depth)
{
    switch (choose(choices, 7)) {
    case 0: put_loop(choices, depth); break;
    case 1: put_request(choices, depth); break;
    case 2:
        put(choices, "if ");
        put_expr(choices, depth - 1);
        put_block(choices, depth - 1);
        put(choices, " else");
        put_block(choices, depth - 1);
        break;
    case 3:
        put(choices, choose(choices, 2) ? "transaction \"t\"" : "transaction \"t ${a}\"");
        put_block(choices, depth - 1);
        break;
    case 4: put_ending(choices); break;
    default: put_small_stmt(choices, depth); break;
    }
    put(choices, "\n");
}

static void put_block(struct choices *choices, unsigned depth)
{
    unsigned count = depth ? choose(choices, 4) : 0;

    put(choices, " {\n");
    while (count--)
        put_stmt(choices, depth);
    put(choices, "}");
}

/* ---- the scenario ---- */

static void put_set(struct choices *choices, unsigned depth)
{
    static const char *const heads[] = {"taskset S", "sequence Q"};
    static const char *const waits[] = {"", "wait 1s\n", "wait between 1s and 2s\n", "wait throughput 3/s\n"};

    buffer_printf(&choices->text, "%s%u times 2 {\n", PICK(choices, heads), depth);
    put(choices, PICK(choices, waits));
    put(choices, "var s = ");
    put_expr(choices, 1);
    choices->is_in_task = true;
    put(choices, "\ntask one {\nlet a = s\nlet b = \"\"\nlet m = { k: [1] }\n");
    put_stmt(choices, 3);
    choices->is_in_task = false;
    put(choices, "s = a\nlog m\nif chance(0.5) { interrupt later }\n}\n");
    if (depth)
        put_set(choices, depth - 1);
    put(choices, "}\n");
}

static void put_scenario(struct choices *choices)
{
    put(choices,
        "const limit = 10\nshared total = 1\ncounter order\ndata rows = lines(\"LICENSE\")\n"
        "fn say(x) { return x }\ncheck quick(x) { expect elapsed < x else \"slow ${status}\" }\n"
        "user V {\nwait 1s\nvar u = none\ntask t {\nlet a = none\nlet b = \"\"\nlet m = { k: [1] }\n");
    choices->is_in_task = true;
    for (unsigned count = choose(choices, 6); count; count--)
        put_stmt(choices, 4);
    choices->is_in_task = false;
    put(choices, "log m\n}\n");
    put_set(choices, choose(choices, 3));
    put(choices, "use Shop(");
    put_expr(choices, 1);
    put(choices,
        ")\n}\ntaskset Shop(p) {\nwait 1s\ntask look { get \"/${p}\" }\ntask leave { interrupt }\n}\n");
}

/* ---- running ---- */

static void compile(const char *text, size_t length)
{
    struct compile_options options = {0};
    struct compilation compilation;
    struct buffer out = {0};

    if (compile_text(&compilation, "fuzz.swarm", text, length, &options))
        program_disassemble(compilation.program, &out);
    diag_write_text(&compilation.modules.diags, &out, false);
    buffer_free(&out);
    compilation_free(&compilation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = {.next = data, .end = data + size};

    if (!size || data[0] >= 32) {
        compile((const char *)data, size);
        return 0;
    }
    choices.next++;
    put_scenario(&choices);
    compile(buffer_text(&choices.text), choices.text.length);
    buffer_free(&choices.text);
    return 0;
}
