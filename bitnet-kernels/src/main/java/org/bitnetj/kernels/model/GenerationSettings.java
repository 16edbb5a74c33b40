package org.bitnetj.kernels.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a text is continued. Immutable.
 *
 * @param maxTokens the most tokens that are generated, 1 or more
 * @param sampling how each is chosen
 * @param stopAtEnd whether the vocabulary's own {@linkplain Tokenizer#stops() stop tokens} end the text; if not, they are generated like others
 * @param stopTokens more tokens that end it
 * @param stopTexts texts that end it, none of them empty; they are not part of the result
 */
public record GenerationSettings(int maxTokens, SamplerSettings sampling, boolean stopAtEnd, Set<Integer> stopTokens,
        List<String> stopTexts) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is nothing to generate, or a stop text is empty
     */
    public GenerationSettings {
        Objects.requireNonNull(sampling, "sampling");
        stopTokens = Set.copyOf(stopTokens);
        stopTexts = List.copyOf(stopTexts);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max tokens is " + maxTokens + "; it must be 1 or more");
        }
        if (stopTexts.contains("")) {
            throw new IllegalArgumentException("a stop text is empty; it would end the text before it begins");
        }
    }

    /**
     * Up to so many tokens, greedily, to the end of the text.
     *
     * @param maxTokens the most tokens, 1 or more
     * @return the settings
     * @throws IllegalArgumentException if it is less than 1
     */
    public static GenerationSettings greedy(int maxTokens) {
        return new GenerationSettings(maxTokens, SamplerSettings.GREEDY, true, Set.of(), List.of());
    }

    /**
     * {@return the same with another sampling}
     *
     * @param other how tokens are chosen
     */
    public GenerationSettings withSampling(SamplerSettings other) {
        return new GenerationSettings(maxTokens, other, stopAtEnd, stopTokens, stopTexts);
    }

    /**
     * {@return the same with other stop texts}
     *
     * @param others texts that end the text, none of them empty
     * @throws IllegalArgumentException if one is empty
     */
    public GenerationSettings withStopTexts(List<String> others) {
        return new GenerationSettings(maxTokens, sampling, stopAtEnd, stopTokens, others);
    }

    /**
     * {@return the same with other stop tokens}
     *
     * @param atEnd whether the vocabulary's own end the text
     * @param others more tokens that do
     */
    public GenerationSettings withStopTokens(boolean atEnd, Set<Integer> others) {
        return new GenerationSettings(maxTokens, sampling, atEnd, others, stopTexts);
    }
}
