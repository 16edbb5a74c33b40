package org.bitnetj.benchmark.receipt;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a receipt says of kernels must agree with the kernels that ran, as the dispatcher reported them. */
public final class KernelRules {
    /** All rules, in the order in which they are reported. */
    public static final List<Rule> ALL = List.of(new Rule("kernels", KernelRules::named), new Rule("backend", KernelRules::ofTheirBackend),
            new Rule("device", KernelRules::onTheirDevice), new Rule("fallback", KernelRules::notOnlyFallback));

    private static final Set<String> NO_NAMES = Set.of("unknown", "none", "null", "n/a", "undefined", "?", "todo");
    private static final Set<String> BACKENDS = Set.of("scalar", "vector", "opencl", "cuda", "metal", "gpu", "cpu");
    /** What takes the place of a kernel that multiplies in the packed form: unpacked to floats first, or nothing real at all. */
    private static final Pattern FALLBACK = Pattern.compile(
            "(^|[-_. ])(fallback|dequant\\w*|f(p)?(16|32|64)|bf16|float|mock|stub)([-_. ]|$)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCE = Pattern.compile("(^|[-_. ])(scalar|reference)([-_. ]|$)", Pattern.CASE_INSENSITIVE);
    /** A device as probes name it: type, name, and in parentheses platform and driver. */
    private static final Pattern DEVICE = Pattern.compile("\\b(GPU|CPU|ACCELERATOR|CUSTOM|DEFAULT) [^(]+\\(");
    private static final Pattern GPU_DEVICE = Pattern.compile("\\bGPU [^(]+\\(");
    /** PoCL runs on the CPU, whatever it is called. */
    private static final Pattern POCL = Pattern.compile("pocl|portable computing language", Pattern.CASE_INSENSITIVE);

    private KernelRules() {}

    private static Optional<Rule.Violation> named(Receipt receipt) {
        List<Receipt.Kernel> kernels = receipt.kernels();
        if (kernels == null) {
            return Claim.of(receipt).stream().filter(claim -> claim.backend() != null).findFirst()
                    .flatMap(claim -> Rule.broken("$.kernels", "is missing, and " + claim.field() + " is about " + claim.backend()));
        }
        if (kernels.isEmpty()) {
            return Rule.broken("$.kernels", "is empty: no kernel is known to have run");
        }
        for (int i = 0; i < kernels.size(); i++) {
            String name = kernels.get(i).kernel().strip();
            if (name.isEmpty()) {
                return Rule.broken("$.kernels[" + i + "].kernel", "is blank");
            }
            if (NO_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                return Rule.broken("$.kernels[" + i + "].kernel", "is \"" + name + "\", which names no kernel");
            }
        }
        return Optional.empty();
    }

    private static Optional<Rule.Violation> ofTheirBackend(Receipt receipt) {
        List<Receipt.Kernel> kernels = kernels(receipt);
        for (int i = 0; i < kernels.size(); i++) {
            Receipt.Kernel kernel = kernels.get(i);
            Optional<String> other = otherBackend(kernel.kernel(), kernel.backend());
            if (other.isPresent()) {
                return Rule.broken("$.kernels[" + i + "].kernel", "is " + kernel.kernel() + ", a kernel of " + other.get()
                        + ", under backend " + kernel.backend());
            }
        }
        if (kernels.isEmpty()) {
            return Optional.empty();
        }
        return Claim.of(receipt).stream().filter(claim -> claim.backend() != null).map(claim -> foreign(claim, kernels))
                .flatMap(Optional::stream).findFirst();
    }

    private static Optional<Rule.Violation> foreign(Claim claim, List<Receipt.Kernel> kernels) {
        if (executed(kernels, claim.backend()).isEmpty() && !claim.onDevice()) {
            return Rule.broken(claim.field() + ".backend", "is " + claim.backend() + ", of which no kernel ran; kernels names "
                    + kernels.stream().filter(KernelRules::ran).map(Receipt.Kernel::backend)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        if (claim.kernel() == null) {
            return Optional.empty();
        }
        List<String> backends = kernels.stream().filter(kernel -> names(kernel.kernel()).contains(claim.kernel()))
                .map(Receipt.Kernel::backend).toList();
        boolean own = backends.contains(claim.backend())
                || (backends.isEmpty() && claim.kernel().startsWith(claim.backend() + "-"));
        return own
                ? Optional.empty()
                : Rule.broken(claim.field() + ".kernel", "is " + claim.kernel() + ", which backend " + claim.backend() + " does not have"
                        + (backends.isEmpty() ? "; kernels does not list it" : "; it is one of " + new TreeSet<>(backends)));
    }

    private static Optional<String> otherBackend(String kernel, String backend) {
        return BACKENDS.stream().filter(other -> !other.equals(backend) && kernel.startsWith(other + "-")).findFirst();
    }

    private static Optional<Rule.Violation> onTheirDevice(Receipt receipt) {
        List<Receipt.Kernel> kernels = kernels(receipt);
        for (int i = 0; i < kernels.size(); i++) {
            Receipt.Kernel kernel = kernels.get(i);
            boolean gpu = Claim.isGpu(kernel.backend()) || kernel.operation().equals("gpu");
            if (gpu && ran(kernel) && !isGpu(kernel.reason())) {
                return Rule.broken("$.kernels[" + i + "].reason", "names no GPU that the kernel ran on, but "
                        + (kernel.reason() == null ? "nothing" : "\"" + kernel.reason() + "\""));
            }
        }
        if (kernels.isEmpty()) {
            // the rule of kernels tells
            return Optional.empty();
        }
        for (Claim claim : Claim.of(receipt)) {
            if (claim.onDevice() && executedOnDevice(kernels, claim).isEmpty()) {
                return Rule.broken(claim.field() + (claim.backend() == null ? ".name" : ".backend"), "says that "
                        + (claim.gpu() ? "a GPU" : "an OpenCL device")
                        + " worked, but kernels has none that ran on such a device and names it");
            }
        }
        return Optional.empty();
    }

    private static List<Receipt.Kernel> executedOnDevice(List<Receipt.Kernel> kernels, Claim claim) {
        return kernels.stream()
                .filter(kernel -> ran(kernel) && (Claim.isGpu(kernel.backend()) || kernel.backend().equals("opencl")))
                .filter(kernel -> claim.gpu() ? isGpu(kernel.reason()) : kernel.reason() != null && DEVICE.matcher(kernel.reason()).find())
                .toList();
    }

    private static boolean isGpu(String reason) {
        return reason != null && GPU_DEVICE.matcher(reason).find() && !POCL.matcher(reason).find();
    }

    private static Optional<Rule.Violation> notOnlyFallback(Receipt receipt) {
        List<Receipt.Kernel> kernels = kernels(receipt);
        for (Claim claim : Claim.of(receipt)) {
            if (!claim.quantized() || claim.backend() == null) {
                continue;
            }
            if (claim.kernel() != null && isFallback(claim.kernel(), claim.backend())) {
                return Rule.broken(claim.field() + ".kernel",
                        "is " + claim.kernel() + ", a fallback; that is no result of " + claim.format());
            }
            List<Receipt.Kernel> own = executed(kernels, claim.backend());
            List<Receipt.Kernel> ofFormat = own.stream().filter(kernel -> kernel.format().equals(claim.format())).toList();
            List<Receipt.Kernel> behind = ofFormat.isEmpty() ? own : ofFormat;
            if (!behind.isEmpty() && behind.stream().allMatch(kernel -> isFallback(kernel.kernel(), claim.backend()))) {
                return Rule.broken(claim.field() + ".format", "is " + claim.format() + ", but only fallbacks ran: "
                        + behind.stream().map(Receipt.Kernel::kernel).distinct().collect(Collectors.joining(", ")));
            }
        }
        return Optional.empty();
    }

    /** The scalar reference multiplies in the packed form, too, and is no fallback where it is what is claimed. */
    private static boolean isFallback(String kernel, String backend) {
        return FALLBACK.matcher(kernel).find() || (!backend.equals("scalar") && REFERENCE.matcher(kernel).find());
    }

    private static List<Receipt.Kernel> kernels(Receipt receipt) {
        return receipt.kernels() == null ? List.of() : receipt.kernels();
    }

    private static List<Receipt.Kernel> executed(List<Receipt.Kernel> kernels, String backend) {
        return kernels.stream().filter(kernel -> ran(kernel) && kernel.backend().equals(backend)).toList();
    }

    private static boolean ran(Receipt.Kernel kernel) {
        return !kernel.status().equals("unavailable");
    }

    private static List<String> names(String kernel) {
        return Arrays.stream(kernel.split(",")).map(String::strip).toList();
    }
}
