"""Who acts and by which rules: residents, centres, liikelaitos, orderer, municipalities; money, measures, the month."""
