package org.bitnetj.benchmark.mojo;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.maven.shared.utils.logging.MessageUtils;
import org.bitnetj.benchmark.receipt.Receipt;

/** Colours what a reader looks for, where Maven colours: on a terminal, never in batch mode, as -Dstyle.color says. */
record Colours(UnaryOperator<String> good, UnaryOperator<String> bad, UnaryOperator<String> open, UnaryOperator<String> strong) {
    private static final Pattern VERDICT = Pattern.compile("(?<= )(REGRESSED|IMPROVED|INCONCLUSIVE|INCOMPARABLE)(?= \\*?$|$)");
    private static final String NEXT = "next: ";

    /** Those of Maven's own terminal. */
    static Colours ofMaven() {
        return new Colours(text -> MessageUtils.buffer().success(text).build(), text -> MessageUtils.buffer().failure(text).build(),
                text -> MessageUtils.buffer().warning(text).build(), text -> MessageUtils.buffer().strong(text).build());
    }

    /** The same line; gates and verdicts in their colour, and the one next thing to do standing out. */
    String line(String line, Receipt receipt) {
        for (Receipt.Gate gate : receipt.gates()) {
            if (line.equals(gate.name() + ": " + gate.status())) {
                return gate.name() + ": " + gate(gate.conclusion()).apply(gate.status());
            }
        }
        if (line.startsWith(NEXT)) {
            return strong.apply(line);
        }
        Matcher verdict = VERDICT.matcher(line);
        return verdict.find()
                ? line.substring(0, verdict.start()) + verdict(verdict.group()).apply(verdict.group()) + line.substring(verdict.end())
                : line;
    }

    private UnaryOperator<String> gate(String conclusion) {
        return switch (conclusion) {
            case "success" -> good;
            case "failure" -> bad;
            default -> open;
        };
    }

    private UnaryOperator<String> verdict(String word) {
        return switch (word) {
            case "IMPROVED" -> good;
            case "REGRESSED" -> bad;
            default -> open;
        };
    }
}
