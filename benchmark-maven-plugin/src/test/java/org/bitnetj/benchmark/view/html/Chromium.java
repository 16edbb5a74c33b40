package org.bitnetj.benchmark.view.html;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real browser without window, driven by its DevTools protocol. What a page complains of, and what it asks of the network, is kept. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    Chromium(Path binary, Path folder) throws Exception {
        process = new ProcessBuilder(binary.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-extensions", "--disable-background-networking", "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"), "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.txt").toFile())
                .start();
        Path port = folder.resolve("profile/DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(port) || Files.readString(port).lines().count() < 2) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IOException("Chromium does not start: " + Files.readString(folder.resolve("chromium.txt")));
            }
        }
        URI list = URI.create("http://127.0.0.1:" + Files.readString(port).lines().findFirst().orElseThrow() + "/json/list");
        String targets = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString()).body();
        String address = "";
        for (JsonNode target : JSON.readTree(targets)) {
            address = target.get("type").asString().equals("page") ? target.get("webSocketDebuggerUrl").asString() : address;
        }
        socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Messages()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** The browser of this machine, or null. The system property {@code chromium} or the environment variable CHROMIUM names another one. */
    static Path binary() {
        String named = System.getProperty("chromium", System.getenv("CHROMIUM"));
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                receive(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            answers.remove(message.get("id").asInt()).complete(message);
            return;
        }
        JsonNode params = message.get("params");
        switch (message.get("method").asString()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.exceptionThrown" -> problems.add(params.get("exceptionDetails").toString());
            case "Runtime.consoleAPICalled", "Log.entryAdded" -> problems.add(params.toString());
            case "Network.requestWillBeSent" -> requests.add(params.get("request").get("url").asString());
            default -> {
                // nothing that the tests ask for
            }
        }
    }

    JsonNode send(String method, Map<String, ?> params) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true).get(PATIENCE_SECONDS,
                TimeUnit.SECONDS);
        JsonNode message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message.has("error")) {
            throw new IOException(method + ": " + message.get("error"));
        }
        return message.get("result");
    }

    /** Opens a page as on a screen so wide, {@code light} or {@code dark}, and waits until it is there. */
    void open(URI page, int width, String scheme) throws Exception {
        send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        send("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", "about:blank"));
        loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        problems.clear();
        requests.clear();
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", page.toString()));
        loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.get("result").get("value");
    }

    List<String> strings(String expression) throws Exception {
        List<String> values = new ArrayList<>();
        evaluate(expression).forEach(value -> values.add(value.asString()));
        return values;
    }

    void screenshot(Path file, boolean whole) throws Exception {
        JsonNode picture = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
        Files.write(file, Base64.getDecoder().decode(picture.get("data").asString()));
    }

    List<String> problems() {
        return problems;
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
