#include "runtime/text/xpath_tree.h"

#include "runtime/base/alloc.h"

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define STEPS_MOST 10000000 /* limits a query to about a second */

struct xpath_page {
    xmlDocPtr document; /* NULL: see `problem` */
    xmlXPathContextPtr context;
    const char *problem; /* static, why the body can't be queried; NULL: it can */
    bool is_xml;
    bool is_plain; /* elements in the default namespace have none at the moment */
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

/* ---- reading ---- */

static xmlDocPtr html_read(const char *text, size_t length, bool *is_whole)
{
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                        HTML_PARSE_COMPACT;
    xmlDocPtr document = NULL;

    if (parser && length)
        document = htmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8", options);
    *is_whole = parser && !parser->disableSAX;
    htmlFreeParserCtxt(parser);
    return document;
}

static xmlDocPtr xml_read(const char *text, size_t length, bool *is_whole)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    const int options = XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET |
                        XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
    xmlDocPtr document = NULL;

    if (parser && length)
        document = xmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8", options);
    *is_whole = parser && !parser->disableSAX;
    xmlFreeParserCtxt(parser);
    return document;
}

/* A parser stops at elements that are nested too deeply. The document is then incomplete, so it isn't used.
 * Entities could expand to a text of any length. */
static void document_read(struct xpath_page *page, const char *text, size_t length)
{
    bool is_whole = false;

    page->document = (page->is_xml ? xml_read : html_read)(text, length, &is_whole);
    if (!is_whole)
        page->problem = "the page is nested too deep, or too large, for xpath()";
    if (!page->document)
        page->document = htmlNewDocNoDtD(NULL, NULL);
    if (page->is_xml && page->document->intSubset && page->document->intSubset->entities)
        page->problem = "the XML declares entities, which xpath() doesn't read";
    /* Numbers the elements, so that long results are sorted quickly. */
    xmlXPathOrderDocElems(page->document);
}

struct xpath_page *xpath_page_read(const char *text, size_t length, bool is_xml)
{
    struct xpath_page *page = mem_zalloc(1, sizeof *page);

    xpath_prepare();
    page->is_xml = is_xml;
    if (length > XPATH_BODY_MOST)
        page->problem = "the page is larger than 16 MiB: too large for xpath()";
    else
        document_read(page, text, length);
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

/* ---- namespaces ---- */

/* The next element in document order, or NULL. */
static xmlNodePtr element_after(xmlNodePtr element)
{
    xmlNodePtr next = xmlFirstElementChild(element);

    while (!next && element && element->type == XML_ELEMENT_NODE) {
        next = xmlNextElementSibling(element);
        element = element->parent;
    }
    return next;
}

/* Prefixes mean what the document says where it uses them first; `_` is the first default namespace. */
static void namespaces_register(struct xpath_page *page)
{
    for (xmlNodePtr element = xmlDocGetRootElement(page->document); element;
         element = element_after(element)) {
        for (xmlNsPtr ns = element->nsDef; ns; ns = ns->next) {
            const xmlChar *prefix = ns->prefix ? ns->prefix : (const xmlChar *)"_";

            if (ns->href && !xmlXPathNsLookup(page->context, prefix))
                xmlXPathRegisterNs(page->context, prefix, ns->href);
        }
    }
}

/* In XPath 1.0, a name without a prefix isn't in the default namespace of the document. Authors expect that
 * it is, so these elements have no namespace, unless the expression asks for namespaces. */
static void default_namespace_hide(struct xpath_page *page, bool is_plain)
{
    if (!page->is_xml || page->is_plain == is_plain)
        return;
    page->is_plain = is_plain;
    for (xmlNodePtr element = xmlDocGetRootElement(page->document); element;
         element = element_after(element)) {
        if (is_plain && element->ns && !element->ns->prefix) {
            element->_private = element->ns;
            element->ns = NULL;
        } else if (!is_plain && element->_private) {
            element->ns = element->_private;
            element->_private = NULL;
        }
    }
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
    if (!page->context) {
        page->context = xmlXPathNewContext(page->document);
        if (page->context && page->is_xml)
            namespaces_register(page);
    }
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
    if (!object && context->lastError.code == XML_XPATH_UNDEF_PREFIX_ERROR) {
        *result = all ? value_list(0) : value_none();
        return NULL;
    }
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
    default_namespace_hide(page, !strstr(text, "_:") && !strstr(text, "namespace-uri"));
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
