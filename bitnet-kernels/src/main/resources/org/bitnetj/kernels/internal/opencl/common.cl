/*
 * What ternary.cl and model.cl have in common; goes before either.
 *
 * Compiled with FP64 if doubles are there, and else with the compiler's option for correctly rounded division.
 */
#pragma OPENCL FP_CONTRACT OFF

#ifdef FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

/* The quotient of two floats, correctly rounded: by doubles, which have more than twice the digits, or by the compiler's option. */
static float divide(float a, float b) {
#ifdef FP64
    return (float) ((double) a / (double) b);
#else
    return a / b;
#endif
}

/*
 * One row of k activations to int8 by their largest magnitude, as ActivationQuantizer does to the bit: codes, words * 16 of them, 0 beyond k, their sum, and
 * the inverse scale, 127 / max(absmax, 1e-5), or 0 where an activation is NaN or infinite. All work items of a group (size, 1, 1) call it, size a power of
 * two, shared has room for as many; each must have written the activations of its own lane itself, or they be there before. Returns whether all are finite.
 */
static bool quantize_row(global const float *v, int k, int words, global char *codes, global int *code_sum, global float *inverse, local uint *shared) {
    size_t size = get_local_size(0);
    size_t lane = get_local_id(0);
    /* Bits of magnitudes are ordered as the magnitudes are, with infinity and NaN above all. */
    uint largest = 0;
    for (size_t i = lane; i < k; i += size) {
        largest = max(largest, as_uint(v[i]) & 0x7fffffffu);
    }
    shared[lane] = largest;
    for (size_t rest = size / 2; rest > 0; rest /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < rest) {
            shared[lane] = max(shared[lane], shared[lane + rest]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    largest = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    bool finite = largest < 0x7f800000u;
    float absmax = as_float(largest);
    /* The float 1e-5 is below the double; 127 / 1e-5 is 12700000. */
    float inverse_scale = !finite ? 0 : absmax > 1e-5f ? divide(127.0f, absmax) : 12700000.0f;
    int sum = 0;
    for (size_t i = lane; i < (size_t) words * 16; i += size) {
        char code = i < k && finite ? convert_char_sat(rint(v[i] * inverse_scale)) : (char) 0;
        codes[i] = code;
        sum += code;
    }
    shared[lane] = as_uint(sum);
    for (size_t rest = size / 2; rest > 0; rest /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < rest) {
            shared[lane] += shared[lane + rest];
        }
    }
    if (lane == 0) {
        *code_sum = as_int(shared[0]);
        *inverse = inverse_scale;
    }
    return finite;
}

