#include "runtime/base/count_of.h"
#include "runtime/text/xpath_tree.h"

#include "runtime/base/alloc.h"
#include "runtime/base/utf8.h"

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#define STEPS_MOST 10000000 /* limits a query to about a second */
#define META_WITHIN 1024    /* bytes searched for an encoding (HTML standard, section 4.2.5.4) */
#define CHARSET_MOST 40     /* bytes of an encoding's name */

struct xpath_page {
    xmlDocPtr document; /* NULL: see `problem` */
    xmlXPathContextPtr context;
    const char *problem; /* static, why the body can't be queried; NULL: it can */
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* Sets libxml2 up for the calling thread, so that it prints nothing. */
static void xpath_prepare(void)
{
    pthread_once(&library_once, xmlInitParser);
    xmlSetStructuredErrorFunc(NULL, quiet);
}

/* ---- the encoding ---- */

/* The charset parameter of a Content-Type, in `name`; false when there is none. */
static bool charset_named(const char *content_type, size_t length, char *name)
{
    static const char word[] = "charset=";
    const size_t word_length = sizeof word - 1;

    for (size_t at = 0; at + word_length < length; at++) {
        const char *start = content_type + at + word_length;
        size_t most = length - at - word_length, count = 0;

        if (strncasecmp(content_type + at, word, word_length) != 0)
            continue;
        start += *start == '"';
        while (count < most && count < CHARSET_MOST - 1 && start[count] &&
               !strchr("\"; \t\r\n", start[count]))
            count++;
        memcpy(name, start, count);
        name[count] = '\0';
        return count > 0;
    }
    return false;
}

static bool says_charset(const char *body, size_t length)
{
    size_t most = length < META_WITHIN ? length : META_WITHIN;

    for (size_t at = 0; at + 7 <= most; at++)
        if (strncasecmp(body + at, "charset", 7) == 0)
            return true;
    return false;
}

static bool has_byte_order_mark(const char *body, size_t length)
{
    return (length >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0) ||
           (length >= 2 && (memcmp(body, "\xff\xfe", 2) == 0 || memcmp(body, "\xfe\xff", 2) == 0));
}

/* Encodings that browsers use for these names (Encoding standard, section 4.2). */
static const char *charset_meant(const char *name)
{
    static const char *const latin[] = {"iso-8859-1", "latin1", "us-ascii", "ascii"};

    for (size_t i = 0; i < COUNT_OF(latin); i++)
        if (strcasecmp(name, latin[i]) == 0)
            return "windows-1252";
    return name;
}

/* The encoding that the Content-Type names, if it is known. Otherwise NULL if the page or a byte order
 * mark declares one, or else UTF-8 or windows-1252, depending on the bytes. */
static const char *charset_of(const char *body, size_t length, const char *content_type,
                              size_t content_type_length, char *name)
{
    if (content_type && charset_named(content_type, content_type_length, name)) {
        xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler(charset_meant(name));

        if (handler) {
            xmlCharEncCloseFunc(handler);
            return charset_meant(name);
        }
    }
    if (has_byte_order_mark(body, length) || says_charset(body, length))
        return NULL;
    return utf8_valid(body, length) ? "UTF-8" : "windows-1252";
}

/* ---- reading ---- */

/* The parser stops at elements that are nested too deeply. The document is then incomplete, so it isn't
 * used. */
static xmlDocPtr document_read(const char *body, size_t length, const char *charset, const char **problem)
{
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                        HTML_PARSE_COMPACT;
    xmlDocPtr document = NULL;

    if (parser && length)
        document = htmlCtxtReadMemory(parser, body, (int)length, NULL, charset, options);
    if (!parser || parser->disableSAX)
        *problem = "the page is nested too deep, or too large, for xpath()";
    htmlFreeParserCtxt(parser);
    if (!document)
        document = htmlNewDocNoDtD(NULL, NULL);
    /* Numbers the elements, so that long results are sorted quickly. */
    xmlXPathOrderDocElems(document);
    return document;
}

struct xpath_page *xpath_page_read(const char *body, size_t length, const char *content_type,
                                   size_t content_type_length)
{
    struct xpath_page *page = mem_zalloc(1, sizeof *page);
    char name[CHARSET_MOST];
    const char *charset;

    xpath_prepare();
    if (length > XPATH_BODY_MOST) {
        page->problem = "the page is larger than 16 MiB: too large for xpath()";
        return page;
    }
    charset = charset_of(body, length, content_type, content_type_length, name);
    page->document = document_read(body, length, charset, &page->problem);
    return page;
}

void xpath_page_free(struct xpath_page *page)
{
    if (!page)
        return;
    xmlXPathFreeContext(page->context);
    xmlFreeDoc(page->document);
    mem_free(page);
}

/* ---- results ---- */

static const char *node_value(xmlNodePtr node, size_t *left, value *result)
{
    xmlChar *text = xmlXPathCastNodeToString(node);
    size_t length = text ? strlen((const char *)text) : 0;
    const char *error = length > *left ? "the XPath's result is larger than 64 MiB" : NULL;

    if (!error) {
        *left -= length;
        *result = value_string((const char *)text, length);
    }
    xmlFree(text);
    return error;
}

static const char *nodes_value(xmlNodeSetPtr nodes, bool all, value *result)
{
    size_t left = XPATH_RESULT_MOST;
    const char *error = NULL;
    int count = nodes ? nodes->nodeNr : 0;

    if (!all)
        return count ? node_value(nodes->nodeTab[0], &left, result) : NULL;
    *result = value_list(0);
    for (int i = 0; i < count && !error; i++) {
        value item = value_none();

        error = node_value(nodes->nodeTab[i], &left, &item);
        if (!error)
            value_list_append(result, item);
    }
    return error;
}

static value number_value(double number)
{
    if (!isfinite(number))
        return value_none();
    return number == floor(number) && fabs(number) < 1e15 ? value_int((int64_t)number) : value_float(number);
}

static const char *object_value(xmlXPathObjectPtr object, bool all, value *result)
{
    value single = value_none();

    switch (object->type) {
    case XPATH_NODESET: return nodes_value(object->nodesetval, all, result);
    case XPATH_BOOLEAN: single = value_bool(object->boolval != 0); break;
    case XPATH_NUMBER: single = number_value(object->floatval); break;
    case XPATH_STRING:
        single = value_string((const char *)object->stringval, strlen((const char *)object->stringval));
        break;
    default: break;
    }
    if (!all) {
        *result = single;
        return NULL;
    }
    *result = value_list(0);
    if (single.type != VALUE_NONE)
        value_list_append(result, single);
    return NULL;
}

/* ---- asking ---- */

static bool context_ready(struct xpath_page *page)
{
    if (!page->context)
        page->context = xmlXPathNewContext(page->document);
    if (!page->context)
        return false;
    page->context->error = quiet;
    page->context->opLimit = STEPS_MOST;
    page->context->opCount = 0;
    return true;
}

static const char *expression_value(xmlXPathContextPtr context, xmlXPathCompExprPtr expression, bool all,
                                    value *result)
{
    xmlXPathObjectPtr object;
    const char *error;

    xmlResetError(&context->lastError);
    object = xmlXPathCompiledEval(expression, context);
    if (!object)
        return xpath_error_text(context->lastError.code);
    error = object_value(object, all, result);
    xmlXPathFreeObject(object);
    return error;
}

const char *xpath_value(struct xpath_page *page, const char *text, size_t length, bool all, value *result,
                        struct xpath_error *error)
{
    xmlXPathCompExprPtr expression;
    const char *problem = page->problem;

    xpath_prepare();
    *result = value_none();
    if (!problem && !context_ready(page))
        problem = "there is no memory for xpath()";
    if (problem)
        return problem;
    expression = xpath_compile(page->context, text, length, error);
    if (expression && xpath_check_names(text, length, error))
        problem = expression_value(page->context, expression, all, result);
    else
        problem = error->text;
    xmlXPathFreeCompExpr(expression);
    if (problem) {
        value_release(*result);
        *result = value_none();
    }
    return problem;
}
