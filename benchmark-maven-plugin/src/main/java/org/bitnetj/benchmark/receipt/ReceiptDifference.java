package org.bitnetj.benchmark.receipt;

import java.util.Optional;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/** Where two receipts differ. */
public final class ReceiptDifference {
    /** Logarithms of other machines may differ in the last digit. */
    private static final double SAME = 1e-9;
    private static final int SHOWN = 120;

    private ReceiptDifference() {}

    /**
     * Finds the first field that is not as it follows from the rest; digest and signature are left out.
     *
     * @param stored the receipt as it is stored
     * @param judged the same, judged again
     * @return the field, with both values; empty when the receipts say the same
     */
    public static Optional<Rule.Violation> first(Receipt stored, Receipt judged) {
        return first(ReceiptJson.unsignedTree(stored), ReceiptJson.unsignedTree(judged), "$");
    }

    private static Optional<Rule.Violation> first(JsonNode said, JsonNode follows, String at) {
        if (said.isObject() && follows.isObject()) {
            TreeSet<String> names = new TreeSet<>(said.propertyNames());
            names.addAll(follows.propertyNames());
            return names.stream().map(name -> first(said.path(name), follows.path(name), at + "." + name)).flatMap(Optional::stream)
                    .findFirst();
        }
        if (said.isArray() && follows.isArray() && said.size() == follows.size()) {
            for (int i = 0; i < said.size(); i++) {
                Optional<Rule.Violation> found = first(said.get(i), follows.get(i), at + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        boolean numbers = said.isNumber() && follows.isNumber();
        boolean same = numbers
                ? Math.abs(said.doubleValue() - follows.doubleValue()) <= SAME * Math.abs(follows.doubleValue())
                : said.equals(follows);
        return same ? Optional.empty() : Rule.broken(at, "is " + shown(said) + ", but from the rest follows " + shown(follows));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
