package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.BadReceipt;
import org.bitnetj.benchmark.receipt.KernelRules;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptDifference;
import org.bitnetj.benchmark.receipt.ReceiptForm;
import org.bitnetj.benchmark.receipt.Rule;
import org.bitnetj.benchmark.receipt.SampleRules;

/** Tries a stored receipt by every rule, from its text alone. */
public final class Verification {
    private final List<Outcome> outcomes = new ArrayList<>();

    private Verification() {}

    /**
     * What came of one rule.
     *
     * @param rule its name
     * @param violation what breaks it; null when it holds, or was not checked
     * @param note what should be known beside; null when nothing
     * @param checked false when another rule is broken without which this one makes no sense
     */
    public record Outcome(String rule, Rule.Violation violation, String note, boolean checked) {
        /**
         * One line for people.
         *
         * @return rule, outcome, and the field that breaks it
         */
        public String line() {
            if (violation != null) {
                return rule + ": failed: field " + violation.field() + " " + violation.message();
            }
            return rule + ": " + (checked ? "ok" : "not checked") + (note == null ? "" : " (" + note + ")");
        }
    }

    /**
     * Tries a receipt.
     *
     * @param path the receipt
     * @param trusted the key that it must be signed with; null to demand no signature
     * @return an outcome for each rule, in their order
     * @throws Breakage when there is no file that can be read
     */
    public static List<Outcome> of(Path path, PublicKey trusted) {
        Verification verification = new Verification();
        verification.verify(path, text(path), trusted);
        return List.copyOf(verification.outcomes);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new Breakage("there is no receipt " + path + "; run the benchmarks first, or name another with benchmark.receipt", e);
        } catch (IOException e) {
            throw new Breakage("can not read " + path + ": " + e, e);
        }
    }

    private void verify(Path path, String text, PublicKey trusted) {
        ReceiptForm form;
        try {
            form = new ReceiptForm(text);
        } catch (BadReceipt e) {
            outcomes.add(new Outcome("schema", new Rule.Violation(e.field(), e.problem()), null, true));
            Stream.concat(Stream.of("digest", "signature"), names())
                    .forEach(rule -> outcomes.add(new Outcome(rule, null, "no receipt", false)));
            return;
        }
        outcomes.add(new Outcome("schema", null, null, true));
        add("digest", form.digest(), null);
        add("signature", form.signature(trusted), note(form, trusted));
        rules().forEach(rule -> add(rule.name(), rule.check().apply(form.receipt()), null));
        List<String> broken = outcomes.stream().filter(o -> o.violation() != null && List.of("digest", "scores").contains(o.rule()))
                .map(Outcome::rule).toList();
        if (broken.isEmpty()) {
            add("verdicts", judgedAgain(path, form.receipt()), null);
        } else {
            outcomes.add(new Outcome("verdicts", null, "needs rule " + broken.get(0), false));
        }
    }

    private static String note(ReceiptForm form, PublicKey trusted) {
        if (!form.isSigned()) {
            return "not signed";
        }
        return trusted == null
                ? "self-declared: checked with the key that the receipt carries; benchmark.publicKey tells who signed"
                : null;
    }

    private static Stream<Rule> rules() {
        return Stream.concat(KernelRules.ALL.stream(), SampleRules.ALL.stream());
    }

    private static Stream<String> names() {
        return Stream.concat(rules().map(Rule::name), Stream.of("verdicts"));
    }

    private void add(String rule, Optional<Rule.Violation> violation, String note) {
        outcomes.add(new Outcome(rule, violation.orElse(null), note, true));
    }

    /** Everything that judging adds must come out as it is stored. */
    private static Optional<Rule.Violation> judgedAgain(Path path, Receipt stored) {
        Receipt judged;
        try {
            Check check = new Check(path);
            judged = check.judge(check.policy(), null);
        } catch (Breakage e) {
            return Optional.of(new Rule.Violation("$.policy", "does not let the receipt be judged again: " + e.getMessage()));
        } catch (RuntimeException e) {
            // sections that contradict each other: nothing that this plugin wrote
            return Optional.of(new Rule.Violation("$.gates", "do not follow: judging again breaks with " + e));
        }
        return ReceiptDifference.first(stored, judged);
    }
}
