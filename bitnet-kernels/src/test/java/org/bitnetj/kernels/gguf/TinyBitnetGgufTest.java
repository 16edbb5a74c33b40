package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A whole model file, against what an independent reader finds in it and against its tensors in plain order. */
class TinyBitnetGgufTest {
    private GgufFile file;

    @BeforeEach
    void open() throws IOException {
        file = GgufFile.open(TinyBitnet.model());
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void headerIsAsTheIndependentReaderFoundIt() {
        assertThat(file.version()).isEqualTo(3);
        assertThat(file.alignment()).isEqualTo(32);
        assertThat(file.size()).isEqualTo(1_499_008);
        assertThat(file.path()).isEqualTo(TinyBitnet.model());
    }

    @Test
    void everyKeyHasTheTypeAndTheValueThatTheIndependentReaderFound() throws IOException {
        GgufMetadata metadata = file.metadata();
        List<String> keys = new ArrayList<>();
        for (JsonNode entry : TinyBitnet.expected().get("metadata")) {
            String key = entry.get("key").asString();
            keys.add(key);
            JsonNode value = entry.get("value");
            assertThat(metadata.type(key)).as(key).isEqualTo(GgufValueType.valueOf(entry.get("type").asString()));
            switch (metadata.type(key)) {
                case STRING -> assertThat(metadata.getString(key)).as(key).isEqualTo(value.asString());
                case UINT32 -> assertThat(metadata.getInt(key)).as(key).isEqualTo(value.asInt());
                case FLOAT32 -> assertThat(metadata.getFloat(key)).as(key).isEqualTo((float) value.asDouble());
                case BOOL -> assertThat(metadata.getBool(key)).as(key).isEqualTo(value.asBoolean());
                case ARRAY -> checkArray(metadata, entry);
                default -> throw new AssertionError("no such type was expected: " + entry);
            }
        }
        assertThat(metadata.keys()).containsExactlyElementsOf(keys).hasSize(25);
    }

    private static void checkArray(GgufMetadata metadata, JsonNode entry) throws IOException {
        String key = entry.get("key").asString();
        JsonNode value = entry.get("value");
        assertThat(metadata.elementType(key)).as(key)
                .isEqualTo(GgufValueType.valueOf(entry.get("element").asString()));
        assertThat(metadata.arrayLength(key)).as(key).isEqualTo(value.size()).isGreaterThan(0);
        List<Object> expected = new ArrayList<>();
        switch (metadata.elementType(key)) {
            case STRING -> {
                value.forEach(element -> expected.add(element.asString()));
                assertThat(metadata.getStrings(key)).as(key).hasSize(expected.size()).isEqualTo(expected);
            }
            case FLOAT32 -> {
                value.forEach(element -> expected.add((float) element.asDouble()));
                assertThat(metadata.getFloats(key)).as(key).containsExactly(expected.toArray(new Float[0]));
            }
            case INT32 -> {
                value.forEach(element -> expected.add(element.asInt()));
                assertThat(Arrays.stream(metadata.getInts(key)).boxed().toList()).as(key).isEqualTo(expected);
            }
            default -> throw new AssertionError("no such element type was expected: " + entry);
        }
    }

    @Test
    void tensorsAreListedWithTypeShapeAndOffset() throws IOException {
        Map<Integer, GgufType> types = Map.of(0, GgufType.F32, 1, GgufType.F16, 36, GgufType.I2_S);
        List<String> expected = new ArrayList<>();
        for (JsonNode tensor : TinyBitnet.expected().get("tensors")) {
            expected.add(tensor.get("name").asString() + types.get(tensor.get("typeId").asInt())
                    + tensor.get("shape") + "@" + tensor.get("offset"));
        }
        List<String> found = new ArrayList<>();
        for (GgufTensor tensor : file.tensors()) {
            List<String> shape = new ArrayList<>();
            for (long dimension : tensor.shape()) {
                shape.add(Long.toString(dimension));
            }
            found.add(tensor.name() + tensor.type() + "[" + String.join(",", shape) + "]@" + tensor.offset());
        }
        assertThat(found).isEqualTo(expected).hasSize(68);
    }

    @Test
    void everyTensorHasTheContentOfThePlainFile() throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(TinyBitnet.plainBytes()).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Integer> checked = new HashMap<>();
        for (JsonNode expected : TinyBitnet.plain().get("tensors")) {
            GgufTensor tensor = file.tensor(expected.get("name").asString());
            JsonNode shape = expected.get("shape");
            assertThat(tensor.rows()).isEqualTo(shape.size() == 1 ? 1 : shape.get(0).asLong());
            assertThat(tensor.columns()).isEqualTo(shape.get(shape.size() - 1).asLong());
            int offset = expected.get("offset").asInt();
            switch (tensor.type()) {
                case F32 -> assertThat(tensor.toFloats()).as(tensor.name())
                        .isEqualTo(floats(tensor, i -> plain.getFloat(offset + 4 * i)));
                case F16 -> assertThat(tensor.toFloats()).as(tensor.name())
                        .isEqualTo(floats(tensor, i -> half(plain.getShort(offset + 2 * i))));
                default -> checkTernary(tensor, expected);
            }
            checked.merge(tensor.type().name(), 1, Integer::sum);
        }
        assertThat(checked).isEqualTo(Map.of("F16", 1, "F32", 25, "I2_S", 42));
    }

    private interface FloatAt {
        float get(int index);
    }

    private static float[] floats(GgufTensor tensor, FloatAt source) {
        float[] floats = new float[(int) tensor.elements()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = source.get(i);
        }
        return floats;
    }

    /** Half to single precision by the definition of the format, not by the JDK's conversion. */
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
        return (float) (bits < 0 ? -magnitude : magnitude);
    }

    /** Weight j of a run of 128 is in byte j % 32 at bits 6 - 2 * (j / 32), as w + 1; the scale follows at byte n / 4. */
    private static void checkTernary(GgufTensor tensor, JsonNode expected) {
        assertThat(tensor.type()).isEqualTo(GgufType.I2_S);
        assertThat(tensor.byteSize()).isEqualTo(tensor.elements() / 4 + 32);
        MemorySegment bytes = tensor.data();
        assertThat(bytes.byteSize()).isEqualTo(tensor.byteSize());
        CRC32 crc = new CRC32();
        for (long i = 0; i < tensor.elements(); i++) {
            long j = i % 128;
            int code = bytes.get(ValueLayout.JAVA_BYTE, i / 128 * 32 + j % 32) >> (int) (6 - 2 * (j / 32)) & 3;
            crc.update(code - 1);
        }
        assertThat(crc.getValue()).as(tensor.name()).isEqualTo(Long.decode(expected.get("crc32_int8").asString()));
        assertThat(bytes.get(GgufMapping.INT, tensor.elements() / 4)).as(tensor.name())
                .isEqualTo(Long.decode(expected.get("scale_bits").asString()).intValue());
    }
}
