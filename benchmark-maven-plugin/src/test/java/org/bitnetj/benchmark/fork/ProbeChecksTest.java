package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe has checked: read strictly, and as the published schema says. */
class ProbeChecksTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private static final String GOOD = """
            {"schemaVersion":"1.0.0","probe":"checks","kernels":[],
            "accuracy":[
            {"figure":"product","format":"TL1","backend":"vector","kernel":"buckets","weights":"trained","distribution":"gaussian",
            "metric":"accuracy","seed":42,"value":99.25,"threshold":99},
            {"figure":"round-trip","format":"TL2","weights":"seeded","distribution":"uniform","metric":"exact","seed":-1,"value":100,
            "threshold":100},
            {"figure":"quantization","format":"I2_S","weights":"seeded","distribution":"heavy","metric":"snr","seed":0,"value":4.5}],
            "features":[
            {"name":"cpu/vector","backend":"vector","width":256,"threads":2,"deterministic":true,"status":"ok","outputs":"DIGEST"},
            {"name":"gpu/opencl","backend":"opencl","status":"unavailable","reason":"no device"}],
            "speedups":[{"operation":"gemv","format":"I2_S","backend":"vector","kernel":"buckets","reference":"scalar-gemv","m":64,"k":128,
            "n":1,"threads":1,"nanos":[10,11.5],"referenceNanos":[100,110]}],
            "crossval":[{"operation":"gemv","format":"I2_S","reference":"libggml.so","version":"1a2b","backend":"vector","kernel":"buckets",
            "m":64,"k":256,"n":1,"threads":1,"difference":0,"nanos":[20],"referenceNanos":[30,31]},
            {"operation":"gemv","format":"TL1","reason":"no reference"}],
            "leaks":[
            {"subject":"matrix","backend":"vector","cycles":500,"bytesBefore":0,"bytesAfter":0,"countBefore":3,"countAfter":3},
            {"subject":"buffers","backend":"opencl","cycles":0,"reason":"no device"}]}"""
            .replace("DIGEST", DIGEST);

    private static final String KERNEL = "{\"operation\":\"gemv\",\"format\":\"I2_S\",\"backend\":\"vector\",\"kernel\":\"k\","
            + "\"status\":\"dispatched\"}";

    private static ProbeDocument parse(String json) {
        return ProbeDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean matchesSchema(String json) {
        try (InputStream in = ProbeDocument.class.getResourceAsStream("/META-INF/benchmark/probe.schema.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(json, InputFormat.JSON).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsWhatWasChecked() {
        ProbeDocument document = parse(GOOD);
        assertThat(document.kernels()).isEmpty();
        assertThat(document.accuracy()).containsExactly(
                new ProbeChecks.Accuracy("product", "TL1", "vector", "buckets", "trained", "gaussian", "accuracy", 42, 99.25, 99.0),
                new ProbeChecks.Accuracy("round-trip", "TL2", null, null, "seeded", "uniform", "exact", -1, 100, 100.0),
                new ProbeChecks.Accuracy("quantization", "I2_S", null, null, "seeded", "heavy", "snr", 0, 4.5, null));
        assertThat(document.features()).containsExactly(
                new ProbeChecks.Feature("cpu/vector", "vector", 256, 2, true, "ok", null, DIGEST),
                new ProbeChecks.Feature("gpu/opencl", "opencl", null, null, null, "unavailable", "no device", null));
        assertThat(document.speedups()).containsExactly(new ProbeChecks.Speedup("gemv", "I2_S", "vector", "buckets", "scalar-gemv", 64, 128,
                1, 1, List.of(10.0, 11.5), List.of(100.0, 110.0)));
        assertThat(document.crossval()).containsExactly(
                new ProbeCrossval("gemv", "I2_S", null, "libggml.so", "1a2b", "vector", "buckets", 64, 256, 1, 1, 0.0, List.of(20.0),
                        List.of(30.0, 31.0)),
                new ProbeCrossval("gemv", "TL1", "no reference", null, null, null, null, null, null, null, null, null, null, null));
        assertThat(document.leaks()).containsExactly(new ProbeChecks.Leak("matrix", "vector", 500, 0L, 0L, 3L, 3L, null),
                new ProbeChecks.Leak("buffers", "opencl", 0, null, null, null, null, "no device"));
        assertThat(matchesSchema(GOOD)).isTrue();
    }

    @Test
    void kernelsMayBeLeftOutBesideOthers() {
        assertThat(parse(GOOD.replace("\"kernels\":[],", "")).leaks()).hasSize(2);
        assertThat(matchesSchema(GOOD.replace("\"kernels\":[],", ""))).isTrue();
        assertThat(matchesSchema(GOOD.replace("\"kernels\":[]", "\"kernels\":[" + KERNEL + "]"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\"}", "{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\",\"kernels\":[]}",
        "{\"schemaVersion\":\"1.0.0\",\"probe\":\"p\",\"leaks\":[]}", "[]", "{}"})
    void refusesWhatSaysNothing(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(ProbeDocument.BadDocument.class);
        assertThat(matchesSchema(json)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"figure\":\"product\" | \"figure\":\"sum\" | field accuracy[0].figure is sum, not one of [product, quantization, round-trip]",
        "\"backend\":\"vector\",\"kernel\":\"buckets\",\"weights\" | \"weights\" | field accuracy[0].backend must be text",
        "\"TL2\" | \"TL2\",\"backend\":\"vector\" | field accuracy[1].backend belongs to a product",
        "\"metric\":\"accuracy\" | \"metric\":\"exact\" | field accuracy[0].metric is exact, not one of [accuracy, cosine]",
        "\"value\":99.25 | \"value\":100.5 | field accuracy[0].value is 100.5, but accuracy is at most 100.0",
        "\"value\":99.25 | \"value\":\"99.25\" | field accuracy[0].value must be a finite number",
        "\"threshold\":99} | \"threshold\":98.9} | field accuracy[0].threshold is 98.9, below the 99.0",
        "\"threshold\":100 | \"threshold\":99.9 | field accuracy[1].threshold is 99.9, below the 100.0",
        "\"value\":4.5 | \"value\":4.5,\"threshold\":1 | field accuracy[2].threshold is not for the quantization",
        "\"value\":4.5 | \"value\":4.5,\"verdict\":\"pass\" | field accuracy[2].verdict is unknown",
        "\"seed\":42 | \"seed\":4.2 | field accuracy[0].seed must be a whole number",
        "\"weights\":\"trained\" | \"weights\":\"found\" | field accuracy[0].weights is found",
        "\"status\":\"ok\" | \"status\":\"fine\" | field features[0].status is fine",
        "\"status\":\"ok\" | \"status\":\"ok\",\"reason\":\"x\" | field features[0].reason contradicts the status ok",
        "\"status\":\"ok\" | \"status\":\"failed\",\"reason\":\"x\" | field features[0].outputs contradicts the status failed",
        "\"outputs\":\"0123 | \"outputs\":\"X123 | field features[0].outputs must be a SHA-256",
        ",\"reason\":\"no device\"}],\"speedups | }],\"speedups | field features[1].reason must be text",
        "\"deterministic\":true | \"deterministic\":1 | field features[0].deterministic must be true or false",
        "\"width\":256 | \"width\":0 | field features[0].width must be a whole number of at least 1",
        "\"nanos\":[10,11.5] | \"nanos\":[] | field speedups[0].nanos must be an array of times",
        "\"nanos\":[10,11.5] | \"nanos\":[10,0] | field speedups[0].nanos[1] must be a positive number",
        "\"n\":1, | `` | field speedups[0].n must be a whole number",
        "\"referenceNanos\":[100,110] | \"referenceNanos\":[100,110],\"ratio\":10 | field speedups[0].ratio is unknown",
        "\"difference\":0 | \"difference\":-1 | field crossval[0].difference is -1.0",
        "\"difference\":0, | `` | field crossval[0].difference must be a finite number",
        "\"version\":\"1a2b\", | `` | field crossval[0].version must be text",
        "\"nanos\":[20] | \"nanos\":[20],\"ratio\":1.5 | field crossval[0].ratio is unknown",
        "\"nanos\":[20] | \"nanos\":[20],\"reason\":\"x\" | field crossval[0]",
        "\"reason\":\"no reference\" | \"reason\":\" \" | field crossval[1].reason must be text",
        "\"bytesAfter\":0, | `` | field leaks[0].bytesAfter is missing beside bytesBefore",
        "\"countBefore\":3, | `` | field leaks[0].countBefore is missing beside countAfter",
        "\"cycles\":500 | \"cycles\":0 | field leaks[0].cycles must be a whole number of at least 1",
        "\"cycles\":0 | \"cycles\":5 | field leaks[1].cycles must be 0",
        "\"cycles\":0,\"reason\":\"no device\" | \"cycles\":0 | field leaks[1].reason must be text",
        "\"bytesBefore\":0 | \"bytesBefore\":-1 | field leaks[0].bytesBefore must be a whole number of at least 0"})
    void namesTheWrongFieldAndTheSchemaRefusesItToo(String good, String wrong, String message) {
        String compact = GOOD.replace("\n", "");
        assertThat(compact).contains(good);
        String json = compact.replaceFirst(Pattern.quote(good), wrong == null ? "" : wrong);
        assertThatThrownBy(() -> parse(json)).isInstanceOf(ProbeDocument.BadDocument.class).hasMessageContaining(message);
        assertThat(matchesSchema(json)).as("schema").isFalse();
    }

    @Test
    void oneNameTwiceIsRefused() {
        assertThatThrownBy(() -> parse(GOOD.replace("gpu/opencl", "cpu/vector"))).isInstanceOf(ProbeDocument.BadDocument.class)
                .hasMessageContaining("field features[1].name is cpu/vector for the second time");
    }
}
