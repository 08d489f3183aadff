package dev.halfway.truth;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Opens TCP connections between the two hosts, both ends at once. */
final class Connections {
    /**
     * What to open.
     *
     * @param clientPort not used by another connection of the same client that is still open
     * @param receiveBuffer bytes of window at both ends
     * @param onAccept given the server's end when the SYN arrives there
     */
    record Plan(
            Host client,
            int clientPort,
            Host server,
            int serverPort,
            boolean version6,
            int receiveBuffer,
            ByteStream clientStream,
            ByteStream serverStream,
            Consumer<TcpEndpoint> onAccept) {}

    private record Awaited(Host server, int clientPort) {}

    private record Waiting(Plan plan, Exchange exchange) {}

    private final Simulator simulator;
    private final TruthScenario scenario;
    private final SplittableRandom random;
    private final Map<Awaited, Waiting> waiting = new HashMap<>();

    Connections(Simulator simulator, TruthScenario scenario, SplittableRandom random) {
        this.simulator = simulator;
        this.scenario = scenario;
        this.random = random;
    }

    /** Sends the SYN. Returns the client's end. */
    TcpEndpoint open(Plan plan) {
        InetAddress own = plan.client().address(plan.version6());
        InetAddress other = plan.server().address(plan.version6());
        Host.Ends ends = new Host.Ends(own, plan.clientPort(), other, plan.serverPort());
        boolean inScope = plan.serverPort() == Applications.WATCHED_PORT;
        Exchange exchange = new Exchange(plan.client().setup().name, inScope);
        TcpEndpoint client = endpoint(plan.client(), ends, exchange, plan.clientStream(), plan);
        plan.client().attach(ends, client);
        waiting.put(new Awaited(plan.server(), portAtServer(plan)), new Waiting(plan, exchange));
        plan.server().listen(plan.serverPort(), seen -> accept(plan.server(), seen));
        client.open();
        return client;
    }

    private TcpEndpoint accept(Host server, Host.Ends seen) {
        Waiting awaited = waiting.get(new Awaited(server, seen.otherPort()));
        Plan plan = awaited.plan();
        TcpEndpoint endpoint = endpoint(server, seen, awaited.exchange(), plan.serverStream(), plan);
        plan.onAccept().accept(endpoint);
        return endpoint;
    }

    private TcpEndpoint endpoint(Host host, Host.Ends ends, Exchange exchange, ByteStream stream, Plan plan) {
        TcpTraits traits = new TcpTraits(
                scenario.a.timestamps && scenario.b.timestamps,
                scenario.a.sack && scenario.b.sack,
                plan.receiveBuffer(),
                scenario.traffic.stutterRate);
        return new TcpEndpoint(simulator, host, ends, exchange, stream, traits, random.split());
    }

    private int portAtServer(Plan plan) {
        boolean translated = scenario.sourceNat && plan.client().setup() == scenario.a && !plan.version6();
        return translated ? Middlebox.translatedPort(plan.clientPort()) : plan.clientPort();
    }
}
