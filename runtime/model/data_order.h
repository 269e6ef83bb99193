/* The order in which `take` returns the rows of a data declaration. */
#ifndef SWARM_MODEL_DATA_ORDER_H
#define SWARM_MODEL_DATA_ORDER_H

enum data_order { DATA_CIRCULAR, DATA_SEQUENTIAL, DATA_RANDOM, DATA_SHUFFLE, DATA_UNIQUE };

#endif
