package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file, collected so that one message tells all of it. */
final class Findings {
    private final String file;
    private final List<String> problems = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void add(String what, Object found, Object expected) {
        problems.add(what + ": found " + found + ", expected " + expected);
    }

    void throwIfAny() throws ModelFormatException {
        if (!problems.isEmpty()) {
            throw new ModelFormatException(file, problems, null);
        }
    }

    ModelFormatException one(String problem, Throwable cause) {
        return new ModelFormatException(file, List.of(problem), cause);
    }
}
