package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeFiguresTest {
    private static final String GOOD = """
            {"schemaVersion":"1.0.0","probe":"model","kernels":[
            {"operation":"gemv","format":"I2_S","backend":"vector","kernel":"planes","width":256,"status":"dispatched"}],
            "throughput":[{"model":"tiny","format":"I2_S","head":"F16","backend":"vector","threads":2,"phase":"decode","tokens":128,
            "tokensPerSecond":20,"bytesPerToken":1.0e9,"memoryBandwidth":2.5e10,"zeroShare":0.9,"firstTokenMillis":150.5}],
            "memory":[{"model":"tiny","format":"I2_S","head":"F16","backend":"vector","threads":2,"heapBytes":1,"offHeapBytes":2,
            "peakHeapBytes":3}]}""";

    private static ProbeDocument parse(String json) {
        return ProbeDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsThroughputAndMemory() {
        ProbeDocument document = parse(GOOD);
        assertThat(document.throughput()).isEqualTo(List.of(
                new ProbeFigures.Throughput("tiny", "I2_S", "F16", "vector", 2, "decode", 128, 20, 1e9, 2.5e10, 0.9, 150.5)));
        assertThat(document.memory()).isEqualTo(List.of(new ProbeFigures.Memory("tiny", "I2_S", "F16", "vector", 2, 1, 2, 3)));
        assertThat(parse(GOOD.replace(",\"zeroShare\":0.9,\"firstTokenMillis\":150.5", "")).throughput().get(0)).satisfies(t -> {
            assertThat(t.zeroShare()).isNull();
            assertThat(t.firstTokenMillis()).isNull();
        });
    }

    @Test
    void refusesASpeedAboveTheRoofline() {
        // Below, on and above: 27.5 tokens/s of 1 GB are a tenth more than the 25 GB/s that were measured.
        assertThatCode(() -> parse(GOOD.replace("\"tokensPerSecond\":20", "\"tokensPerSecond\":25"))).doesNotThrowAnyException();
        assertThatCode(() -> parse(GOOD.replace("\"tokensPerSecond\":20", "\"tokensPerSecond\":27.5"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> parse(GOOD.replace("\"tokensPerSecond\":20", "\"tokensPerSecond\":27.6")))
                .isInstanceOf(ProbeDocument.BadDocument.class)
                .hasMessageContaining("field throughput[0].tokensPerSecond is above the roofline: 27.6 tokens/s of 1.0E9 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"phase\":\"decode\" | \"phase\":\"sleep\" | field throughput[0].phase is sleep",
        "\"tokensPerSecond\":20 | \"tokensPerSecond\":0 | field throughput[0].tokensPerSecond must be a positive number",
        "\"tokensPerSecond\":20 | \"tokensPerSecond\":\"20\" | field throughput[0].tokensPerSecond",
        "\"tokensPerSecond\":20, | `` | field throughput[0].tokensPerSecond must be a positive number, but is missing",
        "\"memoryBandwidth\":2.5e10 | \"memoryBandwidth\":-1 | field throughput[0].memoryBandwidth",
        "\"zeroShare\":0.9 | \"zeroShare\":1.1 | field throughput[0].zeroShare must be a number from 0 to 1",
        "\"tokens\":128 | \"tokens\":0 | field throughput[0].tokens must be a whole number of at least 1",
        "\"tokens\":128 | \"tokens\":128,\"speed\":1 | field throughput[0].speed is unknown",
        "\"heapBytes\":1 | \"heapBytes\":-1 | field memory[0].heapBytes", "\"heapBytes\":1 | \"heapBytes\":1.5 | field memory[0].heapBytes",
        "\"memory\":[ | \"memory\":[7, | field memory[0] must be an object",
        "\"throughput\":[ | \"throughput\":7,\"x\":[ | field x is unknown"})
    void namesTheWrongField(String good, String wrong, String message) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> parse(GOOD.replaceFirst(Pattern.quote(good), wrong == null ? "" : wrong))).isInstanceOf(
                ProbeDocument.BadDocument.class).hasMessageContaining(message);
    }

    @Test
    void refusesEmptySections() {
        assertThatThrownBy(
                () -> parse("{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\",\"kernels\":[{\"operation\":\"gemv\",\"format\":\"I2_S\","
                        + "\"backend\":\"vector\",\"kernel\":\"k\",\"status\":\"dispatched\"}],\"memory\":[]}"))
                .hasMessageContaining(
                        "field memory must be an array that is not empty");
    }
}
