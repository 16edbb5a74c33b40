package org.bitnetj.benchmark.view;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.bitnetj.benchmark.receipt.Receipt;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The findings as SARIF 2.1.0, which code scanning services and editors read; one result a finding. */
public final class Sarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Sarif() {}

    /**
     * The log.
     *
     * @param receipt a receipt that was judged
     * @return JSON; a run without results when there are no findings
     */
    public static String json(Receipt receipt) {
        List<Finding> findings = Finding.of(receipt);
        List<String> rules = findings.stream().map(Finding::rule).distinct().sorted().toList();
        ObjectNode log = JSON.createObjectNode();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", Utf8.clean(receipt.tool().name()));
        driver.put("version", Utf8.clean(receipt.tool().version()));
        var described = driver.putArray("rules");
        rules.forEach(rule -> described.addObject().put("id", rule));
        run.putObject("automationDetails").put("id", Utf8.clean(receipt.gates().get(0).name() + "/" + receipt.runId()));
        run.put("columnKind", "utf16CodeUnits");
        var results = run.putArray("results");
        for (Finding finding : findings) {
            ObjectNode result = results.addObject();
            result.put("ruleId", finding.rule());
            result.put("ruleIndex", rules.indexOf(finding.rule()));
            result.put("level", finding.level().label());
            result.putObject("message").put("text", Utf8.clean(finding.message()));
            ObjectNode location = result.putArray("locations").addObject();
            ObjectNode physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", uri(finding.path()));
            physical.putObject("region").put("startLine", 1);
            if (finding.subject() != null) {
                location.putArray("logicalLocations").addObject().put("fullyQualifiedName", Utf8.clean(finding.subject()));
            }
            // the same finding of a later run is the same alert
            result.putObject("partialFingerprints").put("subject/v1",
                    Utf8.clean(finding.rule() + " " + (finding.subject() == null ? finding.gate() : finding.subject())));
        }
        return JSON.writeValueAsString(log) + "\n";
    }

    /** Identifiers may hold letters that a URI does not. */
    private static String uri(String path) {
        StringBuilder uri = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/._-~$".indexOf(c) >= 0);
            uri.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b & 0xFF));
        }
        return uri.toString();
    }
}
