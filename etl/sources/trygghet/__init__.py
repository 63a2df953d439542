"""How safe people feel: SOM-institutet's Trygghet i Göteborg and SKR's open comparisons, as far as the city printed them."""
