package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.reporting.MavenReportException;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.html.Report;

/**
 * One page on the benchmarks of all modules: the verdict of each, its evidence, and its report with pictures. Reads receipts, and measures nothing.
 *
 * <p>Maven builds the top project, and with it its site, before any module has measured. So bind this goal to the phase {@code site} in the module that is built
 * last: it then writes its page into the site of the top project. As a report of the top project it shows the receipts of an earlier build.
 */
@Mojo(name = "report-aggregate", defaultPhase = LifecyclePhase.SITE, threadSafe = true)
public final class ReportAggregateMojo extends SiteReportMojo {
    @Parameter(defaultValue = "${reactorProjects}", readonly = true, required = true)
    private List<MavenProject> reactor;

    @Parameter(defaultValue = "${session.topLevelProject}", readonly = true, required = true)
    private MavenProject top;

    /** Called by Maven. */
    public ReportAggregateMojo() {}

    /** Deprecated by its interface, which still asks for it. */
    @Override
    @SuppressWarnings("deprecation")
    public String getOutputName() {
        return "benchmarks-aggregate";
    }

    @Override
    public String getName(Locale locale) {
        return "Benchmarks of all modules";
    }

    @Override
    public boolean canGenerateReport() {
        if (isGoalOfPhase()) {
            writeIntoTopSite();
        }
        boolean some = reactor.stream().anyMatch(module -> Files.isRegularFile(receipt(module)));
        if (!some) {
            getLog().info("no page on the benchmarks of all modules: none has a " + RECEIPT + "; the goal run makes them");
        }
        return some;
    }

    private boolean isGoalOfPhase() {
        return mojoExecution != null && mojoExecution.getLifecyclePhase() != null;
    }

    /** A goal of a phase, other than a report, is told by nobody where the page goes. */
    private void writeIntoTopSite() {
        project = top;
        outputDirectory = new File(top.getModel().getReporting().getOutputDirectory());
        siteDirectory = new File(top.getBasedir(), "src/site");
        setReportOutputDirectory(outputDirectory);
    }

    private static Path receipt(MavenProject module) {
        return Path.of(module.getBuild().getDirectory()).resolve(RECEIPT);
    }

    @Override
    protected void executeReport(Locale locale) throws MavenReportException {
        Sink sink = getSink();
        ReportPage page = new ReportPage(sink);
        sink.body();
        page.title("Benchmarks of all modules");
        if (isGoalOfPhase()) {
            // a page that is made alone has no menu
            page.link("index.html", "The whole site");
        }
        page.begin();
        page.row(true, "module", "verdict", "evidence", "report");
        for (MavenProject module : reactor) {
            if (Files.isRegularFile(receipt(module))) {
                Receipt receipt = read(receipt(module));
                Report report = Report.of(receipt);
                sink.tableRow();
                cell(sink, report.module());
                cell(sink, report.mark() + " " + report.verdict());
                cell(sink, String.join("; ", report.evidence()));
                sink.tableCell();
                sink.link(copyPage(receipt, module.getArtifactId() + ".html"));
                sink.text("report");
                sink.link_();
                sink.tableCell_();
                sink.tableRow_();
            }
        }
        page.end();
        sink.body_();
    }

    private static void cell(Sink sink, String text) {
        sink.tableCell();
        sink.text(text);
        sink.tableCell_();
    }
}
