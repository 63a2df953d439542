"""What units, statuses, kinds of area, sources and disagreements are called: data, no sentences."""

UNITS = {  # unit in a head: (sign after the number, words)
    "procent": (" %", "procent av befolkningen"),
    "procent av hushåll": (" %", "procent av hushållen"),
    "promille": (" ‰", "promille"),
    "procentenheter": (" procentenheter", "procentenheter"),
    "per 1 000 invånare": ("", "per 1 000 invånare"),
    "kr": (" kr", "kronor"),
    "tkr": (" tkr", "tusen kronor"),
    "veckor": (" veckor", "veckor"),
    "dagar": (" dagar", "dagar"),
}
STATUSES = {
    "ok": "",
    "withheld": "Visas inte av utgivaren: färre än 100 svarande",
    "unreliable": "Visas inte: för få svar för ett tillförlitligt värde",
    "missing": "Uppgift saknas",
    "not_applicable": "Gäller inte",
    "unclear": "Oklart i källan",
    "preliminary": "Preliminär uppgift",
}
HIDDEN = "Visas inte av sekretess- eller röjandeskäl"
KINDS = {
    "kommun": "kommun", "stadsomrade": "stadsområde", "stadsdelsomrade": "stadsdelsområde", "lan": "län", "land": "land",
    "mellanomrade": "mellanområde", "primaromrade": "primärområde", "stadsdelsnamnd": "stadsdelsnämnd",
    "organisation": "förvaltning",
}  # fmt: skip
KINDS_PLURAL = {
    "kommun": "kommuner", "stadsomrade": "stadsområden", "stadsdelsomrade": "stadsdelsområden", "lan": "län",
    "mellanomrade": "mellanområden", "primaromrade": "primärområden", "stadsdelsnamnd": "stadsdelsnämnder",
    "organisation": "förvaltningar", "land": "länder",
}  # fmt: skip
SOURCES = {
    "ntu": "NTU", "brott": "Anmälda brott", "befolkning": "Befolkning", "bidrag": "Bidrag", "leverantor": "Leverantörer",
    "gvi": "GVI", "trygghet": "Trygghetsmätningar", "pastaende": "Påståenden i rapporter",
}  # fmt: skip
CONFLICTS = {
    "printed_computed": "Tryckt mot uträknat", "part_total": "Delar mot summa", "two_sources": "Två uppgifter",
    "scope": "Olika omfattning", "definition": "Olika definition",
}  # fmt: skip
