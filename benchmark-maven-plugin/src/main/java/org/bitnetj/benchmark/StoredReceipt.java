package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.BadReceipt;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;

/** Reads receipt.json, and says what is wrong with it. */
final class StoredReceipt {
    private StoredReceipt() {}

    static Receipt read(Path path) {
        try {
            return ReceiptJson.read(Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new Breakage("there is no receipt " + path + "; run the benchmarks first, or name another with benchmark.receipt", e);
        } catch (IOException e) {
            throw new Breakage("can not read " + path + ": " + e.getMessage(), e);
        } catch (BadReceipt e) {
            throw new Breakage(path + " is no receipt that this version knows: " + e.getMessage(), e);
        }
    }
}
