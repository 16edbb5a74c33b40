package org.bitnetj.kernels.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.DataInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.pack.Packing;
import org.bitnetj.kernels.quantize.TernaryQuantizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The commands as a user runs them, on the tiny model. */
class CommandLineTest {
    private static String model;

    @TempDir
    private Path folder;

    private record Result(int status, String out, String err) {
        JsonNode json() {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void find() throws Exception {
        model = Path.of(Objects.requireNonNull(CommandLineTest.class.getResource("/tiny-bitnet/tiny-bitnet.gguf")).toURI()).toString();
    }

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new Result(status, out.toString(), err.toString());
    }

    private static Result done(String... args) {
        Result result = run(args);
        assertThat(result.err).doesNotContain("\tat ");
        assertThat(result.status).as(result.err).isZero();
        return result;
    }

    private static void refused(int status, String message, String... args) {
        Result result = run(args);
        assertThat(result.status).as(result.err).isEqualTo(status);
        assertThat(result.err).startsWith("bitnet: ").contains(message).doesNotContain("\tat ");
        assertThat(result.out).isEmpty();
    }

    @Test
    void generatesTextAndNothingElseOnStandardOutput() {
        Result result = done("generate", "--model", model, "--prompt", "And the LORD said unto", "--max-tokens", "12", "--temperature",
                "0");
        assertThat(result.out).startsWith(" ").endsWith(System.lineSeparator()).hasLineCount(1);
        assertThat(result.err).contains("tiny-bitnet").contains("greedy").contains("tokens/s").contains("ended by max tokens");
        Result echoed = done("generate", "-m", model, "-p", "And the LORD said unto", "-n", "12", "-t", "0", "--echo", "--quiet");
        assertThat(echoed.out).isEqualTo("And the LORD said unto" + result.out);
        assertThat(echoed.err).isEmpty();
    }

    @Test
    void theSeedDecidesAndJsonSaysEverything() {
        String[] args = {"generate", "-m", model, "-p", "In the beginning", "-n", "20", "--seed", "7", "--json"};
        JsonNode one = done(args).json();
        assertThat(done(args).json().get("text")).isEqualTo(one.get("text"));
        args[8] = "8";
        assertThat(done(args).json().get("text")).isNotEqualTo(one.get("text"));
        assertThat(one.get("tokens").size()).isEqualTo(20);
        assertThat(one.get("end").asString()).isEqualTo("max_tokens");
        assertThat(one.get("seed").asInt()).isEqualTo(7);
        assertThat(one.get("decode_steps").asInt()).isEqualTo(19);
        assertThat(one.get("decode_tokens_per_second").asDouble()).isPositive();
        assertThat(one.get("architecture").asString()).isEqualTo("bitnet-b1.58");
    }

    @Test
    void aPromptComesFromAFileAndAStopTextEndsIt() throws Exception {
        Path prompt = Files.writeString(folder.resolve("prompt.txt"), "And the LORD said unto");
        String text = done("generate", "-m", model, "--prompt-file", prompt.toString(), "-n", "12", "-t", "0").out;
        String word = text.strip().split(" ", 3)[1];
        Result stopped = done("generate", "-m", model, "--prompt-file", prompt.toString(), "-n", "12", "-t", "0", "--stop", word);
        assertThat(text).startsWith(stopped.out.stripTrailing());
        assertThat(stopped.out).doesNotContain(word);
        assertThat(stopped.err).contains("ended by stop text");
    }

    @Test
    void measuresPerplexity() throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), "In the beginning God created the heaven and the earth.\n".repeat(20));
        JsonNode result = done("perplexity", "-m", model, "--text", text.toString(), "--json").json();
        assertThat(result.get("bytes").asInt()).isEqualTo(1100);
        assertThat(result.get("perplexity").asDouble()).isCloseTo(Math.exp(result.get("nats_per_token").asDouble()), within(1e-9))
                .isBetween(1.0,
                        50.0);
        assertThat(done("perplexity", "-m", model, "--text", text.toString()).out).startsWith("perplexity ").hasLineCount(1);
    }

    @Test
    void inspectsWhatAFileHolds() {
        String text = done("inspect", model).out;
        assertThat(text).contains("general.architecture  STRING  \"bitnet-b1.58\"")
                .contains("tokenizer.ggml.tokens  STRING[512]  [\"!\", \"\\\"\", ")
                .contains("blk.5.ffn_down.weight").contains("I2_S (blocks of 128), scale ").contains("42 tensors")
                .contains("model: bitnet-b1.58, 6 layers, hidden 256");
        JsonNode json = done("inspect", "--json", "--array", "2", model).json();
        assertThat(json.get("metadata").get("tokenizer.ggml.tokens").get("first").size()).isEqualTo(2);
        assertThat(json.get("metadata").get("bitnet-b1.58.context_length").asInt()).isEqualTo(256);
        assertThat(json.get("tensors").size()).isEqualTo(68);
        assertThat(json.get("version").asInt()).isEqualTo(3);
    }

    @Test
    void preparesAModelThatThenSaysTheSame() throws Exception {
        String copy = Files.copy(Path.of(model), folder.resolve("copy.gguf")).toString();
        String[] generate = {"generate", "-m", copy, "-p", "And the LORD said unto", "-n", "12", "-t", "0", "--head", "int8", "--json"};
        JsonNode before = done(generate).json();
        assertThat(before.get("prepared").asBoolean()).isFalse();
        Result result = done("prepare", copy, "--head", "int8", "--json");
        assertThat(result.json().get("prepared").asString()).isEqualTo(copy + ".prepared");
        assertThat(result.json().get("bytes").asLong()).isEqualTo(Files.size(Path.of(copy + ".prepared")));
        assertThat(result.err).contains(copy + ".prepared: ").contains("as long as that stays as it is");
        JsonNode after = done(generate).json();
        assertThat(after.get("prepared").asBoolean()).isTrue();
        assertThat(after.get("text")).isEqualTo(before.get("text"));
        assertThat(done("prepare", copy, "--quiet").err).isEmpty();
        // As long as it stays as it is.
        done("convert", "--to", "tq2_0", "--force", copy, copy);
        assertThat(done("generate", "-m", copy, "-p", "And", "-n", "2").err)
                .contains("note: prepared weights are not used: " + copy + ".prepared: the model is another one");
        done("prepare", copy);
        assertThat(done("generate", "-m", copy, "-p", "And", "-n", "2").err).doesNotContain("note:").contains("from prepared weights");
        refused(1, "no file", "prepare", folder.resolve("none.gguf").toString());
        refused(2, "--head", "prepare", copy, "--head", "int4");
    }

    @ParameterizedTest
    @CsvSource({"i2_s,40", "tl1,38", "tl2,39", "tq1_0,36", "tq2_0,37"})
    void convertsToEveryFormatAndTheModelSaysTheSame(String format, int fileType) throws Exception {
        Path target = folder.resolve("converted.gguf");
        Result result = done("convert", "--to", format, model, target.toString());
        assertThat(result.out).isEmpty();
        assertThat(result.err).contains("42 tensors");
        try (GgufFile before = GgufFile.open(Path.of(model)); GgufFile after = GgufFile.open(target)) {
            assertThat(after.metadata().getInt("general.file_type")).isEqualTo(fileType);
            for (GgufTensor tensor : before.tensors()) {
                if (tensor.type() != GgufType.I2_S) {
                    assertThat(after.tensor(tensor.name()).data().mismatch(tensor.data())).isEqualTo(-1);
                    continue;
                }
                assertThat(after.tensor(tensor.name()).type().name()).isEqualToIgnoringCase(format);
                assertThat(Packing.unpack(GgufLayouts.read(after, tensor.name())).toArray())
                        .isEqualTo(Packing.unpack(GgufLayouts.read(before, tensor.name())).toArray());
            }
        }
        String[] generate = {"generate", "-p", "And the LORD", "-n", "10", "-t", "0", "-m", target.toString()};
        String converted = done(generate).out;
        generate[8] = model;
        assertThat(converted).isEqualTo(done(generate).out);
        // Back again: byte for byte what it was, where the scale was not rounded.
        if (!format.startsWith("tq")) {
            Path back = folder.resolve("back.gguf");
            done("convert", "--to", "i2_s", target.toString(), back.toString());
            try (GgufFile before = GgufFile.open(Path.of(model)); GgufFile after = GgufFile.open(back)) {
                for (GgufTensor tensor : before.tensors()) {
                    assertThat(after.tensor(tensor.name()).data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
                }
            }
        }
    }

    /** A file of the tiny model as it was before its weights were packed. */
    private Path real() throws Exception {
        Path target = folder.resolve("real.gguf");
        try (GgufFile file = GgufFile.open(Path.of(model))) {
            GgufWriter writer = new GgufWriter().putAll(file.metadata());
            for (GgufTensor tensor : file.tensors()) {
                if (tensor.type() != GgufType.I2_S) {
                    writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
                    continue;
                }
                float[] weights = TernaryQuantizer.dequantize(Packing.unpack(GgufLayouts.read(file, tensor.name())));
                var bytes = Arena.ofAuto().allocate(4L * weights.length, 4);
                MemorySegment.copy(weights, 0, bytes,
                        ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN), 0, weights.length);
                writer.addTensor(tensor.name(), GgufType.F32, tensor.shape(), bytes);
            }
            writer.writeTo(target);
        }
        return target;
    }

    @Test
    void quantizesRealWeights() throws Exception {
        Path real = real();
        Path target = folder.resolve("ternary.gguf");
        JsonNode result = done("quantize", "--method", "sign", "--json", real.toString(), target.toString()).json();
        assertThat(result.get("tensors").asInt()).isEqualTo(42);
        assertThat(result.get("relative_error").asDouble()).isZero();
        assertThat(result.get("zeros").asDouble()).isBetween(0.31, 0.38);
        try (GgufFile before = GgufFile.open(Path.of(model)); GgufFile after = GgufFile.open(target)) {
            for (GgufTensor tensor : before.tensors()) {
                assertThat(after.tensor(tensor.name()).data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
            }
        }
        Path absmean = folder.resolve("absmean.gguf");
        assertThat(done("quantize", "--to", "tl2", real.toString(), absmean.toString()).err).contains("TL2")
                .contains("% of 4,718,592 weights are zero");
    }

    @Test
    void aShapeThatAFormatCannotHoldIsNamedAndNothingIsWritten() throws Exception {
        Path odd = folder.resolve("odd.gguf");
        var floats = MemorySegment.ofArray(new byte[4 * 8 * 100]);
        new GgufWriter().putString("general.architecture", "bitnet")
                .addTensor("blk.0.attn_q.weight", GgufType.F32, new long[]{100, 8}, floats)
                .addTensor("blk.0.attn_k.weight", GgufType.F32, new long[]{100, 8}, floats).writeTo(odd);
        for (String format : List.of("i2_s", "tl1", "tl2", "tq1_0", "tq2_0")) {
            refused(Main.FAILED, "2 of 2 tensors", "quantize", "--to", format, odd.toString(), folder.resolve("x.gguf").toString());
            refused(Main.FAILED, "blk.0.attn_k.weight F32 [100, 8]", "quantize", "--to", format, odd.toString(),
                    folder.resolve("x.gguf").toString());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(odd);
        }
    }

    @Test
    void anExistingTargetIsLeftAloneUnlessForced() throws Exception {
        Path target = Files.writeString(folder.resolve("there.gguf"), "precious");
        refused(Main.FAILED, "--force", "convert", "--to", "tq2_0", model, target.toString());
        assertThat(target).hasContent("precious");
        done("convert", "--force", "--to", "tq2_0", model, target.toString());
        // Onto itself as well.
        done("convert", "--force", "--to", "i2_s", target.toString(), target.toString());
        assertThat(done("inspect", target.toString()).out).contains("I2_S (blocks of 128)");
    }

    @Test
    void targetsThatCannotBeWrittenAreRefusedBeforeTheWork() {
        refused(Main.FAILED, "is a directory", "convert", "--to", "tl1", model, folder.toString());
        refused(Main.FAILED, "there is no folder", "convert", "--to", "tl1", model, folder.resolve("none/x.gguf").toString());
    }

    @Test
    void filesThatAreNoneOrNoModelsAreNamed() throws Exception {
        String none = folder.resolve("none.gguf").toString();
        Path text = Files.writeString(folder.resolve("text.txt"), "no model");
        for (String[] command : new String[][]{{"generate", "-p", "x", "-m"}, {"perplexity", "--text", text.toString(), "-m"},
            {"inspect"}}) {
            List<String> start = List.of(command);
            refused(Main.FAILED, "none.gguf: file: found no file", with(start, none));
            refused(Main.FAILED, "found a directory", with(start, folder.toString()));
            refused(Main.FAILED, "magic: found 6e 6f 20 6d", with(start, text.toString()));
        }
        refused(Main.FAILED, "none is ternary", "convert", "--to", "tl1", real().toString(), none);
        refused(Main.FAILED, "none is a linear weight", "quantize", model, none);
        refused(Main.FAILED, "no such file", "perplexity", "-m", model, "--text", none);
    }

    private static String[] with(List<String> start, String last) {
        return Stream.concat(start.stream(), Stream.of(last)).toArray(String[]::new);
    }

    @Test
    void textThatIsNoUtf8IsRefused() throws Exception {
        Path latin = Files.write(folder.resolve("latin.txt"), "größer".getBytes(StandardCharsets.ISO_8859_1));
        refused(Main.FAILED, "no UTF-8", "generate", "-m", model, "--prompt-file", latin.toString());
        refused(Main.FAILED, "no UTF-8", "perplexity", "-m", model, "--text", latin.toString());
        refused(Main.NOT_UNDERSTOOD, "LC_ALL", "generate", "-m", model, "-p", "gr\uFFFD\uFFFDer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            --promt x             ; Did you mean --prompt?
            --max-token=5         ; Did you mean --max-tokens?
            -p x --tempreture 1   ; Did you mean --temperature?
            -p x -t -1            ; "temperature is -1.0; it must be"
            -p x --top-p 0        ; top-p is 0.0
            -p x -n 0             ; max tokens is 0
            -p x -n many          ; '--max-tokens': 'many' is not an int
            -p x --backend cuda   ; choose one of auto,
            -p x --threads 0      ; at least 1
            -p x --head int4      ; [STORED, INT8]
            -p x --stop=          ; a stop text is empty
            --echo                ; (-p=TEXT | --prompt-file=FILE)
            -p x --prompt-file y  ; mutually exclusive
            """)
    void whatIsNotUnderstoodIsExplained(String args, String message) {
        String[] all = Stream.concat(Stream.of("generate", "-m", model), Stream.of(args.split(" ", -1))).toArray(String[]::new);
        refused(Main.NOT_UNDERSTOOD, message, all);
        assertThat(run(all).err).contains("Try 'bitnet generate --help'.");
    }

    @Test
    void commandsAreSuggestedAndListed() {
        refused(Main.NOT_UNDERSTOOD, "Did you mean generate?", "genrate");
        refused(Main.NOT_UNDERSTOOD, "Choose one of: generate, perplexity, inspect, convert, quantize");
        refused(Main.NOT_UNDERSTOOD, "--model", "generate", "-p", "x");
        assertThat(run("xylophone").err).doesNotContain("Did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "perplexity", "inspect", "convert", "quantize"})
    void helpTeachesByExamples(String command) {
        String help = done(command, "--help").out;
        assertThat(help).contains("Usage: bitnet " + command).contains("Examples:").contains("  bitnet " + command + " ")
                .contains("--json");
        assertThat(done("help", command).out).isEqualTo(help);
        assertThat(done("--help").out).contains(command).contains("Exit status:");
    }

    /** 52 is Java 8: whoever starts the jar with an old Java is told so, and not by a stack trace. */
    @Test
    void theLauncherIsForAnyJava() throws Exception {
        try (var in = new DataInputStream(Objects.requireNonNull(CommandLineTest.class.getResourceAsStream("Launcher.class")))) {
            assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(in.readInt()).isEqualTo(52);
        }
    }

    @Test
    void theVersionIsTold() {
        assertThat(done("--version").out).startsWith("bitnet ").contains("Java 25");
    }

    @Test
    void aChatNeedsATemplateThatIsKnown() {
        refused(Main.FAILED, "tokenizer.chat_template", "generate", "--model", model, "--prompt", "a", "--chat");
        refused(Main.FAILED, "no control token <|eot_id|>", "generate", "--model", model, "--prompt", "a", "--chat=bitnet-2b4t");
        refused(Main.NOT_UNDERSTOOD, "choose one of bitnet-2b4t, llama-3", "generate", "--model", model, "--prompt", "a", "--chat=alpaca");
        refused(Main.NOT_UNDERSTOOD, "--system goes with --chat", "generate", "--model", model, "--prompt", "a", "--system", "b");
        refused(Main.NOT_UNDERSTOOD, "leave --special out", "generate", "--model", model, "--prompt", "a", "--chat", "--special");
    }
}
