#include "runtime/base/decimal.h"
#include "runtime/value/counted.h"

bool value_show(value v, struct buffer *out)
{
    switch (v.type) {
    case VALUE_NONE: return buffer_append_text(out, "none");
    case VALUE_BIG:
    case VALUE_STRING: return buffer_append(out, v.as.string->bytes, v.as.string->length);
    case VALUE_FLOAT: return float_show(v.as.number, out);
    case VALUE_DURATION: return duration_show(v.as.duration, out);
    case VALUE_RESPONSE:
        return v.as.object->show ? v.as.object->show(v.as.object, out) : buffer_append_text(out, "response");
    default: return value_json(v, out);
    }
}
