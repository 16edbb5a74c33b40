package org.bitnetj.benchmark.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Entry point of the child JVM: {@code list EVENTS} or {@code run STEPS EVENTS [JVM ARGUMENT...]}. */
public final class Harness {
    private Harness() {}

    /**
     * Lists or runs, as the first argument says.
     *
     * @param args the mode and its files
     * @throws IOException when a file can not be read or written
     */
    public static void main(String[] args) throws IOException {
        ParentWatch.start();
        if (args.length == 2 && args[0].equals("list")) {
            try (EventFile events = new EventFile(Path.of(args[1]))) {
                Listing.write(events);
                events.write(JsonLine.event("end"));
            }
        } else if (args.length >= 3 && args[0].equals("run")) {
            List<String> jvmArgs = Arrays.asList(args).subList(3, args.length);
            try (EventFile events = new EventFile(Path.of(args[2]))) {
                StepRunner runner = new StepRunner(events, jvmArgs);
                RulerKernels rulers = new RulerKernels();
                int block = -1;
                for (StepList.Entry step : StepList.read(Path.of(args[1]))) {
                    if (step.block() != block) {
                        block = step.block();
                        rulers.measure(events, block);
                    }
                    runner.run(step);
                }
                events.write(JsonLine.event("end"));
            }
        } else {
            throw new IllegalArgumentException(
                    "expected: list EVENTS, or: run STEPS EVENTS [JVM ARGUMENT...]; got " + Arrays.toString(args));
        }
    }
}
