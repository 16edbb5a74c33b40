package org.bitnetj.benchmark.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineStoreTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final List<List<Double>> QUIET = List.of(List.of(100.0), List.of(100.4), List.of(99.7), List.of(100.1), List.of(99.9));

    @TempDir
    Path folder;
    private BaselineStore store;

    @BeforeEach
    void open() {
        store = new BaselineStore(folder.resolve("baseline"), "org.example:suite");
    }

    private static Receipt measured(String runId, double factor) {
        List<List<Double>> forks = QUIET.stream().map(fork -> List.of(fork.get(0) * factor)).toList();
        return ReceiptJson.read(ReceiptJson.write(Receipts.measured(runId, "00", forks)));
    }

    private Path accept(Receipt receipt, String reason) {
        Acceptance.Accepted accepted = Acceptance.of(receipt, store, reason, NOW);
        return store.write(accepted.baseline(), accepted.session());
    }

    private static String fingerprint() {
        return measured("x", 1).environment().fingerprint();
    }

    @Test
    void acceptedScoresAreReadBackRaw() throws IOException {
        assertThat(store.section(fingerprint()).state()).isEqualTo("none");
        Path file = accept(measured("run-1", 1), null);
        assertThat(file.getFileName()).hasToString("suite-" + fingerprint().substring(0, 12) + ".json");
        Receipt.Baseline section = store.section(fingerprint());
        assertThat(section.state()).isEqualTo("found");
        assertThat(section.entries()).containsExactly(new Receipt.BaselineEntry(Receipts.ADD, "00", "run-1", false, "score", "us/op",
                "lower", QUIET));
        assertThat(Files.readString(file)).contains("\"forks\" : [ [ 100.0 ], [ 100.4 ],",
                "\"reason\" : \"first baseline of this machine\"");
        assertThat(store.sessions(fingerprint())).singleElement().satisfies(session -> {
            assertThat(session.runId()).isEqualTo("run-1");
            assertThat(session.costs()).containsEntry(Receipts.ADD, Math.log(100));
        });
    }

    @Test
    void historyIsOnlyAppendedTo() throws IOException {
        accept(measured("run-1", 1), null);
        Path history = folder.resolve("baseline/suite-" + fingerprint().substring(0, 12) + ".history.jsonl");
        String before = Files.readString(history);
        accept(measured("run-2", 1), null);
        assertThat(Files.readString(history)).startsWith(before).hasLineCount(2);
        Files.writeString(history, before + "{\"acc");
        assertThatThrownBy(() -> store.sessions(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining("line 2 of the history");
    }

    @Test
    void regressedRunNeedsAReason() {
        accept(measured("run-1", 1), null);
        Receipt slower = measured("run-2", 1.2);
        assertThatThrownBy(() -> accept(slower, null)).isInstanceOf(Breakage.class).hasMessageContaining("benchmark.reason")
                .hasMessageContaining(Receipts.ADD).hasMessageContaining("+20.0 %");
        assertThat(store.section(fingerprint()).entries().get(0).runId()).isEqualTo("run-1");
        accept(slower, "safer");
        assertThat(store.section(fingerprint()).entries().get(0).runId()).isEqualTo("run-2");
        assertThat(store.sessions(fingerprint())).extracting(Session::reason).containsExactly("first baseline of this machine", "safer");
    }

    @Test
    void improvedRunNeedsNone() {
        accept(measured("run-1", 1), null);
        accept(measured("run-2", 0.8), null);
        assertThat(store.section(fingerprint()).entries().get(0).runId()).isEqualTo("run-2");
    }

    @Test
    void forgedPartialAndDirtyReceiptsAreRefused() {
        Receipt good = measured("run-1", 1);
        Receipt forged = good.withGates(List.of(new Receipt.Gate("g", "pass", "success", List.of(), "e")));
        assertThatThrownBy(() -> accept(forged, "please")).isInstanceOf(Breakage.class).hasMessageContaining("digest");
        Receipt partial = ReceiptJson.read(ReceiptJson.write(Receipts.failed()));
        assertThatThrownBy(() -> accept(partial, "please")).isInstanceOf(Breakage.class).hasMessageContaining("partial");
        Receipt empty = ReceiptJson.read(ReceiptJson.write(Receipts.empty()));
        assertThatThrownBy(() -> accept(empty, "please")).isInstanceOf(Breakage.class).hasMessageContaining("no measurement");
        Receipt dirty = ReceiptJson.read(ReceiptJson.write(good).replace("\"dirty\" : false", "\"dirty\" : true"));
        Receipt signed = ReceiptJson.read(ReceiptJson.write(dirty));
        assertThatThrownBy(() -> accept(signed, null)).isInstanceOf(Breakage.class).hasMessageContaining("not committed");
        accept(signed, "a trial");
        assertThat(store.section(fingerprint()).entries().get(0).dirty()).isTrue();
    }

    @Test
    void baselineOfAnotherMachineIsForeign() {
        accept(measured("run-1", 1), null);
        Receipt.Baseline section = store.section("f".repeat(64));
        assertThat(section.state()).isEqualTo("foreign");
        assertThat(section.fingerprint()).isEqualTo(fingerprint());
    }

    @Test
    void anotherModulesFileIsRefused() throws IOException {
        Path file = accept(measured("run-1", 1), null);
        Files.writeString(file, Files.readString(file).replace("org.example:suite", "org.other:suite"));
        assertThatThrownBy(() -> store.section(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining("org.other:suite");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"schemaVersion\" : \"1.0.0\" | \"schemaVersion\" : \"2.0.0\" | newer version of the plugin",
        "\"schemaVersion\" : \"1.0.0\" | \"schemaVersion\" : \"new\" | no schemaVersion", "[ 100.0 ] | [ ] | without samples",
        "[ 100.0 ] | [ -1.0 ] | score of -1.0", "[ 100.0 ] | [ 0.0 ] | score of 0.0", "[ 100.0 ] | [ \"Infinity\" ] | Infinity",
        "[ 100.0 ] | [ null ] | null", "\"byteCode\" : \"00\" | \"surprise\" : 1 | damaged", "} ] | } ], | damaged"})
    void damagedBaselinesAreRefusedWithWhatIsWrong(String from, String to, String message) throws IOException {
        Path file = accept(measured("run-1", 1), null);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        assertThatThrownBy(() -> store.section(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining(file.toString())
                .hasMessageContaining(message).hasMessageContaining("restore it from version control");
    }

    @Test
    void emptyAndTruncatedBaselinesAreRefused() throws IOException {
        Path file = accept(measured("run-1", 1), null);
        String text = Files.readString(file);
        Files.writeString(file, "");
        assertThatThrownBy(() -> store.section(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining("it is empty");
        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThatThrownBy(() -> store.section(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining("damaged");
        Files.writeString(file, "[1, 2]");
        assertThatThrownBy(() -> store.section(fingerprint())).isInstanceOf(Breakage.class).hasMessageContaining("no baseline");
    }

    @Test
    void waiversAreRead() throws IOException {
        assertThat(store.waivers()).isEmpty();
        Files.createDirectories(folder.resolve("baseline"));
        Path file = folder.resolve("baseline/waivers.json");
        Files.writeString(file, "[{\"benchmark\": \"b\", \"metric\": \"score\", \"ceiling\": 1.1, \"expires\": \"2027-01-31\","
                + " \"issue\": \"SUM-1\", \"reason\": \"r\"}]");
        assertThat(store.waivers()).singleElement().satisfies(waiver -> assertThat(waiver.ceiling()).isEqualTo(1.1));
        Files.writeString(file, Files.readString(file).replace("\"r\"", "\"\""));
        assertThatThrownBy(store::waivers).isInstanceOf(Breakage.class).hasMessageContaining("b lacks some");
        Files.writeString(file, "{");
        assertThatThrownBy(store::waivers).isInstanceOf(Breakage.class).hasMessageContaining("it is a list such as");
    }
}
