package org.bitnetj.benchmark.baseline;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of the history: what an accepted receipt measured.
 *
 * @param acceptedAt when, RFC 3339
 * @param runId the receipt
 * @param commit full hash; null when unknown
 * @param pomVersion version of the module
 * @param reason why it was accepted
 * @param costs ln of the time of an operation, by benchmark: the mean over the forks, in the unit of the score
 * @param byteCode digest of each benchmark's own classes
 */
public record Session(String acceptedAt, String runId, String commit, String pomVersion, String reason, Map<String, Double> costs,
        Map<String, String> byteCode) {
    private static final JsonMapper LINES = JsonMapper.builder()
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** Orders the maps. */
    public Session {
        costs = new TreeMap<>(costs);
        byteCode = new TreeMap<>(byteCode);
    }

    String line() {
        return LINES.writeValueAsString(this);
    }

    static Session of(String line) {
        return LINES.readValue(line, Session.class);
    }
}
