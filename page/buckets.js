/** The logarithmic buckets of response times: bucket b holds times in [0.01 ms * 10^(b/10), 0.01 ms * 10^((b+1)/10)). */

/**
 * Lower bound of a bucket in ms.
 * @param {number} bucket
 */
export function lowerBound(bucket) {
    return 0.01 * 10 ** (bucket / 10);
}

/**
 * The bucket of a time.
 * @param {number} ms
 */
export function bucketOf(ms) {
    return Math.max(0, Math.floor(10 * Math.log10(ms / 0.01) + 1e-9));
}

/**
 * Adds pairs of bucket and count.
 * @param {Map<number, number>} into
 * @param {number[]} pairs
 */
export function addPairs(into, pairs) {
    for (let i = 0; i + 1 < pairs.length; i += 2)
        into.set(pairs[i], (into.get(pairs[i]) ?? 0) + pairs[i + 1]);
}

/**
 * The sum of two lists of pairs, in ascending order of buckets.
 * @param {number[]} one
 * @param {number[]} other
 */
export function sumPairs(one, other) {
    const sum = new Map();
    addPairs(sum, one);
    addPairs(sum, other);
    return [...sum].sort((a, b) => a[0] - b[0]).flat();
}

/**
 * All buckets from the first to the last that has samples, empty ones too.
 * @param {number[]} pairs
 * @returns {{bucket: number, count: number}[]}
 */
export function bars(pairs) {
    const counts = new Map();
    addPairs(counts, pairs);
    if (!counts.size)
        return [];
    const first = Math.min(...counts.keys());
    const last = Math.max(...counts.keys());
    return Array.from({ length: last - first + 1 }, (_, i) => ({ bucket: first + i, count: counts.get(first + i) ?? 0 }));
}
