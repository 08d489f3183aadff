package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven by the DevTools protocol. It has a profile of its own and is told to leave the network
 * alone; what a page asks for and what it has to complain of is noted all the same.
 */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LISTENING = "DevTools listening on ";
    private static final long LONGEST_SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
    private String session = "";
    private int asked;

    private Chromium(Process process, Path profile, String address) throws Exception {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    /** Skips the test where there is none. */
    static Chromium start() throws Exception {
        String program = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
        assumeTrue(!program.isEmpty(), "chromium is not installed");
        Path profile = Files.createTempDirectory("halfway-chromium-");
        Process process = new ProcessBuilder(
                        program,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "--window-size=1100,1600",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Chromium browser = new Chromium(process, profile, address(process));
            browser.open();
            return browser;
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String address(Process process) throws IOException {
        BufferedReader err = process.errorReader();
        List<String> said = new ArrayList<>();
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            said.add(line);
            if (line.startsWith(LISTENING)) {
                Thread drain = new Thread(() -> drain(err), "chromium-stderr");
                drain.setDaemon(true);
                drain.start();
                return line.substring(LISTENING.length());
            }
        }
        throw new IOException("chromium ended: " + said);
    }

    /** Until it ends; a full pipe would stop it. */
    private static void drain(BufferedReader err) {
        try {
            while (err.readLine() != null) {
                // not asked for
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    private void open() throws Exception {
        String target = ask("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asText();
        session = ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            ask(domain + ".enable", Map.of());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                try {
                    note(MAPPER.readTree(message.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    private void note(JsonNode message) {
        if (message.has("id")) {
            answers.remove(message.get("id").asInt()).complete(message);
            return;
        }
        JsonNode params = message.get("params");
        switch (message.get("method").asText()) {
            case "Network.requestWillBeSent" ->
                requests.add(params.get("request").get("url").asText());
            case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
                complaints.add(params.toString());
            case "Page.javascriptDialogOpening" -> complaints.add("dialog: " + params);
            case "Page.loadEventFired" -> loaded.complete(null);
            default -> {
                // nothing to keep
            }
        }
    }

    private JsonNode ask(String method, Map<String, ?> params) throws Exception {
        int id = ++asked;
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", MAPPER.valueToTree(params));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        JsonNode answered = answer.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        assertTrue(answered.has("result"), () -> method + ": " + answered);
        return answered.get("result");
    }

    /** Loads a page and waits until it is there. */
    void show(Path page) throws Exception {
        loaded = new CompletableFuture<>();
        requests.clear();
        complaints.clear();
        ask("Page.navigate", Map.of("url", page.toUri().toString()));
        loaded.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether scripts run in the pages to come. */
    void allowScripts(boolean allowed) throws Exception {
        ask("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    }

    /** As wide as a telephone, or not. */
    void resize(int width, int height) throws Exception {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** The value of an expression, as JSON. */
    JsonNode value(String expression) throws Exception {
        JsonNode result = ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertTrue(!result.has("exceptionDetails"), () -> expression + ": " + result);
        JsonNode value = result.get("result").get("value");
        return value == null ? MAPPER.nullNode() : value;
    }

    /** Presses and releases the mouse in the middle of the element. */
    void click(String selector) throws Exception {
        JsonNode box = value("(() => { const e = document.querySelector(" + quoted(selector) + ");"
                + " e.scrollIntoView({ block: 'center' }); const b = e.getBoundingClientRect();"
                + " return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; })()");
        double x = box.get("x").asDouble();
        double y = box.get("y").asDouble();
        mouse("mousePressed", x, y);
        mouse("mouseReleased", x, y);
    }

    void mouse(String type, double x, double y) throws Exception {
        ask(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    /** A key with a character, or a named one. */
    void press(String key) throws Exception {
        boolean character = key.length() == 1;
        ask(
                "Input.dispatchKeyEvent",
                character
                        ? Map.of("type", "keyDown", "key", key, "text", key)
                        : Map.of("type", "keyDown", "key", key, "code", key));
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    static String quoted(String text) {
        return MAPPER.valueToTree(text).toString();
    }

    /** What it asked anybody for since the page was asked for, the page itself too. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Everything on the console, and every exception that nobody caught. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Waits for what must come soon. */
    static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.sleep(20);
        }
    }

    /** The page on paper. */
    byte[] pdf() throws Exception {
        JsonNode printed = ask("Page.printToPDF", Map.of("printBackground", true));
        return Base64.getDecoder().decode(printed.get("data").asText());
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, LONGEST_SECONDS, TimeUnit.SECONDS)
                .join();
        List<Path> left;
        try (Stream<Path> files = Files.walk(profile)) {
            left = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : left) {
            Files.deleteIfExists(each);
        }
    }
}
