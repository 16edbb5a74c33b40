package org.bitnetj.kernels.internal;

import java.util.Optional;

/** Whether this JVM was started so that the Vector API can be used; refers to none of its classes. */
public final class VectorModule {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAG = "--add-modules " + MODULE;

    private VectorModule() {}

    /**
     * {@return why the Vector API cannot be used, with the flag or setting to change, or empty if it can}
     */
    public static Optional<String> whyUnusable() {
        Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
        if (module.isEmpty()) {
            return Optional.of("the module " + MODULE + " is not in this JVM; start java with " + FLAG);
        }
        if (!VectorModule.class.getModule().canRead(module.get())) {
            return Optional.of("the module " + VectorModule.class.getModule().getName() + " does not read " + MODULE + "; start java with "
                    + FLAG);
        }
        // The API works there too, but boxes every vector: far slower than the reference.
        if (System.getProperty("java.vm.info", "").contains("interpreted mode")) {
            return Optional.of("this JVM only interprets (-Xint), which makes vectors slower than scalar code; start it without that flag");
        }
        return Optional.empty();
    }
}
