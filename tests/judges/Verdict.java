// veraPDF's verdict on files: java … Verdict FLAVOUR[,FLAVOUR] FILE...
//
// The engine and its profiles come inside the wheel that tests/judges/install
// fetches. Prints a line for each file and flavour, and one for each rule that
// failed. Exit 0: all pass; 1: some rule failed; 2: a file cannot be read.
//
// Without arguments it reads them line by line, with tabs between them, and prints after
// each answer a line "exit STATUS": to start takes four times as long as to judge.

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Verdict {
    public static void main(String[] arguments) throws IOException {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        if (arguments.length > 0) System.exit(judge(List.of(arguments)));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int worst = judge(List.of(line.split("\t")));
            System.out.printf("exit %d%n", worst);
            System.out.flush();
        }
    }

    static int judge(List<String> arguments) {
        int worst = 0;
        for (String file : arguments.subList(1, arguments.size()))
            for (String flavour : arguments.get(0).split(","))
                worst = Math.max(worst, judge(file, PDFAFlavour.fromString(flavour)));
        return worst;
    }

    static int judge(String file, PDFAFlavour flavour) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> failed = new LinkedHashMap<>();
            for (TestAssertion test : result.getTestAssertions())
                failed.putIfAbsent(
                    test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber(),
                    test.getMessage() + " @ " + test.getLocation().getContext());
            System.out.printf("%s %s%n", result.isCompliant() ? "pass" : "FAIL", flavour.getId());
            failed.forEach((rule, says) -> System.out.printf("  %s %s%n", rule, says));
            return result.isCompliant() ? 0 : 1;
        } catch (Exception error) {
            System.out.printf("ERROR %s %s%n", flavour.getId(), error);
            return 2;
        }
    }
}
