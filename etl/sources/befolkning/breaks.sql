SELECT 'befolkning' AS source, DATE '2025-01-01' AS starts, 'alla områden' AS scope,
       'Från och med 2025 lägger SCB ett litet slumptal till varje antal, även till summor (Cell Key Method). Delarna behöver därför inte summera till helheten. Tal för 2024 och tidigare är inte ändrade.' AS note
WHERE EXISTS (SELECT 1 FROM stg_befolkning)
