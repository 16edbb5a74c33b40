package org.bitnetj.benchmark;

import java.io.IOException;
import java.time.Instant;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.view.Evidence;
import org.bitnetj.benchmark.view.html.HtmlReport;

/** Keeps receipt.json up to date while the run goes on, so that a run that is cut at any moment leaves a valid one, marked partial. */
final class ReceiptFile {
    private final OutputFolder output;
    private final ReceiptAssembly assembly;
    private final RunRecord run;
    private boolean finished;

    ReceiptFile(OutputFolder output, ReceiptAssembly assembly, RunRecord run) {
        this.output = output;
        this.assembly = assembly;
        this.run = run;
    }

    /** Changes the record under the lock that the shutdown hook takes too; what is found out while the run is being cut is no result. */
    synchronized void record(Runnable change) {
        if (finished) {
            throw interrupted();
        }
        change.run();
    }

    /** What is known so far, marked partial. */
    synchronized void writePartial() {
        if (!finished) {
            write(assembly.assemble(run, Instant.now(), true), false);
        }
    }

    /** For the shutdown hook: the last word when the run is cut, and no word when it was finished before. */
    synchronized void cut() {
        if (!finished) {
            write(assembly.assemble(run, Instant.now(), true), true);
        }
        finished = true;
    }

    /** The result. */
    synchronized Receipt finish() {
        Receipt receipt = assembly.assemble(run, Instant.now(), false);
        if (finished) {
            throw interrupted();
        }
        finished = true;
        write(receipt, true);
        return receipt;
    }

    private Breakage interrupted() {
        return new Breakage("the run was interrupted; what it had measured is in " + output.receipt() + ", which is marked partial");
    }

    /** The page is for people, who come when the run has ended; the receipt itself is kept up to date. */
    private void write(Receipt receipt, boolean last) {
        try {
            AtomicFile.write(output.receipt(), ReceiptJson.write(receipt));
            AtomicFile.write(output.evidence(), Evidence.text(receipt));
            if (last) {
                AtomicFile.write(output.report(), HtmlReport.of(receipt));
            }
        } catch (IOException e) {
            throw new Breakage(
                    "can not write " + output.receipt() + " (" + e + "); the receipt that stands there, if any, is an earlier one", e);
        }
    }
}
