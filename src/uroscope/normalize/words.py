"""Words that stand where a number should be."""

from __future__ import annotations


def _phrases(text: str) -> frozenset[str]:
    """Return what stands between bars and line ends."""
    return frozenset(part.strip() for part in text.replace("\n", "|").split("|") if part.strip())


# The laboratory says that there is no result.
NOT_MEASURED = _phrases(
    """
    -|--|---|.|..|...|*|**|?|/|n/a|na|n.a|n.a.|nan|null|none|nil|n.d|n.d.|nd|nr|n.r.
    qns|q.n.s|q.n.s.|qnsr|tnp|t.n.p.|dnr|dnp|cnp
    quantity not sufficient|quantity insufficient|insufficient quantity|insufficient sample
    insufficient specimen|insufficient volume|sample insufficient|specimen insufficient|insufficient
    test not performed|not performed|not done|not measured|not available|not reported|not tested
    not determined|not calculated|unable to calculate|cannot calculate|cannot be calculated
    not applicable|to follow|pending|in progress|in process|result pending|results pending
    not resulted|cancelled|canceled|cancel|test cancelled|test canceled|not ordered|not requested
    see note|see comment|see comments|see below|see text|reported separately|no result|no specimen
    no sample|not received|specimen not received|sample not received|not collected|lost|missing
    hemolyzed|haemolysed|haemolyzed|hemolysed|hemolysis|haemolysis|clotted|lipemic|lipaemic
    k.a|k.a.|n.b|n.b.|n.v|n.v.|nicht bestimmt|nicht gemessen|nicht durchgeführt|nicht berechenbar
    in arbeit|keine angabe|zu wenig material|ausstehend|folgt|entfällt|storniert
    en cours|en attente|non fait|non réalisé|non dosé|non effectué|quantité insuffisante|annulé
    no realizado|no realizada|en curso|en proceso|muestra insuficiente|pendiente|cancelado
    non eseguito|non pervenuto|in corso|in lavorazione|campione insufficiente|annullato
    não realizado|em andamento|amostra insuficiente|pendente
    """
) | {""}

# The laboratory says that it found nothing, but not below which bound.
NO_NUMBER = _phrases(
    """
    undetectable|not detected|none detected|not detectable|undetected|below detection limit
    below detection|below limit of detection|below the limit of detection|bld|blq|bdl|negative|neg
    trace|traces|positive|pos|nicht nachweisbar|negativ|positiv|indétectable|non détecté
    indetectable|no detectado|no detectable|non rilevabile|non rilevato|não detectado
    """
)
