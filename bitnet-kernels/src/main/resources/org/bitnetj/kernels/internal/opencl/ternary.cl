/*
 * Ternary products, exact: W (m,k) @ X (n,k)^T -> sums (n,m), trits -1, 0, +1 and int8 activations, sums modulo 2^32, which is what an int32 that
 * cannot overflow comes to.
 *
 * Shapes. words = ceil(k / 16); rows = a power of two up to 64, the rows of a tile; tiles = ceil(m / rows).
 *   w       uint [tiles][words][rows]   16 codes of one row a word: column 16 i + 4 j + b in the bits 8 b + 2 j and above, trit + 1.
 *                                       Neighbouring work items read neighbouring words.
 *   x       uint4 [n][words]            16 int8 a vector, in the order of the columns; 0 beyond k
 *   xsum    int [n]                     sum of a token's codes: sum (trit * a) = sum (code * a) - sum (a)
 *   inverse float [n]                   a token's inverse scale
 *   out     uint, float or half [n][m]  sums; or sum / inverse * scale, rounded after each step
 *
 * Compiled with: TOKENS, the tokens of a block in gemm; DOT for cl_khr_integer_dot_product; SUBGROUPS for sub-groups.
 */
#ifdef DOT
#pragma OPENCL EXTENSION cl_khr_integer_dot_product : enable
#endif
#ifdef SUBGROUPS
#pragma OPENCL EXTENSION cl_khr_subgroups : enable
#endif

/* What out receives. */
#define SUMS 0
#define FLOATS 1
#define HALVES 2

/* Four codes, a byte each, times four activations. */
static uint dot4(uint codes, uint x) {
#ifdef DOT
    return as_uint(dot_4x8packed_us_int(codes, x));
#else
    uint sum = (codes & 0xffu) * (uint) ((int) (x << 24) >> 24);
    sum += (codes >> 8 & 0xffu) * (uint) ((int) (x << 16) >> 24);
    sum += (codes >> 16 & 0xffu) * (uint) ((int) (x << 8) >> 24);
    return sum + (codes >> 24) * (uint) ((int) x >> 24);
#endif
}

/* Sixteen codes times sixteen activations. */
static uint dot16(uint word, uint4 x) {
    return dot4(word & 0x03030303u, x.s0) + dot4(word >> 2 & 0x03030303u, x.s1) + dot4(word >> 4 & 0x03030303u, x.s2)
            + dot4(word >> 6 & 0x03030303u, x.s3);
}

static void store(global uint *out, int mode, size_t at, uint sum, float inverse, float scale) {
    if (mode == SUMS) {
        out[at] = sum;
        return;
    }
    float y = divide(convert_float_rte(as_int(sum)), inverse) * scale;
    if (mode == FLOATS) {
        ((global float *) out)[at] = y;
    } else {
        vstore_half_rte(y, at, (global half *) out);
    }
}

/* One token, a work item a row. Group (rows, 1, 1), global (tiles * rows, 1, n). */
kernel void gemv_plain(global const uint *w, global const uint4 *x, global const int *xsum, global const float *inverse, global uint *out,
        int m, int words, int mode, float scale) {
    size_t rows = get_local_size(0);
    size_t token = get_global_id(2);
    size_t row = get_global_id(0);
    global const uint *codes = w + get_group_id(0) * words * rows + get_local_id(0);
    global const uint4 *acts = x + token * words;
    uint sum = 0;
    for (int i = 0; i < words; i++) {
        sum += dot16(codes[i * rows], acts[i]);
    }
    if (row < m) {
        store(out, mode, token * m + row, sum - as_uint(xsum[token]), inverse[token], scale);
    }
}

/* One token, slices work items a row, whose sums meet in local memory. Group (rows, slices, 1), global (tiles * rows, slices, n). */
kernel void gemv_local(global const uint *w, global const uint4 *x, global const int *xsum, global const float *inverse, global uint *out,
        int m, int words, int mode, float scale, local uint *sums) {
    size_t rows = get_local_size(0);
    size_t slices = get_local_size(1);
    size_t lane = get_local_id(0);
    size_t slice = get_local_id(1);
    size_t token = get_global_id(2);
    size_t row = get_global_id(0);
    global const uint *codes = w + get_group_id(0) * words * rows + lane;
    global const uint4 *acts = x + token * words;
    uint sum = 0;
    for (int i = slice; i < words; i += slices) {
        sum += dot16(codes[i * rows], acts[i]);
    }
    sums[slice * rows + lane] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (slice == 0 && row < m) {
        for (size_t s = 1; s < slices; s++) {
            sum += sums[s * rows + lane];
        }
        store(out, mode, token * m + row, sum - as_uint(xsum[token]), inverse[token], scale);
    }
}

#ifdef SUBGROUPS
/* One token, a work item a row; each work item of a sub-group loads other activations and tells them to all. Group and global as gemv_plain. */
kernel void gemv_subgroup(global const uint *w, global const uint4 *x, global const int *xsum, global const float *inverse, global uint *out,
        int m, int words, int mode, float scale) {
    size_t rows = get_local_size(0);
    size_t token = get_global_id(2);
    size_t row = get_global_id(0);
    uint width = get_sub_group_size();
    uint member = get_sub_group_local_id();
    global const uint *codes = w + get_group_id(0) * words * rows + get_local_id(0);
    global const uint4 *acts = x + token * words;
    uint sum = 0;
    for (uint i = 0; i < words; i += width) {
        uint4 own = i + member < words ? acts[i + member] : (uint4) (0);
        uint count = min(width, words - i);
        for (uint j = 0; j < count; j++) {
            uint4 shared = (uint4) (sub_group_broadcast(own.s0, j), sub_group_broadcast(own.s1, j), sub_group_broadcast(own.s2, j),
                    sub_group_broadcast(own.s3, j));
            sum += dot16(codes[(i + j) * rows], shared);
        }
    }
    if (row < m) {
        store(out, mode, token * m + row, sum - as_uint(xsum[token]), inverse[token], scale);
    }
}
#endif

static void store_block(global uint *out, int mode, int n, int m, size_t first, size_t row, const uint *sums, global const int *xsum,
        global const float *inverse, float scale) {
    for (int t = 0; t < TOKENS && first + t < n; t++) {
        store(out, mode, (first + t) * m + row, sums[t] - as_uint(xsum[first + t]), inverse[first + t], scale);
    }
}

/* Many tokens: a word is unpacked once for TOKENS tokens. x has room for whole blocks. Group (rows, 1, 1), global (tiles * rows, 1, blocks). */
kernel void gemm_plain(global const uint *w, global const uint4 *x, global const int *xsum, global const float *inverse, global uint *out,
        int m, int words, int mode, float scale, int n) {
    size_t rows = get_local_size(0);
    size_t first = get_global_id(2) * TOKENS;
    size_t row = get_global_id(0);
    global const uint *codes = w + get_group_id(0) * words * rows + get_local_id(0);
    global const uint4 *acts = x + first * words;
    uint sums[TOKENS];
    for (int t = 0; t < TOKENS; t++) {
        sums[t] = 0;
    }
    for (int i = 0; i < words; i++) {
        uint word = codes[i * rows];
        for (int t = 0; t < TOKENS; t++) {
            sums[t] += dot16(word, acts[(size_t) t * words + i]);
        }
    }
    if (row < m) {
        store_block(out, mode, n, m, first, row, sums, xsum, inverse, scale);
    }
}

/* Words of each token that are staged at a time. */
#define STAGE 32

/* The same; the group copies the activations to local memory first, STAGE words of TOKENS tokens at a time. */
kernel void gemm_local(global const uint *w, global const uint4 *x, global const int *xsum, global const float *inverse, global uint *out,
        int m, int words, int mode, float scale, int n, local uint4 *stage) {
    size_t rows = get_local_size(0);
    size_t lane = get_local_id(0);
    size_t first = get_global_id(2) * TOKENS;
    size_t row = get_global_id(0);
    global const uint *codes = w + get_group_id(0) * words * rows + lane;
    global const uint4 *acts = x + first * words;
    uint sums[TOKENS];
    for (int t = 0; t < TOKENS; t++) {
        sums[t] = 0;
    }
    for (int from = 0; from < words; from += STAGE) {
        int count = min(STAGE, words - from);
        for (size_t s = lane; s < STAGE * TOKENS; s += rows) {
            int i = s % STAGE;
            stage[s] = i < count ? acts[s / STAGE * words + from + i] : (uint4) (0);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < count; i++) {
            uint word = codes[(from + i) * rows];
            for (int t = 0; t < TOKENS; t++) {
                sums[t] += dot16(word, stage[t * STAGE + i]);
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m) {
        store_block(out, mode, n, m, first, row, sums, xsum, inverse, scale);
    }
}

/* Activations to int8: values (n,k) -> x, xsum, inverse of n tokens. Group (size, 1, 1), global (size, 1, n); size a power of two. */
kernel void quantize_tokens(global const float *values, global char *x, global int *xsum, global float *inverse, int k, int words,
        local uint *shared) {
    size_t token = get_global_id(2);
    quantize_row(values + token * k, k, words, x + token * words * 16, xsum + token, inverse + token, shared);
}
