package dev.halfway.match;

/** Where one host stands on the way of a flow that its captures show, by the plan alone: what no other packet changes. */
final class LegPlacer {
    private final Plan plan;
    private final int host;

    LegPlacer(Plan plan, int host) {
        this.plan = plan;
        this.host = host;
    }

    /** Sets a new leg's {@link Leg#position} and what goes with it, but for its lane. */
    void place(Leg leg) {
        FlowNames names = plan.names();
        leg.name = names.canonical(host, leg.tuple);
        leg.sequenceShift = -names.sequenceShift(host, leg.tuple);
        leg.acknowledgmentShift = -names.sequenceShift(host, leg.tuple.reversed());
        leg.timestampShift = -names.timestampShift(host, leg.tuple);
        leg.echoShift = -names.timestampShift(host, leg.tuple.reversed());
        HostAddress source = HostAddress.sourceOf(leg.name);
        HostAddress destination = HostAddress.destinationOf(leg.name);
        leg.from = plan.owners().of(source);
        leg.to = plan.owners().of(destination);
        int other = host == leg.from ? leg.to : leg.from;
        leg.acknowledgmentShiftThere =
                other == Owners.NOBODY ? leg.acknowledgmentShift : -names.sequenceShiftOf(other, leg.name.reversed());
        leg.timestampsRewritten = names.areTimestampsRewritten(host, other, leg.tuple);
        if (leg.from == Owners.NOBODY || leg.to == Owners.NOBODY) {
            boolean open = plan.owners().isOpen(source, destination);
            leg.position = open ? Leg.Position.UNDECIDED : Leg.Position.OUTSIDE;
        } else if (leg.from == leg.to) {
            leg.position = Leg.Position.INSIDE;
        } else if (host != leg.from && host != leg.to) {
            leg.position = Leg.Position.PASSING;
        } else {
            leg.position = host == leg.from ? Leg.Position.SENDER : Leg.Position.RECEIVER;
            Doubling.Records records = plan.records(host, leg.tuple);
            leg.recordsOfEach = records.each();
            leg.recordsAlways = records.always();
            leg.fineClock = plan.hasFineClock(host);
            leg.recordsTwice = plan.takesRecordsTwice(host);
        }
    }
}
