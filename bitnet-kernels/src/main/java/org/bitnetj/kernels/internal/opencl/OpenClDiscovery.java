package org.bitnetj.kernels.internal.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bitnetj.kernels.DeviceException;
import org.lwjgl.opencl.CL10;

/** Which devices there are, and which one is meant. */
final class OpenClDiscovery {
    private final List<OpenClDevice> devices;
    /** A line for each platform that gave no devices. */
    private final List<String> notes;

    private OpenClDiscovery(List<OpenClDevice> devices, List<String> notes) {
        this.devices = devices;
        this.notes = notes;
    }

    /**
     * Asks every platform for its devices.
     *
     * @param cl the library
     * @param lost devices that have failed for good, by handle, and how
     */
    static OpenClDiscovery look(Cl cl, Map<Long, String> lost) throws OpenClUnavailableException {
        long[] platforms;
        try {
            platforms = cl.platforms();
        } catch (DeviceException e) {
            throw new OpenClUnavailableException(e.code() == ClErrors.NO_PLATFORM
                    ? "the OpenCL library is installed, but no driver (" + e.getMessage() + "); install the device's OpenCL driver"
                    : "the OpenCL library does not list its platforms: " + e.getMessage(), e);
        }
        List<OpenClDevice> devices = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        DeviceException failure = null;
        for (long platform : platforms) {
            try {
                long[] found = cl.devices(platform);
                for (long device : found) {
                    devices.add(OpenClDevice.describe(cl, platform, device, Optional.ofNullable(lost.get(device))));
                }
                if (found.length == 0) {
                    notes.add("platform " + cl.platformText(platform, CL10.CL_PLATFORM_NAME) + " has no devices");
                }
            } catch (DeviceException e) {
                failure = e;
                notes.add("a platform failed: " + e.getMessage());
            }
        }
        if (devices.isEmpty()) {
            throw new OpenClUnavailableException("there is no OpenCL device: "
                    + (notes.isEmpty() ? "the library lists no platform; install the device's OpenCL driver" : String.join("; ", notes)),
                    failure);
        }
        return new OpenClDiscovery(devices, notes);
    }

    List<OpenClDevice> devices() {
        return devices;
    }

    /**
     * {@return the device that is meant}
     *
     * @throws OpenClUnavailableException if none is, or it cannot be used; the message lists what there is
     */
    OpenClDevice choose(OpenClSettings settings) throws OpenClUnavailableException {
        String wanted = settings.device().toLowerCase(Locale.ROOT);
        if (wanted.equals("auto")) {
            return best().orElseThrow(() -> new OpenClUnavailableException("no OpenCL device is usable: " + list(), null));
        }
        List<OpenClDevice> meant = devices.stream().filter(meaning(wanted)).toList();
        String asked = settings.deviceFrom() + " asks for the OpenCL device \"" + settings.device() + "\"";
        if (meant.isEmpty()) {
            throw new OpenClUnavailableException(asked + ", which there is not; there are " + list() + ". Ask for gpu, cpu, accelerator, "
                    + "an index, or a part of a name", null);
        }
        return meant.stream().filter(d -> d.rejection().isEmpty()).findFirst().orElseThrow(() -> new OpenClUnavailableException(
                asked + ", which cannot be used: " + meant.getFirst().rejection().orElseThrow(), null));
    }

    private Predicate<OpenClDevice> meaning(String wanted) {
        return switch (wanted) {
            case "gpu", "cpu", "accelerator" -> d -> d.info().type().equalsIgnoreCase(wanted);
            default -> wanted.matches("\\d{1,4}")
                    ? d -> devices.indexOf(d) == Integer.parseInt(wanted)
                    : d -> (d.info().name() + " " + d.info().platform()).toLowerCase(Locale.ROOT).contains(wanted);
        };
    }

    private Optional<OpenClDevice> best() {
        for (String type : List.of("GPU", "accelerator", "CPU")) {
            Optional<OpenClDevice> first = devices.stream().filter(d -> d.info().type().equals(type) && d.rejection().isEmpty())
                    .findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    /** Every device with its index, and why it is rejected if it is. */
    String list() {
        String found = IntStream.range(0, devices.size()).mapToObj(i -> i + ": " + devices.get(i).info()
                + devices.get(i).rejection().map(why -> ", rejected: " + why).orElse("")).collect(Collectors.joining("; "));
        return notes.isEmpty() ? found : found + "; " + String.join("; ", notes);
    }
}
