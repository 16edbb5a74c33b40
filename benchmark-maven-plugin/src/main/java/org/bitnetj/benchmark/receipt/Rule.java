package org.bitnetj.benchmark.receipt;

import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that must hold for a receipt to be believed.
 *
 * @param name short name, by which it is reported
 * @param check looks at a receipt that follows the schema; empty when the rule holds
 */
public record Rule(String name, Function<Receipt, Optional<Violation>> check) {
    /**
     * What breaks a rule.
     *
     * @param field path of the field, {@code $.samples[0].forks} for one
     * @param message what is wrong with it, with its values
     */
    public record Violation(String field, String message) {}

    static Optional<Violation> broken(String field, String message) {
        return Optional.of(new Violation(field, message));
    }
}
