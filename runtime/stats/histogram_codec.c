/* The encoding: the number of samples. If it isn't 0, minimum, maximum, sum (low and high 64 bits), the
 * number of non-empty buckets and these buckets in ascending order: for each the distance from the one
 * before and its count. */
#include "runtime/stats/histogram_codec.h"

enum { PLACES = HISTOGRAM_OCTAVES * HISTOGRAM_BUCKETS };

#define BUCKET_COUNT_MOST ((UINT64_C(1) << 48) - 1) /* struct histogram_bucket */

/* ---- writing ---- */

/* The buckets ascend. */
static void buckets_encode(const struct histogram_packed *packed, struct buffer *out)
{
    unsigned next = 0;

    varint_write(out, packed->buckets.count);
    for (size_t i = 0; i < packed->buckets.count; i++) {
        struct histogram_bucket bucket = packed->buckets.items[i];

        varint_write(out, bucket.place - next);
        varint_write(out, bucket.count);
        next = bucket.place + 1u;
    }
}

void histogram_encode(const struct histogram *histogram, struct buffer *out)
{
    struct histogram_packed packed = {0};

    varint_write(out, histogram ? histogram->count : 0);
    if (!histogram || histogram->count == 0)
        return;
    histogram_pack(histogram, &packed);
    varint_write(out, (uint64_t)packed.min);
    varint_write(out, (uint64_t)(packed.max - packed.min));
    varint_write(out, (uint64_t)packed.sum);
    varint_write(out, (uint64_t)(packed.sum >> 64));
    buckets_encode(&packed, out);
    histogram_packed_free(&packed);
}

/* ---- reading ---- */

/* Adds the buckets, which have `samples` samples in total. */
static void buckets_decode(struct varint_reader *reader, uint64_t samples, struct histogram_packed *into)
{
    uint64_t next = 0;

    for (uint64_t left = varint_read_bounded(reader, PLACES); left > 0 && !reader->failed; left--) {
        uint64_t place = next + varint_read_bounded(reader, PLACES),
                 count = varint_read_bounded(reader, samples);
        struct histogram_bucket bucket = {.place = place & UINT16_MAX, .count = count & BUCKET_COUNT_MOST};

        reader->failed |= place >= PLACES || count == 0 || count > BUCKET_COUNT_MOST;
        vec_push(&into->buckets, bucket);
        samples -= count;
        next = place + 1;
    }
    reader->failed |= samples > 0;
}

/* True if minimum, maximum and sum are possible for samples in these buckets. */
static bool is_consistent(const struct histogram_packed *packed)
{
    size_t count = packed->buckets.count;

    return count > 0 && packed->max >= packed->min &&
           packed->buckets.items[0].place == histogram_place(packed->min) &&
           packed->buckets.items[count - 1].place == histogram_place(packed->max) &&
           packed->sum >= (unsigned __int128)packed->min * packed->count &&
           packed->sum <= (unsigned __int128)packed->max * packed->count;
}

void histogram_decode(struct varint_reader *reader, struct histogram *into)
{
    struct histogram_packed packed = {.count = varint_read(reader)};

    if (packed.count == 0)
        return;
    packed.min = (nanos)varint_read_bounded(reader, INT64_MAX);
    packed.max = packed.min + (nanos)varint_read_bounded(reader, (uint64_t)(INT64_MAX - packed.min));
    packed.sum = varint_read(reader);
    packed.sum |= (unsigned __int128)varint_read(reader) << 64;
    buckets_decode(reader, packed.count, &packed);
    reader->failed = reader->failed || !is_consistent(&packed);
    if (!reader->failed)
        histogram_unpack(&packed, into);
    histogram_packed_free(&packed);
}
