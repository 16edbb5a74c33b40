package org.bitnetj.benchmark.view;

import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * A receipt in the form of JUnit's reports, which CI systems list: one testcase a benchmark, one for each probe that failed, and one for each finding
 * that concerns the whole run. What keeps a gate from passing is a failure or, when it is neutral, skipped.
 */
public final class JunitXml {
    private static final double MILLIS = 1000;

    private JunitXml() {}

    /** A testcase; outcome is null when it passed, else the name of the element. */
    private record Case(String className, String name, double seconds, String outcome, String type, String message, String text) {}

    /**
     * The report.
     *
     * @param receipt a receipt that was judged
     * @return XML
     */
    public static String xml(Receipt receipt) {
        List<Case> cases = cases(receipt);
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            line(xml, 0);
            xml.writeStartElement("testsuite");
            attribute(xml, "name", receipt.gates().get(0).name());
            attribute(xml, "timestamp", receipt.startedAt().toString());
            attribute(xml, "tests", String.valueOf(cases.size()));
            attribute(xml, "failures", String.valueOf(count(cases, "failure")));
            attribute(xml, "errors", String.valueOf(count(cases, "error")));
            attribute(xml, "skipped", String.valueOf(count(cases, "skipped")));
            attribute(xml, "time", seconds(cases.stream().mapToDouble(Case::seconds).sum()));
            for (Case one : cases) {
                write(xml, one);
            }
            line(xml, 0);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text + "\n";
    }

    private static List<Case> cases(Receipt receipt) {
        List<Finding> findings = new ArrayList<>(Finding.of(receipt));
        List<Case> cases = new ArrayList<>();
        if (receipt.plan() != null) {
            for (Receipt.Benchmark benchmark : receipt.plan().benchmarks()) {
                List<Finding> own = findings.stream().filter(f -> benchmark.id().equals(f.subject())).toList();
                String name = benchmark.id().startsWith(benchmark.className() + ".")
                        ? benchmark.id().substring(benchmark.className().length() + 1)
                        : benchmark.id();
                cases.add(of(receipt, benchmark.className(), name, time(receipt, benchmark.id()), own));
                findings.removeAll(own);
            }
            receipt.plan().leftOut()
                    .forEach(left -> cases.add(new Case(receipt.source().module(), left.benchmark(), 0, "skipped", "left-out",
                            left.reason(), null)));
        }
        for (Finding finding : findings) {
            // each stands for itself: other tools take cases of one name for retries
            String name = finding.subject() == null ? finding.rule() + ": " + finding.message() : finding.subject();
            cases.add(of(receipt, finding.gate(), name, 0, List.of(finding)));
        }
        return cases;
    }

    private static Case of(Receipt receipt, String className, String name, double seconds, List<Finding> findings) {
        if (findings.isEmpty()) {
            return new Case(className, name, seconds, null, null, null, null);
        }
        Finding worst = findings.get(0);
        String outcome = "skipped";
        if (worst.level() == Finding.Level.ERROR) {
            outcome = worst.rule().endsWith("-failed") ? "error" : "failure";
        }
        String detail = receipt.failures().stream()
                .filter(f -> outcomeIsOf(f, worst))
                .map(f -> f.detail() == null ? f.message() : f.detail())
                .findFirst()
                .orElse(null);
        return new Case(className, name, seconds, outcome, worst.rule(), worst.message(), detail);
    }

    private static boolean outcomeIsOf(Receipt.Failure failure, Finding finding) {
        return finding.subject() != null && finding.rule().endsWith("-failed")
                && (finding.subject().equals(failure.benchmark()) || finding.subject().equals(failure.probe()));
    }

    /** What all attempts at a benchmark took, in seconds. */
    private static double time(Receipt receipt, String benchmark) {
        return receipt.attempts().stream().filter(a -> benchmark.equals(a.benchmark()))
                .mapToLong(a -> Duration.between(a.startedAt(), a.finishedAt()).toMillis()).sum() / MILLIS;
    }

    private static void write(XMLStreamWriter xml, Case one) throws XMLStreamException {
        line(xml, 1);
        xml.writeStartElement("testcase");
        attribute(xml, "classname", one.className);
        attribute(xml, "name", one.name);
        attribute(xml, "time", seconds(one.seconds));
        if (one.outcome != null) {
            line(xml, 2);
            xml.writeStartElement(one.outcome);
            attribute(xml, "message", one.message);
            attribute(xml, "type", one.type);
            if (one.text != null) {
                xml.writeCharacters(Utf8.clean(one.text));
            }
            xml.writeEndElement();
            line(xml, 1);
        }
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Utf8.clean(value).replaceAll("[\\t\\n]", " "));
    }

    private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static long count(List<Case> cases, String outcome) {
        return cases.stream().filter(one -> outcome.equals(one.outcome)).count();
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
