package org.bitnetj.benchmark.mojo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.apache.maven.reporting.AbstractMavenReport;
import org.apache.maven.reporting.MavenReportException;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.view.html.HtmlReport;

/** What the reports of the site have in common. They read receipts, and measure nothing. */
abstract class SiteReportMojo extends AbstractMavenReport {
    static final String RECEIPT = "benchmark/receipt.json";

    @Override
    public final String getDescription(Locale locale) {
        return "What the benchmarks measured, and how it compares with the baseline.";
    }

    /** A receipt, unchanged since it was written. */
    static Receipt read(Path path) throws MavenReportException {
        try {
            Receipt receipt = ReceiptJson.read(Files.readString(path));
            if (!ReceiptJson.digest(receipt).equals(receipt.digest())) {
                throw new MavenReportException(
                        path + " was changed after it was written: its digest does not match; run the benchmarks again");
            }
            return receipt;
        } catch (IOException | RuntimeException e) {
            throw new MavenReportException("can not read the receipt " + path + ": " + e.getMessage(), e);
        }
    }

    /** Puts the page with pictures into the site; where it is, relative to the site. */
    final String copyPage(Receipt receipt, String name) throws MavenReportException {
        Path file = getReportOutputDirectory().toPath().resolve("benchmark").resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, HtmlReport.of(receipt));
            return "benchmark/" + name;
        } catch (IOException e) {
            throw new MavenReportException("can not write " + file + ": " + e, e);
        }
    }
}
