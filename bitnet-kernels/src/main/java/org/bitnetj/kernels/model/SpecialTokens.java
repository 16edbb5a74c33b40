package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds tokens that are looked for in the text itself, before anything else: the leftmost, and of those that begin there the longest. Immutable. */
final class SpecialTokens {
    private record Token(String text, int id) {}

    /** Receives what stands in a text, from left to right. */
    interface Parts {
        void text(String part);

        void token(int id);
    }

    private final Map<Character, List<Token>> byFirst = new HashMap<>();

    /** Takes the user-defined tokens of a vocabulary and, if asked, its control tokens. */
    SpecialTokens(Vocabulary vocabulary, boolean control) {
        for (int id = 0; id < vocabulary.size(); id++) {
            Vocabulary.Type type = vocabulary.type(id);
            String text = vocabulary.text(id);
            if (!text.isEmpty() && (type == Vocabulary.Type.USER_DEFINED || (control && type == Vocabulary.Type.CONTROL))) {
                byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>()).add(new Token(text, id));
            }
        }
        byFirst.values().forEach(tokens -> tokens.sort(Comparator.comparingInt((Token token) -> token.text.length()).reversed()));
    }

    void split(String text, Parts parts) {
        int from = 0;
        for (int at = 0; at < text.length();) {
            Token token = at(text, at);
            if (token == null) {
                at++;
                continue;
            }
            if (at > from) {
                parts.text(text.substring(from, at));
            }
            parts.token(token.id);
            at += token.text.length();
            from = at;
        }
        if (from < text.length()) {
            parts.text(text.substring(from));
        }
    }

    private Token at(String text, int at) {
        for (Token token : byFirst.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token.text, at)) {
                return token;
            }
        }
        return null;
    }
}
