"""An invoice as it is handed over: XML in both syntaxes, the PDF that holds it, and the official checks."""
