package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The metadata of a {@link GgufFile}: typed values by key.
 *
 * <p>Integers are asked for by the Java type that must hold them: every integer type of the file is taken, as writers
 * differ in which they choose, and a value that does not fit is an error. Floats come from FLOAT32 or FLOAT64, never
 * from integers; bools and strings only from their own type. The {@code optional} forms are empty if the key is absent,
 * and fail like the others if it is there with another type.
 *
 * <p>Strings are decoded as UTF-8, each malformed sequence as U+FFFD; {@link #encoded} has the bytes as they are.
 *
 * <p>Values are decoded from the memory map with every call; keep what you need often, vocabularies above all. Thread-safe.
 * Once the file is closed, keys and types stay readable, and values throw {@link IllegalStateException}.
 */
public final class GgufMetadata {
    final GgufMapping mapping;
    private final Map<String, GgufEntry> entries;

    GgufMetadata(GgufMapping mapping, Map<String, GgufEntry> entries) {
        this.mapping = mapping;
        this.entries = entries;
    }

    /**
     * All keys, in the order of the file.
     *
     * @return an unmodifiable set
     */
    public Set<String> keys() {
        return entries.keySet();
    }

    /**
     * Whether there is a value for a key.
     *
     * @param key the key
     * @return true if so
     */
    public boolean contains(String key) {
        return entries.containsKey(key);
    }

    /**
     * The type of a value.
     *
     * @param key the key
     * @return the type
     * @throws GgufFormatException if the key is absent
     */
    public GgufValueType type(String key) throws GgufFormatException {
        return require(key).type();
    }

    /**
     * The type of an array's elements.
     *
     * @param key the key
     * @return the type; {@link GgufValueType#ARRAY} for nested arrays, which {@link #encoded} gives access to
     * @throws GgufFormatException if the key is absent or its value is no array
     */
    public GgufValueType elementType(String key) throws GgufFormatException {
        return requireArray(key, null).element();
    }

    /**
     * The length of an array.
     *
     * @param key the key
     * @return the number of elements
     * @throws GgufFormatException if the key is absent or its value is no array
     */
    public int arrayLength(String key) throws GgufFormatException {
        return requireArray(key, null).count();
    }

    /**
     * A string.
     *
     * @param key the key
     * @return the value
     * @throws GgufFormatException if the key is absent or its value is no string
     */
    public String getString(String key) throws GgufFormatException {
        return decoder(key).string();
    }

    /**
     * An integer of at most 32 bits, signed.
     *
     * @param key the key
     * @return the value
     * @throws GgufFormatException if the key is absent, or its value is no integer or outside the range of an int
     */
    public int getInt(String key) throws GgufFormatException {
        return (int) decoder(key).integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * An integer of at most 64 bits, signed.
     *
     * @param key the key
     * @return the value
     * @throws GgufFormatException if the key is absent, or its value is no integer or is over 2^63-1
     */
    public long getLong(String key) throws GgufFormatException {
        return decoder(key).integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /**
     * A floating-point number; a FLOAT64 is rounded to the nearest float.
     *
     * @param key the key
     * @return the value, which may be NaN or infinite
     * @throws GgufFormatException if the key is absent or its value is no floating-point number
     */
    public float getFloat(String key) throws GgufFormatException {
        return (float) decoder(key).floating();
    }

    /**
     * A floating-point number.
     *
     * @param key the key
     * @return the value, which may be NaN or infinite
     * @throws GgufFormatException if the key is absent or its value is no floating-point number
     */
    public double getDouble(String key) throws GgufFormatException {
        return decoder(key).floating();
    }

    /**
     * A bool.
     *
     * @param key the key
     * @return the value
     * @throws GgufFormatException if the key is absent or its value is no bool
     */
    public boolean getBool(String key) throws GgufFormatException {
        return decoder(key).bool();
    }

    /**
     * An array of strings, decoded anew with every call.
     *
     * @param key the key
     * @return an immutable list
     * @throws GgufFormatException if the key is absent or its value is no array of strings
     */
    public List<String> getStrings(String key) throws GgufFormatException {
        return getStrings(key, GgufDecoder.MOST_AT_ONCE);
    }

    /** The same, with the most bytes that are copied at once. */
    List<String> getStrings(String key, long mostAtOnce) throws GgufFormatException {
        return arrayDecoder(key, GgufValueType.STRING).strings(mostAtOnce);
    }

    /**
     * An array of integers.
     *
     * @param key the key
     * @return the values
     * @throws GgufFormatException if the key is absent, its value no array of integers, or one beyond the range of an int
     */
    public int[] getInts(String key) throws GgufFormatException {
        return arrayDecoder(key, GgufValueType.INT32).ints();
    }

    /**
     * An array of floating-point numbers; FLOAT64 is rounded to the nearest float.
     *
     * @param key the key
     * @return the values
     * @throws GgufFormatException if the key is absent or its value is no array of floating-point numbers
     */
    public float[] getFloats(String key) throws GgufFormatException {
        return arrayDecoder(key, GgufValueType.FLOAT32).floats();
    }

    /**
     * An array of bools.
     *
     * @param key the key
     * @return the values
     * @throws GgufFormatException if the key is absent or its value is no array of bools
     */
    public boolean[] getBools(String key) throws GgufFormatException {
        return arrayDecoder(key, GgufValueType.BOOL).bools();
    }

    /**
     * {@link #getString} of a key that may be absent.
     *
     * @param key the key
     * @return the value, or empty
     * @throws GgufFormatException if the value is no string
     */
    public Optional<String> optionalString(String key) throws GgufFormatException {
        return contains(key) ? Optional.of(getString(key)) : Optional.empty();
    }

    /**
     * {@link #getInt} of a key that may be absent.
     *
     * @param key the key
     * @return the value, or empty
     * @throws GgufFormatException if the value is no integer or outside the range of an int
     */
    public OptionalInt optionalInt(String key) throws GgufFormatException {
        return contains(key) ? OptionalInt.of(getInt(key)) : OptionalInt.empty();
    }

    /**
     * {@link #getLong} of a key that may be absent.
     *
     * @param key the key
     * @return the value, or empty
     * @throws GgufFormatException if the value is no integer or is over 2^63-1
     */
    public OptionalLong optionalLong(String key) throws GgufFormatException {
        return contains(key) ? OptionalLong.of(getLong(key)) : OptionalLong.empty();
    }

    /**
     * {@link #getDouble} of a key that may be absent; a FLOAT32 fits into the double exactly.
     *
     * @param key the key
     * @return the value, or empty
     * @throws GgufFormatException if the value is no floating-point number
     */
    public OptionalDouble optionalFloat(String key) throws GgufFormatException {
        return contains(key) ? OptionalDouble.of(getDouble(key)) : OptionalDouble.empty();
    }

    /**
     * {@link #getBool} of a key that may be absent.
     *
     * @param key the key
     * @return the value, or empty
     * @throws GgufFormatException if the value is no bool
     */
    public Optional<Boolean> optionalBool(String key) throws GgufFormatException {
        return contains(key) ? Optional.of(getBool(key)) : Optional.empty();
    }

    /**
     * {@link #getStrings} of a key that may be absent.
     *
     * @param key the key
     * @return the values, or empty
     * @throws GgufFormatException if the value is no array of strings
     */
    public Optional<List<String>> optionalStrings(String key) throws GgufFormatException {
        return contains(key) ? Optional.of(getStrings(key)) : Optional.empty();
    }

    /**
     * A value as it stands in the file, after its type: what a writer copies, and the way to nested arrays.
     *
     * @param key the key
     * @return a read-only slice of the memory map, valid until the file is closed
     * @throws GgufFormatException if the key is absent
     */
    public MemorySegment encoded(String key) throws GgufFormatException {
        GgufEntry entry = require(key);
        return mapping.open().asSlice(entry.start(), entry.end() - entry.start()).asReadOnly();
    }

    private GgufDecoder decoder(String key) throws GgufFormatException {
        return new GgufDecoder(mapping, key, require(key));
    }

    private GgufDecoder arrayDecoder(String key, GgufValueType wanted) throws GgufFormatException {
        return new GgufDecoder(mapping, key, requireArray(key, wanted));
    }

    private GgufEntry require(String key) throws GgufFormatException {
        GgufEntry entry = entries.get(key);
        if (entry == null) {
            throw new GgufFormatException(mapping.file(), -1, "metadata " + GgufCursor.quote(key), "no such key",
                    "a value");
        }
        return entry;
    }

    private GgufEntry requireArray(String key, GgufValueType wanted) throws GgufFormatException {
        GgufEntry entry = require(key);
        if (entry.type() != GgufValueType.ARRAY) {
            throw new GgufFormatException(mapping.file(), entry.start(), "metadata " + GgufCursor.quote(key),
                    "type " + entry.type(), wanted == null ? "an array" : "an array of " + wanted);
        }
        return entry;
    }
}
