import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for dead links in a built site: {@code java .ci/Links.java target/site}. Each link within the site must lead to a file, and to a place in it if it
 * names one; links to other hosts are only counted. Fails with every dead link, or when there was nothing to look at.
 */
public final class Links {
    private static final Pattern SCRIPTS = Pattern.compile("(?is)<(script|style)\\b.*?</\\1>|<!--.*?-->");
    private static final Pattern TARGETS = Pattern.compile("(?i)\\s(?:href|src)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final Pattern PLACES = Pattern.compile("(?i)\\s(?:id|name)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

    private final Map<Path, Set<String>> places = new HashMap<>();
    private final List<String> dead = new ArrayList<>();
    private int pages;
    private int inner;
    private int outer;

    public static void main(String[] arguments) throws IOException {
        Links links = new Links();
        for (String argument : arguments) {
            links.look(Path.of(argument));
        }
        System.out.println(links.pages + " pages, " + links.inner + " links within the site, " + links.outer + " to other hosts (not followed), "
                + links.dead.size() + " dead");
        links.dead.forEach(System.out::println);
        if (links.pages == 0 || links.inner == 0 || !links.dead.isEmpty()) {
            System.exit(1);
        }
    }

    private void look(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".html")).sorted().toList()) {
                check(page, TARGETS.matcher(SCRIPTS.matcher(Files.readString(page)).replaceAll("")));
            }
        }
    }

    private void check(Path page, Matcher links) throws IOException {
        pages++;
        while (links.find()) {
            String link = links.group(1) == null ? links.group(2) : links.group(1);
            link = link.strip().replace("&amp;", "&");
            if (link.matches("(?i)(https?:|mailto:|//).*")) {
                outer++;
            } else if (!link.matches("(?i)(data|javascript):.*")) {
                inner++;
                String why = broken(page, link);
                if (!why.isEmpty()) {
                    dead.add(page + ": " + link + " (" + why + ")");
                }
            }
        }
    }

    private String broken(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = (hash < 0 ? link : link.substring(0, hash)).replaceAll("\\?.*", "");
        String place = hash < 0 ? "" : link.substring(hash + 1);
        if (file.isEmpty() && hash < 0) {
            return "it is empty";
        }
        Path target;
        try {
            target = file.isEmpty() ? page : page.resolveSibling(URI.create(file.replace(" ", "%20")).getPath()).normalize();
        } catch (IllegalArgumentException e) {
            return "no address: " + e.getMessage();
        }
        if (Files.isDirectory(target)) {
            target = target.resolve("index.html");
        }
        if (!Files.exists(target)) {
            return "there is no " + target;
        }
        String decoded = URLDecoder.decode(place.replace("+", "%2B"), StandardCharsets.UTF_8);
        boolean found = place.isEmpty() || place.equals("top") || !target.toString().endsWith(".html") || places(target).contains(place)
                || places(target).contains(decoded);
        return found ? "" : "the page has no place of that name";
    }

    private Set<String> places(Path page) throws IOException {
        Set<String> known = places.get(page);
        if (known == null) {
            known = new HashSet<>();
            Matcher found = PLACES.matcher(Files.readString(page));
            while (found.find()) {
                String place = found.group(1) == null ? found.group(2) : found.group(1);
                known.add(place.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
            }
            places.put(page, known);
        }
        return known;
    }
}
