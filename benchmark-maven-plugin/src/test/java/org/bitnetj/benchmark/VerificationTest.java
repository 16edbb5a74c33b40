package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.apache.maven.plugin.MojoFailureException;
import org.bitnetj.benchmark.mojo.VerifyReceiptMojo;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.ReceiptKeys;
import org.bitnetj.benchmark.receipt.ReceiptSignature;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.statistics.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Each rule has receipts that break it and no other, with a digest that fits. */
class VerificationTest {
    private static final String GATE = "review:gate:benchmarks";
    private static final List<List<Double>> OLD = forks(100, 100.4, 99.7, 100.1, 99.9);
    private static final List<List<Double>> NEW = forks(100.2, 99.8, 100.3, 99.9, 100);
    private static final String PRIVATE_KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;
    /** That of test 1 of RFC 8032, section 7.1, as the private key is. */
    private static final String PUBLIC_KEY = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
            -----END PUBLIC KEY-----
            """;
    /** That of test 2. */
    private static final String OTHER_KEY = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=
            -----END PUBLIC KEY-----
            """;

    @TempDir
    private Path folder;

    private static List<List<Double>> forks(double... scores) {
        return DoubleStream.of(scores).mapToObj(List::of).toList();
    }

    private static Receipt.Kernel kernel(String backend, String name, String status, String reason) {
        return new Receipt.Kernel("dispatch", "gemv", "I2_S", backend, name, null, status, reason);
    }

    private static Receipt.Throughput throughput(String backend, double speed) {
        return new Receipt.Throughput("models", "tiny", "I2_S", "F16", backend, 2, "decode", 128, speed, 1e6, 2e10, null, null);
    }

    private static Receipt.Accuracy product(String backend, String kernel) {
        return new Receipt.Accuracy("accuracy", "product", "I2_S", backend, kernel, "seeded", "gaussian", "accuracy", 42, 99.6, 99.0, null);
    }

    /** Products on two backends, and what the gate wants beside: both figures of every core format. */
    private static List<Receipt.Accuracy> accuracy() {
        List<Receipt.Accuracy> figures = new ArrayList<>(
                List.of(product("vector", "vector-triples"), product("scalar", "scalar-reference")));
        for (String format : List.of("I2_S", "TL1", "TL2")) {
            figures.add(
                    new Receipt.Accuracy("accuracy", "product", format, "vector", "vector-triples", "seeded", "gaussian", "accuracy", 42,
                            99.6, 99.0, null));
            figures.add(new Receipt.Accuracy("accuracy", "round-trip", format, null, null, "seeded", "ternary", "exact", 42, 100, 100.0,
                    null));
        }
        return figures;
    }

    private static Receipt.Feature feature(String name, String backend) {
        return new Receipt.Feature("features", name, backend, null, null, null, "ok", null, "0".repeat(64));
    }

    private static final Receipt.Kernel VECTOR = kernel("vector", "vector-triples", "dispatched", "the fastest that is usable");
    private static final Receipt.Kernel SCALAR = kernel("scalar", "scalar-reference", "available", null);
    private static final Receipt.Kernel OPENCL = kernel("opencl", "opencl-gemv-byte", "available",
            "usable; CPU cpu-haswell (Portable Computing Language, driver 6.0, OpenCL 3.0)");
    private static final Receipt.Kernel NO_GPU = new Receipt.Kernel("opencl", "gpu", "I2_S", "opencl", "opencl-device", null, "unavailable",
            "gpu hardware unavailable; tested on CPU cpu-haswell (Portable Computing Language, driver 6.0, OpenCL 3.0)");

    /** A run against a baseline, with kernels, accuracy, variants and throughput on three backends. */
    private static Receipt good() {
        return judged(measured(NEW, OLD, "run-1").edit()
                .kernels(List.of(VECTOR, SCALAR, OPENCL, NO_GPU))
                .accuracy(accuracy())
                .features(List.of(feature("cpu/vector", "vector"), feature("cpu/opencl", "opencl")))
                .throughput(List.of(throughput("vector", 1500), throughput("opencl", 300)))
                .speedups(List.of(new Receipt.Speedup("speedup", "gemv", "I2_S", "vector", "vector-triples", "scalar-reference", 64, 64, 1,
                        1, List.of(1.0, 2.0, 9.0), List.of(8.0, 7.0), 3.75)))
                .crossval(List.of(crossval(1.5)))
                .build());
    }

    private static Receipt.Crossval crossval(double ratio) {
        return new Receipt.Crossval("crossval", "gemv", "I2_S", "libggml.so", "1a2b", "vector", "vector-triples", 64, 64, 1, 1, 0.0, 1e-5,
                List.of(2.0), List.of(3.0), ratio, "pass", null);
    }

    private static Receipt measured(List<List<Double>> forks, List<List<Double>> old, String oldRun) {
        Receipt receipt = Receipts.measured("run-2", "00", forks);
        Receipt.Baseline baseline = new Receipt.Baseline("found", "0123456789ab", receipt.environment().fingerprint(), null,
                List.of(new Receipt.BaselineEntry(Receipts.ADD, "00", oldRun, false, "score", "us/op", "lower", old)));
        Estimate estimate = Estimate.of(forks);
        return receipt.edit()
                .estimates(List.of(new Receipt.Estimate(Receipts.ADD, "score", "us/op", "lower", estimate.score(), estimate.lower(),
                        estimate.upper(), estimate.forks())))
                .baseline(baseline)
                .build();
    }

    private static Receipt judged(Receipt receipt) {
        return Judge.judge(receipt, GATE);
    }

    private Path stored(String json) {
        try {
            return Files.writeString(folder.resolve("receipt.json"), json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Verification.Outcome> broken(String json) {
        return Verification.of(stored(json), null).stream().filter(outcome -> outcome.violation() != null).toList();
    }

    private static Arguments breaks(String rule, String field, UnaryOperator<Receipt> change) {
        return Arguments.of(rule, field, change);
    }

    private static Receipt withKernels(Receipt receipt, Receipt.Kernel... kernels) {
        return judged(receipt.edit().kernels(List.of(kernels)).build());
    }

    static Stream<Arguments> kernelRules() {
        Receipt.Kernel gone = kernel("opencl", "opencl-gemv-byte", "unavailable", "no device");
        return Stream.of(breaks("kernels", "$.kernels", VerificationTest::withKernels),
                breaks("kernels", "$.kernels", r -> judged(r.edit().kernels(null).build())),
                breaks("kernels", "$.kernels[0].kernel", r -> withKernels(r, kernel("vector", " ", "dispatched", null), SCALAR, OPENCL)),
                breaks("kernels", "$.kernels[0].kernel", r -> withKernels(r, kernel("vector", "Unknown", "dispatched", null), SCALAR,
                        OPENCL)),
                breaks("backend", "$.kernels[3].kernel", r -> withKernels(r, VECTOR, SCALAR, OPENCL,
                        kernel("vector", "opencl-gemv-byte", "available", null))),
                breaks("backend", "$.throughput[0].backend", r -> judged(r.edit().throughput(List.of(throughput("native", 1))).build())),
                breaks("backend", "$.features[0].backend", r -> withKernels(r,
                        kernel("vector", "vector-triples", "unavailable", "no vector module"), SCALAR, OPENCL)),
                breaks("backend", "$.accuracy[0].kernel", r -> judged(
                        r.edit().accuracy(List.of(product("vector", "opencl-gemv-byte"))).build())),
                breaks("backend", "$.accuracy[0].kernel", r -> judged(r.edit().accuracy(List.of(product("vector", "magic"))).build())),
                breaks("device", "$.features[1].backend", r -> withKernels(r, VECTOR, SCALAR, gone)),
                breaks("device", "$.features[1].backend", r -> withKernels(r, VECTOR, SCALAR,
                        kernel("opencl", "opencl-gemv-byte", "available", "usable"))),
                breaks("device", "$.features[0].backend", r -> judged(r.edit().features(List.of(feature("gpu/opencl", "opencl"))).build())),
                breaks("device", "$.throughput[0].backend", r -> judged(r.edit().throughput(List.of(throughput("gpu", 300))).build())),
                breaks("device", "$.kernels[3].reason", r -> withKernels(r, VECTOR, SCALAR, OPENCL, new Receipt.Kernel("opencl", "gpu",
                        "I2_S", "opencl", "opencl-device", null, "available", OPENCL.reason()))),
                breaks("device", "$.kernels[3].reason", r -> withKernels(r, VECTOR, SCALAR, OPENCL, new Receipt.Kernel("opencl", "gpu",
                        "I2_S", "opencl", "opencl-device", null, "available", "GPU pocl (Portable Computing Language, driver 6)"))),
                breaks("fallback", "$.throughput[0].format",
                        r -> judged(r.edit().accuracy(null).speedups(null).crossval(null).kernels(List.of(
                                kernel("vector", "vector-dequant-f32", "dispatched", null), SCALAR, OPENCL)).build())),
                breaks("fallback", "$.accuracy[0].kernel", r -> judged(
                        r.edit().accuracy(List.of(product("vector", "vector-fallback"))).build())));
    }

    static Stream<Arguments> sampleRules() {
        return Stream.of(
                breaks("complete", "$.plan.benchmarks[1].id", r -> judged(planned(r, "org.example.Suite.gone:avgt"))),
                breaks("complete", "$.plan.benchmarks[1].id", r -> judged(planned(r, Receipts.ADD))),
                breaks("complete", "$.plan", r -> judged(Receipts.empty().edit().nothingSelected(null).policy(r.policy()).build())),
                breaks("scores", "$.samples[0].forks[2][0]", r -> samples(r, forks(100.2, 99.8, 0, 99.9, 100))),
                breaks("scores", "$.samples[0].forks[0][0]", r -> samples(r, forks(-100.2, 99.8, 100.3, 99.9, 100))),
                breaks("scores", "$.samples[0].forks", r -> judged(measured(forks(7, 7, 7), OLD, "run-1"))),
                breaks("scores", "$.baseline.entries[0].forks", r -> judged(measured(NEW, forks(7, 7, 7), "run-1"))),
                breaks("baseline", "$.baseline.entries[0].runId", r -> judged(measured(NEW, OLD, "run-2"))),
                breaks("baseline", "$.baseline.entries[0].forks", r -> judged(measured(NEW, NEW, "run-1"))),
                breaks("roofline", "$.throughput[0].tokensPerSecond", r -> judged(
                        r.edit().throughput(List.of(throughput("vector", 22_001))).build())),
                breaks("fingerprint", "$.environment.fingerprint",
                        r -> r.edit().environment(r.environment().withFingerprint("a".repeat(64)))
                                .build()),
                breaks("estimates", "$.estimates[0].score", r -> estimate(r, 90, r.estimates().get(0).upper(), 5)),
                breaks("estimates", "$.estimates[0].upper", r -> estimate(r, r.estimates().get(0).score(), null, 5)),
                breaks("estimates", "$.estimates[0].forks", r -> estimate(r, r.estimates().get(0).score(), 101.0, 6)));
    }

    static Stream<Arguments> verdictRules() {
        Receipt slow = judged(measured(forks(120, 121, 119, 120.5, 119.5), OLD, "run-1"));
        return Stream.of(
                breaks("verdicts", "$.gates[0].conclusion", r -> slow.withGates(List.of(new Receipt.Gate(GATE, "pass", "success", List.of(),
                        slow.gates().get(0).evidence())))),
                breaks("verdicts", "$.gates[0].evidence", r -> r.withGates(List.of(new Receipt.Gate(GATE, "pass", "success", List.of(),
                        "benchmarks: jmh: 25 benchmarks ok")))),
                breaks("verdicts", "$.comparisons", r -> r.withComparisons(null, r.change())),
                breaks("verdicts", "$.change.ratio", r -> slow.withComparisons(slow.comparisons(), new Receipt.Change(1, 1.01,
                        slow.change().lower(), slow.change().upper()))),
                breaks("verdicts", "$.speedups[0].ratio", r -> r.edit().speedups(List.of(new Receipt.Speedup("speedup", "gemv", "I2_S",
                        "vector", "vector-triples", "scalar-reference", 64, 64, 1, 1, List.of(1.0, 2.0, 9.0), List.of(8.0, 7.0), 3.76)))
                        .build()),
                breaks("verdicts", "$.crossval[0].ratio", r -> r.edit().crossval(List.of(crossval(1.6))).build()),
                breaks("verdicts", "$.policy", r -> r.edit().policy(null).build()));
    }

    private static Receipt planned(Receipt receipt, String id) {
        List<Receipt.Benchmark> benchmarks = new ArrayList<>(receipt.plan().benchmarks());
        Receipt.Benchmark b = benchmarks.get(0);
        benchmarks.add(new Receipt.Benchmark(id, b.className(), "gone", b.mode(), b.params(), b.unit(), b.better(), 1, List.of(), "00"));
        Receipt.Plan p = receipt.plan();
        // a plan with a benchmark twice can not be judged at all
        Receipt.Baseline none = new Receipt.Baseline("none", null, null, null, List.of());
        return receipt.edit()
                .baseline(none)
                .plan(new Receipt.Plan(p.profile(), p.budget(), p.forks(), p.iterations(), p.iterationTime(), p.warmupIterations(),
                        p.warmupTime(), benchmarks, p.leftOut(), p.notSelected()))
                .build();
    }

    private static Receipt samples(Receipt receipt, List<List<Double>> forks) {
        return receipt.edit().samples(List.of(new Receipt.Samples(Receipts.ADD, "score", "us/op", "lower", forks))).build();
    }

    private static Receipt estimate(Receipt receipt, double score, Double upper, int forks) {
        Receipt.Estimate e = receipt.estimates().get(0);
        return judged(receipt.edit()
                .estimates(List.of(new Receipt.Estimate(e.benchmark(), e.metric(), e.unit(), e.better(), score, e.lower(), upper, forks)))
                .build());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource({"kernelRules", "sampleRules", "verdictRules"})
    void eachRuleIsBrokenAlone(String rule, String field, UnaryOperator<Receipt> change) {
        List<Verification.Outcome> broken = broken(ReceiptJson.write(change.apply(good())));
        assertThat(broken).extracting(Verification.Outcome::line).singleElement().asString()
                .startsWith(rule + ": failed: field " + field + " ");
    }

    @Test
    void goodReceiptKeepsEveryRule() {
        List<Verification.Outcome> outcomes = Verification.of(stored(ReceiptJson.write(good())), null);
        assertThat(outcomes).extracting(Verification.Outcome::line).containsExactly("schema: ok", "digest: ok",
                "signature: ok (not signed)",
                "kernels: ok", "backend: ok", "device: ok", "fallback: ok", "complete: ok", "scores: ok", "baseline: ok", "roofline: ok",
                "fingerprint: ok", "estimates: ok", "verdicts: ok");
    }

    @Test
    void realGpuIsBelieved() {
        Receipt.Kernel device = new Receipt.Kernel("opencl", "gpu", "I2_S", "opencl", "opencl-device", null, "available",
                "GPU NVIDIA H100 (NVIDIA CUDA, driver 550.1, OpenCL 3.0)");
        Receipt receipt = judged(good().edit().kernels(List.of(VECTOR, SCALAR, OPENCL, device))
                .features(List.of(feature("gpu/opencl", "opencl"))).build());
        assertThat(broken(ReceiptJson.write(receipt))).isEmpty();
    }

    @Test
    void receiptsWithoutBenchmarksSayWhy() {
        Receipt empty = Receipts.empty().edit().policy(good().policy()).build();
        assertThat(broken(ReceiptJson.write(judged(empty)))).isEmpty();
    }

    @Test
    void whatIsNoReceiptFailsTheFirstRuleAndLeavesTheOthersUnchecked() {
        List<Verification.Outcome> outcomes = Verification.of(stored(ReceiptJson.write(good()).replace("\"1.0.0\"", "\"2.0.0\"")), null);
        assertThat(outcomes).first().extracting(Verification.Outcome::line).asString()
                .startsWith("schema: failed: field $.schemaVersion is 2.0.0, and this plugin reads 1.x");
        assertThat(outcomes).hasSize(14).filteredOn(Verification.Outcome::checked).hasSize(1);
        assertThat(broken("{}")).extracting(Verification.Outcome::rule).containsExactly("schema");
        assertThatThrownBy(() -> Verification.of(folder.resolve("none.json"), null)).isInstanceOf(Breakage.class)
                .hasMessageContaining("there is no receipt");
    }

    @Test
    void newerMinorVersionIsVerifiedOverAllItsFields() {
        ObjectNode newer = (ObjectNode) JsonMapper.shared().readTree(ReceiptJson.write(good()));
        newer.put("schemaVersion", "1.9.0").put("mood", "good");
        assertThat(broken(newer.toString())).extracting(Verification.Outcome::rule).containsExactly("digest");
    }

    @Test
    void anySingleLeafThatIsChangedIsFound() throws IOException {
        Receipt signed = ReceiptSignature.sign(ReceiptJson.read(ReceiptJson.write(good())), ReceiptKeys.privateKey(pem(PRIVATE_KEY)));
        String json = ReceiptJson.write(signed);
        assertThat(broken(json)).isEmpty();
        ObjectNode tree = (ObjectNode) JsonMapper.shared().readTree(json);
        List<String> accepted = new ArrayList<>();
        int[] leaves = new int[1];
        eachLeaf(tree, "$", path -> {
            leaves[0]++;
            if (broken(tree.toString()).isEmpty()) {
                accepted.add(path);
            }
        });
        assertThat(accepted).isEmpty();
        assertThat(leaves[0]).isGreaterThan(150);
        assertThat(broken(tree.toString())).as("put back").isEmpty();
    }

    /** Changes each leaf in turn, and puts it back. */
    private static void eachLeaf(JsonNode node, String at, Consumer<String> changed) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode old = object.get(name);
                if (old.isContainer()) {
                    eachLeaf(old, at + "." + name, changed);
                } else {
                    object.set(name, other(old));
                    changed.accept(at + "." + name);
                    object.set(name, old);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode old = array.get(i);
                if (old.isContainer()) {
                    eachLeaf(old, at + "[" + i + "]", changed);
                } else {
                    array.set(i, other(old));
                    changed.accept(at + "[" + i + "]");
                    array.set(i, old);
                }
            }
        }
    }

    private static JsonNode other(JsonNode leaf) {
        ArrayNode one = JsonMapper.shared().createArrayNode();
        if (leaf.isBoolean()) {
            one.add(!leaf.booleanValue());
        } else if (leaf.isIntegralNumber()) {
            one.add(leaf.longValue() + 1);
        } else if (leaf.isNumber()) {
            one.add(Math.nextUp(leaf.doubleValue()));
        } else {
            String text = leaf.stringValue();
            int last = text.length() - 1;
            one.add(text.isEmpty() ? "x" : text.substring(0, last) + (text.charAt(last) == '1' ? '2' : '1'));
        }
        return one.get(0);
    }

    private Path pem(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "key", ".pem"), text);
    }

    @Test
    void signatureTellsWhoSigned() throws IOException {
        Path file = stored(ReceiptJson.write(good()));
        new SigningKey(pem(PRIVATE_KEY)).sign(file);
        String signed = Files.readString(file);
        assertThat(signature(file, null)).isEqualTo(
                "signature: ok (self-declared: checked with the key that the receipt carries; benchmark.publicKey tells who signed)");
        assertThat(signature(file, PUBLIC_KEY)).isEqualTo("signature: ok");
        assertThat(signature(file, OTHER_KEY)).startsWith("signature: failed: field $.signature.publicKey is not benchmark.publicKey");
        // the same key and receipt give the same signature, and judging again keeps it
        new SigningKey(pem(PRIVATE_KEY)).sign(file);
        assertThat(file).hasContent(signed);
        Check check = new Check(file);
        assertThat(check.write(check.judge(check.policy(), null))).hasContent(signed);
        // over another content it is left out
        stored(ReceiptJson.write(ReceiptJson.read(signed).edit().runId("run-3").build()));
        assertThat(signature(file, null)).isEqualTo("signature: ok (not signed)");
        assertThat(signature(file, PUBLIC_KEY)).startsWith("signature: failed: field $.signature is missing");
        // one that was made over another digest
        ObjectNode moved = (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
        moved.set("signature", JsonMapper.shared().readTree(signed).get("signature"));
        assertThat(broken(moved.toString())).extracting(Verification.Outcome::line).singleElement().asString()
                .startsWith("signature: failed: field $.signature.value does not fit");
    }

    private String signature(Path file, String key) throws IOException {
        return Verification.of(file, key == null ? null : ReceiptKeys.publicKey(pem(key))).stream()
                .filter(outcome -> outcome.rule().equals("signature")).findFirst().orElseThrow().line();
    }

    @Test
    void wrongKeysAreNamed() throws IOException {
        Path publicKey = pem(PUBLIC_KEY);
        assertThatThrownBy(() -> new SigningKey(publicKey)).isInstanceOf(Breakage.class)
                .hasMessageContainingAll("benchmark.signingKey", publicKey.toString(), "BEGIN PRIVATE KEY", "openssl genpkey");
        Path missing = folder.resolve("none.pem");
        assertThatThrownBy(() -> ReceiptKeys.publicKey(missing)).isInstanceOf(Breakage.class)
                .hasMessageContainingAll("benchmark.publicKey", "none.pem", "can not be read");
        Path damaged = pem(PRIVATE_KEY.replace("MC4C", "MC4D"));
        assertThatThrownBy(() -> new SigningKey(damaged)).isInstanceOf(Breakage.class).hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> ReceiptSignature.sign(good(), ReceiptKeys.privateKey(pem(PRIVATE_KEY))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goalFailsWithTheFirstRule() throws Exception {
        VerifyReceiptMojo mojo = new VerifyReceiptMojo();
        Field receipt = VerifyReceiptMojo.class.getDeclaredField("receipt");
        receipt.setAccessible(true);
        receipt.set(mojo, stored(ReceiptJson.write(good())).toFile());
        mojo.execute();
        stored(ReceiptJson.write(good()).replace("\"run-2\"", "\"run-9\""));
        assertThatThrownBy(mojo::execute).isInstanceOf(MojoFailureException.class)
                .hasMessageContainingAll("rule digest: failed: field $.digest", "Next: ");
    }
}
