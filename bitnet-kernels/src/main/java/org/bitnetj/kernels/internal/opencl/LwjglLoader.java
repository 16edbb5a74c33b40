package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;

import org.lwjgl.opencl.CL;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.Library;
import org.lwjgl.system.Platform;

/** Loads the OpenCL library of this machine, once in a process. */
final class LwjglLoader {
    /** What LWJGL looks for by itself: {@code OpenCL.dll}, the framework of macOS. */
    private static final String DEFAULT = "";

    private static Cl loaded;
    private static String loadedFrom;

    private LwjglLoader() {}

    /**
     * Loads the library, or returns it if it has been loaded.
     *
     * @param library a path or a name, or null for the usual names
     * @throws OpenClUnavailableException if there is none, or another one has been loaded before
     */
    static synchronized Cl load(String library) throws OpenClUnavailableException {
        if (loaded == null) {
            // Otherwise the first use of a class of LWJGL would load the library, and its failure could not be told from that of a class.
            Configuration.OPENCL_EXPLICIT_INIT.set(true);
            if (Configuration.MEMORY_BACKEND.get() == null) {
                // The other one warns of sun.misc.Unsafe.
                Configuration.MEMORY_BACKEND.set("ffm");
            }
            loadedFrom = create(library);
            loaded = new LwjglCl();
        } else if (library != null && !library.equals(loadedFrom)) {
            throw new OpenClUnavailableException("OpenCL was loaded from " + (loadedFrom.equals(DEFAULT) ? "its usual place" : loadedFrom)
                    + " before, and a process loads one library; start another one for " + library, null);
        }
        return loaded;
    }

    private static String create(String library) throws OpenClUnavailableException {
        Library.initialize();
        if (isCreated()) {
            return DEFAULT;
        }
        // The name that a Linux without development packages has comes first.
        List<String> names = library != null
                ? List.of(library)
                : Platform.get() == Platform.LINUX ? List.of("libOpenCL.so.1", "libOpenCL.so") : List.of(DEFAULT);
        Throwable last = null;
        for (String name : names) {
            try {
                if (name.equals(DEFAULT)) {
                    CL.create();
                } else {
                    requireLoadable(name);
                    CL.create(name);
                }
                return name;
            } catch (UnsatisfiedLinkError | IllegalStateException | IllegalArgumentException e) {
                if (last != null) {
                    e.addSuppressed(last);
                }
                last = e;
            }
        }
        String how = "name " + (library == null ? "the library" : "another one") + " with -D" + OpenClSettings.LIBRARY_PROPERTY;
        throw new OpenClUnavailableException(library != null
                ? "the OpenCL library " + library + " cannot be loaded (" + last.getMessage() + "); " + how
                : "no OpenCL library is installed (tried " + String.join(" and ", names).strip()
                        + "); install the driver of the device, or " + how,
                last);
    }

    /** Asks the system first, since LWJGL prints advice when it does not find a library. */
    @SuppressWarnings("restricted")
    private static void requireLoadable(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(name, arena);
        }
    }

    /** Whether somebody else in this process has loaded OpenCL with LWJGL. */
    private static boolean isCreated() {
        try {
            CL.getICD();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
