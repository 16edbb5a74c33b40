package org.bitnetj.benchmark.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures in the documents are those of the receipt beside them. Run with {@code -Dperformance.write} to take over those of another receipt. */
class PerformanceTableTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String RECEIPT = "src/site/resources/receipts/bitnet-kernels.json";
    private static final String START = "<!-- performance:start -->\n";
    private static final String END = "<!-- performance:end -->";
    private static Receipt receipt;

    @BeforeAll
    static void read() throws IOException {
        receipt = ReceiptJson.read(Files.readString(ROOT.resolve(RECEIPT)));
    }

    @ParameterizedTest
    @CsvSource({"README.md, " + RECEIPT, "src/site/markdown/performance.md, receipts/bitnet-kernels.json"})
    void documentsHaveTheFiguresOfTheReceipt(String document, String link) throws IOException {
        Path file = ROOT.resolve(document);
        String text = Files.readString(file);
        int from = text.indexOf(START) + START.length();
        int to = text.indexOf(END);
        assertThat(from).as("markers in %s", document).isGreaterThan(START.length()).isLessThanOrEqualTo(to);
        String table = new PerformanceTable(receipt).markdown(link);
        if (System.getProperty("performance.write") != null) {
            Files.writeString(file, text.substring(0, from) + table + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(table);
        }
    }

    @Test
    void whatWasNotMeasuredIsNoRow() {
        Receipt none = receipt.edit().estimates(List.of()).build();
        assertThatThrownBy(() -> new PerformanceTable(none).markdown("x")).hasMessageContaining("is 0 times in the receipt");
        Receipt alone = receipt.edit().crossval(List.of()).build();
        assertThatThrownBy(() -> new PerformanceTable(alone).markdown("x")).hasMessageContaining("BITNET_REFERENCE");
    }
}
