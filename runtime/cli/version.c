#include "runtime/cli/version.h"

#include <brotli/decode.h>
#include <curl/curl.h>
#include <ev.h>
#include <idn2.h>
#include <libpsl.h>
#include <libxml/xmlversion.h>
#include <microhttpd.h>
#include <msgpack.h>
#include <openssl/crypto.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include <zmq.h>
#include <zstd.h>

static void pcre2_print(void)
{
    char version[64] = "";

    pcre2_config(PCRE2_CONFIG_VERSION, version);
    printf("PCRE2 %.*s, ", (int)strcspn(version, " "), version);
}

static void zmq_print(void)
{
    int major, minor, patch;

    zmq_version(&major, &minor, &patch);
    printf("libzmq %d.%d.%d, ", major, minor, patch);
}

static void brotli_print(void)
{
    uint32_t version = BrotliDecoderVersion();

    printf("brotli %u.%u.%u, ", version >> 24, version >> 12 & 0xfff, version & 0xfff);
}

void version_print(void)
{
    puts("swarm " SWARM_VERSION);
    printf("libraries: libcurl %s, OpenSSL %s, ", curl_version_info(CURLVERSION_NOW)->version,
           OpenSSL_version(OPENSSL_VERSION_STRING));
    printf("libev %d.%d, ", ev_version_major(), ev_version_minor());
    pcre2_print();
    printf("libxml2 %s, libmicrohttpd %s, ", LIBXML_DOTTED_VERSION, MHD_get_version());
    zmq_print();
    printf("msgpack-c %s, libpsl %s, libidn2 %s, zlib %s, ", msgpack_version(), psl_get_version(),
           idn2_check_version(NULL), zlibVersion());
    brotli_print();
    printf("zstd %s\n", ZSTD_versionString());
}
