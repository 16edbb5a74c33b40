package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.view.Evidence;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Evidence lines of a receipt that a real run over the kernels left: each number in them is one of the receipt, cut to as many decimals, or how many things of
 * one kind the receipt holds.
 */
class EvidenceNumbersTest {
    /** Not those within words, as in I2S or PT1M. */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])(\\d+(?:\\.\\d+)?)(?=%|x\\b|\\b(?![.\\w]))");

    private final List<BigDecimal> values = new ArrayList<>();
    private final Set<Integer> counts = new TreeSet<>();

    private static String stored() throws IOException {
        try (InputStream in = EvidenceNumbersTest.class.getResourceAsStream("kernels-smoke.json.gz");
                InputStream plain = new GZIPInputStream(in)) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void collect(JsonNode node) {
        if (node.isNumber()) {
            values.add(node.decimalValue());
        }
        if (node.isArray()) {
            counts.add(node.size());
            Map<String, Integer> alike = new HashMap<>();
            node.forEach(entry -> entry.propertyStream().filter(field -> field.getValue().isString())
                    .forEach(field -> alike.merge(field.getKey() + "=" + field.getValue().stringValue(), 1, Integer::sum)));
            counts.addAll(alike.values());
        }
        node.forEach(this::collect);
    }

    /** Those that the receipt does not hold. */
    private List<String> unknown(String evidence) {
        List<String> unknown = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(evidence);
        while (matcher.find()) {
            BigDecimal number = new BigDecimal(matcher.group(1));
            boolean measured = values.stream().anyMatch(v -> v.setScale(number.scale(), RoundingMode.FLOOR).compareTo(number) == 0);
            if (!measured && !(number.scale() == 0 && counts.contains(number.intValueExact()))) {
                unknown.add(matcher.group());
            }
        }
        return unknown;
    }

    @Test
    void everyNumberIsFoundInTheReceipt() throws IOException {
        Receipt receipt = ReceiptJson.read(stored());
        String evidence = Evidence.text(receipt);
        JsonNode tree = JsonMapper.shared().readTree(stored());
        // the sections, and not the sentences that the gates make of them
        tree.propertyStream().filter(section -> !section.getKey().equals("gates")).forEach(section -> collect(section.getValue()));
        assertThat(unknown(evidence)).as(evidence).isEmpty();
        Matcher all = NUMBER.matcher(evidence);
        List<String> seen = new ArrayList<>();
        while (all.find()) {
            seen.add(all.group(1));
        }
        assertThat(seen).contains("99.1", "153.3", "1666.9", "7").hasSizeGreaterThan(8);
        assertThat(unknown(evidence.replace("99.1%", "99.7%").replace("153.3x", "154.3x").replace("7 benchmarks", "9173 benchmarks")))
                .containsExactly("9173", "99.7", "99.7", "99.7", "154.3");
    }

    /** The same of the receipt that the site keeps, which was compared with a reference. */
    @Test
    void soItIsInTheReceiptOfTheSite() throws IOException {
        String text = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("src/site/resources/receipts/bitnet-kernels.json"));
        Receipt receipt = ReceiptJson.read(text);
        String evidence = Evidence.text(receipt);
        JsonMapper.shared().readTree(text).propertyStream().filter(section -> !section.getKey().equals("gates"))
                .forEach(section -> collect(section.getValue()));
        assertThat(evidence).contains("crossval: Java vs C++: parity within 1.0E-5; 5/5 ops; speed 1.4x");
        assertThat(unknown(evidence)).as(evidence).isEmpty();
        assertThat(unknown(evidence.replace("speed 1.4x", "speed 98765.4x"))).containsExactly("98765.4");
    }
}
