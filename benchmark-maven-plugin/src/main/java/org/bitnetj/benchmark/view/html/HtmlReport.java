package org.bitnetj.benchmark.view.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

import com.samskivert.mustache.Mustache;
import org.bitnetj.benchmark.receipt.Receipt;

/**
 * The content of report.html: one file that needs no network and no other file. Its own content security policy allows its own script and style by their
 * hashes, and nothing else. Pure; safe for use by many threads.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Writes the page.
     *
     * @param receipt any receipt
     * @return HTML
     */
    public static String of(Receipt receipt) {
        String style = resource("report.css");
        String script = resource("report.js");
        String policy = "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .withLoader(name -> new java.io.StringReader(resource(name + ".mustache")))
                .compile(resource("report.mustache"))
                .execute(Map.of("report", Report.of(receipt), "style", style, "script", script, "policy", policy));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar of the plugin");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("can not read " + name + " from the jar of the plugin", e);
        }
    }
}
