package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.util.List;

/** What {@link Launcher} runs: the command line, here or, where that is known at a glance, in a JVM with the vector module. */
public final class Start {
    private Start() {}

    /**
     * Runs the command line and ends the JVM.
     *
     * @param args its arguments
     * @throws IOException if another JVM cannot be started
     */
    public static void main(String[] args) throws IOException {
        if (Restart.plainlyMultiplies(args) && Restart.helps()) {
            System.exit(Restart.run(List.of(args)));
        }
        Main.main(args);
    }
}
