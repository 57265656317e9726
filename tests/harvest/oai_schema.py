"""The form of answers of OAI-PMH 2.0 as a schema of our own, written after the text of the protocol."""

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
MODS = "http://www.loc.gov/mods/v3"
_DC_NAMES = (
    "title creator subject description publisher contributor date type format identifier source language".split()
)

SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{OAI}" targetNamespace="{OAI}"
           elementFormDefault="qualified">
  <xs:simpleType name="moment"><xs:restriction base="xs:string">
    <xs:pattern value="[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="setSpec"><xs:restriction base="xs:string">
    <xs:pattern value="[A-Za-z0-9_!'$()+\\-.*~]+(:[A-Za-z0-9_!'$()+\\-.*~]+)*"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="mail"><xs:restriction base="xs:string">
    <xs:pattern value="\\S+@(\\S+\\.)+\\S+"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="identifier"><xs:restriction base="xs:anyURI">
    <xs:pattern value="oai:[^:]+:[0-9a-z]{{8}}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="prefix"><xs:restriction base="xs:string"><xs:enumeration value="oai_dc"/>
    <xs:enumeration value="mods"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="code"><xs:restriction base="xs:string">
    {
    "".join(
        f'<xs:enumeration value="{code}"/>'
        for code in (
            "cannotDisseminateFormat",
            "idDoesNotExist",
            "badArgument",
            "badVerb",
            "noMetadataFormats",
            "noRecordsMatch",
            "badResumptionToken",
            "noSetHierarchy",
        )
    )
}</xs:restriction></xs:simpleType>
  <xs:element name="OAI-PMH"><xs:complexType><xs:sequence>
    <xs:element name="responseDate" type="moment"/>
    <xs:element name="request"><xs:complexType><xs:simpleContent><xs:extension base="xs:anyURI">
      {
    "".join(
        f'<xs:attribute name="{name}"/>'
        for name in ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")
    )
}
    </xs:extension></xs:simpleContent></xs:complexType></xs:element>
    <xs:choice>
      <xs:element name="error" maxOccurs="unbounded"><xs:complexType><xs:simpleContent>
        <xs:extension base="xs:string"><xs:attribute name="code" type="code" use="required"/></xs:extension>
      </xs:simpleContent></xs:complexType></xs:element>
      <xs:element name="Identify"><xs:complexType><xs:sequence>
        <xs:element name="repositoryName" type="xs:string"/><xs:element name="baseURL" type="xs:anyURI"/>
        <xs:element name="protocolVersion" fixed="2.0"/><xs:element name="adminEmail" type="mail"/>
        <xs:element name="earliestDatestamp" type="moment"/><xs:element name="deletedRecord" fixed="persistent"/>
        <xs:element name="granularity" fixed="YYYY-MM-DDThh:mm:ssZ"/><xs:element name="compression" minOccurs="0"/>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="ListMetadataFormats"><xs:complexType><xs:sequence>
        <xs:element name="metadataFormat" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="metadataPrefix" type="prefix"/><xs:element name="schema" type="xs:anyURI"/>
          <xs:element name="metadataNamespace" type="xs:anyURI"/></xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="ListSets"><xs:complexType><xs:sequence>
        <xs:element name="set" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="setSpec" type="setSpec"/><xs:element name="setName" type="xs:string"/>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="resumptionToken" type="token" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
      <xs:element name="GetRecord"><xs:complexType><xs:sequence><xs:element name="record" type="record"/>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="ListRecords"><xs:complexType><xs:sequence>
        <xs:element name="record" type="record" maxOccurs="unbounded"/>
        <xs:element name="resumptionToken" type="token" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
      <xs:element name="ListIdentifiers"><xs:complexType><xs:sequence>
        <xs:element name="header" type="header" maxOccurs="unbounded"/>
        <xs:element name="resumptionToken" type="token" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
    </xs:choice></xs:sequence></xs:complexType></xs:element>
  <xs:complexType name="header"><xs:sequence><xs:element name="identifier" type="identifier"/>
    <xs:element name="datestamp" type="moment"/>
    <xs:element name="setSpec" type="setSpec" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="status"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="deleted"/>
    </xs:restriction></xs:simpleType></xs:attribute></xs:complexType>
  <xs:complexType name="record"><xs:sequence><xs:element name="header" type="header"/>
    <xs:element name="metadata" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:any namespace="##other" processContents="skip"/></xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType>
  <xs:complexType name="token"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="completeListSize" type="xs:positiveInteger"/>
    <xs:attribute name="cursor" type="xs:nonNegativeInteger"/></xs:extension></xs:simpleContent></xs:complexType>
</xs:schema>"""
_schema = etree.XMLSchema(etree.fromstring(SCHEMA))


def validate_answer(content: bytes) -> etree._Element:
    """Return the root of an answer, once it is of the right form."""
    root = etree.fromstring(content)
    _schema.assertValid(root)
    for deleted in root.iterfind(f".//{{{OAI}}}record/{{{OAI}}}header[@status='deleted']"):
        assert deleted.getnext() is None
    for record in root.iterfind(".//{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"):
        assert {child.tag for child in record} <= {f"{{{DC}}}{name}" for name in _DC_NAMES}
        assert all(child.text for child in record)
    for record in root.iterfind(f".//{{{MODS}}}mods"):
        assert record.find(f"{{{MODS}}}titleInfo/{{{MODS}}}title").text
        assert record.get("version") == "3.8"
    return root
