package org.bitnetj.benchmark.receipt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Optional;

/** Ed25519 (RFC 8032) over the digest of a receipt, by the JDK's own provider. Deterministic: the same key and receipt give the same signature. */
public final class ReceiptSignature {
    private ReceiptSignature() {}

    /**
     * Signs a stored receipt.
     *
     * @param receipt a receipt with the right digest
     * @param key an Ed25519 key
     * @return the receipt with its signature
     * @throws IllegalArgumentException when the digest is not that of the receipt
     */
    public static Receipt sign(Receipt receipt, PrivateKey key) {
        if (!ReceiptJson.digest(receipt).equals(receipt.digest())) {
            throw new IllegalArgumentException("a receipt that was changed is not signed: its digest does not match");
        }
        try {
            Signature signature = Signature.getInstance(ReceiptKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(signed(receipt.digest()));
            byte[] value = signature.sign();
            PublicKey publicKey = publicKey(key);
            if (!verify(receipt.digest(), value, publicKey)) {
                throw new IllegalStateException("this JVM can not derive the public key; use another JDK");
            }
            Base64.Encoder base64 = Base64.getEncoder();
            return receipt.edit()
                    .signature(new Receipt.Signature(ReceiptKeys.ALGORITHM, base64.encodeToString(publicKey.getEncoded()),
                            base64.encodeToString(value)))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on must have Ed25519", e);
        }
    }

    /**
     * Checks a signature.
     *
     * @param signature what the receipt carries; null when it is not signed
     * @param digest the digest that it must be over
     * @param trusted the key that it must be made with; null to take the one that the signature carries
     * @return what is wrong; empty when nothing is
     */
    static Optional<Rule.Violation> check(Receipt.Signature signature, String digest, PublicKey trusted) {
        if (signature == null) {
            return trusted == null
                    ? Optional.empty()
                    : Rule.broken("$.signature", "is missing, and benchmark.publicKey demands one");
        }
        Optional<byte[]> encodedKey = decode(signature.publicKey());
        Optional<byte[]> value = decode(signature.value());
        if (value.isEmpty() || encodedKey.isEmpty()) {
            return Rule.broken(value.isEmpty() ? "$.signature.value" : "$.signature.publicKey", "is no Base64");
        }
        try {
            PublicKey key = ReceiptKeys.publicKey(encodedKey.get());
            if (trusted != null && !trusted.equals(key)) {
                return Rule.broken("$.signature.publicKey", "is not benchmark.publicKey: somebody else signed");
            }
            return verify(digest, value.get(), key)
                    ? Optional.empty()
                    : Rule.broken("$.signature.value", "does not fit digest and key: the receipt was changed, or never signed so");
        } catch (GeneralSecurityException e) {
            return Rule.broken("$.signature.publicKey", "is no Ed25519 key (" + e.getMessage() + ")");
        }
    }

    private static boolean verify(String digest, byte[] value, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ReceiptKeys.ALGORITHM);
        signature.initVerify(key);
        signature.update(signed(digest));
        try {
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            // not even of the form of a signature
            return false;
        }
    }

    private static byte[] signed(String digest) {
        return digest.getBytes(StandardCharsets.UTF_8);
    }

    /** Only the one form that an encoder writes, so that no character can be changed without notice. */
    private static Optional<byte[]> decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The JDK derives a public key only while it makes a pair, from what it takes for random: here the bytes of the private key. */
    private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key).getBytes()
                .orElseThrow(() -> new IllegalStateException("the signing key does not tell its bytes; use a PEM file"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ReceiptKeys.ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair().getPublic();
    }
}
