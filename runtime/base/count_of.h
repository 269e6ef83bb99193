#ifndef SWARM_BASE_COUNT_OF_H
#define SWARM_BASE_COUNT_OF_H

/* The number of items of an array. */
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
