/* The media type of a file, guessed from its name as browsers and curl do. */
#ifndef SWARM_TEXT_MEDIA_TYPE_H
#define SWARM_TEXT_MEDIA_TYPE_H

/* "image/png" for "dot.PNG"; application/octet-stream if the extension isn't known. Static. */
const char *media_type_of(const char *file_name);

#endif
