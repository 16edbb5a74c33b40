package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Files;
import java.util.Locale;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.MavenReportException;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.html.Report;

/**
 * A page of the site with what the benchmarks of this module measured, and beside it the report with pictures. Measures nothing: a module without receipt
 * has no page.
 */
@Mojo(name = "report", threadSafe = true)
public final class ReportMojo extends SiteReportMojo {
    /** The receipt. */
    @Parameter(property = "benchmark.receipt", defaultValue = "${project.build.directory}/" + RECEIPT)
    private File receipt;

    /** Called by Maven. */
    public ReportMojo() {}

    /** Deprecated by its interface, which still asks for it. */
    @Override
    @SuppressWarnings("deprecation")
    public String getOutputName() {
        return "benchmarks";
    }

    @Override
    public String getName(Locale locale) {
        return "Benchmarks";
    }

    @Override
    public boolean canGenerateReport() {
        boolean there = Files.isRegularFile(receipt.toPath());
        if (!there) {
            getLog().info("no page on benchmarks: there is no " + receipt + "; the goal run makes one");
        }
        return there;
    }

    @Override
    protected void executeReport(Locale locale) throws MavenReportException {
        Receipt read = read(receipt.toPath());
        new ReportPage(getSink()).write(Report.of(read), copyPage(read, "report.html"));
    }
}
