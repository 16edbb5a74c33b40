package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/** What {@link Launcher} runs: the command line, here or, where that is known at a glance, in a JVM with the vector module. */
public final class Start {
    private Start() {}

    /**
     * Runs the command line and ends the JVM.
     *
     * @param args its arguments
     */
    public static void main(String[] args) {
        if (Restart.plainlyMultiplies(args) && Restart.helps()) {
            restart(args);
        }
        Main.main(args);
    }

    private static void restart(String... args) {
        try {
            System.exit(Restart.run(List.of(args)));
        } catch (IOException e) {
            // The command tries it again, and says what is wrong as it says everything.
            System.getLogger(Start.class.getName()).log(Level.DEBUG, "no JVM could be started at once", e);
        }
    }
}
