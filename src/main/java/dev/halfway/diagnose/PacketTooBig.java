package dev.halfway.diagnose;

import dev.halfway.match.ErrorRow;
import java.util.Optional;

/** A router dropped the packets for their size and said so (RFC 1191, RFC 8201). */
final class PacketTooBig implements Rule {
    @Override
    public String name() {
        return "packet too big, said by a router";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.errors().stream().filter(IcmpErrors::isTooBig).findFirst().map(error -> explain(loss, error));
    }

    private Explanation explain(Loss loss, ErrorRow error) {
        Clues.Shrunk shrunk = loss.clues().wentOn();
        boolean works = shrunk.lost() > 0 && shrunk.wentOn() == shrunk.lost();
        return supported(IcmpErrors.speakFor(loss, IcmpErrors::isTooBig) ? Support.SAID : Support.FAIR)
                .because(IcmpErrors.words(error))
                .because(error.mtu() > 0, "it names an MTU of " + loss.ofIp(error.mtu()))
                .because(
                        works,
                        "path MTU discovery works for TCP: after the loss "
                                + (shrunk.lost() == 1
                                        ? "the flow that lost data goes"
                                        : "all " + Words.count(shrunk.lost()) + " flows that lost data go")
                                + " on with shorter segments, which arrive")
                .because(
                        !works && shrunk.lost() > 0,
                        "of " + Words.count(shrunk.lost(), "TCP flow") + " that lost data "
                                + Words.count(shrunk.wentOn()) + " went on with shorter segments that arrive")
                .leaving(IcmpErrors.sender(error) + ": the link behind it takes no larger packets; path MTU discovery "
                        + (works ? "brings " : "is to bring ") + loss.from() + " to send smaller ones")
                .next(loss.commands()
                        .onSender("ip route get " + loss.commands().address()
                                + " (does it show the smaller mtu, and do smaller packets follow?)"));
    }
}
