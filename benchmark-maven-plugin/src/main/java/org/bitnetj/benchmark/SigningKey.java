package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.ReceiptKeys;
import org.bitnetj.benchmark.receipt.ReceiptSignature;

/** Signs receipts that are finished. A run that was cut leaves one without signature. */
public final class SigningKey {
    private final PrivateKey key;

    /**
     * Reads the key, before anything is measured.
     *
     * @param file PKCS#8 in PEM; null to sign nothing
     * @throws Breakage when it holds no Ed25519 key
     */
    public SigningKey(Path file) {
        key = file == null ? null : ReceiptKeys.privateKey(file);
    }

    /**
     * Adds the signature to a stored receipt; does nothing without a key.
     *
     * @param receipt the receipt
     */
    public void sign(Path receipt) {
        if (key == null) {
            return;
        }
        try {
            AtomicFile.write(receipt, ReceiptJson.write(ReceiptSignature.sign(StoredReceipt.read(receipt), key)));
        } catch (IOException e) {
            throw new Breakage("can not write " + receipt + " (" + e + "); it stays unsigned", e);
        }
    }
}
