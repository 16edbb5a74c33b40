package org.bitnetj.kernels;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.VectorModule;
import org.bitnetj.kernels.internal.scalar.ScalarProvider;
import org.bitnetj.kernels.internal.vector.VectorProvider;

/** Tries the backends from the fastest down, and keeps the reason of each that was not taken. */
final class BackendLadder {
    static final String BACKEND_PROPERTY = "bitnet.backend";

    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    private static final AtomicBoolean SAID_SLOW = new AtomicBoolean();

    /** The backend that was chosen, and the record of how. */
    record Choice(Function<ThreadTeam, KernelProvider> provider, BackendSelection selection) {}

    /** One rung: its status, and what makes its provider if it is usable. */
    private record Rung(BackendStatus status, Optional<Function<ThreadTeam, KernelProvider>> provider) {}

    private BackendLadder() {}

    static Choice choose() {
        String wanted = System.getProperty(BACKEND_PROPERTY, "auto").strip().toLowerCase(Locale.ROOT);
        if (!wanted.equals("auto")) {
            return demand(parse(wanted), "demanded by -D" + BACKEND_PROPERTY + "=" + wanted);
        }
        List<Rung> rungs = climb();
        Rung best = rungs.stream().filter(r -> r.status().usable()).findFirst().orElseThrow();
        if (best.status().backend() == Backend.SCALAR && SAID_SLOW.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "bitnetj multiplies with its slow scalar reference: {0}", statuses(rungs).getFirst().detail());
        }
        return choice(best, "the fastest that is usable", rungs);
    }

    static Choice demand(Backend backend, String demandedBy) {
        List<Rung> rungs = climb();
        Rung rung = rungs.stream().filter(r -> r.status().backend() == backend).findFirst().orElseThrow();
        if (!rung.status().usable()) {
            throw new BackendUnavailableException(rung.status(), demandedBy);
        }
        return choice(rung, demandedBy, rungs);
    }

    private static Choice choice(Rung rung, String reason, List<Rung> rungs) {
        return new Choice(rung.provider().orElseThrow(), new BackendSelection(rung.status().backend(), reason, statuses(rungs)));
    }

    private static List<BackendStatus> statuses(List<Rung> rungs) {
        return rungs.stream().map(Rung::status).toList();
    }

    private static Backend parse(String id) {
        for (Backend backend : Backend.values()) {
            if (backend.id().equals(id)) {
                return backend;
            }
        }
        throw new IllegalArgumentException("-D" + BACKEND_PROPERTY + "=" + id + ": choose auto, "
                + Arrays.stream(Backend.values()).map(Backend::id).collect(Collectors.joining(", ")));
    }

    private static List<Rung> climb() {
        List<Rung> rungs = new ArrayList<>();
        rungs.add(vector());
        rungs.add(new Rung(new BackendStatus(Backend.SCALAR, true, "plain Java, the reference", Optional.empty()),
                Optional.of(team -> new ScalarProvider())));
        return rungs;
    }

    private static Rung vector() {
        Optional<String> missing = VectorModule.whyUnusable();
        if (missing.isPresent()) {
            return unusable(Backend.VECTOR, missing.get(), Optional.empty());
        }
        try {
            Optional<String> unfit = VectorProvider.whyUnusable();
            if (unfit.isPresent()) {
                return unusable(Backend.VECTOR, unfit.get(), Optional.empty());
            }
            return new Rung(new BackendStatus(Backend.VECTOR, true, VectorProvider.vectorBits() + "-bit vectors", Optional.empty()),
                    Optional.of(VectorProvider::new));
        } catch (LinkageError e) {
            return unusable(Backend.VECTOR, "jdk.incubator.vector of this JVM is not the one of Java 25: " + e, Optional.of(e));
        }
    }

    private static Rung unusable(Backend backend, String why, Optional<Throwable> cause) {
        return new Rung(new BackendStatus(backend, false, why, cause), Optional.empty());
    }
}
