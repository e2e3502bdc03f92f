/*
 * expr_node.h - what an expression is made of; for data/expr.c, which compiles it, and
 * data/expr_eval.c and data/expr_bits.c, which evaluate it.
 */
#ifndef EXPR_NODE_H
#define EXPR_NODE_H

#include "data/expr.h"

#define EXPR_ARGS_MAX 64

typedef enum {
    OP_CELL,
    OP_VIA,
    OP_DERIVED,
    OP_INT,
    OP_ASOF,
    OP_ASOF_YEAR,
    OP_PERIOD_FIRST,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_IN,
    OP_KNOWN,
    OP_MISSING,
    OP_YES,
    OP_NO,
    OP_REACHED,
    OP_AND,
    OP_OR,
    OP_NOT,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_MIN,
    OP_MAX,
    OP_OR_ZERO,
    OP_COALESCE,
    OP_ADD_MONTHS,
    OP_MONTH,
    OP_YEAR,
    OP_SAME_SLOT,
    OP_WHEN
} Op;

struct Expr {
    Op op;
    const Table *table;
    size_t column;
    bool event;                /* OP_CELL: a date after as-of reads as missing */
    const DerivedColumn *from; /* OP_DERIVED */
    int64_t number;            /* OP_INT, OP_ADD_MONTHS */
    Expr *const *args;
    size_t arg_count;
    uint32_t id;          /* its place in a pool */
    const int64_t *codes; /* OP_IN, OP_REACHED; OP_SAME_SLOT: week, half month, month, quarter */
    size_t code_count;
    const uint32_t *map; /* OP_VIA: row -> row of the other table */
};

/* Nodes that were compiled with one pool: equal ones are one. */
struct ExprPool {
    Arena *arena;
    Expr **nodes;
    size_t count, capacity;
};

/* What is known of the nodes of a pool in one block of rows. */
struct ExprCache {
    size_t count;
    int64_t **cells; /* by node */
    uint64_t (*bits)[EXPR_WORDS];
    uint32_t *stamps, *bit_stamps, stamp; /* of the block in which each was evaluated */
    Day asof;
    const uint32_t *rows;
    size_t n;
    bool in_row; /* the rows follow each other */
};
#endif
