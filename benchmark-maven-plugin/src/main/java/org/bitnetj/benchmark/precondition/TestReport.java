package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One TEST-*.xml of Surefire or Failsafe.
 *
 * @param tests how many tests it tells of
 * @param failures how many of them failed
 * @param errors how many threw
 * @param skipped how many were skipped
 * @param broken names of those that failed or threw
 */
record TestReport(int tests, int failures, int errors, int skipped, List<String> broken) {
    /** A report that is cut off, is no report, or wants more than to be read; the message says what. */
    static final class BadReport extends Exception {
        private static final long serialVersionUID = 1L;

        BadReport(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static TestReport read(Path file) throws BadReport {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory().createXMLStreamReader(in);
            try {
                return read(xml);
            } finally {
                xml.close();
            }
        } catch (IOException | XMLStreamException e) {
            throw new BadReport(e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    /** The JDK's own, whatever else is on the class path; a report never needs a document type or anything from elsewhere. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it refers to " + systemId);
        });
        return factory;
    }

    private static TestReport read(XMLStreamReader xml) throws XMLStreamException, BadReport {
        TestReport counts = null;
        List<String> broken = new ArrayList<>();
        String test = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw new BadReport("it has a document type, which no test report has", null);
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = xml.getLocalName();
            if (counts == null) {
                counts = counts(xml, element, broken);
            } else if (element.equals("testcase")) {
                test = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
            } else if (element.equals("failure") || element.equals("error")) {
                broken.add(test);
            }
        }
        return counts;
    }

    private static TestReport counts(XMLStreamReader xml, String element, List<String> broken) throws BadReport {
        if (!element.equals("testsuite")) {
            throw new BadReport("it begins with <" + element + ">, not with <testsuite>", null);
        }
        return new TestReport(count(xml, "tests"), count(xml, "failures"), count(xml, "errors"), count(xml, "skipped"), broken);
    }

    private static int count(XMLStreamReader xml, String attribute) throws BadReport {
        String value = xml.getAttributeValue(null, attribute);
        if (value == null || !value.matches("\\d{1,9}")) {
            throw new BadReport("its " + attribute + " are " + (value == null ? "missing" : value), null);
        }
        return Integer.parseInt(value);
    }
}
