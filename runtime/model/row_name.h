/* The name of a row of the results. */
#ifndef SWARM_MODEL_ROW_NAME_H
#define SWARM_MODEL_ROW_NAME_H

/* Immutable texts that outlive all who know them. */
struct row_name {
    const char *type; /* "GET", "TCP", "TXN" for a transaction */
    const char *name;
};

#endif
