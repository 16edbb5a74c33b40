package org.bitnetj.kernels;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.RelievedProvider;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.VectorModule;
import org.bitnetj.kernels.internal.opencl.OpenClBackend;
import org.bitnetj.kernels.internal.opencl.OpenClSettings;
import org.bitnetj.kernels.internal.opencl.OpenClUnavailableException;
import org.bitnetj.kernels.internal.scalar.ScalarProvider;
import org.bitnetj.kernels.internal.vector.VectorProvider;

/** Tries the backends from the fastest down, and keeps the reason of each that was not taken. */
final class BackendLadder {
    static final String BACKEND_PROPERTY = "bitnet.backend";
    static final String BACKEND_VARIABLE = "BITNET_BACKEND";

    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    private static final AtomicBoolean SAID_SLOW = new AtomicBoolean();
    private static final Set<String> SAID_FAILED = ConcurrentHashMap.newKeySet();

    /** The backend that was chosen, and the record of how. */
    record Choice(Function<ThreadTeam, KernelProvider> provider, BackendSelection selection) {}

    /** One rung: its status, whether it is taken without being demanded, and what makes its provider if it is usable. */
    private record Rung(BackendStatus status, boolean takenUnasked, Optional<Function<ThreadTeam, KernelProvider>> provider) {}

    private final Optional<String> openClDevice;
    private final Optional<String> openClLibrary;

    /**
     * A ladder for one opening.
     *
     * @param openClDevice the OpenCL device that the caller demands, if any
     * @param openClLibrary the OpenCL library that the caller names, if any
     */
    BackendLadder(Optional<String> openClDevice, Optional<String> openClLibrary) {
        this.openClDevice = openClDevice;
        this.openClLibrary = openClLibrary;
    }

    Choice choose() {
        String property = System.getProperty(BACKEND_PROPERTY);
        String variable = System.getenv(BACKEND_VARIABLE);
        String from = property != null || variable == null ? "-D" + BACKEND_PROPERTY : BACKEND_VARIABLE;
        String wanted = (property != null ? property : variable != null ? variable : "auto").strip().toLowerCase(Locale.ROOT);
        if (!wanted.equals("auto")) {
            return demand(parse(from, wanted), "demanded by " + from + "=" + wanted);
        }
        List<Rung> rungs = climb(Optional.empty());
        Rung best = rungs.stream().filter(r -> r.status().usable() && r.takenUnasked()).findFirst().orElseThrow();
        if (best.status().backend() == Backend.SCALAR && SAID_SLOW.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "bitnetj multiplies with its slow scalar reference: {0}",
                    rungs.stream().filter(r -> r.status().backend() == Backend.VECTOR).findFirst().orElseThrow().status().detail());
        }
        return choice(best, "the fastest that is usable", rungs);
    }

    Choice demand(Backend backend, String demandedBy) {
        List<Rung> rungs = climb(Optional.of(backend));
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

    private static Backend parse(String from, String id) {
        for (Backend backend : Backend.values()) {
            if (backend.id().equals(id)) {
                return backend;
            }
        }
        throw new IllegalArgumentException(from + "=" + id + ": choose auto, "
                + Arrays.stream(Backend.values()).map(Backend::id).collect(Collectors.joining(", ")));
    }

    private List<Rung> climb(Optional<Backend> demanded) {
        List<Rung> rungs = new ArrayList<>();
        rungs.add(openCl(demanded));
        rungs.add(vector());
        rungs.add(new Rung(new BackendStatus(Backend.SCALAR, true, "plain Java, the reference", Optional.empty()), true,
                Optional.of(team -> new ScalarProvider())));
        return rungs;
    }

    /** Loads a driver only if its device may be taken, and opens the device only if it is. */
    private Rung openCl(Optional<Backend> demanded) {
        if (demanded.isPresent() && demanded.get() != Backend.OPENCL) {
            return unusable(Backend.OPENCL, "not looked for, since another backend was demanded", Optional.empty());
        }
        OpenClSettings settings = OpenClSettings.read(openClDevice, openClLibrary);
        try {
            OpenClBackend.Found found = OpenClBackend.find(settings);
            if (demanded.isEmpty() && !found.isGpu()) {
                return new Rung(new BackendStatus(Backend.OPENCL, true, found.info() + "; gpu hardware unavailable, and no other device is "
                        + "taken unless the backend is demanded", Optional.empty()), false, Optional.empty());
            }
            KernelProvider opened = found.open(settings, cpu());
            // Who demands a device is told when it is lost; to others it makes no difference.
            Function<ThreadTeam, KernelProvider> provider = demanded.isPresent()
                    ? team -> opened
                    : team -> new RelievedProvider(opened, cpu(team));
            return new Rung(new BackendStatus(Backend.OPENCL, true, found.info().toString(), Optional.empty()), true,
                    Optional.of(provider));
        } catch (OpenClUnavailableException e) {
            return unusable(Backend.OPENCL, e.getMessage(), Optional.ofNullable(e.getCause()));
        } catch (DeviceException e) {
            if (demanded.isEmpty() && SAID_FAILED.add(e.getMessage())) {
                LOG.log(Level.WARNING, "bitnetj multiplies on the CPU, since the GPU cannot be used: {0}", e.getMessage());
            }
            return unusable(Backend.OPENCL, e.getMessage(), Optional.of(e));
        }
    }

    /** What runs on the CPU beside a device: float kernels, which hold nothing and share no products. */
    private static KernelProvider cpu() {
        try (ThreadTeam alone = new ThreadTeam(1)) {
            return cpu(alone);
        }
    }

    private static KernelProvider cpu(ThreadTeam team) {
        return vector().provider().map(provider -> provider.apply(team)).orElseGet(ScalarProvider::new);
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
                    true,
                    Optional.of(VectorProvider::new));
        } catch (LinkageError e) {
            return unusable(Backend.VECTOR, "jdk.incubator.vector of this JVM is not the one of Java 25: " + e, Optional.of(e));
        }
    }

    private static Rung unusable(Backend backend, String why, Optional<Throwable> cause) {
        return new Rung(new BackendStatus(backend, false, why, cause), false, Optional.empty());
    }
}
