package dev.halfway.flood;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the captures of a flood: {@code KIND COUNT DIRECTORY}; without any, names all kinds. */
public final class GenerateFlood {
    private GenerateFlood() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            for (Flood each : Flood.values()) {
                System.out.println(each.name().toLowerCase(Locale.ROOT));
            }
            return;
        }
        Flood flood = Flood.valueOf(args[0].toUpperCase(Locale.ROOT));
        flood.write(Path.of(args[2]), Math.min(Integer.parseInt(args[1]), flood.most()));
    }
}
