package org.bitnetj.benchmark.receipt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bitnetj.benchmark.precondition.Breakage;

/** Reads Ed25519 keys from PEM files, as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} write them. */
public final class ReceiptKeys {
    static final String ALGORITHM = "Ed25519";
    private static final String MAKE = "; make a pair with: openssl genpkey -algorithm ed25519 -out key.pem; "
            + "openssl pkey -in key.pem -pubout -out public.pem";
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private ReceiptKeys() {}

    /**
     * Reads the key that signs.
     *
     * @param file PKCS#8 in PEM, not encrypted
     * @return the key
     * @throws Breakage when the file can not be read, or holds no such key
     */
    public static PrivateKey privateKey(Path file) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(pem(file, "benchmark.signingKey", "PRIVATE KEY")));
        } catch (GeneralSecurityException e) {
            throw new Breakage("benchmark.signingKey names " + file + ", which is no Ed25519 key in PKCS#8" + MAKE, e);
        }
    }

    /**
     * Reads the key that signatures are checked with.
     *
     * @param file X.509 SubjectPublicKeyInfo in PEM
     * @return the key
     * @throws Breakage when the file can not be read, or holds no such key
     */
    public static PublicKey publicKey(Path file) {
        try {
            return publicKey(pem(file, "benchmark.publicKey", "PUBLIC KEY"));
        } catch (GeneralSecurityException e) {
            throw new Breakage("benchmark.publicKey names " + file + ", which is no public Ed25519 key" + MAKE, e);
        }
    }

    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte[] pem(Path file, String parameter, String type) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new Breakage(parameter + " names " + file + ", which can not be read (" + e + ")" + MAKE, e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find() || !pem.group(1).equals(type)) {
            throw new Breakage(parameter + " names " + file + ", which has no block -----BEGIN " + type + "-----" + MAKE);
        }
        try {
            return Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new Breakage(parameter + " names " + file + ", whose Base64 is damaged" + MAKE, e);
        }
    }
}
