/*
 * What a model computes in floats around the ternary products, in the order of the CPU's vector kernels of LANES lanes: the same chains of sums, the same
 * exponential, each step rounded once. The results are theirs to the bit.
 *
 * Shapes. n tokens a pass ("rows"), each at a position of a cache; PAGE = 64 positions; width = kv_heads * head_size; query_width = heads * head_size.
 *   x, y          float [n][size]           the residual stream, the outputs of attention or of the gate, and their norms
 *   sums          int [n][m]                of a ternary product; gains float [n]: the inverse scale of each token's activations
 *   codes         char [n][words * 16]      int8 activations, 0 beyond size; code_sums int [n]; inverse float [n]
 *   turns         float [n][2][pairs]       cosines, then sines, of each row's position; positions int [n]
 *   queries       float [n][query_width]
 *   cache         float or half [pages][2]  of a layer: keys [kv_heads * head_size][PAGE], then values [PAGE][kv_heads * head_size]
 *   scores        float [n][heads][stride]
 *   rows          uchar [m][row_bytes]      the output head, as RowType draws it; y float [tokens][m]: its products
 *   status        int [3]                   place of the first activations that are not finite + 1; layer of the first key or value beyond half
 *                                           precision + 1; zeros among the codes that were counted
 *
 * Compiled with LANES, 4, 8 or 16, and FP64. Needs doubles and denormals.
 */
#define PAGE 64
#define PIECE 64

static float scaled(int sum, float inverse, float scale) {
    return divide(convert_float_rte(sum), inverse) * scale;
}

/* The sum of a vector's lanes. */
static float lane_sum(const float *v) {
    float sum = v[0] + v[1] + (v[2] + v[3]);
#if LANES >= 8
    sum += v[4] + v[5] + (v[6] + v[7]);
#endif
#if LANES == 16
    sum += v[8] + v[9] + (v[10] + v[11]) + (v[12] + v[13] + (v[14] + v[15]));
#endif
    return sum;
}

/* The sum of two vectors of chains, and of its lanes. */
static float chain_sum(local const float *s) {
    float v[LANES];
    for (int l = 0; l < LANES; l++) {
        v[l] = s[l] + s[LANES + l];
    }
    return lane_sum(v);
}

/* e^x as Exponential has it: 2^n times a polynomial of the rest. A NaN stays one. */
static float exponential(float argument) {
    float x = argument < -87.3f ? -87.3f : argument;
    x = x > 88.0f ? 88.0f : x;
    float rounded = fma(x, 1.442695f, 12582912.0f);
    float n = rounded - 12582912.0f;
    float r = fma(n, 2.1219444e-4f, fma(n, -0x1.63p-1f, x));
    float p = fma(r, 1.9875691e-4f, 1.3982e-3f);
    p = fma(p, r, 8.333452e-3f);
    p = fma(p, r, 4.1665796e-2f);
    p = fma(p, r, 0.16666666f);
    p = fma(p, r, 0.5f);
    p = fma(p, r * r, r) + 1.0f;
    return p * as_float((as_int(rounded) + 127 - as_int(12582912.0f)) << 23);
}

/*
 * Of each row: x += sums / gains * scale, if add; y = x / sqrt(mean(x^2) + epsilon) * w, if norm, and else y is x; y to int8 codes by its largest magnitude.
 * Group (size, 1, 1), global (size, 1, n); size a power of two. Not-finite activations get an inverse scale of 0 and, from place 0 on, a status.
 */
kernel void norm_quantize(global float *x, global const int *sums, global const float *gains, float scale, int add, global const float *w, int norm,
        float epsilon, int n, int words, global float *y, global char *codes, global int *code_sums, global float *inverse, global int *status,
        int place, local float *chains, local uint *shared) {
    size_t size = get_local_size(0);
    size_t lane = get_local_id(0);
    size_t row = get_global_id(2);
    global float *v = x + row * n;
    global float *to = y + row * n;
    if (add) {
        float gain = gains[row];
        for (size_t i = lane; i < n; i += size) {
            v[i] += scaled(sums[row * n + i], gain, scale);
        }
        barrier(CLK_GLOBAL_MEM_FENCE);
    }
    if (norm) {
        int body = n - n % (2 * LANES);
        for (size_t c = lane; c < 2 * LANES; c += size) {
            float sum = 0;
            for (size_t i = c; i < body; i += 2 * LANES) {
                sum = fma(v[i], v[i], sum);
            }
            chains[c] = sum;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane == 0) {
            float squares = chain_sum(chains);
            for (int i = body; i < n; i++) {
                squares += v[i] * v[i];
            }
            chains[0] = (float) (1.0 / sqrt((double) squares / n + (double) epsilon));
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float factor = chains[0];
        for (size_t i = lane; i < n; i += size) {
            to[i] = v[i] * factor * w[i];
        }
    }
    /* From here on a work item sees again what it wrote itself. */
    bool finite = quantize_row(to, n, words, codes + row * words * 16, code_sums + row, inverse + row, shared);
    if (lane == 0 && !finite && place >= 0) {
        atomic_cmpxchg(status, 0, place + 1);
    }
}

/* Adds the zeros among the codes of n tokens to the status. Group (size, 1, 1), global (size, 1, n). */
kernel void count_zeros(global const char *codes, int n, int words, global int *status) {
    int zeros = 0;
    for (size_t i = get_local_id(0); i < n; i += get_local_size(0)) {
        zeros += codes[get_global_id(2) * words * 16 + i] == 0;
    }
    atomic_add(status + 2, zeros);
}

/* Value d of a head of queries or keys, turned by the row's position. */
static float turned(global const int *sums, float gain, float scale, int d, int pairs, global const float *turns) {
    if (d >= 2 * pairs) {
        return scaled(sums[d], gain, scale);
    }
    int j = d < pairs ? d : d - pairs;
    float a = scaled(sums[j], gain, scale);
    float b = scaled(sums[j + pairs], gain, scale);
    float c = turns[j];
    float s = turns[pairs + j];
    return d < pairs ? a * c - b * s : a * s + b * c;
}

static void store(global float *cache, size_t at, float value, int halves, global int *status, int layer) {
    if (!halves) {
        cache[at] = value;
        return;
    }
    if (!(fabs(value) < 65520.0f)) {
        atomic_cmpxchg(status + 1, 0, layer + 1);
    }
    vstore_half_rte(value, at, (global half *) cache);
}

/*
 * Queries, keys and values of some rows out of their sums; keys and values go into the cache of these rows.
 * Global (query_width + 2 * width, 1, rows), rounded up; first is the first row.
 */
kernel void keep(global const int *sums, global const float *gains, float query_scale, float key_scale, float value_scale, int heads, int kv_heads,
        int head_size, int pairs, global const float *turns, global const int *positions, int first, global float *queries, global float *cache,
        int halves, int layer, global int *status) {
    size_t row = first + get_global_id(2);
    int query_width = heads * head_size;
    int width = kv_heads * head_size;
    int e = get_global_id(0);
    if (e >= query_width + 2 * width) {
        return;
    }
    global const int *own = sums + row * (query_width + 2 * width);
    float gain = gains[row];
    global const float *turn = turns + row * 2 * pairs;
    int position = positions[row];
    size_t page = (size_t) (position / PAGE) * 2 * PAGE * width;
    int place = position % PAGE;
    if (e < query_width) {
        queries[row * query_width + e] = turned(own + e / head_size * head_size, gain, query_scale, e % head_size, pairs, turn);
    } else if (e < query_width + width) {
        int i = e - query_width;
        float key = turned(own + query_width + i / head_size * head_size, gain, key_scale, i % head_size, pairs, turn);
        store(cache, page + (size_t) i * PAGE + place, key, halves, status, layer);
    } else {
        int i = e - query_width - width;
        store(cache, page + (size_t) (PAGE + place) * width + i, scaled(own[e], gain, value_scale), halves, status, layer);
    }
}

/* A half as a float times 2^-112; what it is multiplied with makes up for 2^96 of that, and the sum for the rest. */
static float widened(global const float *halves, size_t at) {
    short bits = ((global const short *) halves)[at];
    return as_float(((int) ((uint) (ushort) bits << 16) >> 3) & (int) 0x8FFFE000);
}

/* Scores of a page of positions for all queries of a key head. Group (PAGE, 1, 1), global (PAGE * pages, kv_heads, rows). */
kernel void scores(global const float *queries, global const float *cache, int halves, int heads, int kv_heads, int head_size,
        global const int *positions, int first, global float *scores, int stride) {
    size_t row = first + get_global_id(2);
    size_t kv_head = get_global_id(1);
    size_t position = get_global_id(0);
    if (position > positions[row]) {
        return;
    }
    int queries_a_key = heads / kv_heads;
    size_t keys = get_group_id(0) * 2 * PAGE * kv_heads * head_size + kv_head * head_size * PAGE + get_local_id(0);
    for (int q = 0; q < queries_a_key; q++) {
        size_t head = kv_head * queries_a_key + q;
        global const float *query = queries + (row * heads + head) * head_size;
        float score = 0;
        for (int from = 0; from < head_size; from += PIECE) {
            int to = min(head_size, from + PIECE);
            float sum = 0;
            if (halves) {
                for (int d = from; d < to; d++) {
                    sum = fma(widened(cache, keys + (size_t) d * PAGE), query[d] * 0x1p96f, sum);
                }
                sum = sum * 0x1p16f;
            } else {
                for (int d = from; d < to; d++) {
                    sum = fma(cache[keys + (size_t) d * PAGE], query[d], sum);
                }
            }
            score = sum + score;
        }
        scores[(row * heads + head) * stride + position] = score;
    }
}

/* Scores to probabilities. Group (size, 1, 1), global (size, heads, rows); size a power of two. */
kernel void softmax(global float *scores, int stride, int heads, global const int *positions, int first, float scale, local float *chains,
        local float *shared) {
    size_t size = get_local_size(0);
    size_t lane = get_local_id(0);
    size_t row = first + get_global_id(2);
    global float *s = scores + (row * heads + get_global_id(1)) * stride;
    int n = positions[row] + 1;
    float most = -INFINITY;
    for (size_t i = lane; i < n; i += size) {
        most = fmax(most, s[i]);
    }
    shared[lane] = most;
    for (size_t rest = size / 2; rest > 0; rest /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < rest) {
            shared[lane] = fmax(shared[lane], shared[lane + rest]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    most = shared[0];
    for (size_t i = lane; i < n; i += size) {
        s[i] = exponential((s[i] - most) * scale);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    int body = n - n % LANES;
    for (size_t c = lane; c < LANES; c += size) {
        float sum = 0;
        for (size_t i = c; i < body; i += LANES) {
            sum += s[i];
        }
        chains[c] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane == 0) {
        float v[LANES];
        for (int l = 0; l < LANES; l++) {
            v[l] = chains[l];
        }
        float sum = lane_sum(v);
        for (int i = body; i < n; i++) {
            sum += s[i];
        }
        chains[0] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    float sum = chains[0];
    for (size_t i = lane; i < n; i += size) {
        s[i] = divide(s[i], sum);
    }
}

/*
 * Outputs of a head: values by their probabilities. A page is a chain; slices work items take turns at the pages, whose sums are added in their order.
 * Group (PIECE, slices, 1), global (head_size rounded up, slices * heads, rows).
 */
kernel void outputs(global const float *scores, int stride, global const float *cache, int halves, int heads, int kv_heads, int head_size,
        global const int *positions, int first, global float *y, local float *parts) {
    size_t row = first + get_global_id(2);
    size_t head = get_group_id(1);
    size_t slices = get_local_size(1);
    size_t slice = get_local_id(1);
    size_t lane = get_local_id(0);
    int from = get_group_id(0) * PIECE;
    int d = from + lane;
    int part = min(PIECE, head_size - from);
    int width = kv_heads * head_size;
    int count = positions[row] + 1;
    int pages = (count + PAGE - 1) / PAGE;
    global const float *weights = scores + (row * heads + head) * stride;
    size_t own = (size_t) PAGE * width + head / (heads / kv_heads) * head_size + d;
    float sum = 0;
    for (int begin = 0; begin < pages; begin += slices) {
        int page = begin + slice;
        float chain = 0;
        if (page < pages && d < head_size) {
            size_t at = (size_t) page * 2 * PAGE * width + own;
            int end = min(PAGE, count - page * PAGE);
            global const float *c = weights + page * PAGE;
            if (!halves) {
                for (int p = 0; p < end; p++) {
                    chain = fma(cache[at + (size_t) p * width], c[p], chain);
                }
            } else if (lane < part - part % LANES) {
                for (int p = 0; p < end; p++) {
                    chain = fma(widened(cache, at + (size_t) p * width), c[p] * 0x1p96f, chain);
                }
                chain = chain * 0x1p16f;
            } else {
                for (int p = 0; p < end; p++) {
                    chain = fma(vload_half(at + (size_t) p * width, (global const half *) cache), c[p], chain);
                }
            }
        }
        parts[slice * PIECE + lane] = chain;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (slice == 0) {
            for (int s = 0; s < (int) slices && begin + s < pages; s++) {
                sum = parts[s * PIECE + lane] + sum;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (slice == 0 && d < head_size) {
        y[(row * heads + head) * head_size + d] = sum;
    }
}

/* y = max(gate, 0)^2 * up, or gate / (1 + exp(-gate)) * up, of sums [n][2][size]. Global (size, 1, n), rounded up. */
kernel void gate(global const int *sums, global const float *gains, float gate_scale, float up_scale, int n, int silu, global float *y) {
    int i = get_global_id(0);
    size_t row = get_global_id(2);
    if (i >= n) {
        return;
    }
    float g = scaled(sums[row * 2 * n + i], gains[row], gate_scale);
    float up = scaled(sums[row * 2 * n + n + i], gains[row], up_scale);
    if (silu) {
        y[row * n + i] = divide(g, exponential(-g) + 1.0f) * up;
    } else {
        g = g < 0 ? 0 : g;
        y[row * n + i] = g * g * up;
    }
}

static float half_at(global const uchar *bytes, size_t at) {
    return vload_half(0, (global const half *) (bytes + at));
}

static float six_bits(global const uchar *row, int i) {
    global const uchar *block = row + (size_t) (i / 256) * 210;
    int part = i % 256 / 128;
    int j = i % 128 / 32;
    int l = i % 32;
    int low = block[64 * part + 32 * (j % 2) + l] >> (4 * (j / 2)) & 15;
    int high = block[128 + 32 * part + l] >> (2 * j) & 3;
    float scale = half_at(block, 208) * (float) (char) block[192 + 8 * part + 2 * j + l / 16];
    return (float) ((low | high << 4) - 32) * scale;
}

static float eight_bits(global const uchar *row, int i) {
    global const uchar *block = row + (size_t) (i / 32) * 34;
    return (float) (char) block[2 + i % 32] * half_at(block, 0);
}

/*
 * Rows of a head times tokens, y[token][row]. As many chains as two vectors have lanes; a block is what they take in TURNS turns, every second element
 * of it; ORDER: the element of a block that chain c begins with; VALUE: weight i, as it goes into a chain, where x is multiplied with FACTOR first and the
 * sum with REST last; EXACT: weight i, for what is behind the last whole block; LAST: what all is multiplied with. Group (2 * LANES, rows, 1), global (2 * LANES, m rounded up, tokens).
 */
#define HEAD(NAME, TURNS, ORDER, VALUE, FACTOR, REST, EXACT, LAST) \
kernel void NAME(global const uchar *rows, int row_bytes, int m, int k, global const float *x, int first, global float *y, local float *chains) { \
    int c = get_local_id(0); \
    size_t r = get_global_id(1); \
    size_t token = get_global_id(2); \
    local float *own = chains + get_local_id(1) * 2 * LANES; \
    global const uchar *row = rows + r * row_bytes; \
    global const float *v = x + (first + token) * k; \
    int body = k - k % (2 * TURNS * LANES); \
    float sum = 0; \
    if (r < m) { \
        for (int begin = ORDER; begin < body; begin += 2 * TURNS * LANES) { \
            for (int i = begin; i < begin + 2 * TURNS; i += 2) { \
                sum = fma(VALUE, v[i] * FACTOR, sum); \
            } \
        } \
    } \
    own[c] = sum; \
    barrier(CLK_LOCAL_MEM_FENCE); \
    if (c == 0 && r < m) { \
        float all = chain_sum(own) * REST; \
        for (int i = body; i < k; i++) { \
            all += EXACT * v[i]; \
        } \
        y[token * m + r] = all * LAST; \
    } \
}

#define BRAIN as_float((uint) ((global const ushort *) row)[i] << 16)
#define SINGLE ((global const float *) row)[i]
#define INT8_SCALE as_float((uint) row[k] | (uint) row[k + 1] << 8 | (uint) row[k + 2] << 16 | (uint) row[k + 3] << 24)

HEAD(head_f32, 1, c, SINGLE, 1.0f, 1.0f, SINGLE, 1.0f)
HEAD(head_bf16, 1, 2 * (c % LANES) + c / LANES, BRAIN, 1.0f, 1.0f, BRAIN, 1.0f)
HEAD(head_f16, 1, 2 * (c % LANES) + c / LANES, widened((global const float *) row, i), 0x1p96f, 0x1p16f,
        vload_half(i, (global const half *) row), 1.0f)
HEAD(head_int8, 2, 4 * (c % LANES) + c / LANES, (float) (int) ((uint) row[i] << 24), 0x1p-24f, 1.0f, (float) (char) row[i], INT8_SCALE)
HEAD(head_q8_0, 1, c, eight_bits(row, i), 1.0f, 1.0f, eight_bits(row, i), 1.0f)
HEAD(head_q6_k, 1, c, six_bits(row, i), 1.0f, 1.0f, six_bits(row, i), 1.0f)
