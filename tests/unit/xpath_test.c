#include "runtime/text/body_text.h"
#include "runtime/text/xpath.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "tests/support/test.h"

static const char shop[] =
    "<!DOCTYPE html><HTML><head><title>A &amp; B</title></head><body class=\"wide\">"
    "<form id=login action=/in><input type=hidden name=csrf value='t0k&quot;en'></form>"
    "<ul><li>one<li>two <b>bold</b><li><a HREF='/x?a=1&amp;b=2'>three</a></ul>"
    "<p>unclosed <i>wrongly <b>nested</i></b></body></html>";

/* The value as JSON, or what went wrong. */
static const char *asked_page(struct xpath_page *page, const char *expression, bool all)
{
    static struct buffer out;
    struct xpath_error error;
    value result;
    const char *wrong = xpath_value(page, expression, strlen(expression), all, &result, &error);

    buffer_clear(&out);
    if (wrong)
        buffer_append_text(&out, wrong);
    else
        value_json(result, &out);
    value_release(result);
    return buffer_text(&out);
}

/* The page that a body of that type is. */
static struct xpath_page *page_of(const char *body, size_t length, const char *type)
{
    struct buffer decoded = {0};
    size_t type_length = type ? strlen(type) : 0;
    struct slice text = body_text(type, type_length, body, length, &decoded);
    bool is_xml = body_is_xml(type, type_length, text.bytes, text.length);
    struct xpath_page *page = xpath_page_read(text.bytes, text.length, is_xml);

    buffer_free(&decoded);
    return page;
}

static const char *asked(const char *body, const char *content_type, const char *expression, bool all)
{
    struct xpath_page *page = page_of(body, strlen(body), content_type);
    const char *told = asked_page(page, expression, all);

    xpath_page_free(page);
    return told;
}

static const char *first(const char *expression)
{
    return asked(shop, "text/html", expression, false);
}

static const char *every(const char *expression)
{
    return asked(shop, "text/html", expression, true);
}

/* Where and why the text is no expression. */
static const char *refused(const char *text)
{
    static char told[200];
    struct xpath_error error;

    if (xpath_check(text, strlen(text), &error))
        return "accepted";
    snprintf(told, sizeof told, "%zu: %s", error.offset, error.text);
    return told;
}

TEST(the_first_node_s_text)
{
    CHECK_TEXT(first("//title"), "\"A & B\"");
    CHECK_TEXT(first("//input[@name='csrf']/@value"), "\"t0k\\\"en\"");
    CHECK_TEXT(first("//a/@href"), "\"/x?a=1&b=2\"");
    CHECK_TEXT(first("//li[2]"), "\"two bold\"");
    CHECK_TEXT(first("//li[2]/text()"), "\"two \"");
    CHECK_TEXT(first("//b/ancestor::*[1]"), "\"two bold\"");
    CHECK_TEXT(first("(//i | //title)"), "\"A & B\"");
    CHECK_TEXT(first("//table"), "null");
    CHECK_TEXT(first("//a/@title"), "null");
}

TEST(numbers_bools_and_strings)
{
    CHECK_TEXT(first("count(//li)"), "3");
    CHECK_TEXT(first("count(//table)"), "0");
    CHECK_TEXT(first("count(//li) div 2"), "1.5");
    CHECK_TEXT(first("number(//title)"), "null");
    CHECK_TEXT(first("1 div 0"), "null");
    CHECK_TEXT(first("boolean(//form)"), "true");
    CHECK_TEXT(first("count(//li) > 5"), "false");
    CHECK_TEXT(first("string(//table)"), "\"\"");
    CHECK_TEXT(first("concat(//form/@action, '-', name(//form))"), "\"/in-form\"");
    CHECK_TEXT(first("normalize-space('  a  b ')"), "\"a b\"");
}

TEST(all_nodes)
{
    CHECK_TEXT(every("//li"), "[\"one\",\"two bold\",\"three\"]");
    CHECK_TEXT(every("//b | //title"), "[\"A & B\",\"bold\",\"nested\"]");
    CHECK_TEXT(every("//table"), "[]");
    CHECK_TEXT(every("count(//li)"), "[3]");
    CHECK_TEXT(every("1 div 0"), "[]");
    CHECK_TEXT(every("//@*[starts-with(name(), 'cl')]"), "[\"wide\"]");
}

TEST(names_are_in_lower_case)
{
    CHECK_TEXT(asked("<DIV Data-Id='7'>x</DIV>", NULL, "//div/@data-id", false), "\"7\"");
    CHECK_TEXT(asked("<DIV>x</DIV>", NULL, "//DIV", false), "null");
}

TEST(bodies_that_are_no_page)
{
    CHECK_TEXT(asked("", NULL, "//a", false), "null");
    CHECK_TEXT(asked("", NULL, "//a", true), "[]");
    CHECK_TEXT(asked("", NULL, "count(//a)", false), "0");
    CHECK_TEXT(asked("{\"a\": 1}", "application/json", "//a", false), "null");
    CHECK_TEXT(asked("<", NULL, "//a", false), "null");
    CHECK_TEXT(asked("<!-- only a comment", NULL, "//a", false), "null");
    CHECK_TEXT(asked("<a b='", NULL, "//a", true), "[\"\"]");
    CHECK_TEXT(
        asked("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><b>&e;</b>", NULL, "//b", false),
        "\"&e;\"");
}

TEST(encodings)
{
    const char *latin = "text/html; charset=ISO-8859-1", *quoted = "text/html;charset=\"utf-8\"; x=y";

    CHECK_TEXT(asked("<b>caf\xc3\xa9</b>", NULL, "//b", false), "\"caf\xc3\xa9\"");
    CHECK_TEXT(asked("<b>caf\xc3\xa9</b>", quoted, "//b", false), "\"caf\xc3\xa9\"");
    CHECK_TEXT(asked("<b>caf\xe9 \x80</b>", latin, "//b", false), "\"caf\xc3\xa9 \xe2\x82\xac\"");
    CHECK_TEXT(asked("<b>caf\xe9</b>", NULL, "//b", false), "\"caf\xc3\xa9\"");
    CHECK_TEXT(asked("<b>caf\xe9</b>", "text/html; charset=no-such", "//b", false), "\"caf\xc3\xa9\"");
    CHECK_TEXT(asked("<meta charset=iso-8859-2><b>\xb1</b>", NULL, "//b", false), "\"\xc4\x85\"");
    CHECK_TEXT(asked("<meta charset=iso-8859-2><b>\xc4\x85</b>", quoted, "//b", false), "\"\xc4\x85\"");
    CHECK_TEXT(asked("\xef\xbb\xbf<b>\xc4\x85</b>", NULL, "//b", false), "\"\xc4\x85\"");
}

TEST(utf_16_by_its_mark)
{
    static const char body[] = "\xff\xfe<\0b\0>\0\xe9\0<\0/\0b\0>\0";
    struct xpath_page *page = page_of(body, sizeof body - 1, NULL);

    CHECK_TEXT(asked_page(page, "//b", false), "\"\xc3\xa9\"");
    xpath_page_free(page);
}

TEST(bytes_that_are_no_text)
{
    static const char body[] = "<b>a\0b\xff\xfe\x01</b><i>after</i>";
    struct xpath_page *page = page_of(body, sizeof body - 1, "text/html; charset=utf-8");

    CHECK_TEXT(asked_page(page, "//i", false), "\"after\"");
    xpath_page_free(page);
}

static const char soap[] =
    "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/"
    "envelope/\"><s:Body><Order xmlns=\"urn:shop\" Id=\"7\"><Total>9.50</Total><Total>1</Total>"
    "<m:Note xmlns:m=\"urn:note\"><![CDATA[a < b]]></m:Note><Town>\xb1</Town></Order></s:Body></s:Envelope>";

static const char *of_soap(const char *expression)
{
    return asked(soap, "text/xml", expression, false);
}

TEST(xml_is_read_as_xml)
{
    CHECK_TEXT(of_soap("//*[local-name()='Total']"), "\"9.50\"");
    CHECK_TEXT(of_soap("//total"), "null");
    CHECK_TEXT(of_soap("count(//Total)"), "2");
    CHECK_TEXT(of_soap("//Order/@Id"), "\"7\"");
    CHECK_TEXT(of_soap("//Town"), "\"\xc4\x85\"");
    CHECK_TEXT(asked("<a><B>1</B><br>2</br></a>", "application/atom+xml", "//a/br", false), "\"2\"");
    CHECK_TEXT(asked("<?xml version='1.0'?><!-- x --><Ab>1</Ab>", NULL, "//Ab", false), "\"1\"");
    CHECK_TEXT(asked("<?xml version='1.0'?><Ab>1</Ab>", "text/html", "//Ab", false), "\"1\"");
    CHECK_TEXT(asked("<?xml version='1.0'?><HTML><P>1</HTML>", "text/html", "//p", false), "\"1\"");
    CHECK_TEXT(asked("<html xmlns='http://www.w3.org/1999/xhtml'><p>1</p></html>", "application/xhtml+xml",
                     "//p", false),
               "\"1\"");
    CHECK_TEXT(asked("<a><b>1</a>", "text/xml", "//b", false), "\"1\"");
    CHECK_TEXT(asked("no XML at all", "text/xml", "//b", false), "null");
    CHECK_TEXT(asked("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "text/xml", "//a", false),
               "the XML declares entities, which xpath() doesn't read");
}

TEST(namespaces)
{
    CHECK_TEXT(of_soap("//s:Body/Order/Total"), "\"9.50\"");
    CHECK_TEXT(of_soap("//s:Body/_:Order/_:Total"), "\"9.50\"");
    CHECK_TEXT(of_soap("//m:Note"), "\"a < b\"");
    CHECK_TEXT(of_soap("//Note"), "null");
    CHECK_TEXT(of_soap("//*[namespace-uri()='urn:shop' and local-name()='Total'][2]"), "\"1\"");
    CHECK_TEXT(of_soap("name(//*[local-name()='Note'])"), "\"m:Note\"");
    CHECK_TEXT(of_soap("//other:Body"), "null");
    CHECK_TEXT(asked(soap, "text/xml", "//other:Body", true), "[]");
}

TEST(namespaces_come_and_go)
{
    struct xpath_page *page = page_of(soap, strlen(soap), "application/soap+xml");

    for (int i = 0; i < 3; i++) {
        CHECK_TEXT(asked_page(page, "count(//Total)", false), "2");
        CHECK_TEXT(asked_page(page, "count(//_:Total)", false), "2");
    }
    xpath_page_free(page);
}

TEST(a_page_is_asked_often)
{
    struct xpath_page *page = page_of(shop, strlen(shop), NULL);

    for (int i = 0; i < 100; i++) {
        CHECK_TEXT(asked_page(page, "count(//*)", false), "15");
        CHECK_TEXT(asked_page(page, "//li[", false), "an expression is expected here");
    }
    xpath_page_free(page);
}

TEST(what_is_no_expression)
{
    CHECK_TEXT(refused("//a/@href"), "accepted");
    CHECK_TEXT(refused("//a[contains(concat(' ', @class, ' '), ' x ')]"), "accepted");
    CHECK_TEXT(refused("//a[1] and (//b or (3 mod (2)))"), "accepted");
    CHECK_TEXT(refused("//text ( ) | //comment()"), "accepted");
    CHECK_TEXT(refused("//*[name() = 'svg:rect']/following-sibling::a"), "accepted");
    CHECK_TEXT(refused(""), "0: an expression is expected here");
    CHECK_TEXT(refused("//a["), "4: an expression is expected here");
    CHECK_TEXT(refused("//a[@b='c]"), "10: the text has no closing quote");
    CHECK_TEXT(refused("//a b"), "4: an expression is expected here");
    CHECK_TEXT(refused("//a[ends-with(@b, 'c')]"), "4: there is no function `ends-with` in XPath 1.0");
    CHECK_TEXT(refused("//a[@b = $c]"), "9: XPath variables aren't supported; use `${…}`");
    CHECK_TEXT(refused("//svg:rect"), "accepted");
    CHECK_TEXT(refused("//a[re:test(., 'x')]"), "7: there is no function `test` in XPath 1.0");
    CHECK_TEXT(refused("count()"), "0: a function has too few or too many arguments");
    CHECK_TEXT(refused("count('a')"), "0: a value has the wrong type: it must be a set of nodes");
    CHECK_TEXT(refused("//a[@b='\xff']"), "0: the expression isn't valid UTF-8");
}

TEST(nested_expressions_are_bounded)
{
    char text[40001];

    memset(text, '(', 20000);
    memset(text + 20000, ')', 20000);
    text[40000] = '\0';
    CHECK(strstr(refused(text), "nested too deep") != NULL);
}

static const char *asked_of_repeated(const char *piece, size_t size, const char *expression, bool all)
{
    struct buffer body = {0};
    struct xpath_page *page;
    const char *told;

    while (body.length + strlen(piece) <= size)
        buffer_append_text(&body, piece);
    page = page_of(body.data, body.length, NULL);
    told = asked_page(page, expression, all);
    xpath_page_free(page);
    buffer_free(&body);
    return told;
}

TEST(huge_pages_are_bounded)
{
    instant begin = clock_now();

    CHECK_TEXT(asked_of_repeated("<p>12345678", 1 << 20, "count(//p)", false), "95325");
    CHECK_TEXT(asked_of_repeated("<div>", 1 << 20, "count(//div)", false),
               "the page is nested too deep, or too large, for xpath()");
    CHECK_TEXT(asked_of_repeated("<b>12345678", XPATH_BODY_MOST + 11, "count(//b)", false),
               "the page is larger than 16 MiB: too large for xpath()");
    CHECK_TEXT(asked_of_repeated("<i>1</i>", 1 << 17, "count(//i[count(preceding::i) > 5])", false),
               "the XPath needs too many steps for this page");
    CHECK(instant_since(clock_now(), begin) < 20 * NANOS_PER_S);
}

TEST(results_are_bounded)
{
    struct buffer body = {0};
    struct xpath_page *page;

    for (int i = 0; i < 200; i++)
        buffer_append_text(&body, "<div>");
    for (int i = 0; i < 50000; i++)
        buffer_append_text(&body, "0123456789");
    page = page_of(body.data, body.length, NULL);
    CHECK_TEXT(asked_page(page, "//div", true), "the XPath's result is larger than 64 MiB");
    CHECK_TEXT(asked_page(page, "string-length(//div)", true), "[500000]");
    xpath_page_free(page);
    buffer_free(&body);
}

TEST_MAIN(RUN(the_first_node_s_text); RUN(numbers_bools_and_strings); RUN(all_nodes);
          RUN(names_are_in_lower_case); RUN(bodies_that_are_no_page); RUN(encodings); RUN(utf_16_by_its_mark);
          RUN(bytes_that_are_no_text); RUN(xml_is_read_as_xml); RUN(namespaces); RUN(namespaces_come_and_go);
          RUN(a_page_is_asked_often); RUN(what_is_no_expression); RUN(nested_expressions_are_bounded);
          RUN(huge_pages_are_bounded); RUN(results_are_bounded))
