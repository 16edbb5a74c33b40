package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReceiptJsonTest {
    @Test
    void readsWhatItWrites() {
        Receipt receipt = Receipts.failed();
        Receipt back = ReceiptJson.read(ReceiptJson.write(receipt));
        assertThat(back).isEqualTo(receipt.withDigest(ReceiptJson.digest(receipt)));
        assertThat(ReceiptJson.digest(back)).isEqualTo(back.digest());
    }

    @Test
    void anyChangedFieldChangesTheDigest() {
        String json = ReceiptJson.write(Receipts.complete());
        Receipt forged = ReceiptJson.read(json.replace("\"score\" : 0.25", "\"score\" : 0.24"));
        assertThat(ReceiptJson.digest(forged)).isNotEqualTo(forged.digest());
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        String json = ReceiptJson.write(Receipts.empty());
        assertThat(json).doesNotContain("\"kernels\"", "\"plan\"", "\"environment\"", "null").contains("\"failures\" : [ ]");
    }

    @Test
    void timesAreRfc3339() {
        assertThat(ReceiptJson.write(Receipts.complete())).contains("\"startedAt\" : \"2026-01-02T03:04:05Z\"");
    }

    @Test
    void unknownFieldsAreRefused() {
        String json = ReceiptJson.write(Receipts.complete()).replaceFirst("\"runId\"", "\"surprise\" : 1, \"runId\"");
        assertThatThrownBy(() -> ReceiptJson.read(json)).isInstanceOf(BadReceipt.class).hasMessageContaining("surprise");
    }

    @Test
    void fingerprintIsThatOfWhatMakesResultsComparable() {
        String one = ReceiptJson.fingerprint(Receipts.environment("6.1"));
        assertThat(one).isEqualTo(ReceiptJson.fingerprint(Receipts.environment("6.2"))).matches("[0-9a-f]{64}");
        assertThat(ReceiptJson.fingerprint(Receipts.environment("6.1").withFingerprint("x"))).isEqualTo(one);
        Receipt.Environment environment = Receipts.environment("6.1");
        Receipt.Environment otherCpu = new Receipt.Environment(new Receipt.Cpu("Other CPU", 2, environment.cpu().flags(), null),
                environment.memoryBytes(), environment.os(), null, environment.jvm(), "1.37", null);
        assertThat(ReceiptJson.fingerprint(otherCpu)).isNotEqualTo(one);
    }
}
