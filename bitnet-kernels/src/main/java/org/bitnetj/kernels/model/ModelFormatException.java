package org.bitnetj.kernels.model;

import java.io.IOException;
import java.util.List;

/** A file that holds no model that this library runs. The message lists everything that is wrong, with what was found and what was expected. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 20;

    /** One a finding. */
    private final String[] problems;

    ModelFormatException(String file, List<String> problems, Throwable cause) {
        super(message(file, problems), cause);
        this.problems = problems.toArray(String[]::new);
    }

    private static String message(String file, List<String> problems) {
        StringBuilder text = new StringBuilder(file).append(" holds no model that this library runs:");
        for (String problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
            text.append(System.lineSeparator()).append("  ").append(problem);
        }
        if (problems.size() > SHOWN) {
            text.append(System.lineSeparator()).append("  and ").append(problems.size() - SHOWN).append(" more like these");
        }
        return text.toString();
    }

    /**
     * {@return everything that is wrong, one line each}
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
