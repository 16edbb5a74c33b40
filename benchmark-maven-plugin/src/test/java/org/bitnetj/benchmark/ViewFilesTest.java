package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewFilesTest {
    private static final Receipt RECEIPT = Judge.judge(Receipts.measured("run-2", "00", List.of(List.of(1.0), List.of(1.1))), "g");

    @TempDir
    Path folder;

    private final List<String> infos = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Console console = new Console() {
        @Override
        public void info(String line) {
            infos.add(line);
        }

        @Override
        public void warn(String line) {
            warnings.add(line);
        }
    };

    @Test
    void ledgerIsCreatedWithItsFolderAndEditedThroughALink() throws IOException {
        Path ledger = folder.resolve("docs/ledger.md");
        new ViewFiles(folder, ledger, null).write(RECEIPT, console);
        assertThat(folder.resolve("decision.md")).content().contains("- **Next**: review-performance-regression-detector");
        String first = Files.readString(ledger);
        assertThat(first).contains("| g | pass | benchmarks: jmh: 1 benchmark ok |");
        Path link = Files.createSymbolicLink(folder.resolve("link.md"), ledger);
        new ViewFiles(folder, link, null).write(RECEIPT.edit().runId("run-3").build(), console);
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(ledger)).isNotEqualTo(first).contains(" run-2: ", " run-3: ");
        assertThat(warnings).isEmpty();
    }

    @Test
    void brokenLedgerIsUntouchedAndNamed() throws IOException {
        Path ledger = Files.writeString(folder.resolve("ledger.md"), "a\n<!-- gates:start -->\n");
        ViewFiles views = new ViewFiles(folder, ledger, null);
        assertThatThrownBy(views::check).isInstanceOf(Breakage.class)
                .hasMessageContaining(ledger.toString()).hasMessageContaining("has no <!-- gates:end -->").hasMessageContaining("Correct");
        assertThatThrownBy(() -> views.writeBeforeVerdict(RECEIPT, console)).isInstanceOf(Breakage.class);
        assertThat(ledger).hasContent("a\n<!-- gates:start -->\n");
        // the other views are there all the same
        assertThat(folder.resolve("decision.md")).exists();
        // and a verdict is not hidden by it
        Receipt red = RECEIPT.withGates(List.of(new Receipt.Gate("g", "failure", "failure", List.of("x"), "e")));
        views.writeBeforeVerdict(red, console);
        assertThat(warnings).singleElement().asString().contains("can not be edited");
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        Path ledger = Files.write(folder.resolve("ledger.md"), "ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new ViewFiles(folder, ledger, null).check()).isInstanceOf(Breakage.class)
                .hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> new ViewFiles(folder, folder, " ").check()).isInstanceOf(Breakage.class)
                .hasMessageContaining("name a Markdown file");
    }

    @Test
    void allViewsAreWrittenAndTheStepSummaryGrows() throws IOException {
        Path summary = Files.writeString(folder.resolve("summary.md"), "before\n");
        Files.writeString(folder.resolve("check-run.json"), "stale");
        ViewFiles views = new ViewFiles(folder, null, summary.toString());
        views.write(RECEIPT, console);
        for (String name : ViewFiles.NAMES) {
            assertThat(folder.resolve(name)).as(name).isNotEmptyFile();
        }
        String once = Files.readString(summary);
        assertThat(once).startsWith("before\n## g: pass\n").contains("| Benchmark | Score |");
        views.write(RECEIPT, console);
        assertThat(Files.readString(summary)).isEqualTo(once + once.substring("before\n".length()));
    }

    @Test
    void withoutCommitThereIsNoCheckRunAndTheReasonIsTold() throws IOException {
        Receipt receipt = RECEIPT.edit().source(new Receipt.Source("m", "1", null, null, null, "git could not be run")).build();
        Files.writeString(folder.resolve("check-run.json"), "of an earlier run");
        new ViewFiles(folder, null, null).write(receipt, console);
        assertThat(folder.resolve("check-run.json")).doesNotExist();
        assertThat(infos).containsExactly("no check-run.json: the commit is unknown: git could not be run");
    }

    @Test
    void aStepSummaryThatCanNotBeWrittenIsAWarning() {
        new ViewFiles(folder, null, folder.resolve("nowhere/summary.md").toString()).write(RECEIPT, console);
        assertThat(warnings).singleElement().asString().contains("GITHUB_STEP_SUMMARY", "nowhere");
    }
}
