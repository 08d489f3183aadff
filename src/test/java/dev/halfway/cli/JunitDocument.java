package dev.halfway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** JUnit XML that is valid by the common schema. */
record JunitDocument(Element suite) {
    /** @throws AssertionError when it is not valid */
    static JunitDocument of(String xml) throws IOException {
        try {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(JunitDocument.class.getResource("/junit.xsd"))
                    .newValidator()
                    .validate(new StreamSource(new StringReader(xml)));
            Element root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            return new JunitDocument(
                    (Element) root.getElementsByTagName("testsuite").item(0));
        } catch (SAXException | ParserConfigurationException e) {
            throw new AssertionError(e + " in " + xml, e);
        }
    }

    String attribute(String name) {
        return suite.getAttribute(name);
    }

    /** The test case with this name. */
    Element testCase(String name) {
        return elements("testcase").stream()
                .filter(each -> each.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no test case " + name));
    }

    List<Element> elements(String tag) {
        NodeList list = suite.getElementsByTagName(tag);
        return IntStream.range(0, list.getLength())
                .mapToObj(i -> (Element) list.item(i))
                .toList();
    }
}
