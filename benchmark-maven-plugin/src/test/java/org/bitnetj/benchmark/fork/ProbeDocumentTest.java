package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeDocumentTest {
    private static final String GOOD = """
            {"schemaVersion":"1.0.0","probe":"kernels","kernels":[
            {"operation":"gemv","format":"I2_S","backend":"vector","kernel":"rows","width":256,"status":"dispatched"},
            {"operation":"gemv","format":"I2_S","backend":"opencl","kernel":"cl","status":"unavailable","reason":"no device"}]}""";

    private static ProbeDocument parse(String json) {
        return ProbeDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsKernels() {
        assertThat(parse(GOOD)).isEqualTo(new ProbeDocument("kernels",
                List.of(new ProbeDocument.Kernel("gemv", "I2_S", "vector", "rows", 256, "dispatched", null),
                        new ProbeDocument.Kernel("gemv", "I2_S", "opencl", "cl", null, "unavailable", "no device")),
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"\"probe\":\"kernels\" | \"probe\":\"\" | field probe",
        "\"probe\":\"kernels\" | \"prob\":\"kernels\" | field prob is unknown", "1.0.0 | 2.0.0 | field schemaVersion is 2.0.0",
        "256 | \"256\" | field kernels[0].width", "256 | 0 | field kernels[0].width", "256 | 1.5 | field kernels[0].width",
        "dispatched | running | field kernels[0].status is running", ",\"reason\":\"no device\" | `` | field kernels[1].reason",
        "\"no device\" | null | field kernels[1].reason", "\"kernel\":\"rows\", | `` | field kernels[0].kernel",
        "\"operation\":\"gemv\",\"format\" | \"format\" | field kernels[0].operation",
        "\"kernels\":[ | \"kernels\":[5, | field kernels[0] must be an object",
        "\"kernels\":[ | \"accuracy\":1,\"kernels\":[ | field accuracy must be an array", "{\"schemaVersion\" | { \"x | not JSON"})
    void namesTheWrongField(String good, String wrong, String message) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> parse(GOOD.replaceFirst(Pattern.quote(good), wrong == null ? "" : wrong))).isInstanceOf(
                ProbeDocument.BadDocument.class).hasMessageContaining(message);
    }

    @Test
    void refusesWhatSaysNothing() {
        assertThatThrownBy(() -> parse("")).isInstanceOf(ProbeDocument.BadDocument.class);
        assertThatThrownBy(() -> parse("[]")).hasMessage("it is not a JSON object");
        assertThatThrownBy(() -> parse("{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\",\"kernels\":[]}")).hasMessageContaining("not empty");
        assertThatThrownBy(() -> parse("{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\"}")).hasMessageContaining("field kernels");
    }
}
